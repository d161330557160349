//! The engine on which a mode runs: Rhai with chosen packages, the host's functions and the bounds.

use std::rc::Rc;
use std::time::Duration;

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicMathPackage, BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Engine, Module, OptimizationLevel};

use super::api::Shared;
use super::bounds::{Bounds, Watch};

/// An engine with everything that scripts may use, and its watch. It compiles without optimising.
///
/// Left out on purpose: `eval`, `curry`, sleeping, the clock, JSON, bit fields, and printing.
pub fn engine(bounds: &Bounds) -> (Engine, Rc<Watch>) {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None);
    for package in packages() {
        engine.register_global_module(package);
    }
    engine.register_global_module(Shared::of_this_thread().module.clone());
    for symbol in ["eval", "print", "debug", "curry"] {
        engine.disable_symbol(symbol);
    }
    let watch = Watch::over(&mut engine, bounds);
    (engine, watch)
}

/// The engine alone, without a mode: what a mode's cost is measured against. It is watched as any, but
/// nobody tells it where a call begins, so all calls together have work and time without end.
pub fn bounded_engine(bounds: &Bounds) -> Engine {
    let endless = Bounds {
        operations: u64::MAX,
        time: Duration::MAX,
        ..bounds.clone()
    };
    engine(&endless).0
}

/// Rhai's packages, made once a thread.
fn packages() -> Vec<Rc<Module>> {
    thread_local! {
        static PACKAGES: Vec<Rc<Module>> = vec![
            ArithmeticPackage::new().as_shared_module(),
            LogicPackage::new().as_shared_module(),
            BasicMathPackage::new().as_shared_module(),
            BasicStringPackage::new().as_shared_module(),
            MoreStringPackage::new().as_shared_module(),
            BasicIteratorPackage::new().as_shared_module(),
            BasicFnPackage::new().as_shared_module(),
            BasicArrayPackage::new().as_shared_module(),
            BasicMapPackage::new().as_shared_module(),
        ];
    }
    PACKAGES.with(Clone::clone)
}
