//! What the server is started with, from Rust or from a command line.
//!
//! ```
//! use tuike_demo_backend::Options;
//!
//! let words = ["--port", "0", "--products", "200"].map(String::from);
//! let options = Options::from_words(words).unwrap();
//! assert_eq!((options.port, options.products), (0, 200));
//! assert!(Options::from_words(["--prot".to_owned()]).is_err());
//! ```

use std::path::PathBuf;

/// How a server is started. [`Options::default`] is a free port, an empty memory and no web app:
/// what a test wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The port of 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// How many products there are.
    pub products: u32,
    /// What the products are made from.
    pub seed: u64,
    /// The database file; `None` keeps everything in memory.
    pub db: Option<PathBuf>,
    /// The built web app; `None` serves the API alone.
    pub web: Option<PathBuf>,
    /// Whether a database that is there is thrown away first.
    pub fresh: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 0, products: 200, seed: 1, db: None, web: None, fresh: false }
    }
}

/// What [`Options::from_words`] understands.
pub const USAGE: &str = "\
tuike-demo-backend: the demo shop's REST API and the web app, on 127.0.0.1

  --port N        8787; 0 takes a free one
  --products N    10000; at most 1000000
  --db FILE       target/demo/demo.sqlite
  --web DIR       the built web app; without it only the API is served
  --seed N        1; what the products are made from
  --fresh         throws the database away first
";

impl Options {
    /// Reads a command line's words, without the program's name.
    ///
    /// # Errors
    /// What is wrong, as one line for a person.
    pub fn from_words(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            port: 8787,
            products: 10_000,
            db: Some(PathBuf::from("target/demo/demo.sqlite")),
            ..Self::default()
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--port" => options.port = number(&word, &value()?)?,
                "--products" => options.products = number(&word, &value()?)?,
                "--seed" => options.seed = number(&word, &value()?)?,
                "--db" => options.db = Some(PathBuf::from(value()?)),
                "--web" => options.web = Some(PathBuf::from(value()?)),
                "--fresh" => options.fresh = true,
                _ => return Err(format!("{word}: unknown option")),
            }
        }
        if options.products > 1_000_000 {
            return Err("--products: at most 1000000".to_owned());
        }
        Ok(options)
    }
}

fn number<T: std::str::FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{option}: {text:?} is not a number that fits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_word_is_named() {
        let cases = [
            (vec!["--port"], "--port needs a value"),
            (vec!["--port", "99999"], "--port: \"99999\" is not a number that fits"),
            (vec!["--products", "1000001"], "--products: at most 1000000"),
            (vec!["stray"], "stray: unknown option"),
        ];
        for (words, expected) in cases {
            let words = words.into_iter().map(String::from);
            assert_eq!(Options::from_words(words).unwrap_err(), expected);
        }
    }
}
