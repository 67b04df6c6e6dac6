//! What an event may hold. Looked at before anything is kept, so that nothing is half-stored.
//!
//! ```text
//! name        1..=64 characters, of the event and of every property at every depth
//! properties  at most 64, the common ones included
//! JSON        at most 8,192 bytes in UTF-8, the common properties included
//! depth       at most 3: { "cart": { "items": [ 1, 2 ] } } is 3 deep
//! ```

use serde_json::{Map, Value};

use super::error::TrackError;
use crate::code::shortened;

/// Properties of an event.
pub const MOST_PROPS: usize = 64;
/// Bytes of the properties' JSON.
pub const MOST_BYTES: usize = 8 * 1024;
/// Objects and arrays within each other, the properties' own object being the first.
pub const DEEPEST: usize = 3;
/// Characters of a name.
pub const LONGEST_NAME: usize = 64;

/// An event's or a property's name.
pub(super) fn check_name(path: &str, name: &str) -> Result<(), TrackError> {
    let path = || path.to_owned();
    if name.is_empty() {
        return Err(TrackError::EmptyName { path: path() });
    }
    match name.chars().count() {
        0..=LONGEST_NAME => Ok(()),
        found => Err(TrackError::NameTooLong { path: path(), found }),
    }
}

/// Properties; `root` is what errors call them.
pub(crate) fn check_props(root: &str, props: &Value) -> Result<(), TrackError> {
    let path = || root.to_owned();
    let found = props.as_object().map_or(0, Map::len);
    if found > MOST_PROPS {
        return Err(TrackError::TooManyProps { path: path(), found });
    }
    walk(root, props, DEEPEST)?;
    match props.to_string().len() {
        0..=MOST_BYTES => Ok(()),
        found => Err(TrackError::TooLarge { path: path(), found }),
    }
}

/// Names and depth; `left` more levels are allowed, this one included.
fn walk(path: &str, value: &Value, left: usize) -> Result<(), TrackError> {
    let inside = left.checked_sub(1);
    let deeper = || inside.ok_or_else(|| TrackError::TooDeep { path: path.to_owned() });
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        Value::Array(items) => {
            let inside = deeper()?;
            let mut numbered = items.iter().enumerate();
            numbered.try_for_each(|(i, item)| {
                walk(&[path, "[", &i.to_string(), "]"].concat(), item, inside)
            })
        }
        Value::Object(fields) => {
            let inside = deeper()?;
            fields.iter().try_for_each(|(name, value)| {
                let path = [path, ".", &shortened(name)].concat();
                check_name(&path, name)?;
                walk(&path, value, inside)
            })
        }
    }
}
