//! A document as it is sent: its text, its operation's name and its variables.

use serde_json::{Map, Value};

use super::parse::{Declared, Operation, operations};
use crate::backend::body::BodyTemplate;
use crate::backend::error::BackendError;
use crate::backend::fields::Fields;
use crate::backend::page::Paging;
use crate::backend::profile_error::ProfileError;
use crate::backend::read::{bad_template, unknown};
use crate::backend::template::Arguments;
use crate::json;
use crate::read::Node;

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Document {
    query: String,
    operation: Option<String>,
    variables: Vec<Variable>,
}

#[derive(Clone, Debug, PartialEq)]
struct Variable {
    name: String,
    kind: Kind,
    optional: bool,
    template: BodyTemplate,
    /// Whether it is a page's size, where nothing else is said.
    is_size: bool,
}

/// What a scalar becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Boolean,
    Text,
    Any,
}

impl Document {
    /// Whether a variable is filled from a placeholder of that name.
    pub(in super::super) fn has(&self, name: &str) -> bool {
        self.variables.iter().any(|variable| variable.template.has(name))
    }

    /// Lets paging fill the variables that are called as GraphQL APIs call them: `skip`, `after`;
    /// `take`, `first` and `limit`.
    pub(in super::super) fn page(&mut self, paging: &Paging) {
        let place = paging.kind.placeholder();
        for variable in &mut self.variables {
            // What the profile says itself stays.
            if variable.template != of(&variable.name) {
                continue;
            }
            match variable.name.as_str() {
                "skip" if place == "offset" => variable.template = of(place),
                "after" if place == "cursor" => variable.template = of(place),
                // A size that the caller gives goes before the profile's.
                "take" | "first" | "limit" => variable.is_size = true,
                _ => {}
            }
        }
    }

    /// The body of a request.
    pub(in super::super) fn body(&self, arguments: &Arguments<'_>) -> Result<Value, BackendError> {
        let mut variables = Map::new();
        for Variable { name, kind, optional, template, is_size } in &self.variables {
            let size = arguments.get("size").filter(|_| *is_size);
            match template.fill_one(arguments)?.or_else(|| size.cloned()) {
                Some(value) => {
                    let value = kind.of(value).map_err(|(value, expected)| {
                        arguments.bad(name, value.to_string(), expected)
                    })?;
                    variables.insert(name.clone(), value);
                }
                None if *optional => {}
                None => {
                    return Err(BackendError::MissingParam {
                        resource: arguments.resource.to_owned(),
                        name: name.clone(),
                    });
                }
            }
        }
        let mut body = json::object([
            ("query", Value::from(self.query.as_str())),
            ("variables", Value::Object(variables)),
        ]);
        if let (Value::Object(fields), Some(name)) = (&mut body, &self.operation) {
            fields.insert("operationName".to_owned(), Value::from(name.as_str()));
        }
        Ok(body)
    }
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "Int" | "Float" => Self::Number,
            "Boolean" => Self::Boolean,
            "String" | "ID" => Self::Text,
            _ => Self::Any,
        }
    }

    /// A value with the JSON type that the server expects: parameters come out of addresses as texts.
    fn of(self, value: Value) -> Result<Value, (Value, &'static str)> {
        let read = |text: &str| json::parse(text).unwrap_or_default();
        match (self, &value) {
            (Self::Number, Value::String(text)) => {
                Some(read(text)).filter(Value::is_number).ok_or((value, "a number"))
            }
            (Self::Boolean, Value::String(text)) => {
                Some(read(text)).filter(Value::is_boolean).ok_or((value, "true or false"))
            }
            (Self::Text, Value::Number(number)) => Ok(Value::String(number.to_string())),
            _ => Ok(value),
        }
    }
}

/// A placeholder and nothing else.
fn of(name: &str) -> BodyTemplate {
    BodyTemplate::placeholder(name)
}

/// The document of a resource or a mutation.
pub(in super::super) fn document(fields: &Fields<'_, '_>) -> Document {
    let mut document = Document { query: String::new(), operation: None, variables: Vec::new() };
    let Some((node, text)) = fields.text("graphql") else { return document };
    let wanted = fields.optional("operation").map(|node| fields.fault.text(&node));
    let refuse = |expected| {
        let (path, found) = (node.path().to_owned(), text.to_owned());
        fields.fault.keep(ProfileError::BadGraphQl { path, found, expected });
    };
    let Some(found) = operations(text) else {
        refuse("a GraphQL document, each bracket closed");
        return document;
    };
    let mut matching = found.iter().filter(|found| wanted.is_none_or(|name| found.name == name));
    let (operation, other) = (matching.next(), matching.next());
    match operation.filter(|found| other.is_none() && found.kind != "subscription") {
        Some(operation) => {
            document.query = text.to_owned();
            document.operation = wanted.map(str::to_owned);
            document.variables = variables(operation, fields);
        }
        None if wanted.is_some() => refuse("a query or a mutation called as \"operation\" says"),
        None => refuse("one query or mutation, or the name of one in \"operation\""),
    }
    document
}

fn variables(operation: &Operation<'_>, fields: &Fields<'_, '_>) -> Vec<Variable> {
    let fault = fields.fault;
    let said = fields.optional("variables").map(|node| fault.open(&node).entries());
    let said = said.unwrap_or_default();
    for (name, node) in &said {
        if !operation.variables.iter().any(|declared| declared.name == *name) {
            let known: Vec<&str> = operation.variables.iter().map(|known| known.name).collect();
            unknown(node, name, known.join(", "), fault);
        }
    }
    let template = |node: &Node<'_>| {
        BodyTemplate::parse(node.value()).unwrap_or_else(|text| {
            bad_template(node, &text, "texts whose braces are placeholders like {name}", fault);
            of("")
        })
    };
    let variable = |declared: &Declared<'_>| {
        let said = said.iter().find(|(name, _)| *name == declared.name);
        Variable {
            name: declared.name.to_owned(),
            kind: Kind::named(declared.kind),
            optional: declared.optional,
            template: said.map_or_else(|| of(declared.name), |(_, node)| template(node)),
            is_size: false,
        }
    };
    operation.variables.iter().map(variable).collect()
}
