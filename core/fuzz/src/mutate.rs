//! Mutation that knows JSON: half of the time one value of one part is changed and the text stays JSON,
//! else libFuzzer changes bytes as it likes.
//!
//! What it puts in are the values at which money goes wrong (bounds, huge, precise, of another type),
//! pieces of the same input, and pieces of the committed seeds, from which it learns names and shapes.

use serde_json::{Value, json};

use crate::targets::BETWEEN;

/// Texts that are on or just past some bound.
const TEXTS: [&str; 28] = [
    "",
    "0",
    "0.00",
    "0.01",
    "1",
    "1.00",
    "1.00000001",
    "0.5",
    "0.30",
    "0.15",
    "0.99999999",
    "0.00000001",
    "100000000000.00",
    "100000000000.01",
    "99999999999.99",
    "-1",
    "1e9",
    "12.3.4",
    "half-up",
    "half-even",
    "down",
    "paid",
    "list",
    "profit",
    "product",
    "beauty/lip",
    "1.005",
    "9007199254740993",
];
/// Numbers that are on or just past some bound.
const NUMBERS: [i64; 14] = [
    -1,
    0,
    1,
    2,
    3,
    10,
    11,
    1_000,
    1_000_000,
    1_000_001,
    1_767_225_600_000,
    9_007_199_254_740_992,
    i64::MAX,
    i64::MIN,
];

/// Changes `data[..size]` in place, up to `most` bytes; gives the new size.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32, seeds: &[&str]) -> usize {
    let mut random = Random(u64::from(seed) | 1);
    if !random.chance(2)
        && let Some(text) = data.get(..size).and_then(|data| std::str::from_utf8(data).ok())
        && let Some(text) = changed(text, &mut random, seeds)
        && text.len() <= most
        && let Some(place) = data.get_mut(..text.len())
    {
        place.copy_from_slice(text.as_bytes());
        return text.len();
    }
    libfuzzer_sys::fuzzer_mutate(data, size, most)
}

/// The text with one to four changes in one of its parts; `None` where that part is not JSON.
fn changed(text: &str, random: &mut Random, seeds: &[&str]) -> Option<String> {
    let mut parts: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
    let pool: Vec<Value> = (seeds.get(random.below(seeds.len())).into_iter())
        .flat_map(|seed| seed.split(BETWEEN))
        .chain(parts.iter().map(String::as_str))
        .filter_map(|part| serde_json::from_str(part).ok())
        .collect();
    let chosen = random.below(parts.len());
    let part = parts.get_mut(chosen)?;
    let mut json: Value = serde_json::from_str(part).ok()?;
    for _ in 0..=random.below(4) {
        let place = random.below(count(&json));
        change(nth(&mut json, &mut { place })?, random, &pool);
    }
    *part = json.to_string();
    Some(parts.join(BETWEEN))
}

fn change(value: &mut Value, random: &mut Random, pool: &[Value]) {
    match (random.below(6), &mut *value) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let at = random.below(items.len());
            if random.chance(2) { drop(items.remove(at)) } else { items.push(items[at].clone()) }
        }
        (1, Value::Array(items)) if items.len() > 1 => {
            let (a, b) = (random.below(items.len()), random.below(items.len()));
            items.swap(a, b);
        }
        (0, Value::Object(fields)) if !fields.is_empty() => {
            let name = fields.keys().nth(random.below(fields.len())).cloned().unwrap_or_default();
            fields.remove(&name);
        }
        // A field that such an object has elsewhere.
        (1 | 2, Value::Object(fields)) => {
            if let Some(Value::Object(other)) = borrowed(random, pool, Value::is_object)
                && let Some((name, value)) = other.iter().nth(random.below(other.len()))
            {
                fields.insert(name.clone(), value.clone());
            }
        }
        (3, Value::String(text)) => *text = digits_changed(text, random),
        (4, place) => {
            let same = std::mem::discriminant(place);
            if let Some(other) = borrowed(random, pool, |v| std::mem::discriminant(v) == same) {
                *place = other.clone();
            }
        }
        (_, place) => *place = scalar(random),
    }
}

fn scalar(random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 => json!(random.chance(2)),
        2 | 3 => json!(NUMBERS[random.below(NUMBERS.len())]),
        4 => json!(format!("{}.{:02}", random.below(100_000), random.below(100))),
        5 => json!(format!("0.{:08}", random.below(100_000_000))),
        _ => json!(TEXTS[random.below(TEXTS.len())]),
    }
}

fn digits_changed(text: &str, random: &mut Random) -> String {
    let at = random.below(text.len());
    let digit = char::from(b'0' + random.below(10) as u8);
    text.char_indices()
        .map(|(i, c)| if i == at && c.is_ascii_digit() { digit } else { c })
        .collect()
}

/// Some value of the pool that `fits`.
fn borrowed<'a>(
    random: &mut Random,
    pool: &'a [Value],
    fits: impl Fn(&Value) -> bool,
) -> Option<&'a Value> {
    let mut all = Vec::new();
    pool.iter().for_each(|value| collect(value, &fits, &mut all));
    all.get(random.below(all.len())).copied()
}

fn collect<'a>(value: &'a Value, fits: &impl Fn(&Value) -> bool, all: &mut Vec<&'a Value>) {
    if fits(value) {
        all.push(value);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, fits, all)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, fits, all)),
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The `place`-th value in reading order, the whole first.
fn nth<'a>(value: &'a mut Value, place: &mut usize) -> Option<&'a mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, place)),
        Value::Object(fields) => fields.values_mut().find_map(|field| nth(field, place)),
        _ => None,
    }
}

/// xorshift64*: libFuzzer gives a seed for each mutation.
struct Random(u64);

impl Random {
    /// Below `bound`; 0 where that is 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }

    /// Once in `of`.
    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

/// The two entry points of a target; its seeds are those committed under `seeds/` of its name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::targets::run($name, data);
        });
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
            static SEEDS: std::sync::LazyLock<Vec<String>> =
                std::sync::LazyLock::new(|| $crate::mutate::read_seeds($name));
            let seeds: Vec<&str> = SEEDS.iter().map(String::as_str).collect();
            $crate::mutate::mutate(data, size, most, seed, &seeds)
        });
    };
}

/// The committed seeds of a target.
#[must_use]
pub fn read_seeds(name: &str) -> Vec<String> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
    files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
}
