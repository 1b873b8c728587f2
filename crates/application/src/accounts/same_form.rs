//! Repeats of a form: a second click, or a retry after a lost response. If a form gives its session a new cookie or
//! uses up a link, its response is stored for half a minute, encrypted under all fields of the form, and a repeat gets
//! that response.

use std::time::Duration;

use twinlock_domain::{AuthorizationRequestId, BearerSecret};
use twinlock_ports::{FormAnswer, SealedAs};

use crate::sent_form::SentForm;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// How long a repeat is answered.
const GRACE: Duration = Duration::from_secs(30);

/// How often a stored response may be tried. A form has a code of six digits, so this limits what a thief of the old
/// cookie can guess; a repeat needs one or two tries.
const TRIES: u32 = 8;

/// The stored response.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    /// The session's new cookie, if the form set one.
    pub(crate) session: Option<BearerSecret>,
    /// The device's cookie, if the form made it trusted.
    pub(crate) device: Option<BearerSecret>,
    /// The token of the link that the response continues with.
    pub(crate) link: Option<BearerSecret>,
    /// The authorization request that the response continues with.
    pub(crate) request: Option<AuthorizationRequestId>,
    /// Recovery codes that the answer showed.
    pub(crate) recovery_codes: Vec<BearerSecret>,
}

impl Kept {
    /// A response that only sets the session's cookie.
    pub(crate) fn session(token: &BearerSecret) -> Self {
        Self { session: Some(token.clone()), ..Self::default() }
    }

    /// A line each for session, device, link and request, empty if absent; then one for each recovery code.
    fn pack(&self) -> String {
        let secrets = [&self.session, &self.device, &self.link].map(|it| it.as_ref().map_or("", BearerSecret::expose));
        let request = self.request.map(|id| id.to_string()).unwrap_or_default();
        let codes = self.recovery_codes.iter().map(BearerSecret::expose);
        secrets.into_iter().chain([request.as_str()]).chain(codes).collect::<Vec<_>>().join("\n")
    }

    fn unpack(text: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(text).ok()?.split('\n');
        let mut secret = || lines.next().map(|line| Some(line).filter(|line| !line.is_empty()).map(bearer));
        let (session, device, link) = (secret()?, secret()?, secret()?);
        let request = match lines.next()? {
            "" => None,
            id => Some(id.parse().ok()?),
        };
        Some(Self { session, device, link, request, recovery_codes: lines.map(bearer).collect() })
    }
}

fn bearer(text: &str) -> BearerSecret {
    BearerSecret::new(text.to_owned())
}

/// The outcome of a form, if a repeat can get it again.
pub(crate) trait Repeatable: Sized {
    /// Whether the form was refused, so that there is nothing to repeat.
    fn is_refusal(&self) -> bool;

    /// The same outcome for a repeat; `None` if the session has changed since.
    fn again(kept: Kept, visit: SessionState) -> Option<Self>;
}

impl Twinlock {
    /// A form as it was sent: its CSRF token, its path, and its fields in order.
    pub fn sent_form<'a>(
        &self,
        csrf: &str,
        address: &str,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> SentForm {
        let mut said = Vec::new();
        let parts = [csrf, address].into_iter().chain(fields.into_iter().flat_map(|(name, value)| [name, value]));
        for part in parts {
            // Each part is preceded by its length, so that different forms never have the same encoding.
            said.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            said.extend_from_slice(part.as_bytes());
        }
        let form = self.hash(&self.keyed("which form", &[csrf.as_bytes(), b" ", address.as_bytes()]));
        SentForm { form, said: self.keyed("what a form said", &[&said]) }
    }

    /// Whether the form was answered just now, with this session or with none. Such a form is accepted although its
    /// CSRF token is that of the previous cookie.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn is_repeat(&self, form: &SentForm, session: Option<&str>) -> Result<bool, Failure> {
        let Some((kept, _)) = self.kept_for(form).await? else { return Ok(false) };
        Ok(match (&kept.session, session) {
            (Some(kept), Some(session)) => self.ports.secrets.same(kept.expose(), session),
            (Some(_), None) => false,
            // Whoever repeats the whole form of a link has the link's token.
            (None, _) => true,
        })
    }

    /// Runs a form's work; a repeat of the form gets the response of the first. If two identical forms come at once,
    /// one does the work, and the other finds the stored response when its own work is refused.
    pub(crate) async fn once<T: Repeatable, E>(
        &self,
        origin: &RequestOrigin,
        work: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Failure>,
    {
        let Some(form) = &origin.form else { return work().await };
        if let Some((kept, visit)) = self.kept_for(form).await?
            && let Some(outcome) = T::again(kept, visit)
        {
            return Ok(outcome);
        }
        let outcome = work().await;
        if outcome.as_ref().is_ok_and(|outcome| !outcome.is_refusal()) {
            return outcome;
        }
        let kept = self.kept_for(form).await.ok().flatten();
        kept.and_then(|(kept, visit)| T::again(kept, visit)).map_or(outcome, Ok)
    }

    async fn kept_for(&self, form: &SentForm) -> Result<Option<(Kept, SessionState)>, Failure> {
        let now = self.now();
        let found = self.read_latest::<_, Failure>(async |work| Ok(work.tx.form_answer(form.form).await?)).await?;
        if found.is_none_or(|answer| now >= answer.expires_at) {
            return Ok(None);
        }
        // Counted before the attempt, so that concurrent attempts are limited too.
        if !self
            .write::<_, Failure>(TransactionName::TryKeptAnswer, RequestOrigin::none(), async |work| {
                Ok(work.tx.try_form_answer(form.form, TRIES).await?)
            })
            .await?
        {
            return Ok(None);
        }
        self.read(async |work| work.opened(form).await).await
    }
}

impl UnitOfWork<'_> {
    /// Stores a response, in the transaction that it results from.
    pub(crate) async fn keep(&mut self, kept: &Kept) -> Result<(), Failure> {
        let Some(form) = &self.origin.form else { return Ok(()) };
        let sealed = self.twinlock.ports.vault.seal(SealedAs::FormAnswer(&form.said), kept.pack().as_bytes());
        let answer = FormAnswer { form: form.form, sealed, expires_at: self.now + GRACE };
        Ok(self.tx.keep_form_answer(&answer).await?)
    }

    /// The stored response, if the session that it set, if any, is still live under that cookie.
    async fn opened(&mut self, form: &SentForm) -> Result<Option<(Kept, SessionState)>, Failure> {
        let Some(answer) = self.tx.form_answer(form.form).await?.filter(|answer| self.now < answer.expires_at) else {
            return Ok(None);
        };
        // Decryption fails if any field of the form differs.
        let Ok(text) = self.twinlock.ports.vault.open(SealedAs::FormAnswer(&form.said), &answer.sealed) else {
            return Ok(None);
        };
        let kept = Kept::unpack(&text).ok_or(Failure::Inconsistent("a kept answer that cannot be read"))?;
        let Some(session) = &kept.session else { return Ok(Some((kept, SessionState::Anonymous))) };
        let visit = self.session_state(Some(session.expose())).await?;
        Ok((!matches!(visit, SessionState::Anonymous)).then_some((kept, visit)))
    }
}
