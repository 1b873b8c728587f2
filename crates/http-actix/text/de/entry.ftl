### Anmeldung, Registrierung, Code und Seiten hinter zugesandten Links.

## Anmelden

sign-in-title = Anmelden
sign-in-again-title = Erneut anmelden
sign-in-title-towards = Anmelden und weiter zu { $app }
sign-in-again-title-towards = Erneut anmelden und weiter zu { $app }
sign-in-create-account = Konto anlegen
sign-in-refused = E-Mail-Adresse oder Passwort ist nicht richtig.
sign-in-another-account = { $app } verlangt ein anderes Konto als { $email }. Bitte melden Sie sich mit dem Konto an, das Sie dort verwenden.

## Konto anlegen

sign-up-title = Konto anlegen
sign-up-title-towards = Konto anlegen und weiter zu { $app }
sign-up-name-hint = Diesen Namen zeigen Apps an, wenn Sie es ihnen erlauben.
sign-up-submit = Konto anlegen
sign-up-have-account = Ich habe bereits ein Konto: anmelden
sign-up-invalid-email = Diese E-Mail-Adresse kann hier nicht verwendet werden. Eine Adresse hat ein @ und keine Leerzeichen; internationale Domains schreiben Sie bitte in der Form xn--.
sign-up-no-name = Bitte geben Sie Ihren Namen ein.
sign-up-name-too-long = Ein Name hat höchstens 80 Zeichen.
sign-up-password-too-short = Ein Passwort hat mindestens 8 Zeichen.
sign-up-password-too-long = Ein Passwort hat höchstens 512 Zeichen.
sign-up-password-too-weak = Dieses Passwort ist zu leicht zu erraten. { $advice }
sign-up-email-taken = Zu dieser Adresse gibt es bereits ein Konto. Bitte melden Sie sich damit an.
email-taken = Zu dieser Adresse gibt es bereits ein Konto.

## Das erste Administratorkonto

set-up-title = Einrichtung
set-up-heading = Willkommen. Legen Sie das erste Administratorkonto an
set-up-lead = Dieser Link gilt einmal. Das Konto, das Sie hier anlegen, ist ein Administratorkonto: Es darf Apps auch dann registrieren, wenn andere dies nicht dürfen.
set-up-submit = Administratorkonto anlegen

## Der Code

two-factor-title = Code eingeben
two-factor-why-sign-in = Ihr Konto ist durch Zwei-Faktor-Authentifizierung geschützt.
two-factor-why-app = { $app } verlangt einen neuen Code, auch auf einem vertrauenswürdigen Gerät.
two-factor-why-here = Hierfür ist ein neuer Code nötig, auch auf einem vertrauenswürdigen Gerät.
two-factor-hint = Die sechs Ziffern, die Ihre Authenticator-App jetzt anzeigt.
two-factor-no-codes-left = Sie haben auch keinen Wiederherstellungscode mehr? Bitten Sie die Administration, die Zwei-Faktor-Authentifizierung für Ihr Konto zurückzusetzen.
two-factor-trust = Diesem Gerät 30 Tage lang vertrauen
two-factor-trust-meaning = Bei der Anmeldung hier entfällt dann der Code. Apps, die Zwei-Faktor-Authentifizierung verlangen, fragen weiterhin danach.

## Neues Passwort

password-forgot-title = Neues Passwort festlegen
password-forgot-lead = Wir senden Ihnen einen Link per E-Mail. Er gilt einmal und eine Stunde lang. An der Zwei-Faktor-Authentifizierung ändert sich nichts.
password-forgot-submit = Link senden
password-reset-title = Neues Passwort wählen
password-reset-lead = Sie werden überall abgemeldet, und Apps mit Zugriff auf Ihr Konto verlieren ihn, bis Sie sich dort wieder anmelden. Welche Apps Sie zugelassen haben, bleibt unverändert, ebenso die Zwei-Faktor-Authentifizierung.
password-reset-submit = Passwort festlegen
mail-sent-title = Bitte prüfen Sie Ihren Posteingang
mail-sent-lead = Falls es zu dieser Adresse ein Konto gibt, ist ein Link dorthin unterwegs oder vor Kurzem angekommen. Wenn Sie ihn nicht finden, sehen Sie bitte auch im Spam-Ordner nach.
password-set-title = Ihr neues Passwort ist festgelegt
password-set-lead = Sie sind überall abgemeldet, und Apps mit Zugriff auf Ihr Konto haben ihn verloren. Bitte melden Sie sich mit dem neuen Passwort an.
password-set-elsewhere = { $done } Sie kamen von einer App: Bitte kehren Sie dorthin zurück und melden Sie sich dort neu an, denn jene Anmeldung wurde in einem anderen Browser begonnen oder ist abgelaufen.

## Bestätigte Adresse

email-verify-title = E-Mail-Adresse bestätigen
email-verify-lead = { $email } wird für das zugehörige Konto bestätigt. Apps können sich dann darauf verlassen.
email-verify-password-hint = Das Passwort des Kontos mit dieser Adresse.
email-verify-submit = Adresse bestätigen
email-verify-not-yours = Sie haben dieses Konto nicht angelegt? Dann schließen Sie diese Seite: Ohne das zugehörige Passwort wird nichts bestätigt.
email-verified-title = Ihre Adresse ist bestätigt
email-verified-lead = Vielen Dank. Apps, denen Sie Ihre Adresse zeigen, können sich jetzt darauf verlassen.

## „Das war ich nicht“

undo-title = Waren Sie das nicht?
undo-lead = Für Ihr Konto wurde die Zwei-Faktor-Authentifizierung eingeschaltet. Wenn Sie das nicht waren, machen Sie es jetzt rückgängig:
undo-factor = Der zweite Faktor und seine Wiederherstellungscodes werden entfernt.
undo-sessions = Alle Sitzungen Ihres Kontos enden, auf allen Geräten.
undo-access = Der Zugriff, den Apps seither erhalten haben, endet. Diese Apps müssen Sie erneut fragen.
undo-then = Legen Sie danach ein neues Passwort fest, denn das alte war der anderen Person bekannt.
undo-submit = Ich war das nicht: rückgängig machen
undo-keep = Ich war das: alles so lassen
undone-title = Die Änderung ist rückgängig gemacht
undone-lead = Der zweite Faktor ist entfernt, alle Sitzungen sind beendet, und seither erteilter Zugriff von Apps ist widerrufen. Bitte legen Sie jetzt ein neues Passwort fest.
undone-next = Neues Passwort festlegen

## Abmelden

signed-out-title = Sie sind abgemeldet
signed-out-lead = Ihre Sitzung hier ist beendet. In Apps, bei denen Sie sich angemeldet haben, sind Sie möglicherweise noch angemeldet.

## Was einem schwachen Passwort hilft

advice-general = Verwenden Sie mehrere Wörter, die nicht zusammengehören.
advice-straight-rows = Gerade Tastenreihen sind leicht zu erraten.
advice-keyboard-pattern = Kurze Tastaturmuster sind leicht zu erraten.
advice-repeated-letter = Wiederholungen wie „aaa“ sind leicht zu erraten.
advice-repeated-part = Wiederholungen wie „abcabcabc“ sind kaum schwerer zu erraten als „abc“.
advice-top-10 = Es gehört zu den zehn häufigsten Passwörtern.
advice-top-100 = Es gehört zu den hundert häufigsten Passwörtern.
advice-common = Es ist ein sehr häufiges Passwort.
advice-similar = Es ähnelt einem häufigen Passwort.
advice-sequence = Folgen wie abc oder 6543 sind leicht zu erraten.
advice-years = Jahreszahlen der letzten Zeit sind leicht zu erraten.
advice-word = Ein einzelnes Wort ist leicht zu erraten.
advice-dates = Datumsangaben sind oft leicht zu erraten.
advice-names-alone = Vor- und Nachnamen allein sind leicht zu erraten.
advice-names = Häufige Vor- und Nachnamen sind leicht zu erraten.
advice-few-words = Verwenden Sie mehrere Wörter und keine geläufigen Redewendungen.
advice-no-symbols = Sonderzeichen, Ziffern und Großbuchstaben sind nicht nötig.
advice-another-word = Fügen Sie ein oder zwei Wörter hinzu, am besten seltene.
advice-capitals = Großschreibung hilft nur wenig.
advice-all-capitals = Nur Großbuchstaben sind fast so leicht zu erraten wie nur Kleinbuchstaben.
advice-reversed = Rückwärts geschriebene Wörter sind kaum schwerer zu erraten.
advice-substitutions = Naheliegende Ersetzungen wie „@“ statt „a“ helfen nur wenig.
advice-longer-pattern = Verwenden Sie ein längeres Tastaturmuster mit mehr Richtungswechseln.
advice-no-repeats = Vermeiden Sie wiederholte Wörter und Zeichen.
advice-no-sequences = Vermeiden Sie Folgen.
advice-no-years = Vermeiden Sie Jahreszahlen der letzten Zeit.
advice-no-own-years = Vermeiden Sie Jahreszahlen, die mit Ihnen zu tun haben.
advice-no-own-dates = Vermeiden Sie Datumsangaben und Jahreszahlen, die mit Ihnen zu tun haben.
