//! Finds the visitor cookie that a pending request is bound to. A browser can have several: tabs that open at the same
//! moment each get one.

use twinlock_domain::AuthorizationRequestId;

use crate::{Failure, Twinlock};

impl Twinlock {
    /// The visitor cookie that a pending request is bound to; `None` if it is none of these.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn holder_of<'a>(
        &self,
        visitors: &'a [String],
        id: AuthorizationRequestId,
    ) -> Result<Option<&'a str>, Failure> {
        let request = self.read_latest::<_, Failure>(async |work| Ok(work.tx.request(id).await?)).await?;
        let holder = request.and_then(|request| request.visitor);
        Ok(visitors.iter().map(String::as_str).find(|visitor| Some(self.hash(visitor)) == holder))
    }
}
