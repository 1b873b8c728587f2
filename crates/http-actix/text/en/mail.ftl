### Mails. Each says what happened, when, from where, and what to do about it. Nothing in one was written by somebody else.

## The frame of every mail

mail-body =
    { $what }

    When: { $when }
    From: { $place }
    Account: yours at { $issuer }

    { $advice }
mail-place = { $address } ({ $browser })
mail-place-unknown = an unknown address ({ $browser })
mail-place-server = the server itself

## Subjects

mail-subject-verify-email = Confirm your e-mail address
mail-subject-wrong-codes = Wrong codes were entered for your account
mail-subject-enrolled = Two-factor authentication is on
mail-subject-recovery-codes-replaced = You have new recovery codes
mail-subject-two-factor-disabled = Two-factor authentication is off
mail-subject-two-factor-reset = Your two-factor authentication was reset
mail-subject-enrolment-undone = Your account was taken back
mail-subject-reset-password = Set a new password
mail-subject-password-reset = Your password was changed
mail-subject-account-disabled = Your account was disabled
mail-subject-account-enabled = Your account works again
mail-subject-account-deleted = Your account was deleted
mail-subject-app-weakened = One of your apps was changed

## What happened

mail-verify-email =
    Please confirm this address within 24 hours:

    { $link }
mail-wrong-codes = Three wrong codes (or passwords) in a row were entered by somebody who had your password.
mail-enrolled = Two-factor authentication was turned on for your account.
mail-recovery-codes-replaced = New recovery codes were made for your account. The old ones no longer work.
mail-two-factor-disabled = Two-factor authentication was turned off for your account.
mail-two-factor-disabled-apps = Two-factor authentication was turned off for your account. { $count ->
    [one] One app that requires it has
   *[other] { $count } apps that require it have
} lost access to your account. Your apps: { $link }
mail-two-factor-reset = An administrator removed the second factor of your account and signed it out everywhere. Apps that require two-factor authentication are no longer connected.
mail-enrolment-undone =
    By the link in our mail, the second factor of your account was removed, it was signed out everywhere, and all access and every permission that apps were given since then has ended. Set a new password within one hour, since somebody may know the old one:

    { $link }
mail-reset-password =
    Somebody asked to set a new password. To do so within one hour:

    { $link }
mail-password-reset = A new password was set for your account. It was signed out everywhere, and apps have to ask you to sign in again. Which apps you allowed has not changed, and nothing was changed about two-factor authentication.
mail-account-disabled = An administrator disabled your account. You are signed out everywhere, you cannot sign in, and apps get no access with it.
mail-account-enabled = An administrator enabled your account again. You can sign in.
mail-account-deleted = An administrator deleted your account with everything that was kept for it. Apps have lost the access that you had given them.
mail-app-weakened-by-owner = Your app with the client id { $client } was changed by you, or by somebody who is signed in as you:
mail-app-weakened-by-operator = Your app with the client id { $client } was changed by the operator of this server:

## What to do about it

mail-advice-verify-email = If you have no such account, ignore this mail.
mail-advice-wrong-codes = If that was not you, somebody knows your password. Set a new one: { $forgot }
mail-advice-enrolled =
    If that was not you, somebody knows your password. This link, good for seven days, removes the second factor, ends all sessions, and takes back what apps were allowed since:

    { $undo }
mail-advice-look =
    If that was not you, set a new password at once: { $forgot }
    Then look at { $security }.
mail-advice-two-factor-reset = If you did not ask for that, tell your administrator, and set a new password: { $forgot }
mail-advice-enrolment-undone = Should the link be too old by now, ask for another: { $forgot }
mail-advice-app-weakened =
    Look at it: { $app }
    If that was not you, set a new password at once: { $forgot }
mail-advice-reset-password = If that was not you, ignore this mail: nothing changes until the link is used.
mail-advice-ask-administrator = If you think that this is a mistake, ask your administrator.
mail-advice-account-enabled = Trusted devices were forgotten, so you may be asked for a code. Sign in: { $sign_in }

## What was done to an app

mail-change-requirement-raised = Two-factor authentication is now required.
mail-change-requirement-lowered = Two-factor authentication is no longer required.
mail-change-enrolment-age-raised = A second factor has to be older than before.
mail-change-enrolment-age-lowered = A second factor may be younger than before.
mail-change-consents-revoked = Everybody's access was ended.
mail-change-user-revoked = One person's access was ended.
mail-change-name-changed = It has another name.
mail-change-redirect-uri-added = A redirect URI was added: people who sign in can be sent there.
mail-change-redirect-uri-removed = A redirect URI was removed.
mail-change-scope-added = It may ask for more scopes.
mail-change-scope-removed = It may ask for fewer scopes.
mail-change-scope-made-optional = People may decline a scope that they could not decline before.
mail-change-scope-made-required = People can no longer decline a scope.
mail-change-pkce-required = PKCE is now required.
mail-change-pkce-lifted = PKCE is no longer required.
mail-change-machine-access-on = Machine access was turned on.
mail-change-machine-access-off = Machine access was turned off.
mail-change-authentication-changed = It authenticates in another way.
mail-change-signature-changed = Its id_tokens are signed by another algorithm.
mail-change-id-token-claims-changed = Its id_tokens say more or less about people than before.
mail-change-description-changed = What people read about it was changed.
mail-change-credential-added = A client secret was added.
mail-change-credential-removed = A client secret was removed.
mail-change-transferred = It belongs to somebody else now.
mail-change-deleted = It was deleted, with everybody's access.
