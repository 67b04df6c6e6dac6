//! A document's operations and their variables (GraphQL, October 2021, §2).
//!
//! Reads tokens and what stands before a selection; what is selected is the server's business.

/// A document's operation.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    /// `query`, `mutation` or `subscription`.
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) variables: Vec<Declared<'a>>,
}

/// A variable as the document declares it.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub(super) name: &'a str,
    /// The type's name; empty for a list.
    pub(super) kind: &'a str,
    /// Whether it may be left out.
    pub(super) optional: bool,
}

/// The operations of a document; `None` where it is none, or a brace is not closed.
pub(super) fn operations(text: &str) -> Option<Vec<Operation<'_>>> {
    let tokens = tokens(text)?;
    let mut rest = Tokens(&tokens);
    let mut found = Vec::new();
    while let Some(first) = rest.next() {
        if first == "{" {
            found.push(Operation { kind: "query", name: "", variables: Vec::new() });
            rest.skip(1)?;
            continue;
        }
        if !matches!(first, "query" | "mutation" | "subscription" | "fragment") {
            return None;
        }
        let mut operation = Operation { kind: first, name: "", variables: Vec::new() };
        if rest.peek().is_some_and(is_name) {
            operation.name = rest.next()?;
        }
        if rest.eat("(") {
            while !rest.eat(")") {
                operation.variables.push(rest.declared()?);
            }
        }
        // Directives, or a fragment's type.
        while !rest.eat("{") {
            let token = rest.next()?;
            if token == "(" {
                rest.skip(1)?;
            }
        }
        rest.skip(1)?;
        if first != "fragment" {
            found.push(operation);
        }
    }
    Some(found)
}

struct Tokens<'a, 't>(&'t [&'a str]);

impl<'a> Tokens<'a, '_> {
    fn peek(&self) -> Option<&'a str> {
        self.0.first().copied()
    }

    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn eat(&mut self, token: &str) -> bool {
        let is_it = self.peek() == Some(token);
        if is_it {
            self.next();
        }
        is_it
    }

    /// Goes behind what closes so many brackets.
    fn skip(&mut self, mut open: u32) -> Option<()> {
        while open > 0 {
            match self.next()? {
                "{" | "(" | "[" => open += 1,
                "}" | ")" | "]" => open -= 1,
                _ => {}
            }
        }
        Some(())
    }

    fn declared(&mut self) -> Option<Declared<'a>> {
        let starts = self.eat("$");
        let name = self.next().filter(|name| starts && is_name(name))?;
        let mut declared = Declared { name, kind: "", optional: true };
        if !self.eat(":") {
            return None;
        }
        if self.eat("[") {
            self.skip(1)?;
        } else {
            declared.kind = self.next().filter(|kind| is_name(kind))?;
        }
        declared.optional = !self.eat("!");
        if self.eat("=") {
            declared.optional = true;
        }
        // A default and directives: no variable can stand in them.
        while !matches!(self.peek()?, "$" | ")") {
            if matches!(self.next()?, "{" | "(" | "[") {
                self.skip(1)?;
            }
        }
        Some(declared)
    }
}

fn is_name(token: &str) -> bool {
    !token.starts_with(|c: char| c.is_ascii_digit())
        && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Names and numbers, strings, and single signs.
fn tokens(text: &str) -> Option<Vec<&str>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\t' | '\n' | '\r' | ',' | '\u{feff}' => {
                rest = rest.get(first.len_utf8()..)?;
                continue;
            }
            '#' => {
                rest = rest.get(rest.find(['\n', '\r']).unwrap_or(rest.len())..)?;
                continue;
            }
            '"' => string(rest)?,
            _ if first.is_ascii_alphanumeric() || first == '_' => {
                let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
                rest.find(is_end).unwrap_or(rest.len())
            }
            '!' | '$' | '&' | '(' | ')' | '.' | ':' | '=' | '@' | '[' | ']' | '{' | '|' | '}'
            | '-' | '+' => 1,
            _ => return None,
        };
        let (token, behind) = rest.split_at_checked(length)?;
        tokens.push(token);
        rest = behind;
    }
    Some(tokens)
}

/// How long the string is that a text begins with.
fn string(text: &str) -> Option<usize> {
    let quotes = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut from = quotes.len();
    loop {
        let rest = text.get(from..)?;
        let end = rest.find(quotes)?;
        let escaped = rest.get(..end)?.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
        from += end + quotes.len();
        if !escaped {
            return Some(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let variable = |v: &Declared<'_>| {
            let kind = if v.kind.is_empty() { "list" } else { v.kind };
            format!("{}:{kind}{}", v.name, if v.optional { "?" } else { "" })
        };
        let operation = |o: &Operation<'_>| {
            let variables: Vec<String> = o.variables.iter().map(variable).collect();
            format!("{} {}({})", o.kind, o.name, variables.join(" "))
        };
        Some(operations(text)?.iter().map(operation).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn operations_and_their_variables_are_found() {
        let cases = [
            ("{ a }", "query ()"),
            ("query { a }", "query ()"),
            (
                "query($term:String!,$skip:Int!){ search(input:{term:$term,skip:$skip,take:20}){ items{ productId } } }",
                "query (term:String skip:Int)",
            ),
            (
                "mutation Add($id: ID!, $n: Int! = 1, $note: String) @live(if: true) { add(id: $id) { ... on Error { code } } }",
                "mutation Add(id:ID n:Int? note:String?)",
            ),
            (
                "query Q($ids: [ID!]!, $f: Filter = { a: [1, -2.5e3], b: \"}\\\"$\" }, $o: [Int] = [] @x(a: 1)) { a }",
                "query Q(ids:list f:Filter? o:list?)",
            ),
            (
                "# a comment { (\nquery A { a(text: \"\"\"a } \" \\\"\"\" b\"\"\") } fragment F on T @x { b } mutation B { b }",
                "query A(); mutation B()",
            ),
            ("subscription { a }", "subscription ()"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_document_is_none() {
        for text in [
            "{",
            "query",
            "query {",
            "}",
            "select 1",
            "query($a) { a }",
            "query($: Int) { a }",
            "query($a: ) { a }",
            "query(a: Int) { a }",
            "query($a: Int { a }",
            "{ a(b: \"c) }",
            "query Q Q { a }}",
            "{ a } ; { b }",
            "推",
            "query($1: Int) { a }",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
