//! One field of one item: where it is, what it becomes, and where it is wrong.

use serde_json::{Map, Value};

use super::number::{faithful, scalar};
use super::unit::Unit;
use crate::backend::error::BackendError;
use crate::backend::template::Part;
use crate::code::shortened;

/// A field of the app's data.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct MappedField {
    pub(in super::super) name: String,
    pub(in super::super) how: How,
}

/// How a field is made.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct How {
    pub(in super::super) from: From,
    pub(in super::super) index: Option<usize>,
    /// The texts that mean that there is nothing.
    pub(super) none: Vec<String>,
    pub(in super::super) to: To,
    pub(in super::super) default: Value,
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum From {
    /// The first of these pointers that has something.
    At(Vec<String>),
    /// A text with pointers in it.
    Template(Vec<Part>),
    /// Always the same.
    Value,
}

/// What is made of it.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum To {
    /// The same.
    Same,
    /// An id: a text.
    Id,
    Unit(Unit),
    /// One of these, by its text; the default where it is none of them.
    Cases(Vec<(String, Value)>),
    Map(Vec<MappedField>),
    /// An array, each item like this.
    Each(Box<How>),
    /// A text of an array's items.
    Join(Option<Box<How>>, String),
}

/// What a field's pointers found in an item.
#[derive(Debug)]
pub(in super::super) enum Found<'a> {
    /// Nothing, or what means nothing.
    Nothing,
    At(&'a str, &'a Value),
    Made(Value),
}

/// A value that is not what it should be.
#[derive(Debug)]
pub(in super::super) struct Wrong {
    /// The field; where it is inside of others, with dots.
    pub(in super::super) field: String,
    /// Where it is in the item.
    pub(in super::super) at: String,
    pub(in super::super) value: String,
    pub(in super::super) expected: &'static str,
}

impl Wrong {
    fn new(value: &Value, expected: &'static str) -> Box<Self> {
        let value = shortened(&value.to_string());
        Box::new(Self { field: String::new(), at: String::new(), value, expected })
    }

    fn below(mut self: Box<Self>, field: &str, at: &str) -> Box<Self> {
        self.at.insert_str(0, at);
        if !field.is_empty() {
            let dot = if self.field.is_empty() { "" } else { "." };
            self.field = [field, dot, &self.field].concat();
        }
        self
    }

    /// The error of a resource, whose item is at `at`.
    pub(super) fn of(self, resource: &str, at: &str) -> BackendError {
        BackendError::Unmappable {
            resource: resource.to_owned(),
            field: self.field,
            pointer: [at, &self.at].concat(),
            value: self.value,
            expected: self.expected,
        }
    }
}

/// An item after its map.
pub(in super::super) fn map_fields(
    fields: &[MappedField],
    item: &Value,
) -> Result<Value, Box<Wrong>> {
    let mut mapped = Map::new();
    for field in fields {
        let value = field.how.of(item).map_err(|wrong| wrong.below(&field.name, ""))?;
        mapped.insert(field.name.clone(), value);
    }
    Ok(Value::Object(mapped))
}

/// The same where the item has been taken already, so that nothing may be wrong with it: what cannot
/// be mapped becomes its default.
pub(in super::super) fn map_lenient(fields: &[MappedField], item: &Value) -> Value {
    let mut mapped = Map::new();
    for MappedField { name, how } in fields {
        mapped.insert(name.clone(), how.of(item).unwrap_or_else(|_| how.default.clone()));
    }
    Value::Object(mapped)
}

impl How {
    /// The field of an item.
    pub(in super::super) fn of(&self, item: &Value) -> Result<Value, Box<Wrong>> {
        match self.find(item)? {
            Found::Nothing => Ok(self.default.clone()),
            Found::Made(value) => self.convert(&value),
            Found::At(at, value) => {
                let index = self.index.map(|i| ["/", &i.to_string()].concat()).unwrap_or_default();
                self.convert(value).map_err(|wrong| wrong.below("", &index).below("", at))
            }
        }
    }

    /// What its pointers find.
    pub(in super::super) fn find<'a>(&'a self, item: &'a Value) -> Result<Found<'a>, Box<Wrong>> {
        match &self.from {
            From::Value => Ok(Found::Nothing),
            From::Template(parts) => Ok(self.fill(parts, item).map_or(Found::Nothing, Found::Made)),
            From::At(pointers) => {
                for at in pointers {
                    if let Some(value) = item.pointer(at).filter(|value| self.is_there(value)) {
                        return self.pick(at, value);
                    }
                }
                Ok(Found::Nothing)
            }
        }
    }

    fn pick<'a>(&self, at: &'a str, value: &'a Value) -> Result<Found<'a>, Box<Wrong>> {
        let Some(index) = self.index else { return Ok(Found::At(at, value)) };
        let Value::Array(items) = value else {
            return Err(Wrong::new(value, "an array").below("", at));
        };
        let item = items.get(index).filter(|item| self.is_there(item));
        Ok(item.map_or(Found::Nothing, |item| Found::At(at, item)))
    }

    fn is_there(&self, value: &Value) -> bool {
        let is_none = || scalar(value).is_some_and(|text| self.none.contains(&text));
        !value.is_null() && (self.none.is_empty() || !is_none())
    }

    /// A pointer that finds nothing gives nothing; where none finds anything, there is no text.
    fn fill(&self, parts: &[Part], item: &Value) -> Option<Value> {
        let (mut text, mut any) = (String::new(), false);
        for part in parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Name(at) => {
                    let value = item.pointer(at).filter(|value| self.is_there(value));
                    let piece = value.and_then(scalar);
                    any |= piece.is_some();
                    text.push_str(&piece.unwrap_or_default());
                }
            }
        }
        any.then_some(Value::String(text))
    }

    fn convert(&self, value: &Value) -> Result<Value, Box<Wrong>> {
        let converted = match &self.to {
            To::Same => return Ok(faithful(value.clone())),
            To::Id => super::number::identity(value).ok_or("a text or a whole number"),
            To::Unit(unit) => return unit.of(value).map_err(|what| Wrong::new(value, what)),
            To::Cases(cases) => match scalar(value) {
                Some(text) => {
                    let case = cases.iter().find(|(name, _)| *name == text);
                    return Ok(case.map_or(&self.default, |(_, value)| value).clone());
                }
                None => Err("a text, a number or a boolean"),
            },
            To::Map(fields) if value.is_object() => return map_fields(fields, value),
            To::Map(_) => Err("an object"),
            To::Each(how) => {
                let mut items = Vec::new();
                each(Some(how), value, &mut |item| {
                    items.push(item);
                    true
                })?;
                return Ok(Value::Array(items));
            }
            To::Join(how, separator) => {
                let mut joined: Vec<String> = Vec::new();
                each(how.as_deref(), value, &mut |item| {
                    let text = scalar(&item);
                    let is_scalar = text.is_some() || item.is_null();
                    joined.extend(text);
                    is_scalar
                })?;
                Ok(joined.join(separator))
            }
        };
        converted.map(Value::String).map_err(|expected| Wrong::new(value, expected))
    }
}

/// Gives each item of an array, made like `how`; the taker says whether it can be used.
fn each(
    how: Option<&How>,
    value: &Value,
    take: &mut dyn FnMut(Value) -> bool,
) -> Result<(), Box<Wrong>> {
    let Value::Array(items) = value else { return Err(Wrong::new(value, "an array")) };
    for (i, item) in items.iter().enumerate() {
        let made = how.map_or_else(|| Ok(item.clone()), |how| how.of(item));
        let taken = made.and_then(|made| {
            take(made)
                .then_some(())
                .ok_or_else(|| Wrong::new(item, "a text, a number or a boolean"))
        });
        taken.map_err(|wrong| wrong.below("", &["/", &i.to_string()].concat()))?;
    }
    Ok(())
}
