### Pages of the signed-in account.

## Overview

overview-hello = Hello, { $name }
overview-unverified = Your address { $email } is not confirmed yet. We mailed you a link. Another can be sent after a minute, and five within an hour.
overview-send-again = Send it again
overview-two-factor = Two-factor authentication
overview-why = Some apps only let you in with it. It takes about two minutes.
overview-manage = Manage
overview-sessions = Sessions
overview-sessions-what = Where you are signed in.
overview-sessions-view = View sessions
overview-apps = Connected apps
overview-apps-what = Apps that you allowed to use your account.
overview-apps-paused = Apps that you allowed to use your account. { $count ->
    [one] { $count } more is paused.
   *[other] { $count } more are paused.
}
overview-apps-view = View connected apps
overview-own-apps = Your own apps
overview-own-apps-what = Apps that you registered here.
overview-own-apps-view = View your own apps
overview-language = Language
overview-language-hint = Of these pages, and of the mails that you get.
overview-language-browser = As in the browser
language-name = English
recovery-codes-left = { $count ->
    [one] { $count } recovery code left.
   *[other] { $count } recovery codes left.
}

## Connected apps

apps-title = Connected apps
apps-lead = Apps that you allowed to use your account. Revoking ends their access at once.
apps-none = None yet. An app appears here after you sign in to it with this account.
apps-paused = Paused
apps-requires = Requires 2FA
apps-since = { $host } · since { $since } · last used { $used }
apps-revoke = Revoke
apps-revoke-of = access of { $app }
apps-at-next-sign-in = It has no access at the moment, and gets it when you sign in to it again.
apps-ending = It keeps its access until { $moment }. After that it requires two-factor authentication. { $link }
apps-go-to-security = Go to Security
apps-needs-second-factor = Paused: requires two-factor authentication.
apps-needs-second-factor-how = It has no access until you set it up. { $link }
apps-paused-until = Paused until { $moment }.
apps-paused-until-why = It requires a second factor that has been set up for a while.

## Security

security-title = Security
security-ready = Two-factor authentication is on. { $link }
security-on-the-way = You are on the way to { $app }. Set up two-factor authentication here, then carry on.
security-what = A second lock besides your password: six digits from an authenticator app on your phone. It takes about two minutes, and you get recovery codes in case you lose the phone.
security-since = Authenticator app, since { $day }. You are asked for a code at each sign-in, except on devices that you trust.
security-few-codes = Create new ones
security-new-codes = Create new recovery codes
security-new-codes-what = You get ten new codes. The old ones stop working at once.
security-new-codes-submit = Create new codes
security-turn-off = Turn two-factor authentication off
security-turn-off-what = Your account is then protected by its password alone, in every session. Recovery codes and trusted devices are removed with it.
security-turn-off-no-app = None of your connected apps requires it.
security-turn-off-apps = These apps require it. They lose access to your account at once:
security-turn-off-submit = Turn it off

## Lists of the security page

sessions-title = Sessions
sessions-end-others = End all others
sessions-this = This session
sessions-two-factor = Two-factor
sessions-times = { $address } · since { $since } · last seen { $seen }
sessions-end = End
sessions-end-which = session on { $device }
devices-title = Trusted devices
devices-none = None. Every sign-in asks for a code once two-factor authentication is on.
devices-what = They skip the code at sign-in. Apps that require 2FA still ask for one.
devices-until = { $address } · until { $day }
devices-forget = Forget
activity-title = Activity
activity-none = Nothing yet.

## Setting up the second factor

enrolment-title = Set up your authenticator app
enrolment-picture = QR code with the key below, for your authenticator app
enrolment-add = 1. Add the account
enrolment-scan = Open your authenticator app, choose to add an account, and scan this.
enrolment-open = Open in an app on this device
enrolment-type = Type the key instead
enrolment-key = Name { $email }, six digits, every 30 seconds, key:
enrolment-confirm = 2. Type the code it shows
enrolment-code-hint = Six digits. They change every 30 seconds.
enrolment-end-others = End my other sessions
enrolment-end-others-meaning = Everybody else who is signed in as you is signed out.
enrolment-submit = Turn it on
enrolment-nothing-pending = The set-up took too long, was finished already, or was begun anew in another browser. If it is still off, begin again with a new key.

## Recovery codes

recovery-title = Two-factor authentication is on
recovery-title-replaced = Your new recovery codes
recovery-lead = Keep these codes where you find them without your phone. Each lets you in once. They are not shown again.
recovery-label = Recovery codes
recovery-saved = I saved them
recovery-saved-meaning = Tick this to continue.

## What the script says

tool-copy = Copy
tool-download = Download
tool-print = Print
tool-copied = Copied.
tool-selected = Selected: copy it with your keyboard or the menu.
tool-downloaded = Downloaded as { $file }.
