### The consent question, the panel in its place, and requests that are over.

## The question

consent-title = Allow { $app }?
consent-heading = Allow { $app } to use your account?
consent-registered-by = Registered here by { $owner }. It is not made by the people who run this Twinlock, and they do not vouch for it.
consent-able-to = { $app } will be able to
consent-optional = If you like, also
consent-stored = You have allowed already
consent-goes-to = The answer goes to
consent-lasts = Access lasts
consent-take-back = To take it back
consent-take-back-how = Revoke it at any time under { $page }.
consent-deny = Deny
consent-allow = Allow
consent-lasts-short = { $span }. After that it has to ask here again.
consent-lasts-by-choice = { $span }, or if you let it stay connected, until it goes unused for { $unused }, and never longer than { $longest }.
consent-lasts-long = Also while you are away, until it goes unused for { $unused }, and never longer than { $longest }.

## The panel

panel-preview = Preview: what people without 2FA see. Its buttons do nothing. { $back }
panel-preview-back = Back to { $app }
panel-heading-not-enrolled = Your account needs a second lock
panel-heading-too-young = Almost there
panel-heading-disabled = This account is disabled
panel-not-enrolled = { $app } requires two-factor authentication. This app only authorizes accounts protected by 2FA. Enable two-factor authentication on your account and return to continue.
panel-by-request = { $app } asks for two-factor authentication for this sign-in. Enable two-factor authentication on your account and return to continue.
panel-too-young = { $app } requires two-factor authentication that has been set up for a while. Yours is on, and nothing is left for you to do but wait.
panel-disabled = This account was disabled by an administrator, so it cannot be used to sign in to { $app }.
panel-two-minutes = About two minutes, with an authenticator app on your phone. Then you continue here.
panel-accepted-from = { $app } accepts it from { $moment }.
panel-come-back = Come back to { $app } on or after { $day } and sign in again.
panel-ask-administrator = Ask an administrator if you think this is a mistake.
panel-deny = Deny and return to { $app }
panel-rule-of-owner = This rule was set by the owner of { $app }.
panel-rule-of-request = { $app } asked for this with its request.
panel-what-is-it = What is two-factor authentication?
panel-what-it-is = A second lock on your account. Besides your password you type six digits from an app on your phone. Somebody who learns your password still does not get in.
panel-which-app = Any authenticator app works, for instance the one built into your phone or password manager.

## The two locks

locks-password = Password
locks-given = Given
locks-second-factor = Second factor
locks-not-set-up = Not set up yet
locks-still-new = On, still new

## Requests that are over

request-allowed-title = You allowed { $app }
request-denied-title = You denied { $app }
request-unasked-title = { $app } has its answer
request-expired-title = This request has expired
request-allowed = You said yes on { $moment }. This page cannot be used a second time.
request-denied = You said no on { $moment }. This request gave nothing to { $app }.
request-unasked = This sign-in was answered on { $moment }, without a question to you.
request-expired = Go back to { $app } and sign in again. This request gave nothing to it, and nothing that you set up here is lost.
request-open = Open { $app }
request-after-all = Sign in to { $app } after all
request-manage = Manage access

## An answer that an app wants posted

form-post-title = Back to { $host }
form-post-lead = Your answer is ready. If nothing happens, press the button.

## An address that is not registered

mismatch-title = The redirect URI does not match
mismatch-heading = { $app } sent you to the wrong address
mismatch-lead = The app asked to be answered at an address that is not registered for it. To keep you safe, nothing was sent there.
mismatch-sent = It sent
mismatch-nearest = Nearest registered
mismatch-marked = What is marked differs. Addresses are compared byte by byte: a slash or https counts, and so does a port. Only on 127.0.0.1 and [::1] the port is free.
mismatch-fix = Fix in dashboard
mismatch-tell = Please tell the people who run { $app }.
mismatch-nothing = nothing
mismatch-ends-here = ends here
