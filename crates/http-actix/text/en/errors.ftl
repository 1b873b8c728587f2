### Error pages, and what programs are told in the same words.

## Frame

error-title = Error: { $heading }
error-code = Code: { $code }
error-heading-not-found = Not found
error-heading-gone = Too late
error-heading-unauthorized = Not signed in
error-heading-too-many = Too many tries
error-heading-client = That did not work
error-heading-server = Out of order

## General

error-not-found = There is nothing here.
error-sign-in-first = Sign in first.
error-forged = This form did not come from here, or is too old. Go back, load the page again, and send it again.
error-form-out-of-date = This form is out of date. Continue on the page that you are taken to.
error-too-many = { $seconds ->
    [one] Too many tries. Wait { $seconds } second and try again.
   *[other] Too many tries. Wait { $seconds } seconds and try again.
}
error-unavailable = This cannot be decided at the moment. Try again in a minute.
error-busy = Too many people are signing in at this moment. Try again in a few seconds.
error-broken = Something is broken here.
error-not-understood = That could not be understood.
error-method = This address does not support that method.
error-request-slow = The request took too long to arrive.
error-request-too-long = The request is too long.
error-password-too-long = The password is too long.

## Accounts

error-link-expired = This link does not work any more. Ask for another.
error-not-enrolled = This account has no second factor.
error-already-enrolled = Two-factor authentication is on already.
error-nothing-pending = There is nothing to confirm. Begin again.
error-invalid-account = Some of what was entered is not valid.
error-sign-up-closed = Nobody can sign up here.
error-email-taken = This address has an account.

## Authorization

error-request-unknown = This sign-in is not known here any more. Go back to the app and sign in again.
error-request-expired = This took too long. Go back to { $app } and sign in again.
error-client-unknown = No app of that client_id is registered here.
error-redirect-uri-missing = The app did not say where to go back to (redirect_uri).
error-redirect-uri-mismatch = { $app } is not registered to receive answers at the address that came.
error-parameter-twice = { $parameter } came more than once.
error-not-yours-to-decide = There is no such request for you to decide.
error-decided-allowed = This request was decided already: it was allowed.
error-decided-denied = This request was decided already: it was denied.
error-decided-unasked = This request was answered already, without a question.
error-scope-not-requested = A scope was chosen that the app did not ask for.
error-scope-left-out = A scope that the app requires was left out.

## Apps

error-only-administrators = Only administrators register apps here.
error-too-many-apps = You have { $count } apps, which is the most. Delete one to register another.

## Opened under another address

wrong-host-title = This server has another address
wrong-host-opened = You opened
wrong-host-answers = It answers as
wrong-host-open = Open { $url }
wrong-host-heading = If this address should work
wrong-host-set = Set the server's public URL to the address that people open, and restart it:
wrong-host-proxy = For other machines this is https, spoken by a reverse proxy in front of the server. Name the proxy in { $setting }, and let it pass the { $header } header on.
