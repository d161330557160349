//! Calls by name: operators, the file's own functions, those of libraries and of the host, each with
//! the right number of arguments.

use rhai::{FnCallExpr, Position};

use super::types::{of_operator, of_package};
use super::walk::Walk;
use super::{Facts, Library};
use crate::modes::api::Type;
use crate::text::suggest::nearest;
use crate::text::{Problem, Span};

/// More arguments than anybody writes: a call that Rhai does not find it tries in tens of thousands of
/// ways, each of which goes through all of them, and nothing watches it meanwhile.
const MOST_ARGUMENTS: usize = 64;

impl Walk<'_> {
    /// Reports a call with too many arguments, or a closure that captures too many variables, which is
    /// a call of `curry` to Rhai.
    pub fn too_many(&mut self, name: &str, arguments: usize, position: Position) -> bool {
        if arguments <= MOST_ARGUMENTS {
            return false;
        }
        let what = match name {
            "curry" => "a closure takes",
            _ => "a call has",
        };
        let kind = if name == "curry" {
            "variables from outside"
        } else {
            "arguments"
        };
        let message = format!("{what} at most {MOST_ARGUMENTS} {kind}, and here {arguments}");
        self.problems
            .push(Problem::at(self.span(position), message).hint("hand on an array or a map"));
        true
    }

    /// A plain call; gives what it gives.
    pub fn call(&mut self, call: &FnCallExpr, position: Position) -> Type {
        let name = call.name.as_str();
        if let Some(operator) = &call.op_token {
            let types: Vec<Type> = call
                .args
                .iter()
                .map(|argument| self.expression(argument))
                .collect();
            let left = types.first().copied().unwrap_or(Type::Any);
            let right = types.get(1).copied().unwrap_or(left);
            if *operator == rhai::Token::Divide && left == Type::Whole && right == Type::Whole {
                self.problems.push(
                    Problem::warning(
                        self.span(position),
                        "a whole number divided by a whole number drops its fraction: 3 / 2 is 1",
                    )
                    .hint("write `share(a, b)`, or `a * 1.0 / b`"),
                );
            }
            return of_operator(operator, left, right);
        }
        if self.too_many(name, call.args.len(), position) {
            return Type::Any;
        }
        for argument in &call.args {
            self.argument(argument, [Type::Any; 2]);
        }
        if !call.namespace.is_empty() {
            self.call_of_library(call, position);
            return Type::Any;
        }
        let arguments = call.args.len();
        match self.facts.takes(name, arguments) {
            Some(true) => {
                self.called.insert(name.to_owned());
                if self.facts.uses_this.contains(&(name, arguments)) {
                    self.problems.push(
                        Problem::at(
                            self.span(position),
                            format!("`{name}` uses `this`, which a plain call does not hand on"),
                        )
                        .hint(format!("call it as `this.{name}(…)`")),
                    );
                }
                Type::Any
            }
            Some(false) if !self.host.functions.contains_key(name) => {
                self.called.insert(name.to_owned());
                let takes = self.facts.function(name).map_or(0, |f| f.parameters.len());
                self.problems.push(Problem::at(
                    self.span(position),
                    format!(
                        "`{name}` takes {}, and is called with {arguments}",
                        counted(takes)
                    ),
                ));
                Type::Any
            }
            _ => {
                self.known_function(name, arguments, 0, position);
                let entry = self
                    .host
                    .api
                    .entries
                    .iter()
                    .find(|entry| entry.of.is_none() && entry.name() == name);
                entry.map_or_else(|| of_package(name, Type::Any), |entry| entry.gives)
            }
        }
    }

    /// A call of a library's function.
    pub fn call_of_library(&mut self, call: &FnCallExpr, position: Position) {
        let (alias, name, arguments) = (call.namespace.root(), call.name.as_str(), call.args.len());
        if self.facts.missing.contains(&alias) {
            return;
        }
        let span = self.span(position);
        let Some(Library { functions, .. }) = self.facts.libraries.get(alias) else {
            self.problems.push(unknown_library(span, alias, self.facts));
            return;
        };
        let mut same = functions.iter().filter(|(own, _)| *own == name).peekable();
        match same.peek() {
            None => self.problems.push(
                Problem::at(
                    span,
                    format!("the library `{alias}` has no function `{name}`"),
                )
                .did_you_mean(name, functions.iter().map(|(own, _)| *own)),
            ),
            Some((_, takes)) => {
                let takes = *takes;
                if !same.any(|(_, takes)| *takes == arguments) {
                    self.problems.push(Problem::at(
                        span,
                        format!(
                            "`{alias}::{name}` takes {}, and is called with {arguments}",
                            counted(takes)
                        ),
                    ));
                }
            }
        }
    }

    /// A constant of a library.
    pub fn constant_of_library(
        &mut self,
        name: &str,
        namespace: &rhai::Namespace,
        position: Position,
    ) {
        let alias = namespace.root();
        if alias == "global" || self.facts.missing.contains(&alias) {
            return;
        }
        let span = self.span(position);
        match self.facts.libraries.get(alias) {
            None => self.problems.push(unknown_library(span, alias, self.facts)),
            Some(library) if !library.constants.contains_key(name) => self.problems.push(
                Problem::at(
                    span,
                    format!("the library `{alias}` has no constant `{name}`"),
                )
                .did_you_mean(name, library.constants.keys().map(String::as_str)),
            ),
            Some(_) => {}
        }
    }

    /// Reports a function that neither the file nor the host has with so many arguments; `before`
    /// is 1 if it is called on something.
    pub fn known_function(
        &mut self,
        name: &str,
        arguments: usize,
        before: usize,
        position: Position,
    ) {
        // the language's own, which stand in no package
        const LANGUAGE: [&str; 6] = ["call", "curry", "Fn", "type_of", "is_shared", "is_def_var"];
        if LANGUAGE.contains(&name) {
            return;
        }
        let span = self.span(position);
        match self.host.functions.get(name) {
            Some(counts) if counts.contains(&(arguments + before)) => {}
            Some(counts) => {
                let mut takes: Vec<usize> = counts
                    .iter()
                    .map(|count| count.saturating_sub(before))
                    .collect();
                takes.sort_unstable();
                let takes = match takes.as_slice() {
                    [one] => counted(*one),
                    many => {
                        let many: Vec<String> = many.iter().map(ToString::to_string).collect();
                        format!("{} arguments", many.join(" or "))
                    }
                };
                self.problems.push(Problem::at(
                    span,
                    format!("`{name}` takes {takes}, and is called with {arguments}"),
                ));
            }
            None => {
                let own = self
                    .facts
                    .functions
                    .iter()
                    .filter(|f| !f.is_closure())
                    .map(|f| f.name.as_str());
                let host = self
                    .host
                    .functions
                    .keys()
                    .map(String::as_str)
                    .filter(|name| !name.contains('$'));
                let mut host: Vec<&str> = host.collect();
                host.sort_unstable();
                let near = nearest(name, own.chain(host));
                let problem = Problem::at(span, format!("there is no function `{name}`"));
                self.problems.push(match near {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem,
                });
            }
        }
    }
}

fn unknown_library(span: Span, alias: &str, facts: &Facts<'_>) -> Problem {
    Problem::at(span, format!("no library is imported as `{alias}`"))
        .did_you_mean(alias, facts.libraries.keys().copied())
        .hint_if_none(|| format!("import it at the top: import \"lib/{alias}\" as {alias};"))
}

/// So many arguments, in words.
pub fn counted(arguments: usize) -> String {
    match arguments {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    }
}
