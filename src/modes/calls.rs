//! Calls of a script's functions that remember which function a name means. Rhai's own `call_fn` and
//! `FnPtr::call_raw` look every function up anew in every call, which costs more than a short hook.
//! Hooks are called by a [`Caller`], and closures that a handle calls again and again by a
//! [`Closure`]; neither sets bounds, that is for [`super::bounds`].

use rhai::{
    AST, Caches, Dynamic, Engine, EvalAltResult, EvalContext, FnArgsVec, FnPtr, GlobalRuntimeState,
    NativeCallContext, Scope,
};

/// What a call gives.
type Outcome = Result<Dynamic, Box<EvalAltResult>>;

/// More names than any script has. A hostile one can make names up without end (`Fn("a" + n)`), and
/// what is remembered outlives a call and its bounds.
const MOST_REMEMBERED: usize = 4096;

/// Calls functions by their names.
pub struct Caller {
    global: GlobalRuntimeState,
    caches: Caches,
    /// Empty between calls, and kept for its room.
    scope: Scope<'static>,
}

impl Caller {
    /// Calls the functions of a script. Engine and script must stay the same.
    pub fn new(engine: &Engine, ast: &AST) -> Self {
        let mut global = engine.new_global_runtime_state();
        global.lib.push(ast.shared_lib().clone());
        Self::within(global)
    }

    fn within(global: GlobalRuntimeState) -> Self {
        Self {
            global,
            caches: Caches::new(),
            scope: Scope::new(),
        }
    }

    /// Calls a function of one parameter, or of two, with `this` bound. After an error or a panic it
    /// must be made anew.
    pub fn method(
        &mut self,
        engine: &Engine,
        name: &str,
        this: &mut Dynamic,
        mut argument: Dynamic,
        second: Option<Dynamic>,
    ) -> Outcome {
        if self.caches.fn_resolution_cache_mut().dict.len() > MOST_REMEMBERED {
            self.caches = Caches::new();
        }
        match second {
            None => self.call(engine, name, true, &mut [this, &mut argument]),
            Some(mut second) => {
                self.call(engine, name, true, &mut [this, &mut argument, &mut second])
            }
        }
    }

    /// Calls a function without `this`. After an error or a panic it must be made anew.
    pub fn function<const N: usize>(
        &mut self,
        engine: &Engine,
        name: &str,
        mut arguments: [Dynamic; N],
    ) -> Outcome {
        self.call(engine, name, false, &mut arguments.each_mut())
    }

    fn call(
        &mut self,
        engine: &Engine,
        name: &str,
        is_method: bool,
        arguments: &mut [&mut Dynamic],
    ) -> Outcome {
        let Self {
            global,
            caches,
            scope,
        } = self;
        EvalContext::new(engine, global, caches, scope, None)
            .call_fn_raw(name, is_method, is_method, arguments)
    }
}

/// A closure that a native function calls again and again.
pub struct Closure<'a> {
    context: &'a NativeCallContext<'a>,
    closure: &'a FnPtr,
    /// Nothing if what the closure captured is in use: then Rhai's own call says which variable.
    caller: Option<Caller>,
}

impl<'a> Closure<'a> {
    /// The closure that a native function was handed, to be called with so many arguments.
    pub fn new(context: &'a NativeCallContext<'a>, closure: &'a FnPtr, arguments: usize) -> Self {
        let in_use = closure.curry().iter().any(Dynamic::is_locked);
        let caller = || {
            let mut global = context.global_runtime_state().clone();
            let parameters = closure.curry().len() + arguments;
            // a closure of the mode itself sees no functions of a library that it was handed to
            let of_mode = |mode: &rhai::Shared<rhai::Module>| {
                mode.get_script_fn(closure.fn_name(), parameters).is_some()
            };
            if global.lib.first().is_some_and(of_mode) {
                global.lib.truncate(1);
            }
            Caller::within(global)
        };
        Self {
            context,
            closure,
            caller: (!in_use).then(caller),
        }
    }

    /// Calls it.
    ///
    /// # Errors
    /// What went wrong inside.
    pub fn call<const N: usize>(&mut self, mut arguments: [Dynamic; N]) -> Outcome {
        let Some(caller) = &mut self.caller else {
            return self.closure.call_raw(self.context, None, arguments);
        };
        let (engine, name) = (self.context.engine(), self.closure.fn_name());
        if !self.closure.is_curried() {
            return caller.call(engine, name, false, &mut arguments.each_mut());
        }
        let captured = self.closure.curry().iter().cloned();
        let mut values: FnArgsVec<Dynamic> = captured.chain(arguments).collect();
        let mut arguments: FnArgsVec<&mut Dynamic> = values.iter_mut().collect();
        caller.call(engine, name, false, &mut arguments)
    }
}
