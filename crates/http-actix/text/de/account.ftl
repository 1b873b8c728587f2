### Seiten des angemeldeten Kontos.

## Übersicht

overview-hello = Guten Tag, { $name }
overview-unverified = Ihre Adresse { $email } ist noch nicht bestätigt. Wir haben Ihnen einen Link gesendet. Nach einer Minute kann ein weiterer gesendet werden, höchstens fünf in einer Stunde.
overview-send-again = Erneut senden
overview-two-factor = Zwei-Faktor-Authentifizierung
overview-why = Manche Apps lassen Sie nur damit ein. Die Einrichtung dauert etwa zwei Minuten.
overview-manage = Verwalten
overview-sessions = Sitzungen
overview-sessions-what = Hier sind Sie angemeldet.
overview-sessions-view = Sitzungen ansehen
overview-apps = Verbundene Apps
overview-apps-what = Apps, denen Sie die Nutzung Ihres Kontos erlaubt haben.
overview-apps-paused = Apps, denen Sie die Nutzung Ihres Kontos erlaubt haben. { $count ->
    [one] { $count } weitere ist pausiert.
   *[other] { $count } weitere sind pausiert.
}
overview-apps-view = Verbundene Apps ansehen
overview-own-apps = Ihre eigenen Apps
overview-own-apps-what = Apps, die Sie hier registriert haben.
overview-own-apps-view = Eigene Apps ansehen
overview-language = Sprache
overview-language-hint = Für diese Seiten und die Mails, die Sie erhalten.
overview-language-browser = Wie im Browser
language-name = Deutsch
recovery-codes-left = { $count ->
    [one] Noch { $count } Wiederherstellungscode übrig.
   *[other] Noch { $count } Wiederherstellungscodes übrig.
}

## Verbundene Apps

apps-title = Verbundene Apps
apps-lead = Apps, denen Sie die Nutzung Ihres Kontos erlaubt haben. Ein Widerruf beendet den Zugriff sofort.
apps-none = Noch keine. Eine App erscheint hier, sobald Sie sich mit diesem Konto bei ihr angemeldet haben.
apps-paused = Pausiert
apps-requires = Verlangt zweiten Faktor
apps-since = { $host } · seit dem { $since } · zuletzt verwendet am { $used }
apps-revoke = Widerrufen
apps-revoke-of = (Zugriff von { $app })
apps-at-next-sign-in = Die App hat derzeit keinen Zugriff und erhält ihn, wenn Sie sich dort wieder anmelden.
apps-ending = Die App behält ihren Zugriff bis zum { $moment }. Danach verlangt sie Zwei-Faktor-Authentifizierung. { $link }
apps-go-to-security = Zur Seite „Sicherheit“
apps-needs-second-factor = Pausiert: Die App verlangt Zwei-Faktor-Authentifizierung.
apps-needs-second-factor-how = Sie hat keinen Zugriff, bis Sie diese eingerichtet haben. { $link }
apps-paused-until = Pausiert bis zum { $moment }.
apps-paused-until-why = Die App verlangt einen zweiten Faktor, der schon seit einiger Zeit eingerichtet ist.

## Sicherheit

security-title = Sicherheit
security-ready = Die Zwei-Faktor-Authentifizierung ist eingeschaltet. { $link }
security-on-the-way = Sie sind auf dem Weg zu { $app }. Richten Sie hier die Zwei-Faktor-Authentifizierung ein, danach geht es dort weiter.
security-what = Ein zweites Schloss zusätzlich zum Passwort: sechs Ziffern aus einer Authenticator-App auf Ihrem Telefon. Die Einrichtung dauert etwa zwei Minuten. Für den Fall, dass Sie das Telefon verlieren, erhalten Sie Wiederherstellungscodes.
security-since = Authenticator-App, seit dem { $day }. Bei jeder Anmeldung wird ein Code verlangt, außer auf vertrauenswürdigen Geräten.
security-few-codes = Bitte neue erstellen
security-new-codes = Neue Wiederherstellungscodes erstellen
security-new-codes-what = Sie erhalten zehn neue Codes. Die alten gelten ab sofort nicht mehr.
security-new-codes-submit = Neue Codes erstellen
security-turn-off = Zwei-Faktor-Authentifizierung ausschalten
security-turn-off-what = Ihr Konto ist dann in jeder Sitzung nur noch durch das Passwort geschützt. Wiederherstellungscodes und vertrauenswürdige Geräte werden ebenfalls entfernt.
security-turn-off-no-app = Keine Ihrer verbundenen Apps verlangt sie.
security-turn-off-apps = Diese Apps verlangen sie. Sie verlieren den Zugriff auf Ihr Konto sofort:
security-turn-off-submit = Ausschalten

## Listen der Seite „Sicherheit“

sessions-title = Sitzungen
sessions-end-others = Alle anderen beenden
sessions-this = Diese Sitzung
sessions-two-factor = Zwei Faktoren
sessions-times = { $address } · seit dem { $since } · zuletzt aktiv am { $seen }
sessions-end = Beenden
sessions-end-which = (Sitzung mit { $device })
devices-title = Vertrauenswürdige Geräte
devices-none = Keine. Sobald die Zwei-Faktor-Authentifizierung eingeschaltet ist, wird bei jeder Anmeldung ein Code verlangt.
devices-what = Auf diesen Geräten entfällt der Code bei der Anmeldung. Apps, die Zwei-Faktor-Authentifizierung verlangen, fragen weiterhin danach.
devices-until = { $address } · bis zum { $day }
devices-forget = Entfernen
activity-title = Aktivität
activity-none = Noch nichts.

## Einrichtung des zweiten Faktors

enrolment-title = Authenticator-App einrichten
enrolment-picture = QR-Code mit dem unten stehenden Schlüssel für Ihre Authenticator-App
enrolment-add = 1. Konto hinzufügen
enrolment-scan = Öffnen Sie Ihre Authenticator-App, wählen Sie dort „Konto hinzufügen“ und scannen Sie diesen Code.
enrolment-open = In einer App auf diesem Gerät öffnen
enrolment-type = Schlüssel stattdessen eintippen
enrolment-key = Name { $email }, sechs Ziffern, alle 30 Sekunden, Schlüssel:
enrolment-confirm = 2. Angezeigten Code eingeben
enrolment-code-hint = Sechs Ziffern. Sie wechseln alle 30 Sekunden.
enrolment-end-others = Meine anderen Sitzungen beenden
enrolment-end-others-meaning = Alle anderen, die mit Ihrem Konto angemeldet sind, werden abgemeldet.
enrolment-submit = Einschalten
enrolment-nothing-pending = Die Einrichtung hat zu lange gedauert, ist bereits abgeschlossen oder wurde in einem anderen Browser neu begonnen. Falls die Zwei-Faktor-Authentifizierung noch ausgeschaltet ist, beginnen Sie bitte mit einem neuen Schlüssel.

## Wiederherstellungscodes

recovery-title = Die Zwei-Faktor-Authentifizierung ist eingeschaltet
recovery-title-replaced = Ihre neuen Wiederherstellungs{"\u00AD"}codes
recovery-lead = Bewahren Sie diese Codes so auf, dass Sie sie auch ohne Ihr Telefon finden. Jeder Code gilt für eine Anmeldung. Sie werden nicht noch einmal angezeigt.
recovery-label = Wiederherstellungscodes
recovery-saved = Ich habe die Codes aufbewahrt
recovery-saved-meaning = Bitte ankreuzen, um fortzufahren.

## Meldungen der Werkzeuge

tool-copy = Kopieren
tool-download = Herunterladen
tool-print = Drucken
tool-copied = Kopiert.
tool-selected = Markiert: Bitte kopieren Sie den Text mit der Tastatur oder über das Menü.
tool-downloaded = Heruntergeladen als { $file }.
