//! From a profile and parameters to a request.

use serde_json::Value;

use super::error::{BackendError, ProfileError};
use super::profile::Profile;
use crate::effect::HttpRequest;

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`ProfileError`] with the path of the field.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let _ = crate::read::parse("profile", text)?;
        Err(ProfileError::NotOneMethod { path: String::new(), known: "" })
    }

    /// The request for a resource.
    ///
    /// # Errors
    /// [`BackendError`].
    pub fn query_request(&self, resource: &str, params: &Value, token: Option<&str>) -> Result<HttpRequest, BackendError> {
        let _ = (params, token);
        Err(BackendError::UnknownResource { name: resource.to_owned(), known: String::new() })
    }

    /// The request that logs in.
    ///
    /// # Errors
    /// [`BackendError`].
    pub fn login_request(&self, params: &Value) -> Result<HttpRequest, BackendError> {
        let _ = params;
        Err(BackendError::NoLogin)
    }

    /// The request for a mutation.
    ///
    /// # Errors
    /// [`BackendError`].
    pub fn mutation_request(&self, mutation: &str, body: &Value, key: &str, token: Option<&str>) -> Result<HttpRequest, BackendError> {
        let _ = (mutation, body, key, token);
        Err(BackendError::NoLogin)
    }

    /// The request for a batch of events.
    ///
    /// # Errors
    /// [`BackendError`].
    pub fn events_request(&self, events: &[Value], token: Option<&str>) -> Result<HttpRequest, BackendError> {
        let _ = (events, token);
        Err(BackendError::NoEvents)
    }
}

/// The canonical name of a query.
#[must_use]
pub fn canonical_key(resource: &str, params: &Value) -> String {
    format!("{resource}?{params}")
}
