//! Conditions of templates (`where = 'treaty.kind == "mutual defence"'`) as Rhai expressions, for
//! the trait [`Conditions`] of the bank. An engine of its own, with few functions and tight bounds:
//! a condition looks at entities and says yes or no. It shares nothing with the modes.

use std::cell::RefCell;
use std::rc::Rc;

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicMathPackage, BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{
    AST, Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Position, Scope as Rhai,
};

use crate::bank::{Bank, Condition, Conditions, Entity, EntityKind, Fact, Fault, Scope};
use crate::text::PartialDate;

/// Bounds of one evaluation.
const MOST_OPERATIONS: u64 = 100_000;
const DEEPEST_EXPRESSION: usize = 64;
const LONGEST_SOURCE: usize = 4096;
const LARGEST_VALUE: usize = 100_000;

/// Compiles conditions with Rhai.
pub struct RhaiConditions {
    engine: Rc<Engine>,
}

impl Default for RhaiConditions {
    fn default() -> Self {
        Self {
            engine: Rc::new(engine()),
        }
    }
}

impl RhaiConditions {
    /// With an engine of its own.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Conditions for RhaiConditions {
    fn compile(&self, source: &str) -> Result<Box<dyn Condition>, Fault> {
        if source.len() > LONGEST_SOURCE {
            return Err(Fault {
                message: format!("it is longer than {LONGEST_SOURCE} bytes"),
                at: None,
            });
        }
        let ast = self
            .engine
            .compile_expression(source)
            .map_err(|error| fault(&error.0.to_string(), error.1, source))?;
        Ok(Box::new(RhaiCondition {
            engine: Rc::clone(&self.engine),
            ast,
            source: source.to_owned(),
            maps: RefCell::default(),
        }))
    }
}

struct RhaiCondition {
    engine: Rc<Engine>,
    ast: AST,
    source: String,
    /// The entities as maps, by name and id, made once each.
    maps: RefCell<std::collections::HashMap<String, Dynamic>>,
}

impl RhaiCondition {
    /// Shared, so that it is not copied for each of the many times that it is looked at.
    fn map_of(&self, entity: Entity<'_>, bank: &Bank) -> Dynamic {
        // ids of all entities of a bank differ
        if let Some(made) = self.maps.borrow().get(entity.id()) {
            return made.clone();
        }
        let made = Dynamic::from(as_map(entity, bank)).into_shared();
        let mut maps = self.maps.borrow_mut();
        maps.insert(entity.id().to_owned(), made.clone());
        made
    }
}

impl Condition for RhaiCondition {
    fn holds(&self, scope: &Scope<'_>, bank: &Bank) -> Result<bool, Fault> {
        let mut roots = Rhai::new();
        for (name, entity) in scope.roots() {
            roots.push_constant_dynamic(name, self.map_of(entity, bank));
        }
        let answer = self
            .engine
            .eval_ast_with_scope::<Dynamic>(&mut roots, &self.ast)
            .map_err(|error| explain(&error, &self.source, scope))?;
        answer.as_bool().map_err(|kind| Fault {
            message: format!("it must say true or false, not give a {kind}"),
            at: None,
        })
    }
}

/// An entity as scripts see it: all its fields, `()` for those that are not known; parties as ids.
fn as_map(entity: Entity<'_>, bank: &Bank) -> Map {
    let fields = entity.kind().fields().iter();
    fields
        .filter_map(|field| {
            let value = match entity.fact(field, bank)? {
                Fact::Missing => Dynamic::UNIT,
                Fact::Text(text) => text.into(),
                Fact::Truth(yes) => yes.into(),
                Fact::Number(number) => number.into(),
                Fact::Date(date) => Dynamic::from(date),
                Fact::Texts(texts) => texts
                    .iter()
                    .map(|text| text.clone().into())
                    .collect::<Array>()
                    .into(),
                Fact::Actors(actors) => {
                    let ids = actors.iter().map(|actor| actor.id.clone().into());
                    ids.collect::<Array>().into()
                }
                Fact::Entity(inner) => as_map(inner, bank).into(),
            };
            Some(((*field).into(), value))
        })
        .collect()
}

fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    engine.set_max_operations(MOST_OPERATIONS);
    engine.set_max_expr_depths(DEEPEST_EXPRESSION, DEEPEST_EXPRESSION);
    engine.set_max_call_levels(16);
    engine.set_max_string_size(LARGEST_VALUE);
    engine.set_max_array_size(LARGEST_VALUE);
    engine.set_max_map_size(LARGEST_VALUE);
    engine.set_max_variables(64);
    engine.set_max_modules(0);
    engine.set_fail_on_invalid_map_property(true);
    engine.disable_symbol("eval");
    engine.on_print(|_| {});
    engine.on_debug(|_, _, _| {});
    register_dates(&mut engine);
    engine
}

/// Dates compare with each other and with texts such as "1961" or "1961-07-11"; a year stands before
/// every day in it, as in the alphabet.
fn register_dates(engine: &mut Engine) {
    fn text(date: PartialDate) -> String {
        date.to_string()
    }
    engine
        .register_type_with_name::<PartialDate>("date")
        .register_get("year", |date: &mut PartialDate| i64::from(date.year))
        .register_get("month", |date: &mut PartialDate| {
            date.month.map_or(Dynamic::UNIT, |m| i64::from(m).into())
        })
        .register_get("day", |date: &mut PartialDate| {
            date.day.map_or(Dynamic::UNIT, |d| i64::from(d).into())
        })
        .register_fn("to_string", |date: PartialDate| text(date));
    macro_rules! compare {
        ($($operator:literal => $op:tt),*) => {$(
            engine.register_fn($operator, |a: PartialDate, b: PartialDate| text(a) $op text(b));
            engine.register_fn($operator, |a: PartialDate, b: ImmutableString| text(a).as_str() $op b.as_str());
            engine.register_fn($operator, |a: ImmutableString, b: PartialDate| a.as_str() $op text(b).as_str());
        )*};
    }
    compare!("==" => ==, "!=" => !=, "<" => <, "<=" => <=, ">" => >, ">=" => >=);
}

/// What went wrong, in words, with a hint at fields that do not exist.
fn explain(error: &EvalAltResult, source: &str, scope: &Scope<'_>) -> Fault {
    let inner = error.unwrap_inner();
    let message = match inner {
        EvalAltResult::ErrorPropertyNotFound(field, _) => {
            let kinds = scope.roots().map(|(_, entity)| entity.kind());
            let known = kinds.flat_map(EntityKind::fields);
            match crate::text::suggest::nearest(field, known.copied()) {
                Some(near) => format!("there is no field `{field}`; did you mean `{near}`?"),
                None => format!("there is no field `{field}`"),
            }
        }
        EvalAltResult::ErrorVariableNotFound(name, _) => {
            let names: Vec<&str> = scope.roots().map(|(name, _)| name).collect();
            format!("there is no `{name}` here, only {}", names.join(" and "))
        }
        EvalAltResult::ErrorTooManyOperations(_) => "it takes too long".to_owned(),
        other => {
            let text = other.to_string();
            text.split(" (line ").next().unwrap_or(&text).to_owned()
        }
    };
    fault(&message, inner.position(), source)
}

fn fault(message: &str, position: Position, source: &str) -> Fault {
    // a condition may have several lines: the place is counted from its beginning
    let at = position.line().and_then(|line| {
        let before: usize = source
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(|line| line.chars().count())
            .sum();
        Some(before + position.position()?.checked_sub(1)?)
    });
    Fault {
        message: message.to_owned(),
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{Held, load};

    /// What the condition says of each treaty of a small bank.
    fn said(condition: &str) -> String {
        let text = r#"
format = 1
[[actor]]
id = "china"
name = "China"
kind = "state"
[[treaty]]
id = "old"
name = "The older treaty"
kind = "mutual defence"
signed = 1961-07-11
parties = ["china"]
[[treaty]]
id = "new"
name = "The newer treaty"
kind = "trade"
signed = "2001"
place = "Moscow"
"#;
        let held = Held::shipped([("b.toml", text)]);
        let conditions = RhaiConditions::new();
        let loaded = load(&held, "b.toml", "b", &conditions);
        assert!(!loaded.problems.refuse(), "{:?}", loaded.problems);
        let compiled = match conditions.compile(condition) {
            Ok(compiled) => compiled,
            Err(fault) => return format!("{:?}: {}", fault.at, fault.message),
        };
        let holds = |entity| {
            let scope = Scope::new([("treaty", entity)]);
            match compiled.holds(&scope, &loaded.bank) {
                Ok(yes) => yes.to_string(),
                Err(fault) => format!("{:?}: {}", fault.at, fault.message),
            }
        };
        let treaties = loaded.bank.treaties.iter().map(Entity::Treaty);
        treaties.map(holds).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_condition_looks_at_texts_lists_and_dates() {
        assert_eq!(said(r#"treaty.kind == "mutual defence""#), "true, false");
        assert_eq!(said(r#"treaty.id in ["new", "x"]"#), "false, true");
        assert_eq!(said(r#""china" in treaty.parties"#), "true, false");
        assert_eq!(said("treaty.signed.year > 2000"), "false, true");
        assert_eq!(said(r#"treaty.signed < "1990""#), "true, false");
        assert_eq!(said("treaty.place != ()"), "false, true");
        assert_eq!(
            said(r#"treaty.name.contains("newer") && treaty.parties.len() == 0"#),
            "false, true"
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_named() {
        assert!(said("treaty.knd == 1").contains("did you mean `kind`?"));
        assert!(said("actor.kind == 1").contains("there is no `actor` here, only treaty"));
        assert!(said("treaty.kind == ").starts_with("Some("));
        assert!(said("treaty.kind").contains("true or false"));
    }

    #[test]
    fn a_condition_can_neither_run_for_ever_nor_fill_the_memory() {
        assert!(said("while true {}").starts_with("Some("));
        let deep = format!("{}true{}", "(".repeat(30_000), ")".repeat(30_000));
        assert!(said(&deep).contains("longer"));
        let deep = format!("{}true{}", "(".repeat(500), ")".repeat(500));
        assert!(said(&deep).starts_with("Some("), "{}", said(&deep));
        assert!(said("eval(\"1\") == 1").starts_with("Some("));
        let flood = "[1, 2, 3].map(|x| \"x\".pad(10000000, \"y\")).len() == 3";
        assert!(!said(flood).contains("true"), "{}", said(flood));
    }
}
