### Seiten der App-Verantwortlichen, die wissen, was ein Scope ist.

## Die Seite

developer-title = Entwicklung
developer-lead = Apps, bei denen man sich mit einem Konto von hier anmeldet. Sie entscheiden, welche davon Zwei-Faktor-Authentifizierung (2FA) verlangen.
developer-none = Sie haben noch keine App.
developer-register = App registrieren
developer-closed = Neue Apps registriert hier die Administration.
developer-show = Einstellungen von { $app } anzeigen
developer-required = 2FA verlangt

## Einzelheiten einer App

details-title = Einzelheiten
details-client-id = Client-ID
details-kind = Art
details-public = Öffentlich, ohne Secret
details-confidential = Vertraulich
details-redirect-uris = Redirect-URIs
details-scopes = Scopes
details-optional = davon ablehnbar:
details-signed-by = ID-Token signiert mit
details-pkce = PKCE
details-pkce-required = Erforderlich (S256)
details-pkce-not-required = Nicht erforderlich
details-registered = Registriert

## Das Formular für eine App

app-name = Name
app-name-hint = Diesen Namen sehen Personen, die um Zustimmung gebeten werden.
app-home-page = Startseite
app-home-page-hint = Ein Link, der mit https:// beginnt.
app-uris = Redirect-URIs
app-uris-hint = Eine pro Zeile, verglichen wird Byte für Byte. https; http nur auf dem eigenen Rechner; ein eigenes Schema wie com.example.app:/done.
app-kind = Art
app-confidential = Vertraulich
app-confidential-meaning = Läuft auf einem Server und bewahrt ein Secret.
app-public = Öffentlich
app-public-meaning = Läuft im Browser oder auf einem Telefon. Ohne Secret, immer mit PKCE.
app-scopes = Scopes, die sie anfragen darf
app-own-scopes = Eigene Scopes
app-own-scopes-hint = Einer pro Zeile: der Scope, ein Leerzeichen und was er erlaubt. Das lesen Personen, die um Zustimmung gebeten werden. Beispiel: { $example }
app-own-scopes-example = buecher:lesen Ihre Bücher lesen
app-optional-scopes = Scopes, die man ablehnen darf
app-signature = Signatur des ID-Tokens
app-rs256 = RS256, kennt jede Bibliothek
app-es256 = ES256, kleiner und schneller
app-eddsa = EdDSA, falls Ihre Bibliothek es kennt
app-claims = Name und E-Mail-Adresse im ID-Token
app-claims-meaning = Für Apps, die den Userinfo-Endpunkt nicht abfragen. Was nicht erlaubt wurde, bleibt weg.
app-pkce = PKCE verlangen
app-pkce-meaning = Verzichten Sie nur bei einer vertraulichen App darauf, deren Bibliothek es nicht beherrscht.
app-machine = Maschinenzugriff
app-machine-meaning = client_credentials: handelt für keine Person, und keine 2FA-Regel gilt dafür.
app-submit = App registrieren
app-settings = Einstellungen
app-weakens = Eine neue Redirect-URI, ein neuer Scope, Maschinenzugriff, der Verzicht auf PKCE und ein nicht mehr ablehnbarer Scope verringern den Schutz der App. Dafür bestätigen Sie bitte, dass Sie es sind.
app-undotted-scheme = Jede App auf dem Gerät kann das Schema { $scheme }: für sich beanspruchen und die für Ihre App bestimmten Antworten erhalten, und ein Wort ohne Punkt wird leicht zweimal gewählt. Deshalb wird jedes Mal um Zustimmung gebeten. Besser ist ein umgekehrter eigener Domainname wie com.example.app:/done oder eine https-Adresse.

## Die Regel

requirement-title = 2FA verlangen
requirement-turn-on = { $app } lässt dann nur noch Konten zu, die mit 2FA geschützt sind. Das gilt sofort, bei jeder Anfrage.
requirement-on = { $app } lässt nur Konten zu, die mit 2FA geschützt sind.
requirement-on-since = { $app } lässt nur Konten zu, die mit 2FA geschützt sind, seit dem { $since }.
requirement-machine = Maschinenzugriff ({ $grant }) ist eingeschaltet. Er handelt für keine Person, deshalb gilt diese Regel dafür nicht.
requirement-view = Ansicht für Personen ohne 2FA
requirement-count = Jetzt zählen
requirement-revoke-now = Jetzt allen den Zugriff entziehen
requirement-revoke-now-meaning = Niemand behält Zugriff, auch Personen mit 2FA nicht: Alle melden sich neu an.
requirement-revoked-at-once = Der Zugriff aller Personen endet sofort. Alle melden sich neu an, und nur Personen mit 2FA kommen wieder hinein.
requirement-weakens = Das Ausschalten verringert den Schutz der App, deshalb bestätigen Sie bitte, dass Sie es sind. Eingefrorener Zugriff bleibt eingefroren.
requirement-many = Viele Personen haben Zugriff. Wer keine 2FA hat, behält ihn bis zum Ablauf des vorhandenen Refresh-Tokens und nicht länger.
requirement-uncounted = Zu viele Personen haben Zugriff, um sie jetzt zu zählen. Wer keine 2FA hat, behält ihn bis zum Ablauf des vorhandenen Refresh-Tokens und nicht länger.
requirement-nobody = Noch hat niemand Zugriff.
requirement-all-protected = { $all ->
    [one] { $all } Person mit Zugriff, und sie hat 2FA.
   *[other] { $all } Personen mit Zugriff, und alle haben 2FA.
}
requirement-without = { $without ->
    [one] { $without } von { $people } mit Zugriff hat keine 2FA. { $keep }
   *[other] { $without } von { $people } mit Zugriff haben keine 2FA. { $keep }
}
requirement-people = { $count ->
    [one] { $count } Person
   *[other] { $count } Personen
}
requirement-keep-until = Ihr Zugriff bleibt spätestens bis zum { $day } bestehen. Wenn Sie jetzt allen den Zugriff entziehen, endet er sofort.
requirement-keep-none = Kein Zugriff davon überdauert diese Änderung.
requirement-grandfathered-none = Aus der Zeit vor der Regel besteht kein Zugriff mehr.
requirement-grandfathered = { $count ->
    [one] { $count } Zugriff aus der Zeit vor der Regel besteht noch. Er endet am { $day }.
   *[other] { $count } Zugriffe aus der Zeit vor der Regel bestehen noch. Der letzte endet am { $day }.
}

## Das Mindestalter des zweiten Faktors

age-title = Mindestalter des zweiten Faktors: { $age }
age-none = keines
age-what = So alt muss ein zweiter Faktor sein, bevor diese App ihn akzeptiert. Das bremst Angreifer, die ein Passwort kennen und selbst einen Faktor einrichten.
age-days = Tage
age-days-hint = Bei 0 wird ein neuer Faktor sofort akzeptiert.
age-weakens = Ein niedrigerer Wert verringert den Schutz der App, deshalb bestätigen Sie bitte, dass Sie es sind. Für einen höheren ist das nicht nötig.

## Client-Secrets

secrets-title = Client-Secrets
secrets-created-used = Erstellt am { $created } · zuletzt verwendet am { $used }
secrets-created-unused = Erstellt am { $created } · nie verwendet
secrets-remove = Entfernen
secrets-remove-which = (Secret { $label })
secrets-label = Bezeichnung eines neuen Secrets
secrets-add = Secret hinzufügen
secrets-replace = Um ein Secret zu ersetzen, fügen Sie ein weiteres hinzu, tragen es in Ihrer App ein und entfernen dann das alte.
secrets-two = Höchstens zwei. Entfernen Sie eines, um ein weiteres hinzuzufügen.
secret-app-title = Ihre App ist registriert
secret-title = Ein neues Client-Secret
secret-lead = Tragen Sie diese Angaben jetzt in den Einstellungen von { $app } ein. Das Secret wird nicht noch einmal angezeigt.
secret-client-id = Client-ID
secret-client-secret = Client-Secret
secret-copy = Secret kopieren
secret-saved = Gespeichert. Zurück zu { $app }

## Bestätigen, dass Sie es sind

proof-password-revoke-everyone = Passwort, um allen den Zugriff zu entziehen
proof-code-revoke-everyone = Code, um allen den Zugriff zu entziehen
proof-recovery-code-revoke-everyone = Wiederherstellungscode, um allen den Zugriff zu entziehen
proof-password-turn-off = Passwort zum Ausschalten
proof-code-turn-off = Code zum Ausschalten
proof-recovery-code-turn-off = Wiederherstellungscode zum Ausschalten
proof-password-lower-age = Passwort, um das Mindestalter zu senken
proof-code-lower-age = Code, um das Mindestalter zu senken
proof-recovery-code-lower-age = Wiederherstellungscode, um das Mindestalter zu senken
proof-password-add-secret = Passwort, um ein Secret hinzuzufügen
proof-code-add-secret = Code, um ein Secret hinzuzufügen
proof-recovery-code-add-secret = Wiederherstellungscode, um ein Secret hinzuzufügen
proof-password-save = Passwort zum Speichern
proof-code-save = Code zum Speichern
proof-recovery-code-save = Wiederherstellungscode zum Speichern
proof-password-revoke-all = Passwort, um alle Zustimmungen zu widerrufen
proof-code-revoke-all = Code, um alle Zustimmungen zu widerrufen
proof-recovery-code-revoke-all = Wiederherstellungscode, um alle Zustimmungen zu widerrufen
proof-password-delete = Passwort, um die App zu löschen
proof-code-delete = Code, um die App zu löschen
proof-recovery-code-delete = Wiederherstellungscode, um die App zu löschen

## Beenden und löschen

dangers-revoke-all = Alle Zustimmungen widerrufen
dangers-revoke-all-what = Alle Zustimmungen, Codes und Tokens von { $app } verlieren sofort ihre Gültigkeit, für alle Personen. Alle müssen sich neu anmelden und die App erneut zulassen.
dangers-delete = App löschen
dangers-delete-what = { $app } und alles, was die App erhalten hat, wird gelöscht. Das kann nicht rückgängig gemacht werden.
dangers-delete-submit = { $app } löschen
dangers-revoke-one = Zugriff einer Person widerrufen
dangers-revoke-one-what = Falls das Konto mit dieser Adresse Zugriff auf { $app } hat, endet er sofort. Ob es Zugriff hatte, erfahren Sie nicht.
dangers-revoke-one-submit = Zugriff dieser Person widerrufen

## Ereignisse

events-title = Ereignisse
events-flips = Wer die Regel geändert hat
events-nobody = Noch niemand.
events-by = durch { $who } am { $moment }
events-operator = den Betreiber dieses Servers
events-of-app = Ereignisse der App
events-none = Noch keine.
events-more = Weitere Ereignisse anzeigen

## Abgelehnte Formulare

app-invalid-name = Bitte geben Sie einen Namen mit 1 bis 80 Zeichen ein.
app-invalid-uri-count = Bitte geben Sie 1 bis 20 Redirect-URIs ein, jede in einer eigenen Zeile.
app-invalid-uri = Redirect-URI { $line }, { $uri }: { $reason }
app-invalid-scope-count = Bitte wählen Sie 1 bis { $count } Scopes.
app-invalid-optional-scope = Ablehnbar ist nur ein Scope, den die App anfragen darf.
app-invalid-own-scopes = Bitte geben Sie jedem Scope eine Zeile: den Scope, ein Leerzeichen und bis zu { $count } Zeichen dazu, was er erlaubt.
app-invalid-home-page = Bitte geben Sie einen Link ein, der mit https:// beginnt, oder nichts.
app-invalid-public = Eine öffentliche App hat kein Secret. Sie braucht deshalb immer PKCE und hat keinen Maschinenzugriff.
app-kind-is-fixed = Ob eine App ein Secret hat, lässt sich nicht ändern. Registrieren Sie stattdessen eine weitere App.
app-invalid-member = Der Wert von { $member } ist ungültig.
app-invalid-label = Bitte geben Sie eine Bezeichnung mit 1 bis 40 Zeichen ein.
app-invalid-age = Bitte geben Sie höchstens 366 Tage ein.
app-invalid-days = Bitte geben Sie eine ganze Zahl von Tagen ein.
app-invalid-email = Bitte geben Sie eine E-Mail-Adresse ein.
app-invalid-algorithm = Bitte wählen Sie RS256, ES256 oder EdDSA.
app-too-many-secrets = Eine App hat höchstens zwei Secrets. Entfernen Sie eines, um ein weiteres hinzuzufügen.
app-last-secret = Das letzte Secret kann nicht entfernt werden. Fügen Sie zuerst ein weiteres hinzu.
uri-empty = Eine Redirect-URI fehlt.
uri-too-long = Eine Redirect-URI hat höchstens 2.000 Bytes.
uri-not-ascii = Eine Redirect-URI besteht aus ASCII-Zeichen ohne Leerzeichen. Schreiben Sie einen Host in Punycode (xn--…) und andere Zeichen als %-Folgen.
uri-character = Eine Redirect-URI darf keines der Zeichen { $characters } enthalten.
uri-escape = Auf ein % in einer Redirect-URI folgen zwei hexadezimale Ziffern.
uri-not-absolute = Eine Redirect-URI ist absolut: Sie beginnt mit https:// oder mit einem eigenen Schema wie com.example.app:/.
uri-scheme-case = Bitte schreiben Sie das Schema in Kleinbuchstaben.
uri-host-case = Bitte schreiben Sie den Host in Kleinbuchstaben.
uri-host = Der Host fehlt oder ist fehlerhaft.
uri-port = Der Port ist eine Zahl von 1 bis 65535 oder entfällt samt Doppelpunkt.
uri-slash-missing = Auf ein eigenes Schema folgt ein Schrägstrich, wie in com.example.app:/done; eine Website beginnt mit https://.
uri-fragment = Eine Redirect-URI hat kein Fragment (#).
uri-wildcard = Eine Redirect-URI hat keinen Platzhalter (*): Registrieren Sie jede Adresse einzeln.
uri-user-info = Eine Redirect-URI hat keinen Benutzernamen und kein Passwort vor dem Host.
uri-path = Der Pfad muss in einfacher Form stehen: ohne die Abschnitte . und .., ohne umgekehrten Schrägstrich, ohne %2F und %5C.
uri-insecure-http = http ist nur für 127.0.0.1, [::1] und localhost erlaubt: Verwenden Sie https.
uri-scheme = Dieses Schema kann nicht verwendet werden. Am besten ist ein umgekehrter Domainname als eigenes Schema, wie com.example.app.
