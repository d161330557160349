//! Libraries that a mode imports: compiled once each, from the texts in memory. Where the texts come
//! from, and that none lies outside of the script folders, is the library's business.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use rhai::{AST, Dynamic, Engine, EvalAltResult, Map, Module, ModuleResolver, Position, Scope};

/// Gives the libraries' modules by name, and their constants by the library in which a name is read.
#[derive(Default)]
pub struct Libraries {
    asts: HashMap<String, AST>,
    made: RefCell<HashMap<String, Rc<Module>>>,
    constants: RefCell<HashMap<String, Map>>,
}

impl Libraries {
    /// These libraries, by import name; each tree's source is its import name.
    pub fn new(asts: HashMap<String, AST>) -> Rc<Self> {
        Rc::new(Self {
            asts,
            ..Self::default()
        })
    }

    /// Lets an engine import them, and lets their functions see their constants.
    pub fn attach(self: &Rc<Self>, engine: &mut Engine) {
        engine.set_module_resolver(Resolver(self.clone()));
        if self.asts.is_empty() {
            return;
        }
        let libraries = self.clone();
        #[expect(
            deprecated,
            reason = "not deprecated, only marked as volatile; Rhai is pinned"
        )]
        engine.on_var(move |name, index, context| {
            // a local variable has a place in the scope
            if index > 0 {
                return Ok(None);
            }
            let constants = libraries.constants.borrow();
            let of_file = context.source().and_then(|source| constants.get(source));
            Ok(of_file.and_then(|constants| constants.get(name)).cloned())
        });
    }

    /// The module of a library.
    ///
    /// # Errors
    /// It is not there, or its constants can't be worked out.
    pub fn module(&self, engine: &Engine, name: &str) -> Result<Rc<Module>, Box<EvalAltResult>> {
        if let Some(module) = self.made.borrow().get(name) {
            return Ok(module.clone());
        }
        let Some(ast) = self.asts.get(name) else {
            return Err(EvalAltResult::ErrorModuleNotFound(name.to_owned(), Position::NONE).into());
        };
        let mut scope = Scope::new();
        engine.run_ast_with_scope(&mut scope, ast)?;
        let constants: Map = scope
            .iter()
            .map(|(name, _, value)| (name.into(), value))
            .collect();
        let mut module = Module::eval_ast_as_new(Scope::new(), ast, engine)?;
        for (name, value) in &constants {
            module.set_var(name.clone(), value.clone());
        }
        module.build_index();
        let module: Rc<Module> = module.into();
        self.constants
            .borrow_mut()
            .insert(name.to_owned(), constants);
        self.made
            .borrow_mut()
            .insert(name.to_owned(), module.clone());
        Ok(module)
    }

    /// The constants of a library that has been made.
    pub fn constants_of(&self, name: &str) -> HashMap<String, Dynamic> {
        let all = self.constants.borrow();
        let constants = all.get(name).into_iter().flatten();
        constants
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect()
    }
}

struct Resolver(Rc<Libraries>);

impl ModuleResolver for Resolver {
    fn resolve(
        &self,
        engine: &Engine,
        _source: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Rc<Module>, Box<EvalAltResult>> {
        self.0.module(engine, path).map_err(|error| match *error {
            EvalAltResult::ErrorModuleNotFound(name, _) => {
                EvalAltResult::ErrorModuleNotFound(name, position).into()
            }
            other => EvalAltResult::ErrorInModule(path.to_owned(), other.into(), position).into(),
        })
    }
}
