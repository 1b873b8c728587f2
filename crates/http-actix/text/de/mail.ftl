### Mails. Jede nennt, was geschehen ist, wann, von wo aus, und was zu tun ist. Nichts darin haben andere geschrieben.

## Der Rahmen jeder Mail

mail-body =
    { $what }

    Zeitpunkt: { $when }
    Ausgelöst von: { $place }
    Konto: Ihres bei { $issuer }

    { $advice }
mail-place = { $address } ({ $browser })
mail-place-unknown = einer unbekannten Adresse ({ $browser })
mail-place-server = dem Server selbst

## Betreffzeilen

mail-subject-verify-email = Bitte bestätigen Sie Ihre E-Mail-Adresse
mail-subject-wrong-codes = Falsche Codes für Ihr Konto eingegeben
mail-subject-enrolled = Zwei-Faktor-Authentifizierung eingeschaltet
mail-subject-recovery-codes-replaced = Sie haben neue Wiederherstellungscodes
mail-subject-two-factor-disabled = Zwei-Faktor-Authentifizierung ausgeschaltet
mail-subject-two-factor-reset = Ihre Zwei-Faktor-Authentifizierung wurde zurückgesetzt
mail-subject-enrolment-undone = Ihr Konto gehört wieder Ihnen
mail-subject-reset-password = Neues Passwort festlegen
mail-subject-password-reset = Ihr Passwort wurde geändert
mail-subject-account-disabled = Ihr Konto wurde gesperrt
mail-subject-account-enabled = Ihr Konto ist wieder freigegeben
mail-subject-account-deleted = Ihr Konto wurde gelöscht
mail-subject-app-weakened = Eine Ihrer Apps wurde geändert

## Was geschehen ist

mail-verify-email =
    Bitte bestätigen Sie diese Adresse innerhalb von 24 Stunden:

    { $link }
mail-wrong-codes = Jemand, der Ihr Passwort hatte, hat dreimal hintereinander einen falschen Code (oder ein falsches Passwort) eingegeben.
mail-enrolled = Für Ihr Konto wurde die Zwei-Faktor-Authentifizierung eingeschaltet.
mail-recovery-codes-replaced = Für Ihr Konto wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.
mail-two-factor-disabled = Für Ihr Konto wurde die Zwei-Faktor-Authentifizierung ausgeschaltet.
mail-two-factor-disabled-apps = Für Ihr Konto wurde die Zwei-Faktor-Authentifizierung ausgeschaltet. { $count ->
    [one] Eine App, die sie verlangt, hat
   *[other] { $count } Apps, die sie verlangen, haben
} den Zugriff auf Ihr Konto verloren. Ihre Apps: { $link }
mail-two-factor-reset = Die Administration hat den zweiten Faktor Ihres Kontos entfernt und alle Sitzungen beendet. Apps, die Zwei-Faktor-Authentifizierung verlangen, sind nicht mehr verbunden.
mail-enrolment-undone =
    Über den Link in unserer Mail wurde der zweite Faktor Ihres Kontos entfernt, alle Sitzungen wurden beendet, und jeder Zugriff und jede Zustimmung, die Apps seitdem erhalten haben, ist aufgehoben. Legen Sie innerhalb einer Stunde ein neues Passwort fest, denn vielleicht kennt jemand das alte:

    { $link }
mail-reset-password =
    Jemand möchte ein neues Passwort festlegen. Dazu haben Sie eine Stunde Zeit:

    { $link }
mail-password-reset = Für Ihr Konto wurde ein neues Passwort festgelegt. Alle Sitzungen wurden beendet, und bei Apps müssen Sie sich neu anmelden. Welche Apps Sie zugelassen haben, hat sich nicht geändert, und die Zwei-Faktor-Authentifizierung bleibt, wie sie war.
mail-account-disabled = Die Administration hat Ihr Konto gesperrt. Alle Sitzungen sind beendet, Sie können sich nicht anmelden, und Apps erhalten damit keinen Zugriff.
mail-account-enabled = Die Administration hat Ihr Konto wieder freigegeben. Sie können sich anmelden.
mail-account-deleted = Die Administration hat Ihr Konto mit allem gelöscht, was dazu gespeichert war. Apps haben den Zugriff verloren, den Sie ihnen gegeben hatten.
mail-app-weakened-by-owner = Ihre App mit der Client-ID { $client } wurde geändert, von Ihnen oder von jemandem, der als Sie angemeldet ist:
mail-app-weakened-by-operator = Ihre App mit der Client-ID { $client } wurde vom Betreiber dieses Servers geändert:

## Was zu tun ist

mail-advice-verify-email = Wenn Sie kein solches Konto haben, ignorieren Sie diese Mail.
mail-advice-wrong-codes = Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie ein neues fest: { $forgot }
mail-advice-enrolled =
    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Dieser Link gilt sieben Tage. Er entfernt den zweiten Faktor, beendet alle Sitzungen und nimmt zurück, was Apps seitdem erlaubt wurde:

    { $undo }
mail-advice-look =
    Wenn Sie das nicht waren, legen Sie sofort ein neues Passwort fest: { $forgot }
    Sehen Sie danach unter { $security } nach.
mail-advice-two-factor-reset = Wenn Sie nicht darum gebeten haben, informieren Sie die Administration und legen Sie ein neues Passwort fest: { $forgot }
mail-advice-enrolment-undone = Falls der Link inzwischen zu alt ist, fordern Sie einen neuen an: { $forgot }
mail-advice-app-weakened =
    Sehen Sie nach: { $app }
    Wenn Sie das nicht waren, legen Sie sofort ein neues Passwort fest: { $forgot }
mail-advice-reset-password = Wenn Sie das nicht waren, ignorieren Sie diese Mail: Es ändert sich nichts, solange niemand den Link verwendet.
mail-advice-ask-administrator = Wenn Sie dies für einen Irrtum halten, wenden Sie sich bitte an die Administration.
mail-advice-account-enabled = Vertrauenswürdige Geräte wurden entfernt, deshalb werden Sie vielleicht nach einem Code gefragt. Anmelden: { $sign_in }

## Was an einer App geändert wurde

mail-change-requirement-raised = Zwei-Faktor-Authentifizierung wird jetzt verlangt.
mail-change-requirement-lowered = Zwei-Faktor-Authentifizierung wird nicht mehr verlangt.
mail-change-enrolment-age-raised = Ein zweiter Faktor muss älter sein als bisher.
mail-change-enrolment-age-lowered = Ein zweiter Faktor darf jünger sein als bisher.
mail-change-consents-revoked = Der Zugriff aller Personen wurde beendet.
mail-change-user-revoked = Der Zugriff einer Person wurde beendet.
mail-change-name-changed = Sie hat einen anderen Namen.
mail-change-redirect-uri-added = Eine Redirect-URI wurde hinzugefügt: Wer sich anmeldet, kann dorthin geleitet werden.
mail-change-redirect-uri-removed = Eine Redirect-URI wurde entfernt.
mail-change-scope-added = Sie darf mehr Scopes anfragen.
mail-change-scope-removed = Sie darf weniger Scopes anfragen.
mail-change-scope-made-optional = Ein Scope, der bisher nicht abgelehnt werden konnte, kann jetzt abgelehnt werden.
mail-change-scope-made-required = Ein Scope kann nicht mehr abgelehnt werden.
mail-change-pkce-required = PKCE wird jetzt verlangt.
mail-change-pkce-lifted = PKCE wird nicht mehr verlangt.
mail-change-machine-access-on = Maschinenzugriff wurde eingeschaltet.
mail-change-machine-access-off = Maschinenzugriff wurde ausgeschaltet.
mail-change-authentication-changed = Sie weist sich auf andere Weise aus.
mail-change-signature-changed = Ihre ID-Token werden mit einem anderen Algorithmus signiert.
mail-change-id-token-claims-changed = Ihre ID-Token enthalten mehr oder weniger über Personen als bisher.
mail-change-description-changed = Was Personen über sie lesen, wurde geändert.
mail-change-credential-added = Ein Client-Secret wurde hinzugefügt.
mail-change-credential-removed = Ein Client-Secret wurde entfernt.
mail-change-transferred = Sie gehört jetzt jemand anderem.
mail-change-deleted = Sie wurde gelöscht, mit dem Zugriff aller Personen.
