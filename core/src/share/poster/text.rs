//! How wide a text is and where it breaks, without a font.
//!
//! A width is told in hundredths of the font's size. Each character has that of the widest system font it
//! is likely to meet (DejaVu Sans, whose Latin letters are as wide as Verdana's; a test holds the table to
//! a browser's fonts), and a full square where it is Chinese: so a line that fits here fits on a phone.
//! A font that is wider still is no matter either: whoever draws a line makes it smaller until it fits its
//! box (see [`super`]). Never measures with a font of its own: the core has none.
//!
//! ```
//! use tuike_core::share::poster::text::{width, wrap};
//!
//! assert_eq!(width("口红", false), 200);
//! let lines = wrap("口红 Rouge 雾面哑光", 500, 2, false);
//! assert_eq!(lines, ["口红", "Rouge…"]);
//! ```

/// A text as a poster shows it: each run of spaces and line ends is one space, and what controls a
/// terminal or turns the direction of writing (and could turn a price around) is gone.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{200b}') {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !(c < ' '
            || matches!(c, '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The width of a text in hundredths of the font's size, never less than it will be in a usual font.
#[must_use]
pub fn width(text: &str, bold: bool) -> u32 {
    Clusters(text).map(|cluster| cluster_width(cluster, bold)).fold(0, u32::saturating_add)
}

/// The lines of a text in `room` hundredths of the font's size, at most `most` of them; the last ends with
/// `…` where something is left out. A word that alone is longer than a line is broken; what people see as
/// one character (an emoji of several, a letter and its accent) never is.
#[must_use]
pub fn wrap(text: &str, room: u32, most: u32, bold: bool) -> Vec<String> {
    let text = clean(text);
    let mut rest = text.as_str();
    let mut lines: Vec<String> = Vec::new();
    while !rest.is_empty() {
        let is_last = lines.len() as u32 + 1 >= most;
        let (line, after) = first_line(rest, room, bold);
        if is_last && !after.is_empty() {
            lines.push(ellipsized(rest, room, bold));
            break;
        }
        lines.push(line.to_owned());
        rest = after;
    }
    lines
}

/// What fits on the first line, and what is left for the next.
fn first_line(text: &str, room: u32, bold: bool) -> (&str, &str) {
    let (mut at, mut used) = (0, 0u32);
    // The last place where a line may end: the end of the line and the start of the next.
    let mut may: Option<usize> = None;
    let mut before = "";
    for cluster in Clusters(text) {
        if at > 0 && may_break(before, cluster) {
            may = Some(at);
        }
        used = used.saturating_add(cluster_width(cluster, bold));
        // A space that does not fit is dropped at the line's end.
        if used > room && cluster != " " && at > 0 {
            let (line, after) = text.split_at_checked(may.unwrap_or(at)).unwrap_or((text, ""));
            return (line.trim_end(), after.trim_start());
        }
        at += cluster.len();
        before = cluster;
    }
    (text.trim_end(), "")
}

/// As much as fits before a `…`.
fn ellipsized(text: &str, room: u32, bold: bool) -> String {
    let mut left = room.saturating_sub(cluster_width("…", bold));
    let mut line = String::new();
    for cluster in Clusters(text) {
        let Some(less) = left.checked_sub(cluster_width(cluster, bold)) else { break };
        left = less;
        line.push_str(cluster);
    }
    line.truncate(line.trim_end().len());
    line.push('…');
    line
}

/// Whether a line may end between two clusters: at spaces and beside Chinese, but no closing mark begins a
/// line and no opening mark ends one.
fn may_break(before: &str, after: &str) -> bool {
    const CLOSING: &str = "，。、！？：；）》」』】〕…—·,.!?:;)]}%’”～℃";
    const OPENING: &str = "（《「『【〔([{‘“¥￥$#@";
    if after == " " || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == " " || is_wide(before) || is_wide(after)
}

fn is_wide(cluster: &str) -> bool {
    cluster.chars().next().is_some_and(|c| c >= '\u{2e80}')
}

/// Hundredths of the font's size.
fn cluster_width(cluster: &str, bold: bool) -> u32 {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return 0 };
    let regular: u32 = match first {
        ' ' => 35,
        'i' | 'j' | 'l' | 'I' | 't' | 'f' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '/'
        | '\\' | '-' | '(' | ')' | '[' | ']' => 45,
        'm' | 'w' | 'M' | 'W' | 'O' | 'Q' | '%' | '&' | '#' | '+' | '=' | '<' | '>' | '~' | '^' => {
            100
        }
        '@' => 104,
        'A'..='Z' => 78,
        '!'..='~' => 64,
        // Emoji: a square and a quarter in Noto's font, a little more in others.
        '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1ffff}' => 140,
        _ if is_extend(first) => 0,
        _ if cluster.contains('\u{fe0f}') => 140,
        _ => 100,
    };
    match first {
        // Bold Latin letters are up to an eighth wider; Chinese ones keep their square.
        '!'..='~' if bold => (regular * 113).div_ceil(100),
        _ => regular,
    }
}

/// What people see as one character each (a part of UAX #29, revision 45: combining marks, emoji joined or
/// coloured, flags, Hangul written in parts).
struct Clusters<'a>(&'a str);

impl<'a> Iterator for Clusters<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut chars = self.0.chars();
        let first = chars.next()?;
        let mut end = first.len_utf8();
        let (mut last, mut flags) = (first, 1);
        for c in chars {
            let is_second_flag = is_flag(first) && is_flag(c) && flags == 1;
            if !(is_extend(c) || last == '\u{200d}' || is_second_flag) {
                break;
            }
            flags += u32::from(is_second_flag);
            end += c.len_utf8();
            last = c;
        }
        let (cluster, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(cluster)
    }
}

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// What belongs to the character before it.
fn is_extend(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{1160}'..='\u{11ff}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}
