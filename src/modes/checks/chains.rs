//! Chains, such as `turn.quiz.pool.left()`: each link is looked up in what the link before gives, as
//! long as that is known; so are the fields of constants. The walk calls this for every chain.

use rhai::{ASTFlags, BinaryExpr, Dynamic, Expr, FnCallExpr, Map, Position};

use super::calls::counted;
use super::types::{CHANGING, handed_by, of_package, of_value};
use super::walk::{Walk, captured};
use crate::modes::api::Type;
use crate::modes::failure::{
    captured_root, constant_changed, missing_member, unchangeable, without_places,
};
use crate::modes::values::word_for;
use crate::text::Problem;

/// How a link of a chain is written: `.name`, `.name(…)` or `[…]`.
struct Chain<'r> {
    /// The variable at its beginning, if it is one.
    root: Option<&'r str>,
    /// The constant whose field is reached, as long as it is known.
    constant: Option<Dynamic>,
    /// That constant's name as written, with its library.
    owner: String,
    /// Whether something is assigned to its last link.
    assigned: bool,
    /// Whether no link has been followed yet.
    at_root: bool,
}

impl Walk<'_> {
    /// A chain, from its root on.
    pub(super) fn chain_of(
        &mut self,
        sides: &BinaryExpr,
        flags: ASTFlags,
        index: bool,
        assigned: bool,
    ) -> Type {
        let root = match &sides.lhs {
            Expr::Variable(variable, ..) if variable.2.is_empty() => Some(variable.1.as_str()),
            _ => None,
        };
        let of = self.expression(&sides.lhs);
        let (owner, constant) = self.constant(&sides.lhs).unzip();
        if let Some(root) = root.filter(|_| assigned) {
            self.takes_in(root);
        }
        let mut chain = Chain {
            constant: constant.cloned(),
            owner: owner.unwrap_or_default(),
            root,
            assigned,
            at_root: true,
        };
        self.links(&mut chain, of, &sides.rhs, flags, index)
    }

    /// The links after the root: they lean to the right.
    fn links(
        &mut self,
        chain: &mut Chain<'_>,
        of: Type,
        rest: &Expr,
        flags: ASTFlags,
        index: bool,
    ) -> Type {
        let ends = flags.contains(ASTFlags::BREAK);
        match rest {
            Expr::Dot(sides, flags, _) if !ends => {
                let next = self.link(chain, of, &sides.lhs, index);
                self.links(chain, next, &sides.rhs, *flags, false)
            }
            Expr::Index(sides, flags, _) if !ends => {
                let next = self.link(chain, of, &sides.lhs, index);
                self.links(chain, next, &sides.rhs, *flags, true)
            }
            last if chain.assigned && !index && of.is_handle() => {
                let problem =
                    unchangeable(self.span(last.position()), Some(of), word_for(of.word()));
                self.problems.push(problem);
                Type::Any
            }
            last => self.link(chain, of, last, index),
        }
    }

    fn link(&mut self, chain: &mut Chain<'_>, of: Type, link: &Expr, index: bool) -> Type {
        let at_root = std::mem::replace(&mut chain.at_root, false);
        match link {
            Expr::StringConstant(name, position) if index && chain.constant.is_some() => {
                self.field(chain, name, *position)
            }
            _ if index => {
                self.expression(link);
                if of.is_handle() {
                    let span = self.span(link.position());
                    self.problems
                        .push(without_places(span, Some(of), word_for(of.word())));
                }
                chain.constant = None;
                of.each()
            }
            Expr::Property(property, position) => {
                self.property(chain, of, property.2.as_str(), *position)
            }
            Expr::MethodCall(call, position) => {
                if !at_root {
                    self.lost_change(of, call, *position);
                }
                let gives = self.method(chain, of, call, *position);
                chain.constant = None;
                gives
            }
            other => self.expression(other),
        }
    }

    fn property(
        &mut self,
        chain: &mut Chain<'_>,
        of: Type,
        name: &str,
        position: Position,
    ) -> Type {
        if of.is_handle() {
            return match self.host.api.member(of, name, true) {
                Some(entry) => entry.gives,
                None => {
                    let span = self.span(position);
                    self.problems
                        .push(missing_member(span, Some(of), word_for(of.word()), name));
                    Type::Any
                }
            };
        }
        self.field(chain, name, position)
    }

    /// A field of a constant, if the chain is one.
    fn field(&mut self, chain: &mut Chain<'_>, name: &str, position: Position) -> Type {
        let Some(map) = chain.constant.take().and_then(Dynamic::try_cast::<Map>) else {
            return Type::Any;
        };
        match map.get(name) {
            Some(value) => {
                chain.constant = Some(value.clone());
                chain.owner.push_str(&format!(".{name}"));
                of_value(value)
            }
            None => {
                let message = format!("{} has no `{name}`", chain.owner);
                self.problems.push(
                    Problem::at(self.span(position), message)
                        .did_you_mean(name, map.keys().map(|key| key.as_str())),
                );
                Type::Any
            }
        }
    }

    fn method(
        &mut self,
        chain: &Chain<'_>,
        of: Type,
        call: &FnCallExpr,
        position: Position,
    ) -> Type {
        let name = call.name.as_str();
        if self.too_many(name, call.args.len(), position) {
            return Type::Any;
        }
        self.check_captured_root(chain, call);
        if chain.constant.is_some() && CHANGING.contains(&name) {
            self.problems
                .push(constant_changed(self.span(position), &chain.owner));
        }
        if let ("push" | "insert" | "append", Some(root)) = (name, chain.root) {
            self.takes_in(root);
        }
        let handed = handed_by(name, of);
        for argument in &call.args {
            self.argument(argument, handed);
        }
        let arguments = call.args.len();
        if self.facts.takes(name, arguments) == Some(true) {
            self.called.insert(name.to_owned());
            return Type::Any;
        }
        let on_host = self.host.functions.get(name);
        if of.is_handle() {
            if let Some(entry) = self.host.api.member(of, name, false) {
                if on_host.is_some_and(|counts| !counts.contains(&(arguments + 1))) {
                    self.problems.push(
                        Problem::at(
                            self.span(position),
                            format!("`{name}` can't be called with {}", counted(arguments)),
                        )
                        .hint(format!("it is `{}`", entry.signature)),
                    );
                }
                return entry.gives;
            }
            let of_another = self
                .host
                .api
                .entries
                .iter()
                .any(|entry| entry.name() == name);
            if of_another || on_host.is_none() {
                let span = self.span(position);
                self.problems
                    .push(missing_member(span, Some(of), word_for(of.word()), name));
            }
            return Type::Any;
        }
        self.known_function(name, arguments, 1, position);
        of_package(name, of)
    }

    /// A change of an array that the host has just handed out: it is a copy, and nobody keeps it.
    fn lost_change(&mut self, of: Type, call: &FnCallExpr, position: Position) {
        const LOST: [&str; 7] = [
            "push", "insert", "append", "clear", "truncate", "sort", "reverse",
        ];
        let name = call.name.as_str();
        if matches!(of, Type::ArrayOf(_)) && LOST.contains(&name) {
            let message = format!("`{name}` changes a copy here, which is lost");
            self.problems.push(
                Problem::warning(self.span(position), message)
                    .hint("keep the array first: `let list = …;`, then change that"),
            );
        }
    }

    /// A closure that captures the root of the chain that it is handed to.
    fn check_captured_root(&mut self, chain: &Chain<'_>, call: &FnCallExpr) {
        let Some(root) = chain.root.filter(|root| self.is_local(root)) else {
            return;
        };
        let captures =
            |argument: &Expr| captured(argument).is_some_and(|names| names.contains(&root));
        if let Some(argument) = call.args.iter().find(|argument| captures(argument)) {
            let span = self.span(argument.position());
            self.problems.push(captured_root(span, root));
        }
    }
}
