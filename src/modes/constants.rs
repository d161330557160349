//! What a file says at its top level: its constants as values, and that nothing else stands there.

use std::collections::HashMap;

use rhai::{AST, ASTFlags, ASTNode, Dynamic, Engine, Expr, Map, Scope, Stmt};

use super::bounds::{Stopped, Watch};
use super::failure::is_enough;
use super::place::word_at;
use super::values;
use crate::text::{Problem, Problems, Span};

/// An import at the top of a file.
#[derive(Debug, Clone)]
pub struct Import {
    /// What is imported: `lib/streaks`.
    pub path: String,
    /// Under which name it is used.
    pub alias: String,
    /// Where the path stands.
    pub position: rhai::Position,
}

/// The imports of a file; one whose path is no plain text, or that stands inside a function, is a
/// problem.
pub fn imports(file: u16, text: &str, ast: &AST, problems: &mut Problems) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut at_top = Vec::new();
    for statement in ast.statements() {
        if is_enough(problems) {
            break;
        }
        let Stmt::Import(import, position) = statement else {
            continue;
        };
        at_top.push(*position);
        match &import.0 {
            Expr::StringConstant(name, position) => imports.push(Import {
                path: name.to_string(),
                alias: import.1.name.to_string(),
                position: *position,
            }),
            _ => problems.push(
                Problem::at(
                    word_at(file, text, *position),
                    "an import names its library in plain text",
                )
                .hint("write it as: import \"lib/name\" as name;"),
            ),
        }
    }
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Stmt(Stmt::Import(_, position))) = path.last()
            && !at_top.contains(position)
        {
            let span = word_at(file, text, *position);
            problems.push(Problem::at(span, "an import stands at the top of the file"));
        }
        true
    });
    imports
}

/// Reports what is declared twice at the top of a file: of two constants, or two libraries under one
/// name, the last would win in silence. And libraries that are given no name, since nothing could be
/// called in them.
pub fn declared_once(file: u16, text: &str, ast: &AST, problems: &mut Problems) {
    let mut constants = HashMap::new();
    let (mut aliases, mut libraries) = (HashMap::new(), HashMap::new());
    for statement in ast.statements() {
        if is_enough(problems) {
            break;
        }
        match statement {
            Stmt::Var(declared, ..) => {
                let name = declared.0.name.as_str();
                let span = word_at(file, text, declared.0.pos);
                if let Some(line) = constants.insert(name, declared.0.pos.line()) {
                    problems.push(twice(span, format!("`{name}` is defined twice"), line));
                }
            }
            Stmt::Import(import, position) => {
                let Expr::StringConstant(path, place) = &import.0 else {
                    continue;
                };
                let (path, alias) = (path.as_str(), import.1.name.as_str());
                let line = place.line();
                if alias.is_empty() {
                    let name = path.rsplit('/').next().unwrap_or(path);
                    let span = word_at(file, text, *position);
                    problems.push(
                        Problem::at(span, "a library needs a name to be called by")
                            .hint(format!("write it as: import \"{path}\" as {name};")),
                    );
                } else if let Some(line) = aliases.insert(alias, line) {
                    let span = word_at(file, text, import.1.pos);
                    let message = format!("two libraries are imported as `{alias}`");
                    problems.push(twice(span, message, line));
                } else if let Some(line) = libraries.insert(path, line) {
                    let span = word_at(file, text, *place);
                    let message = format!("the library `{path}` is imported twice");
                    problems.push(twice(span, message, line));
                }
            }
            _ => {}
        }
    }
}

fn twice(span: Span, message: String, line: Option<usize>) -> Problem {
    Problem::at(span, message).hint(format!("the first stands in line {}", line.unwrap_or(1)))
}

/// Reports everything at the top level but constants, imports and functions.
pub fn only_declarations(file: u16, text: &str, ast: &AST, problems: &mut Problems) {
    for statement in ast.statements() {
        if is_enough(problems) {
            break;
        }
        let fine = match statement {
            Stmt::Var(_, flags, _) => flags.contains(ASTFlags::CONSTANT),
            Stmt::Import(..) | Stmt::Export(..) | Stmt::Noop(_) => true,
            _ => false,
        };
        if !fine {
            let span = word_at(file, text, statement.position());
            problems.push(match statement {
                Stmt::Var(..) => Problem::at(
                    span,
                    "a variable at the top of a mode would be lost between calls",
                )
                .hint("write `const` for what never changes; keep the rest in the state: `this.…`"),
                _ => Problem::at(
                    span,
                    "only `const`, `import` and `fn` stand at the top of a mode",
                )
                .hint("put it into a hook"),
            });
        }
    }
}

/// The file's constants, worked out within the bounds.
///
/// # Errors
/// Working them out failed; constants that are no plain data are problems.
pub fn evaluate(
    engine: &Engine,
    watch: &Watch,
    ast: &AST,
    mut not_plain: impl FnMut(&str, values::NotPlain),
) -> Result<Map, Stopped> {
    let mut scope = Scope::new();
    watch.run(|| engine.run_ast_with_scope(&mut scope, ast))?;
    let mut constants = Map::new();
    for (name, _, value) in scope.iter() {
        if let Err(wrong) = values::check(&value, usize::MAX) {
            not_plain(name, wrong);
        }
        constants.insert(name.into(), value);
    }
    Ok(constants)
}

/// The names of the file's constants.
pub fn names(ast: &AST) -> Vec<String> {
    let declared = ast.statements().iter();
    let names = declared.filter_map(|statement| match statement {
        Stmt::Var(declared, ..) => Some(declared.0.name.to_string()),
        _ => None,
    });
    names.collect()
}

/// A constant's position in the file.
pub fn position(ast: &AST, name: &str) -> rhai::Position {
    let found = ast
        .statements()
        .iter()
        .find_map(|statement| match statement {
            Stmt::Var(declared, ..) if declared.0.name == name => Some(declared.0.pos),
            _ => None,
        });
    found.unwrap_or(rhai::Position::NONE)
}

/// An empty map for what is left out.
pub fn map_or_empty(value: Option<&Dynamic>) -> Option<Map> {
    match value {
        None => Some(Map::new()),
        Some(value) => value.clone().try_cast::<Map>(),
    }
}
