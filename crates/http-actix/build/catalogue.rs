//! The messages of one language: their keys, their placeables, and how another language's messages differ. The build
//! script writes a function for each message, so that an unknown key or placeable does not compile.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// Messages by key.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(BTreeMap<String, Message>);

#[derive(Debug, Default)]
struct Message {
    /// Its placeables, in the order in which they come.
    placeables: Vec<String>,
    /// Its words, for the documentation of its function.
    words: String,
}

impl Catalogue {
    /// Adds the messages of a file, and returns the problems found in it.
    pub(crate) fn add(&mut self, source: &str) -> Vec<String> {
        let resource = match parser::parse(source) {
            Ok(resource) => resource,
            Err((_, errors)) => return errors.iter().map(|error| format!("does not parse: {error}")).collect(),
        };
        let mut problems = Vec::new();
        for entry in &resource.body {
            match entry {
                Entry::Message(message) => {
                    let key = message.id.name.to_owned();
                    let mut found = Message::default();
                    match &message.value {
                        Some(pattern) => found.read(pattern),
                        None => problems.push(format!("{key} has no value")),
                    }
                    if !message.attributes.is_empty() {
                        problems.push(format!("{key} has attributes, which nothing reads"));
                    }
                    if self.0.insert(key.clone(), found).is_some() {
                        problems.push(format!("{key} is there twice"));
                    }
                }
                Entry::Term(term) => problems.push(format!("-{} is a term, which nothing reads", term.id.name)),
                Entry::Junk { content } => problems.push(format!("does not parse: {content}")),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            }
        }
        problems
    }

    /// The messages that another language lacks, has in addition, or has with other placeables.
    pub(crate) fn differences(&self, other: &Self, tag: &str) -> Vec<String> {
        let mut differences = Vec::new();
        for (key, message) in &self.0 {
            let Some(translation) = other.0.get(key) else {
                differences.push(format!("{tag} has no {key}"));
                continue;
            };
            let (expected, found) = (message.names(), translation.names());
            if expected != found {
                differences.push(format!("{key} has the placeables {expected:?}, and in {tag} {found:?}"));
            }
        }
        let unknown = other.0.keys().filter(|key| !self.0.contains_key(*key));
        differences.extend(unknown.map(|key| format!("{tag} has {key}, which the reference has not")));
        differences
    }

    /// Rust source of a function for each message. The compiler reports a message that no code uses as dead code.
    pub(crate) fn functions(&self) -> String {
        self.0.iter().map(|(key, message)| message.function(key)).collect()
    }
}

impl Message {
    fn names(&self) -> BTreeSet<&str> {
        self.placeables.iter().map(String::as_str).collect()
    }

    fn function(&self, key: &str) -> String {
        let parameters: Vec<String> =
            self.placeables.iter().map(|name| format!("{}: impl Into<Value>", identifier(name))).collect();
        let arguments: Vec<String> =
            self.placeables.iter().map(|name| format!("({name:?}, {}.into())", identifier(name))).collect();
        format!(
            "/// {:?}\npub(crate) fn {}({}) -> Message {{\n    Message::new({key:?}, vec![{}])\n}}\n",
            self.words,
            identifier(key),
            parameters.join(", "),
            arguments.join(", "),
        )
    }

    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.words.push_str(value),
                PatternElement::Placeable { expression } => self.read_expression(expression),
            }
        }
    }

    fn read_expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.read_inline(inline),
            Expression::Select { selector, variants } => {
                self.read_inline(selector);
                for variant in variants {
                    self.words.push_str(" | ");
                    self.read(&variant.value);
                }
            }
        }
    }

    fn read_inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.words.push('…');
                if !self.placeables.iter().any(|name| name == id.name) {
                    self.placeables.push(id.name.to_owned());
                }
            }
            InlineExpression::FunctionReference { arguments, .. } => self.read_arguments(arguments),
            InlineExpression::Placeable { expression } => self.read_expression(expression),
            InlineExpression::StringLiteral { value } => self.words.push_str(value),
            InlineExpression::NumberLiteral { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. } => {}
        }
    }

    fn read_arguments(&mut self, arguments: &CallArguments<&str>) {
        for argument in &arguments.positional {
            self.read_inline(argument);
        }
    }
}

/// A key as a Rust identifier: `sign-in-title` becomes `sign_in_title`.
fn identifier(key: &str) -> String {
    key.replace('-', "_")
}
