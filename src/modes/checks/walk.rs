//! A walk through one function: names in scope, what is known of their types, and every rule that a
//! statement or an expression can break.

use std::collections::HashSet;

use rhai::{BinaryExpr, Dynamic, Expr, FlowControl, FnPtr, Position, Stmt, StmtBlock};

use super::types::of_value;
use super::{Facts, Host};
use crate::modes::api::Type;
use crate::modes::failure::{constant_changed, is_enough};
use crate::modes::functions::Function;
use crate::modes::parsing::cure_of_word;
use crate::modes::place::word_at;
use crate::modes::values::word_for;
use crate::text::{Problem, Problems, Span};

/// The walk through a function and the closures in it.
pub struct Walk<'a> {
    pub(super) host: &'a Host,
    pub(super) facts: &'a Facts<'a>,
    pub(super) problems: &'a mut Problems,
    scope: Vec<(String, Type)>,
    in_closure: bool,
    /// The names of the file's functions that are called on the way.
    pub called: HashSet<String>,
}

impl<'a> Walk<'a> {
    /// A walk that reports into `problems`.
    pub fn new(host: &'a Host, facts: &'a Facts<'a>, problems: &'a mut Problems) -> Self {
        Self {
            host,
            facts,
            problems,
            scope: Vec::new(),
            in_closure: false,
            called: HashSet::new(),
        }
    }

    /// Walks through a function whose first parameters are of known types.
    pub fn function(&mut self, function: &Function, handed: &[Type]) {
        let types = handed.iter().copied().chain(std::iter::repeat(Type::Any));
        let parameters = function.parameters.iter().cloned().zip(types);
        self.scope = parameters.collect();
        self.body(function);
    }

    fn body(&mut self, function: &Function) {
        self.statements(&function.body);
    }

    pub(super) fn span(&self, position: Position) -> Span {
        word_at(self.facts.file, self.facts.text, position)
    }

    fn block(&mut self, block: &StmtBlock) -> Type {
        self.statements(block.statements())
    }

    fn statements(&mut self, statements: &[Stmt]) -> Type {
        let depth = self.scope.len();
        let mut last = Type::Any;
        for statement in statements {
            if is_enough(self.problems) {
                break;
            }
            last = self.statement(statement);
        }
        self.scope.truncate(depth);
        last
    }

    /// Gives the type of the value that the statement leaves.
    fn statement(&mut self, statement: &Stmt) -> Type {
        match statement {
            Stmt::Expr(expression) => return self.expression(expression),
            Stmt::FnCall(call, position) => return self.call(call, *position),
            Stmt::Block(block) => return self.block(block),
            Stmt::Var(declared, ..) => {
                let kind = self.expression(&declared.1);
                self.scope.push((declared.0.name.to_string(), kind));
            }
            Stmt::Assignment(assignment) => self.assignment(&assignment.1),
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                return self.flow(flow);
            }
            Stmt::For(parts, _) => {
                let (name, counter, flow) = parts.as_ref();
                let over = self.expression(&flow.expr);
                let depth = self.scope.len();
                if let Some(counter) = counter {
                    self.scope.push((counter.name.to_string(), Type::Whole));
                }
                self.scope.push((name.name.to_string(), over.each()));
                self.block(&flow.body);
                self.scope.truncate(depth);
            }
            Stmt::Switch(parts, _) => {
                let (value, cases) = parts.as_ref();
                self.expression(value);
                for case in &cases.expressions {
                    self.expression(&case.lhs);
                    self.expression(&case.rhs);
                }
            }
            Stmt::TryCatch(flow, _) => {
                self.block(&flow.body);
                let depth = self.scope.len();
                if let Expr::Variable(caught, ..) = &flow.expr {
                    self.scope.push((caught.1.to_string(), Type::Any));
                }
                self.block(&flow.branch);
                self.scope.truncate(depth);
            }
            Stmt::Return(Some(value), ..) | Stmt::BreakLoop(Some(value), ..) => {
                self.expression(value);
            }
            _ => {}
        }
        Type::Any
    }

    fn flow(&mut self, flow: &FlowControl) -> Type {
        self.expression(&flow.expr);
        let (body, branch) = (self.block(&flow.body), self.block(&flow.branch));
        if body == branch { body } else { Type::Any }
    }

    fn assignment(&mut self, sides: &BinaryExpr) {
        if let Some((name, position)) = self.constant_at_root(&sides.lhs) {
            self.problems
                .push(constant_changed(self.span(position), &name));
            self.expression(&sides.rhs);
            return;
        }
        let assigned = self.expression(&sides.rhs);
        match &sides.lhs {
            Expr::Dot(links, flags, _) => self.chain_of(links, *flags, false, true),
            Expr::Index(links, flags, _) => self.chain_of(links, *flags, true, true),
            other => self.expression(other),
        };
        if let Expr::Variable(variable, ..) = &sides.lhs
            && let Some(known) = self
                .scope
                .iter_mut()
                .rev()
                .find(|(name, _)| *name == *variable.1)
            && known.1 != assigned
        {
            known.1 = Type::Any;
        }
    }

    /// The constant at the root of a chain, unless a variable of the same name hides it.
    fn constant_at_root(&self, expression: &Expr) -> Option<(String, Position)> {
        match expression {
            Expr::Dot(sides, ..) | Expr::Index(sides, ..) => self.constant_at_root(&sides.lhs),
            Expr::Variable(_, _, position) => {
                let (name, _) = self.constant(expression)?;
                Some((name, *position))
            }
            _ => None,
        }
    }

    /// The constant that an expression names, of this file or of a library, with its name as written.
    pub(super) fn constant(&self, expression: &Expr) -> Option<(String, &'a Dynamic)> {
        let Expr::Variable(variable, ..) = expression else {
            return None;
        };
        let name = variable.1.as_str();
        if variable.2.is_empty() {
            let value = self.facts.constants.get(name)?;
            return (!self.is_local(name)).then(|| (name.to_owned(), value));
        }
        let alias = variable.2.root();
        let library = self.facts.libraries.get(alias)?;
        Some((format!("{alias}::{name}"), library.constants.get(name)?))
    }

    /// A variable's array takes in what may be of another type than the rest.
    pub(super) fn takes_in(&mut self, name: &str) {
        let known = self.scope.iter_mut().rev();
        if let Some((_, kind)) = known.into_iter().find(|(local, _)| local == name)
            && matches!(kind, Type::ArrayOf(_))
        {
            *kind = Type::Array;
        }
    }

    pub(super) fn is_local(&self, name: &str) -> bool {
        self.scope.iter().any(|(local, _)| local == name)
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Type {
        match expression {
            Expr::IntegerConstant(..) => Type::Whole,
            Expr::FloatConstant(..) => Type::Float,
            Expr::StringConstant(text, _) => {
                // the name of a function in a text may be called by the host
                if self.facts.function(text).is_some() {
                    self.called.insert(text.to_string());
                }
                Type::Text
            }
            Expr::BoolConstant(..) => Type::Truth,
            Expr::DynamicConstant(value, _) => {
                if let Some(closure) = value.read_lock::<FnPtr>() {
                    self.closure(closure.fn_name(), 0, [Type::Any; 2]);
                    return Type::Any;
                }
                of_value(value)
            }
            Expr::InterpolatedString(parts, _) => {
                for part in parts {
                    let kind = self.expression(part);
                    self.shown(part, kind);
                }
                Type::Text
            }
            Expr::Array(parts, _) => {
                self.all(parts.iter());
                Type::Array
            }
            Expr::Map(parts, _) => {
                self.action(&parts.0);
                self.all(parts.0.iter().map(|(_, value)| value));
                Type::Map
            }
            Expr::Variable(variable, _, position) => {
                self.variable(variable.1.as_str(), &variable.2, *position)
            }
            Expr::ThisPtr(position) => {
                if self.in_closure {
                    self.problems.push(
                        Problem::at(self.span(*position), "`this` does not reach into a closure")
                            .hint("take out first what it needs: `let k = this.k;`"),
                    );
                }
                Type::Any
            }
            Expr::Stmt(block) => self.block(block),
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::Dot(sides, flags, _) => self.chain_of(sides, *flags, false, false),
            Expr::Index(sides, flags, _) => self.chain_of(sides, *flags, true, false),
            Expr::And(parts, _) | Expr::Or(parts, _) => {
                self.all(parts.iter());
                Type::Truth
            }
            Expr::Coalesce(parts, _) => {
                let types: Vec<Type> = parts.iter().map(|part| self.expression(part)).collect();
                match types.split_first() {
                    Some((first, rest)) if rest.iter().all(|kind| kind == first) => *first,
                    _ => Type::Any,
                }
            }
            _ => Type::Any,
        }
    }

    /// What stands inside a text; some handles have nothing to show there but their word.
    fn shown(&mut self, part: &Expr, kind: Type) {
        if kind.is_wordless() {
            let word = kind.word();
            self.problems.push(
                Problem::warning(
                    self.span(part.position()),
                    format!(
                        "inside a text {} is shown as the word `{word}`",
                        word_for(word)
                    ),
                )
                .hint(format!("name what of it is to be shown: `${{{word}.…}}`")),
            );
        }
    }

    /// Where a map is an action, its `then` must be a function of this file.
    fn action(&mut self, fields: &[(rhai::Ident, Expr)]) {
        let field = |name: &str| fields.iter().find(|(field, _)| field.name == name);
        let (Some(_), Some((_, Expr::StringConstant(then, position)))) =
            (field("label"), field("then"))
        else {
            return;
        };
        let parameters = 1 + usize::from(field("value").is_some());
        let written = if parameters == 2 {
            "(quiz, value)"
        } else {
            "(quiz)"
        };
        match self.facts.takes(then, parameters) {
            Some(true) => {}
            Some(false) => self.problems.push(
                Problem::at(
                    self.span(*position),
                    format!("`{then}` is called as `{then}{written}`"),
                )
                .hint(format!("write it as `fn {then}{written}`")),
            ),
            None => {
                let names = self.facts.functions.iter().map(|f| f.name.as_str());
                let problem = Problem::at(
                    self.span(*position),
                    format!("there is no function `{then}{written}`"),
                );
                self.problems.push(problem.did_you_mean(then, names));
            }
        }
    }

    fn all<'e>(&mut self, expressions: impl Iterator<Item = &'e Expr>) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn variable(&mut self, name: &str, namespace: &rhai::Namespace, position: Position) -> Type {
        if !namespace.is_empty() {
            self.constant_of_library(name, namespace, position);
            return Type::Any;
        }
        if let Some((_, kind)) = self.scope.iter().rev().find(|(local, _)| local == name) {
            return *kind;
        }
        if let Some(value) = self.facts.constants.get(name) {
            return of_value(value);
        }
        if self.facts.function(name).is_some() {
            self.called.insert(name.to_owned());
            return Type::Any;
        }
        let known = self.scope.iter().map(|(local, _)| local.as_str());
        let known = known.chain(self.facts.constants.keys().map(String::as_str));
        let problem = Problem::at(
            self.span(position),
            format!("nothing here is called `{name}`"),
        );
        self.problems.push(match cure_of_word(name) {
            Some(cure) => problem.hint(cure),
            None => problem.did_you_mean(name, known),
        });
        Type::Any
    }

    /// An argument; if it is a closure, its first parameters are of known types.
    pub(super) fn argument(&mut self, argument: &Expr, handed: [Type; 2]) {
        match argument {
            Expr::DynamicConstant(value, _) if value.is_fnptr() => {
                self.curried(argument, 0, handed);
            }
            Expr::Stmt(block) if captured(argument).is_some() => {
                for statement in block.statements() {
                    if let Stmt::Expr(expression) = statement
                        && let Expr::FnCall(call, _) = expression.as_ref()
                        && let Some((closure, captured)) = call.args.split_first()
                    {
                        self.all(captured.iter());
                        self.curried(closure, captured.len(), handed);
                    }
                }
            }
            other => {
                self.expression(other);
            }
        }
    }

    /// A closure that captures so many variables.
    fn curried(&mut self, closure: &Expr, captured: usize, handed: [Type; 2]) {
        if let Expr::DynamicConstant(value, _) = closure
            && let Some(closure) = value.read_lock::<FnPtr>()
        {
            self.closure(closure.fn_name(), captured, handed);
        }
    }

    /// A closure: what it captures comes before its own parameters, under the same names.
    fn closure(&mut self, name: &str, captured: usize, handed: [Type; 2]) {
        let Some(function) = self.facts.function(name).filter(|f| f.is_closure()) else {
            return;
        };
        let outer = std::mem::take(&mut self.scope);
        self.scope = function
            .parameters
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let outside = || outer.iter().rev().find(|(local, _)| local == name);
                let kind = match at.checked_sub(captured) {
                    Some(own) => handed.get(own).copied(),
                    None => outside().map(|(_, kind)| *kind),
                };
                (name.clone(), kind.unwrap_or(Type::Any))
            })
            .collect();
        let was_in_closure = std::mem::replace(&mut self.in_closure, true);
        self.body(function);
        self.in_closure = was_in_closure;
        self.scope = outer;
    }
}

/// The names that a closure captures, if the expression is a closure that captures any.
pub(super) fn captured(expression: &Expr) -> Option<Vec<&str>> {
    let Expr::Stmt(block) = expression else {
        return None;
    };
    block
        .statements()
        .iter()
        .find_map(|statement| match statement {
            Stmt::Share(shared) => {
                Some(shared.iter().map(|(name, _)| name.name.as_str()).collect())
            }
            _ => None,
        })
}
