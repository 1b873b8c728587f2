### Der Rahmen jeder Seite, Eingabefelder, Datumsangaben und was mehrere Seiten verwenden.

## Rahmen

frame-title = { $title } · Twinlock
frame-title-refused = Fehler: { $title } · Twinlock
frame-skip = Zum Inhalt springen
frame-navigation = Konto
frame-sign-out = Abmelden
frame-problems = Bitte prüfen Sie Ihre Angaben
frame-request-id = Anfragenummer: { $id }
frame-footer = Twinlock gibt Ihr Passwort niemals an eine App weiter.
section-overview = Übersicht
section-security = Sicherheit
section-apps = Verbundene Apps
section-developer = Entwicklung

## Hinweise am Anfang einer Seite

notice-signed-out = Sie wurden abgemeldet. Bitte melden Sie sich an, um fortzufahren.
notice-out-of-date = Die Seite war nicht mehr aktuell, deshalb wurde nichts geändert. Dies ist der aktuelle Stand.

## Wer angemeldet ist

signed-in-as = Angemeldet als { $email }
not-you = Nicht Ihr Konto?
use-another-account = Anderes Konto verwenden

## Eingabefelder

field-email = E-Mail-Adresse
field-password = Passwort
field-new-password = Neues Passwort
field-new-password-hint = Mindestens 8 Zeichen. Gut geeignet sind mehrere Wörter ohne Zusammenhang; Sonderzeichen sind nicht nötig.
field-password-again-hint = Bitte geben Sie Ihr Passwort noch einmal ein, denn Sie ändern den Schutz Ihres Kontos.
field-name = Ihr Name
field-code = Code
field-code-hint = Sechs Ziffern aus Ihrer Authenticator-App.
field-recovery-code = Wiederherstellungscode
field-recovery-code-hint = Einer der Codes, die Sie bei der Einrichtung aufbewahrt haben: 16 Buchstaben und Ziffern, mit oder ohne Bindestriche. Jeder gilt einmal.
field-use-recovery-code = Wiederherstellungscode verwenden
field-required = (erforderlich)
field-optional = (optional)
field-where-it-weakens = (nur, wenn die Änderung den Schutz der App verringert)

## Schaltflächen, die mehrere Seiten haben

button-continue = Weiter
button-continue-to = Weiter zu { $app }
button-save = Speichern
set-up-two-factor = Zwei-Faktor-Authentifizierung einrichten
on = Ein
off = Aus
refused = Abgelehnt
go-to-account = Zu Ihrem Konto
back-to-sign-in = Zurück zur Anmeldung
forgot-password = Passwort vergessen?

## Datumsangaben und Zeiträume

calendar-date = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
calendar-date-time = { $date }, { $time } UTC
calendar-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
calendar-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
calendar-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
calendar-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}

## Browser

browser-on = { $browser } unter { $system }
browser-alone = { $browser }
browser-unknown = Unbekannter Browser
browser-unknown-on = Unbekannter Browser unter { $system }

## Berechtigungen in verständlichen Worten

scope-openid = Sie wiedererkennen
scope-openid-meaning = Eine Kennung, die nur diese App sieht.
scope-profile = Ihren Namen sehen
scope-profile-meaning = Den Anzeigenamen Ihres Kontos und den daraus gebildeten Benutzernamen.
scope-email = Ihre E-Mail-Adresse sehen
scope-email-meaning = Und ob die Adresse bestätigt ist.
scope-offline-access = In Ihrer Abwesenheit verbunden bleiben
scope-offline-access-meaning = Ohne dass Sie sich jedes Mal anmelden müssen.

## Abgelehnte Codes und Passwörter

code-wrong = Der Code ist nicht richtig. Bitte sehen Sie in Ihrer App nach und geben Sie den Code ein, der jetzt angezeigt wird.
code-already-used = Dieser oder ein neuerer Code wurde bereits verwendet. Bitte warten Sie auf den nächsten: Ihre App zeigt ihn innerhalb von 30 Sekunden an.
code-clock-off = Der Code gehört zu einer anderen Uhrzeit, eine der Uhren geht also falsch. Hier ist es { $time }. Falls Ihr Telefon etwas anderes anzeigt, stellen Sie dort Datum und Uhrzeit auf automatisch. Geben Sie danach den Code ein, der dann angezeigt wird.
code-wait = Zu viele falsche Codes. Der nächste Versuch ist um { $time } am { $day } möglich. Frühere Versuche zählen nicht.
code-stopped = Zu viele falsche Codes hintereinander: Codes aus der App werden nicht mehr angenommen. Verwenden Sie einen Wiederherstellungscode oder bitten Sie die Administration, die Zwei-Faktor-Authentifizierung zurückzusetzen.
code-needed = Bitte geben Sie einen Code Ihres zweiten Faktors ein.
password-needed = Bitte geben Sie Ihr Passwort noch einmal ein.
password-of-account-needed = Bitte geben Sie das Passwort dieses Kontos ein.
password-wrong = Das Passwort ist nicht richtig.
