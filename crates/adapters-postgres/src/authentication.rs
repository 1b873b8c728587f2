//! An authentication in three columns, of sessions and of grants alike.

use twinlock_domain::{Authentication, SecondFactor, SecondFactorMethod};
use twinlock_ports::StoreError;

use crate::column::{At, TextOf};

/// The columns `second_factor_method` and `second_factor_at`.
pub(crate) type SecondFactorColumns = (Option<TextOf<SecondFactorMethod>>, Option<At>);

pub(crate) fn to_columns(authentication: &Authentication) -> SecondFactorColumns {
    match authentication.second_factor {
        Some(SecondFactor { method, at }) => (Some(TextOf(method)), Some(At(at))),
        None => (None, None),
    }
}

/// Half a second factor is no second factor, and no single one either: the row is refused (R26).
pub(crate) fn from_columns(
    what: &'static str,
    password_at: At,
    second_factor: SecondFactorColumns,
) -> Result<Authentication, StoreError> {
    let second_factor = match second_factor {
        (Some(TextOf(method)), Some(At(at))) => Some(SecondFactor { method, at }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what }),
    };
    Ok(Authentication { password_at: password_at.0, second_factor })
}
