//! 口令: a token among words, for the clipboard.

use super::template::{Reader, fill_at};
use super::{ShareError, Token, find_short, land};

/// What [`phrase`] writes where it is not told.
const WORDS: &str = "复制这段话，打开即看";

/// Words that carry a token through any chat: [`land`] finds it again, whatever is put around them and
/// however they are wrapped.
///
/// `text` is what they say. `{token}` in it is where the token goes; where it names no place, the token
/// stands behind it as `【token】`. `{{` and `}}` are a brace each.
///
/// ```
/// use tuike_core::share::{Channel, Id, Payload, encode, land, phrase};
/// use tuike_core::time::Timestamp;
///
/// let at = Timestamp::from_millis(1_767_225_600_000);
/// let (promoter, item) = (Id::from(7), Id::from(42));
/// let token = encode(&Payload { promoter, item, channel: Channel::Phrase, at, campaign: None })?;
/// assert_eq!(phrase(&token, None)?, format!("复制这段话，打开即看【{token}】"));
/// let words = phrase(&token, Some("💄 {token} 💄 好价"))?;
/// assert_eq!(land(&format!("转发：{words}！！")).unwrap().token, token);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
///
/// # Errors
/// [`ShareError::UnknownPlace`], [`ShareError::EarnShown`]; [`ShareError::BadPhrase`] where the words
/// themselves carry another token, or a letter or digit stands against this one.
pub fn phrase(token: &Token, text: Option<&str>) -> Result<String, ShareError> {
    let text = text.unwrap_or(WORDS);
    let mut phrase = fill_at("text", text, Reader::Customer, |name| {
        (name == "token").then_some(token.as_str())
    })?;
    if !phrase.contains(token.as_str()) {
        phrase.extend(["【", token.as_str(), "】"]);
    }
    // Whichever of the two a reader calls first, it must not find another.
    let found =
        [land(&phrase).map(|landing| landing.token), find_short(&phrase).map(|found| found.token)];
    if found.iter().flatten().all(|found| found == token) && found.iter().any(Option::is_some) {
        Ok(phrase)
    } else {
        Err(ShareError::BadPhrase { phrase })
    }
}
