//! Apps and their owners: registration, secrets, the requirement, revoking. And what users see of their apps.

mod app_secrets;
mod change_app;
mod connected_apps;
mod developer_page;
mod owner;
mod policy;
mod register_app;
mod require_two_factor;
mod revoke_consents;
mod warnings;
mod weakening;

pub use app_secrets::{AddSecret, NewSecret, RemoveSecret, RotateSecret, RotatedSecret};
pub use change_app::{ChangeApp, DeleteApp};
pub use connected_apps::{ConnectedApp, ConnectionState, Obstacle, RevokeConnectedApp, RevokeConnectedAppError};
pub use developer_page::{AppDetails, AppSummary, DeveloperOverview};
pub use owner::{AppError, InvalidApp, InvalidMetadata};
pub use policy::{PolicyState, SUMMARY_LIMIT};
pub use register_app::{RegisterApp, RegisteredApp};
pub use require_two_factor::{RequireTwoFactor, SetEnrolmentAge};
pub use revoke_consents::{RevokeConsents, RevokeOneUser};
pub use warnings::redirect_uri_warnings;
