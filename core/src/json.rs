//! JSON text into a value, every digit of a number kept.
//!
//! The grammar is RFC 8259's and the result serde_json's own (an exponent is written `e+5`), but for half
//! a character (`"\ud83d"`: a text that was cut in the middle of an emoji): it is U+FFFD, as `TextEncoder`
//! has it, where serde_json refuses the whole answer.
//! serde_json's reader is not used because it brings everything that serde can ask for: a parser and a
//! printer of floats with their tables, and messages for types no value has. 17 of 149 KB of wasm, when it
//! was replaced.
//!
//! ```
//! use tuike_core::json;
//!
//! let value = json::parse(r#"{ "id": 9007199254740993 }"#)?;
//! assert_eq!(value.to_string(), r#"{"id":9007199254740993}"#);
//! assert_eq!(json::parse("{\n  \"a\": ").unwrap_err(), json::NotJson { line: 2, column: 7 });
//! # Ok::<(), json::NotJson>(())
//! ```

use serde_json::{Map, Number, Value};

/// Where a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes; of the last byte where the text ends too soon.
    pub column: usize,
}

impl core::fmt::Display for NotJson {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "not JSON from line {}, column {}", self.line, self.column)
    }
}

impl core::error::Error for NotJson {}

/// Reads a JSON text. Of a name that stands twice in an object the last counts.
///
/// # Errors
/// [`NotJson`]: where it is not, or where arrays and objects are nested deeper than 127.
pub fn parse(text: &str) -> Result<Value, NotJson> {
    let mut reader = Reader::new(text);
    match reader.value(DEEPEST) {
        Some(value) if reader.is_at_end() => Ok(value),
        Some(_) | None => Err(reader.position()),
    }
}

/// JSON texts one behind the other, with or without space between; those that stand before whatever is
/// not JSON. `None` where there is something and nothing of it is JSON.
pub(crate) fn parse_all(text: &str) -> Option<Vec<Value>> {
    let mut reader = Reader::new(text.trim_start_matches('\u{feff}'));
    let mut values = Vec::new();
    while !reader.is_at_end() {
        match reader.value(DEEPEST) {
            Some(value) => values.push(value),
            None if values.is_empty() => return None,
            None => break,
        }
    }
    Some(values)
}

/// [`parse`] for bytes; `None` where they are not JSON in UTF-8.
#[must_use]
pub fn parse_bytes(bytes: &[u8]) -> Option<Value> {
    parse(core::str::from_utf8(bytes).ok()?).ok()
}

/// A number as a float: exact up to 2^53 and 22 decimals, beyond that within a few units in the last
/// place, infinite where it is larger than any.
#[must_use]
pub fn float(number: &Number) -> Option<f64> {
    let text = number.as_str();
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        // Whatever no i32 holds is as good as the largest that one does.
        Some((mantissa, exponent)) => {
            let most = if exponent.starts_with('-') { -MOST_TENS } else { MOST_TENS };
            (mantissa, exponent.parse::<i32>().unwrap_or(most).clamp(-MOST_TENS, MOST_TENS))
        }
        None => (text, 0),
    };
    let (mut digits, mut tens, mut in_fraction) = (0_u64, exponent, false);
    for byte in mantissa.bytes() {
        if byte == b'.' {
            in_fraction = true;
            continue;
        }
        let longer =
            digits.checked_mul(10).and_then(|d| d.checked_add(u64::from(byte.wrapping_sub(b'0'))));
        match longer {
            Some(longer) => {
                digits = longer;
                tens = tens.saturating_sub(i32::from(in_fraction));
            }
            // Nineteen digits are known: the rest is below the last place.
            None => tens = tens.saturating_add(i32::from(!in_fraction)),
        }
    }
    let mut value = digits as f64;
    // Each power of ten up to 22 is exact; a step at a time, so that neither way overflows too soon.
    while tens != 0 && value != 0.0 && value.is_finite() {
        let step = tens.clamp(-22, 22);
        let power = (0..step.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
        value = if step < 0 { value / power } else { value * power };
        tens -= step;
    }
    Some(sign * value)
}

/// An object of fields: what `json!` does, without serde_json's way from any type to a value, which brings
/// the printing of floats.
#[must_use]
pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

/// The text of an object, written field by field: no value is copied.
///
/// ```
/// use tuike_core::json::Fields;
///
/// let text = Fields::default().number("v", 1).text("name", "口\"红").finish();
/// assert_eq!(text, r#"{"v":1,"name":"口\"红"}"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fields {
    text: String,
}

impl Fields {
    /// A field with any value.
    #[must_use]
    pub fn value(mut self, name: &str, value: &Value) -> Self {
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        self.text.push_str(&Value::from(name).to_string());
        self.text.push(':');
        self.text.push_str(&value.to_string());
        self
    }

    /// A field with a text.
    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        self.value(name, &Value::from(text))
    }

    /// A field with a whole number.
    #[must_use]
    pub fn number(self, name: &str, number: u64) -> Self {
        self.value(name, &Value::from(number))
    }

    /// The whole object.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.text.push_str(if self.text.is_empty() { "{}" } else { "}" });
        self.text
    }
}

/// 10^400 is beyond every float, and 10^-400 of nineteen digits is below every float.
const MOST_TENS: i32 = 400;

/// How deep arrays and objects may be nested: serde_json's own limit.
const DEEPEST: u32 = 127;

/// Reads a text from its beginning. What a text seldom has, escapes and fractions, only
/// [`Reader::value`] reads; the others give `None` there, as where the text is wrong.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Whether nothing but space is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.at == self.text.len()
    }

    /// An object: gives each name, and `field` reads its value.
    pub(crate) fn object(
        &mut self,
        field: &mut dyn FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.list(b'{', b'}', &mut |reader| {
            let name = reader.plain_text()?;
            reader.skip_space();
            if reader.eat(b':') { field(reader, name) } else { None }
        })
    }

    /// An array: `item` reads each.
    pub(crate) fn array(&mut self, item: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.list(b'[', b']', item)
    }

    fn list(
        &mut self,
        open: u8,
        close: u8,
        member: &mut dyn FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.skip_space();
        if self.peek() == Some(open) { self.members(close, member) } else { None }
    }

    /// A text without escapes.
    pub(crate) fn plain_text(&mut self) -> Option<&'a str> {
        self.skip_space();
        if !self.eat(b'"') {
            return None;
        }
        let piece = self.piece()?;
        self.eat(b'"').then_some(piece)
    }

    /// A whole number of at most 18 digits.
    pub(crate) fn whole_number(&mut self) -> Option<u64> {
        self.skip_space();
        let from = self.at;
        self.digits()?;
        let digits = self.text.get(from..self.at)?;
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        // Nine digits are below 2^32: the JavaScript tier has no 64-bit integers.
        let number =
            |digits: &str| digits.bytes().fold(0, |n, digit| n * 10 + u32::from(digit & 15));
        let (high, low) = digits.split_at(digits.len().saturating_sub(9));
        (high.len() <= 9).then(|| u64::from(number(high)) * 1_000_000_000 + u64::from(number(low)))
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        self.skip_space();
        let word = self.peek()? == b't';
        self.word(if word { "true" } else { "false" }, Value::Bool(word)).map(|_| word)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn position(&self) -> NotJson {
        let bytes = self.text.as_bytes();
        let before = bytes.get(..self.at).unwrap_or(bytes);
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
        NotJson { line, column: column + usize::from(self.at < bytes.len()) }
    }

    /// A value in which brackets are nested at most `depth` deep.
    fn value(&mut self, depth: u32) -> Option<Value> {
        self.skip_space();
        match self.peek()? {
            b'n' => self.word("null", Value::Null),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'"' => self.string().map(Value::String),
            b'[' => {
                let inside = depth.checked_sub(1)?;
                let mut items = Vec::new();
                self.members(b']', |reader| {
                    items.push(reader.value(inside)?);
                    Some(())
                })?;
                Some(Value::Array(items))
            }
            b'{' => {
                let inside = depth.checked_sub(1)?;
                let mut fields = Map::new();
                self.members(b'}', |reader| {
                    reader.skip_space();
                    let name = reader.string()?;
                    reader.skip_space();
                    if !reader.eat(b':') {
                        return None;
                    }
                    fields.insert(name, reader.value(inside)?);
                    Some(())
                })?;
                Some(Value::Object(fields))
            }
            _ => self.number(),
        }
    }

    /// What stands between brackets, with commas between.
    fn members(
        &mut self,
        close: u8,
        mut member: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        self.skip_space();
        if self.eat(close) {
            return Some(());
        }
        loop {
            member(self)?;
            self.skip_space();
            if self.eat(close) {
                return Some(());
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        word.bytes().all(|byte| self.eat(byte)).then_some(value)
    }

    fn number(&mut self) -> Option<Value> {
        let from = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        let mut found = self.text.get(from..self.at)?.to_owned();
        if self.eat(b'e') || self.eat(b'E') {
            let is_negative = self.eat(b'-');
            if !is_negative {
                self.eat(b'+');
            }
            let from = self.at;
            self.digits()?;
            found.push_str(if is_negative { "e-" } else { "e+" });
            found.push_str(self.text.get(from..self.at)?);
        }
        Some(Value::Number(Number::from_string_unchecked(found)))
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        if !self.eat(b'"') {
            return None;
        }
        let mut found = self.piece()?.to_owned();
        loop {
            if self.eat(b'"') {
                return Some(found);
            }
            if !self.eat(b'\\') {
                return None;
            }
            found.push(self.escaped()?);
            found.push_str(self.piece()?);
        }
    }

    /// What stands before the next quote, backslash or control character.
    fn piece(&mut self) -> Option<&'a str> {
        let from = self.at;
        while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1f) {
            self.at += 1;
        }
        self.text.get(from..self.at)
    }

    fn escaped(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => match self.unit()? {
                high @ 0xd800..=0xdbff => {
                    self.low_half().map_or(char::REPLACEMENT_CHARACTER, |low| {
                        let whole = 0x1_0000 + ((high - 0xd800) << 10) + low;
                        char::from_u32(whole).unwrap_or(char::REPLACEMENT_CHARACTER)
                    })
                }
                unit => char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
            },
            _ => return None,
        })
    }

    /// The second half of a character, where it stands here.
    fn low_half(&mut self) -> Option<u32> {
        let from = self.at;
        let is_escape = self.eat(b'\\') && self.eat(b'u');
        let unit = if is_escape { self.unit() } else { None };
        let low = unit.and_then(|unit| unit.checked_sub(0xdc00)).filter(|low| *low < 0x400);
        if low.is_none() {
            self.at = from;
        }
        low
    }

    /// Four hex digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.peek()?).to_digit(16)?;
            self.at += 1;
        }
        Some(unit)
    }
}

#[cfg(test)]
mod tests;
