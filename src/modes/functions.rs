//! The functions of a file, with their bodies as statements. Rhai keeps the type of a body to itself,
//! but lets a tree be walked; so each function is walked alone.

use rhai::{AST, ASTNode, Expr, Position, Stmt};

/// A function of a script, also a closure's.
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its parameters' names; a closure's captures come first.
    pub parameters: Vec<String>,
    /// What it does.
    pub body: Vec<Stmt>,
    /// Where its body begins.
    pub position: Position,
}

impl Function {
    /// All of a file.
    pub fn all(ast: &AST) -> Vec<Self> {
        let functions = ast.iter_fn_def().map(|function| Self {
            name: function.name.to_string(),
            parameters: function.params.iter().map(ToString::to_string).collect(),
            body: body(ast, &function.name, function.params.len()),
            position: function.body.start_position(),
        });
        functions.collect()
    }

    /// Whether it is a closure's own function.
    pub fn is_closure(&self) -> bool {
        self.name.starts_with("anon$")
    }

    /// Where its loops begin, closures apart.
    pub fn loops(&self) -> Vec<Position> {
        let mut loops = Vec::new();
        for statement in &self.body {
            statement.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
                if let Some(ASTNode::Stmt(
                    Stmt::While(_, position) | Stmt::Do(.., position) | Stmt::For(_, position),
                )) = path.last()
                {
                    loops.push(*position);
                }
                true
            });
        }
        loops
    }

    /// Whether it says `this`.
    pub fn mentions_this(&self) -> bool {
        let mut found = false;
        for statement in &self.body {
            statement.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
                found |= matches!(path.last(), Some(ASTNode::Expr(Expr::ThisPtr(_))));
                !found
            });
        }
        found
    }
}

fn body(ast: &AST, name: &str, parameters: usize) -> Vec<Stmt> {
    let mut alone = ast.clone_functions_only();
    alone.retain_functions(|_, _, of, takes| of == name && takes == parameters);
    let mut statements = Vec::new();
    alone.walk(&mut |path: &[ASTNode]| {
        if let [ASTNode::Stmt(statement)] = path {
            statements.push(Stmt::clone(statement));
        }
        true
    });
    statements
}
