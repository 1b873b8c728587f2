### Die Frage nach der Zustimmung, der Hinweis an ihrer Stelle und abgeschlossene Anfragen.

## Die Frage

consent-title = { $app } zulassen?
consent-heading = Darf { $app } Ihr Konto verwenden?
consent-registered-by = Hier registriert von { $owner }. Die App stammt nicht von den Betreibern dieses Twinlock, und diese bürgen nicht für sie.
consent-able-to = { $app } darf dann
consent-optional = Auf Wunsch außerdem
consent-stored = Bereits erlaubt haben Sie
consent-goes-to = Die Antwort geht an
consent-lasts = Dauer des Zugriffs
consent-take-back = Widerruf
consent-take-back-how = Jederzeit möglich unter { $page }.
consent-deny = Ablehnen
consent-allow = Zulassen
consent-lasts-short = { $span }. Danach muss die App hier erneut fragen.
consent-lasts-by-choice = { $span }, oder, wenn Sie die App verbunden bleiben lassen: bis sie { $unused } lang nicht genutzt wird, höchstens jedoch { $longest }.
consent-lasts-long = Auch in Ihrer Abwesenheit: bis die App { $unused } lang nicht genutzt wird, höchstens jedoch { $longest }.

## Der Hinweis

panel-preview = Vorschau: Das sehen Personen ohne Zwei-Faktor-Authentifizierung. Die Schaltflächen sind ohne Funktion. { $back }
panel-preview-back = Zurück zu { $app }
panel-heading-not-enrolled = Ihr Konto braucht ein zweites Schloss
panel-heading-too-young = Fast geschafft
panel-heading-disabled = Dieses Konto ist gesperrt
panel-not-enrolled = { $app } verlangt Zwei-Faktor-Authentifizierung. Diese App lässt nur Konten zu, die damit geschützt sind. Schalten Sie die Zwei-Faktor-Authentifizierung für Ihr Konto ein und kehren Sie dann hierher zurück.
panel-by-request = { $app } verlangt für diese Anmeldung Zwei-Faktor-Authentifizierung. Schalten Sie die Zwei-Faktor-Authentifizierung für Ihr Konto ein und kehren Sie dann hierher zurück.
panel-too-young = { $app } verlangt eine Zwei-Faktor-Authentifizierung, die schon seit einiger Zeit eingerichtet ist. Ihre ist eingeschaltet. Sie müssen nichts weiter tun, nur noch warten.
panel-disabled = Dieses Konto wurde von der Administration gesperrt. Eine Anmeldung bei { $app } ist damit nicht möglich.
panel-two-minutes = Dauert etwa zwei Minuten, mit einer Authenticator-App auf Ihrem Telefon. Danach geht es hier weiter.
panel-accepted-from = { $app } akzeptiert sie ab dem { $moment }.
panel-come-back = Kehren Sie ab dem { $day } zu { $app } zurück und melden Sie sich dort erneut an.
panel-ask-administrator = Wenn Sie dies für einen Irrtum halten, wenden Sie sich bitte an die Administration.
panel-deny = Ablehnen und zurück zu { $app }
panel-rule-of-owner = Diese Regel stammt von den Verantwortlichen von { $app }.
panel-rule-of-request = { $app } hat dies mit der Anfrage verlangt.
panel-what-is-it = Was ist Zwei-Faktor-Authentifizierung?
panel-what-it-is = Ein zweites Schloss für Ihr Konto. Zusätzlich zum Passwort geben Sie sechs Ziffern aus einer App auf Ihrem Telefon ein. Wer nur Ihr Passwort kennt, kommt nicht hinein.
panel-which-app = Jede Authenticator-App ist geeignet, zum Beispiel die Ihres Telefons oder Ihres Passwort-Managers.

## Die beiden Schlösser

locks-password = Passwort
locks-given = Eingegeben
locks-second-factor = Zweiter Faktor
locks-not-set-up = Noch nicht eingerichtet
locks-still-new = Ein, noch neu

## Abgeschlossene Anfragen

request-allowed-title = Sie haben { $app } zugelassen
request-denied-title = Sie haben { $app } abgelehnt
request-unasked-title = { $app } hat die Antwort erhalten
request-expired-title = Diese Anfrage ist abgelaufen
request-allowed = Sie haben am { $moment } zugestimmt. Diese Seite kann kein zweites Mal verwendet werden.
request-denied = Sie haben am { $moment } abgelehnt. Durch diese Anfrage hat { $app } nichts erhalten.
request-unasked = Diese Anmeldung wurde am { $moment } beantwortet, ohne dass Sie gefragt werden mussten.
request-expired = Bitte kehren Sie zu { $app } zurück und melden Sie sich dort erneut an. Durch diese Anfrage hat die App nichts erhalten, und nichts, was Sie hier eingerichtet haben, geht verloren.
request-open = { $app } öffnen
request-after-all = Doch bei { $app } anmelden
request-manage = Zugriff verwalten

## Antworten, die eine App als Formular verlangt

form-post-title = Zurück zu { $host }
form-post-lead = Ihre Antwort liegt bereit. Falls nichts geschieht, verwenden Sie bitte die Schaltfläche.

## Nicht registrierte Adressen

mismatch-title = Die Redirect-URI stimmt nicht überein
mismatch-heading = { $app } hat Sie zu einer falschen Adresse geschickt
mismatch-lead = Die App wollte die Antwort an eine Adresse erhalten, die nicht für sie registriert ist. Zu Ihrer Sicherheit wurde nichts dorthin gesendet.
mismatch-sent = Gesendet wurde
mismatch-nearest = Am ähnlichsten registriert
mismatch-marked = Die Markierung zeigt den Unterschied. Adressen werden Byte für Byte verglichen: Ein Schrägstrich oder https zählt ebenso wie ein Port. Nur bei 127.0.0.1 und [::1] ist der Port beliebig.
mismatch-fix = Im Konto korrigieren
mismatch-tell = Bitte informieren Sie die Betreiber von { $app }.
mismatch-nothing = nichts
mismatch-ends-here = endet hier
