//! An authentication in three columns, the same in sessions and in grants.

use twinlock_domain::{Authentication, SecondFactor, SecondFactorMethod};
use twinlock_ports::StoreError;

use crate::column::{At, Text};

/// The columns `second_factor_method` and `second_factor_at`.
pub(crate) type SecondFactorColumns = (Option<Text<SecondFactorMethod>>, Option<At>);

pub(crate) fn to_columns(authentication: &Authentication) -> SecondFactorColumns {
    match authentication.second_factor {
        Some(SecondFactor { method, at }) => (Some(Text(method)), Some(At(at))),
        None => (None, None),
    }
}

/// A method without its time, or a time without its method, is a corrupt row (R26).
pub(crate) fn from_columns(
    what: &'static str,
    password_at: At,
    second_factor: SecondFactorColumns,
) -> Result<Authentication, StoreError> {
    let second_factor = match second_factor {
        (Some(Text(method)), Some(At(at))) => Some(SecondFactor { method, at }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what }),
    };
    Ok(Authentication { password_at: password_at.0, second_factor })
}
