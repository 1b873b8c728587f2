### Fehlerseiten.

## Rahmen

error-title = Fehler: { $heading }
error-code = Kennung: { $code }
error-heading-not-found = Nicht gefunden
error-heading-gone = Zu spät
error-heading-unauthorized = Nicht angemeldet
error-heading-too-many = Zu viele Versuche
error-heading-client = Das hat nicht funktioniert
error-heading-server = Außer Betrieb

## Allgemein

error-not-found = Hier gibt es nichts.
error-sign-in-first = Bitte melden Sie sich zuerst an.
error-forged = Dieses Formular stammt nicht von hier oder ist zu alt. Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.
error-form-out-of-date = Dieses Formular ist nicht mehr aktuell. Bitte fahren Sie auf der Seite fort, zu der Sie geleitet werden.
error-too-many = { $seconds ->
    [one] Zu viele Versuche. Bitte warten Sie { $seconds } Sekunde und versuchen Sie es erneut.
   *[other] Zu viele Versuche. Bitte warten Sie { $seconds } Sekunden und versuchen Sie es erneut.
}
error-unavailable = Das lässt sich im Augenblick nicht entscheiden. Bitte versuchen Sie es in einer Minute erneut.
error-busy = Zurzeit melden sich zu viele Personen an. Bitte versuchen Sie es in einigen Sekunden erneut.
error-broken = Hier ist ein Fehler aufgetreten.
error-not-understood = Die Anfrage war nicht verständlich.
error-method = Diese Adresse unterstützt die Methode nicht.
error-request-slow = Die Anfrage ist nicht rechtzeitig angekommen.
error-request-too-long = Die Anfrage ist zu lang.
error-password-too-long = Das Passwort ist zu lang.

## Konten

error-link-expired = Dieser Link ist nicht mehr gültig. Bitte fordern Sie einen neuen an.
error-not-enrolled = Dieses Konto hat keinen zweiten Faktor.
error-already-enrolled = Die Zwei-Faktor-Authentifizierung ist bereits eingeschaltet.
error-nothing-pending = Es gibt nichts zu bestätigen. Bitte beginnen Sie von vorn.
error-invalid-account = Einige Angaben sind ungültig.
error-sign-up-closed = Hier kann niemand ein Konto anlegen.
error-email-taken = Zu dieser Adresse gibt es bereits ein Konto.

## Autorisierung

error-request-unknown = Diese Anmeldung ist hier nicht mehr bekannt. Bitte kehren Sie zur App zurück und melden Sie sich dort erneut an.
error-request-expired = Das hat zu lange gedauert. Bitte kehren Sie zu { $app } zurück und melden Sie sich dort erneut an.
error-client-unknown = Unter dieser client_id ist hier keine App registriert.
error-redirect-uri-missing = Die App hat nicht angegeben, wohin die Antwort gehen soll (redirect_uri).
error-redirect-uri-mismatch = { $app } ist nicht für Antworten an die gesendete Adresse registriert.
error-parameter-twice = { $parameter } wurde mehrfach gesendet.
error-not-yours-to-decide = Es gibt keine solche Anfrage, über die Sie entscheiden könnten.
error-decided-allowed = Über diese Anfrage wurde bereits entschieden: Sie wurde zugelassen.
error-decided-denied = Über diese Anfrage wurde bereits entschieden: Sie wurde abgelehnt.
error-decided-unasked = Diese Anfrage wurde bereits beantwortet, ohne dass eine Frage nötig war.
error-scope-not-requested = Es wurde ein Scope gewählt, den die App nicht angefragt hat.
error-scope-left-out = Ein Scope, den die App benötigt, wurde weggelassen.

## Apps

error-only-administrators = Apps registriert hier nur die Administration.
error-too-many-apps = Sie haben { $count } Apps; mehr sind nicht möglich. Löschen Sie eine, um eine weitere zu registrieren.

## Unter einer anderen Adresse geöffnet

wrong-host-title = Dieser Server hat eine andere Adresse
wrong-host-opened = Geöffnet haben Sie
wrong-host-answers = Erreichbar ist er unter
wrong-host-open = { $url } öffnen
wrong-host-heading = Falls diese Adresse funktionieren soll
wrong-host-set = Setzen Sie die öffentliche URL des Servers auf die Adresse, unter der er geöffnet wird, und starten Sie ihn neu:
wrong-host-proxy = Für andere Rechner ist das eine https-Adresse eines Reverse-Proxys vor dem Server. Nennen Sie den Proxy in { $setting } und lassen Sie ihn den Header { $header } weiterreichen.
