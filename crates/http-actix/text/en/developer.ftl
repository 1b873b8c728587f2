### Pages of an app's owner, who knows what a scope is.

## The page

developer-title = Developer
developer-lead = Apps that sign people in with their accounts here. You decide which of them require 2FA.
developer-none = You have no app yet.
developer-register = Register an app
developer-closed = New apps are registered by the administrators here.
developer-show = Show the settings of { $app }
developer-required = 2FA required

## Details of an app

details-title = Details
details-client-id = Client ID
details-kind = Kind
details-public = Public, without a secret
details-confidential = Confidential
details-redirect-uris = Redirect URIs
details-scopes = Scopes
details-optional = of which optional:
details-signed-by = ID token signed with
details-pkce = PKCE
details-pkce-required = Required (S256)
details-pkce-not-required = Not required
details-registered = Registered

## The form for an app

app-name = Name
app-name-hint = What people see when they are asked.
app-home-page = Home page
app-home-page-hint = A link that begins with https://.
app-uris = Redirect URIs
app-uris-hint = One per line, compared byte by byte. https; http on this machine alone; your own scheme such as com.example.app:/done.
app-kind = Kind
app-confidential = Confidential
app-confidential-meaning = Runs on a server and keeps a secret.
app-public = Public
app-public-meaning = Runs in a browser or on a phone. No secret, PKCE always.
app-scopes = Scopes it may ask for
app-own-scopes = Scopes of your own
app-own-scopes-hint = One per line: the scope, a space, and what it allows. People read that when they are asked. Example: { $example }
app-own-scopes-example = books:read Read your books
app-optional-scopes = Scopes a user may decline
app-signature = Signature of the ID token
app-rs256 = RS256, what every library knows
app-es256 = ES256, smaller and faster
app-eddsa = EdDSA, if your library has it
app-claims = Name and e-mail in the ID token
app-claims-meaning = For apps that do not ask the userinfo endpoint. What was not allowed stays out.
app-pkce = Require PKCE
app-pkce-meaning = Lift it only for a confidential app whose library has none.
app-machine = Machine access
app-machine-meaning = client_credentials: acts for no person, and no 2FA rule covers it.
app-submit = Register the app
app-settings = Settings
app-weakens = A new redirect URI or scope, machine access, no PKCE, and a scope that people can no longer decline weaken the app. For those you confirm that it is you.
app-undotted-scheme = Any app on the device can claim the scheme { $scheme }: and receive the answers meant for yours, and a word without a dot is easily chosen twice. People are asked for consent every time. Better is a domain name of yours in reverse, such as com.example.app:/done, or an https address.

## The requirement

requirement-title = Require 2FA
requirement-turn-on = Only accounts protected by 2FA can then authorize { $app }. It works at once, on every request.
requirement-on = Only accounts protected by 2FA can authorize { $app }.
requirement-on-since = Only accounts protected by 2FA can authorize { $app }, since { $since }.
requirement-machine = Machine access ({ $grant }) is on. It acts for no person, so this rule does not cover it.
requirement-view = View as a user without 2FA
requirement-count = Count them
requirement-revoke-now = Revoke everyone now
requirement-revoke-now-meaning = Nobody keeps access, not even people with 2FA: all sign in again.
requirement-revoked-at-once = Everybody's access ends at once. All sign in again, and only people with 2FA get back in.
requirement-weakens = Turning it off weakens the app, so you confirm that it is you. Access that was frozen stays frozen.
requirement-many = Many people have access. Those without 2FA keep it until their refresh token expires, and no longer.
requirement-uncounted = Too many people have access to count them just now. Those without 2FA keep it until their refresh token expires, and no longer.
requirement-nobody = Nobody has access yet.
requirement-all-protected = { $all ->
    [one] { $all } person with access, and all of them have 2FA.
   *[other] { $all } people with access, and all of them have 2FA.
}
requirement-without = { $without ->
    [one] { $without } of { $people } with access has no 2FA. { $keep }
   *[other] { $without } of { $people } with access have no 2FA. { $keep }
}
requirement-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
requirement-keep-until = They keep access until { $day } at the latest. Revoking everyone now ends it at once.
requirement-keep-none = None of them has access that outlasts this change.
requirement-grandfathered-none = No access from before the requirement remains.
requirement-grandfathered = { $count ->
    [one] { $count } grandfathered grant remains. It ends on { $day }.
   *[other] { $count } grandfathered grants remain. The last ends on { $day }.
}

## The enrolment age

age-title = Enrolment age: { $age }
age-none = none
age-what = How old a second factor must be before this app accepts it. It slows down a thief who knows a password and sets up a factor of their own.
age-days = Days
age-days-hint = 0 accepts a new factor at once.
age-weakens = Lowering it weakens the app, so you confirm that it is you. Raising it does not.

## Client secrets

secrets-title = Client secrets
secrets-created-used = Created { $created } · last used { $used }
secrets-created-unused = Created { $created } · never used
secrets-remove = Remove
secrets-remove-which = secret { $label }
secrets-label = Label of a new secret
secrets-add = Add a secret
secrets-replace = To replace a secret, add another, put it into your app, then remove the old one.
secrets-two = Two at most. Remove one to add another.
secret-app-title = Your app is registered
secret-title = A new client secret
secret-lead = Put these into the settings of { $app } now. The secret is not shown again.
secret-client-id = Client ID
secret-client-secret = Client secret
secret-copy = Copy the secret
secret-saved = I saved it. Back to { $app }

## Confirming that it is you

proof-password-revoke-everyone = Password to revoke everyone
proof-code-revoke-everyone = Code to revoke everyone
proof-recovery-code-revoke-everyone = Recovery code to revoke everyone
proof-password-turn-off = Password to turn it off
proof-code-turn-off = Code to turn it off
proof-recovery-code-turn-off = Recovery code to turn it off
proof-password-lower-age = Password to lower the age
proof-code-lower-age = Code to lower the age
proof-recovery-code-lower-age = Recovery code to lower the age
proof-password-add-secret = Password to add a secret
proof-code-add-secret = Code to add a secret
proof-recovery-code-add-secret = Recovery code to add a secret
proof-password-save = Password to save
proof-code-save = Code to save
proof-recovery-code-save = Recovery code to save
proof-password-revoke-all = Password to revoke all consents
proof-code-revoke-all = Code to revoke all consents
proof-recovery-code-revoke-all = Recovery code to revoke all consents
proof-password-delete = Password to delete the app
proof-code-delete = Code to delete the app
proof-recovery-code-delete = Recovery code to delete the app

## Ending things

dangers-revoke-all = Revoke all consents
dangers-revoke-all-what = Every consent, code and token of { $app } ends at once, for everybody. All have to sign in and allow it again.
dangers-delete = Delete the app
dangers-delete-what = { $app } and everything it was given are deleted. This cannot be undone.
dangers-delete-submit = Delete { $app }
dangers-revoke-one = Revoke one person's access
dangers-revoke-one-what = If the account with this address has access to { $app }, it ends at once. You are not told whether it had.
dangers-revoke-one-submit = Revoke this person's access

## Events

events-title = Events
events-flips = Who changed the rule
events-nobody = Nobody yet.
events-by = by { $who }, { $moment }
events-operator = the operator of this server
events-of-app = Events of the app
events-none = None yet.
events-more = Show more events

## Forms that were refused

app-invalid-name = Enter a name of 1 to 80 characters.
app-invalid-uri-count = Enter 1 to 20 redirect URIs, each on a line of its own.
app-invalid-uri = Redirect URI { $line }, { $uri }: { $reason }
app-invalid-scope-count = Choose 1 to { $count } scopes.
app-invalid-optional-scope = People can only decline a scope that the app may ask for.
app-invalid-own-scopes = Give each scope a line: the scope, a space, and up to { $count } characters of what it allows.
app-invalid-home-page = Enter a link that begins with https://, or nothing.
app-invalid-public = A public app has no secret, so it always needs PKCE and has no machine access.
app-kind-is-fixed = Whether an app has a secret cannot be changed. Register another app instead.
app-invalid-member = The value of { $member } is invalid.
app-invalid-label = Enter a label of 1 to 40 characters.
app-invalid-age = Enter 366 days at most.
app-invalid-days = Enter a whole number of days.
app-invalid-email = Enter an e-mail address.
app-invalid-algorithm = Choose RS256, ES256 or EdDSA.
app-too-many-secrets = An app has two secrets at most. Remove one to add another.
app-last-secret = The last secret cannot be removed. Add another first.
uri-empty = a redirect URI is missing.
uri-too-long = a redirect URI has at most 2,000 bytes.
uri-not-ascii = a redirect URI is ASCII without spaces: write a host in Punycode (xn--…) and other characters as %-escapes.
uri-character = a redirect URI cannot contain any of { $characters }.
uri-escape = a % in a redirect URI is followed by two hexadecimal digits.
uri-not-absolute = a redirect URI is absolute: it begins with https:// or with a scheme of your own, such as com.example.app:/.
uri-scheme-case = write the scheme in lower case.
uri-host-case = write the host in lower case.
uri-host = the host is missing or malformed.
uri-port = the port is a number from 1 to 65535, or left out together with its colon.
uri-slash-missing = after a scheme of your own comes a slash, such as com.example.app:/done; a website begins with https://.
uri-fragment = a redirect URI has no fragment (#).
uri-wildcard = a redirect URI has no wildcard (*): register each address.
uri-user-info = a redirect URI has no user name or password before its host.
uri-path = the path must be in its plain form: no . or .. segments, no backslash, no %2F or %5C.
uri-insecure-http = http is for 127.0.0.1, [::1] and localhost alone: use https.
uri-scheme = this scheme cannot be used: a scheme of your own is best a domain name in reverse, such as com.example.app.
