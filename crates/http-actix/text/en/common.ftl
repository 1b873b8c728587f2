### The frame of every page, inputs, dates, and what pages share.

## Frame

frame-title = { $title } · Twinlock
frame-title-refused = Error: { $title } · Twinlock
frame-skip = Skip to content
frame-navigation = Dashboard
frame-sign-out = Sign out
frame-problems = There is a problem
frame-request-id = Request id: { $id }
frame-footer = Twinlock never shows your password to an app.
section-overview = Overview
section-security = Security
section-apps = Connected apps
section-developer = Developer

## Notices at the top of a page

notice-signed-out = You were signed out. Sign in to continue.
notice-out-of-date = The page you used was out of date, so nothing was changed. This is the current one.

## Who is signed in

signed-in-as = Signed in as { $email }
not-you = Not you?
use-another-account = Use another account

## Inputs

field-email = E-mail address
field-password = Password
field-new-password = New password
field-new-password-hint = At least 8 characters. A few unrelated words make a good one; no rules on symbols.
field-password-again-hint = Enter your password again: this changes how your account is protected.
field-name = Your name
field-code = Code
field-code-hint = Six digits from your authenticator app.
field-recovery-code = Recovery code
field-recovery-code-hint = One of the codes that you kept when you set this up: 16 letters and digits, with or without the dashes. Each works once.
field-use-recovery-code = Use a recovery code
field-required = (required)
field-optional = (optional)
field-where-it-weakens = (only where the change weakens the app)

## Buttons that several pages have

button-continue = Continue
button-continue-to = Continue to { $app }
button-save = Save
set-up-two-factor = Set up two-factor authentication
on = On
off = Off
refused = Refused
go-to-account = Go to your account
back-to-sign-in = Back to sign-in
forgot-password = Forgot your password?

## Dates and spans

calendar-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
calendar-date-time = { $date }, { $time } UTC
calendar-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
calendar-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
calendar-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
calendar-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}

## Browsers

browser-on = { $browser } on { $system }
browser-alone = { $browser }
browser-unknown = Unknown browser
browser-unknown-on = Unknown browser on { $system }

## Scopes, in plain words

scope-openid = Know that it is you
scope-openid-meaning = A private ID that only this app sees.
scope-profile = See your name
scope-profile-meaning = The display name of your account, and the user name made of it.
scope-email = See your e-mail address
scope-email-meaning = And whether it was verified.
scope-offline-access = Stay connected while you are away
scope-offline-access-meaning = Without asking you to sign in each time.

## Codes and passwords that were refused

code-wrong = That code is not right. Look at the app again and type the code it shows now.
code-already-used = That code, or a newer one, has been used already. Wait for the next one: your app shows it within 30 seconds.
code-clock-off = That code belongs to another time, so one clock is off. Here it is { $time }. If your phone shows something else, set it to automatic date and time. Then type the code that it shows now.
code-wait = Too many wrong codes. The next try is possible at { $time } on { $day }. A try before that does not count.
code-stopped = Too many wrong codes in a row: codes from the app are stopped. Use a recovery code, or ask an administrator to reset two-factor authentication.
code-needed = Enter a code of your second factor.
password-needed = Enter your password again.
password-of-account-needed = Enter the password of this account.
password-wrong = That password is not right.
