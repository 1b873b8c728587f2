//! Which web origins may read the responses of the token endpoint and its neighbours (CORS).

use twinlock_domain::WebOrigin;

use crate::{Failure, Twinlock};

impl Twinlock {
    /// Whether an `Origin` header is the origin of a public app, so that a page from there may be that app.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn is_origin_of_public_app(&self, header: &str) -> Result<bool, Failure> {
        let Some(origin) = WebOrigin::parse(header) else { return Ok(false) };
        self.read_latest(async |work| Ok(work.tx.is_public_origin(&origin).await?)).await
    }
}
