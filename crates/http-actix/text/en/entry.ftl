### The doors: signing in and up, the code, and pages by mailed or printed link.

## Signing in

sign-in-title = Sign in
sign-in-again-title = Sign in again
sign-in-title-towards = Sign in to continue to { $app }
sign-in-again-title-towards = Sign in again to continue to { $app }
sign-in-create-account = Create an account
sign-in-refused = Wrong e-mail address or password.
sign-in-another-account = { $app } asks for another account than { $email }. Sign in with the account that you use there.

## Signing up

sign-up-title = Create an account
sign-up-title-towards = Create an account to continue to { $app }
sign-up-name-hint = What apps show if you let them see it.
sign-up-submit = Create an account
sign-up-have-account = I have an account: sign in
sign-up-invalid-email = This is not an e-mail address that can be used here. It has one @ and no spaces; an international domain is written in its xn-- form.
sign-up-no-name = Enter your name.
sign-up-name-too-long = A name has at most 80 characters.
sign-up-password-too-short = A password has at least 8 characters.
sign-up-password-too-long = A password has at most 512 characters.
sign-up-password-too-weak = This password is guessed too easily. { $advice }
sign-up-email-taken = There is an account with this address. Sign in instead.
email-taken = There is an account with this address.

## The first administrator

set-up-title = Set up
set-up-heading = Welcome. Create the first administrator
set-up-lead = This link works once. The account you create here is the administrator's: it may register apps even where others may not.
set-up-submit = Create the administrator

## The code

two-factor-title = Enter your code
two-factor-why-sign-in = Your account is protected by two-factor authentication.
two-factor-why-app = { $app } asks for a fresh code, also on a device that you trust.
two-factor-why-here = This needs a fresh code, also on a device that you trust.
two-factor-hint = The six digits that your authenticator app shows now.
two-factor-no-codes-left = No recovery code left either? Ask the administrator to reset two-factor authentication for your account.
two-factor-trust = Trust this device for 30 days
two-factor-trust-meaning = It skips the code at sign-in here. Apps that require 2FA still ask for one.

## A new password

password-forgot-title = Set a new password
password-forgot-lead = We mail you a link. It works once, for an hour. Two-factor authentication stays as it is.
password-forgot-submit = Send the link
password-reset-title = Choose a new password
password-reset-lead = You are signed out everywhere, and apps that hold access to your account lose it until you sign in to them again. Which apps you allowed stays as it is, and so does two-factor authentication.
password-reset-submit = Set the password
mail-sent-title = Check your mail
mail-sent-lead = If there is an account with that address, a link is on its way to it, or came a short while ago. If you cannot find it, look among the spam.
password-set-title = Your new password is set
password-set-lead = You are signed out everywhere, and apps that held access to your account have lost it. Sign in with the new password.
password-set-elsewhere = { $done } You came from an app: go back to it and sign in there again, since that sign-in began in another browser or has expired.

## A verified address

email-verify-title = Confirm your e{"\u2011"}mail address
email-verify-lead = { $email } is confirmed for the account that has it here. Apps can rely on it then.
email-verify-password-hint = Of the account with this address.
email-verify-submit = Confirm my address
email-verify-not-yours = You did not create this account? Then close this page: nothing is confirmed without its password.
email-verified-title = Your address is confirmed
email-verified-lead = Thank you. Apps that you let see it can rely on it now.

## "This was not me"

undo-title = Was it not you?
undo-lead = Somebody turned on two-factor authentication for your account. If that was not you, undo it now:
undo-factor = The second factor and its recovery codes are removed.
undo-sessions = Every session of your account ends, on every device.
undo-access = Access that apps were given since then ends, and they have to ask you again.
undo-then = Then set a new password: whoever did this knew the old one.
undo-submit = It was not me: undo it
undo-keep = It was me: leave everything as it is
undone-title = It is undone
undone-lead = The second factor is removed, every session has ended, and what apps were allowed since then is taken back. Set a new password now.
undone-next = Set a new password

## Signing out

signed-out-title = You are signed out
signed-out-lead = Your session here has ended. Apps that you signed in to may still have theirs.

## What helps a weak password

advice-general = Use a few words that do not belong together.
advice-straight-rows = Straight rows of keys are easy to guess.
advice-keyboard-pattern = Short keyboard patterns are easy to guess.
advice-repeated-letter = Repeats like "aaa" are easy to guess.
advice-repeated-part = Repeats like "abcabcabc" are only slightly harder to guess than "abc".
advice-top-10 = This is a top-10 common password.
advice-top-100 = This is a top-100 common password.
advice-common = This is a very common password.
advice-similar = This is similar to a commonly used password.
advice-sequence = Sequences like abc or 6543 are easy to guess.
advice-years = Recent years are easy to guess.
advice-word = A word by itself is easy to guess.
advice-dates = Dates are often easy to guess.
advice-names-alone = Names and surnames by themselves are easy to guess.
advice-names = Common names and surnames are easy to guess.
advice-few-words = Use a few words, avoid common phrases.
advice-no-symbols = No need for symbols, digits, or uppercase letters.
advice-another-word = Add another word or two. Uncommon words are better.
advice-capitals = Capitalization doesn't help very much.
advice-all-capitals = All-uppercase is almost as easy to guess as all-lowercase.
advice-reversed = Reversed words aren't much harder to guess.
advice-substitutions = Predictable substitutions like '@' instead of 'a' don't help very much.
advice-longer-pattern = Use a longer keyboard pattern with more turns.
advice-no-repeats = Avoid repeated words and characters.
advice-no-sequences = Avoid sequences.
advice-no-years = Avoid recent years.
advice-no-own-years = Avoid years that are associated with you.
advice-no-own-dates = Avoid dates and years that are associated with you.
