//! The list of everything that scripts can read and call on the host: each entry registers a native
//! function and keeps beside it what it belongs to, what it gives and a sentence for its author. The
//! checks, "did you mean" and the reference in `docs/scripting.md` are made from this list.

use std::fmt;
use std::rc::Rc;

use rhai::{FuncRegistration, ImmutableString, Module, RhaiNativeFunc, Variant};

use super::{handles, testing};

/// What a value is, as far as the checks before a quiz can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Not known, or different from case to case.
    Any,
    /// A whole number.
    Whole,
    /// A number with a fraction.
    Float,
    /// A text.
    Text,
    /// True or false.
    Truth,
    /// An array of what is not known.
    Array,
    /// An array whose values are all of a type.
    ArrayOf(&'static Self),
    /// A map.
    Map,
    /// `quiz`.
    Quiz,
    /// `quiz.pool` and its parts.
    Pool,
    /// A question.
    Question,
    /// A question with the reason why it was chosen.
    Choice,
    /// A turn.
    Turn,
    /// A turn's mark.
    Mark,
    /// A part of a mark.
    Part,
    /// The learner.
    Learner,
    /// A topic.
    Topic,
    /// The bank.
    Bank,
    /// A treaty.
    Treaty,
    /// An actor.
    Actor,
    /// A position.
    Position,
    /// The seeded random generator.
    Chance,
    /// A point in time.
    Time,
    /// A day.
    Day,
    /// What lies between two times or days.
    Span,
    /// A quiz that a test has played.
    Played,
}

impl Type {
    /// Types whose members are all on the list.
    pub const HANDLES: [Self; 18] = [
        Self::Quiz,
        Self::Pool,
        Self::Question,
        Self::Choice,
        Self::Turn,
        Self::Mark,
        Self::Part,
        Self::Learner,
        Self::Topic,
        Self::Bank,
        Self::Treaty,
        Self::Actor,
        Self::Position,
        Self::Chance,
        Self::Time,
        Self::Day,
        Self::Span,
        Self::Played,
    ];

    /// Whether it is one of the host's own types, all of whose members are on the list.
    pub fn is_handle(self) -> bool {
        Self::HANDLES.contains(&self)
    }

    /// Whether a text can show nothing of it but its word.
    pub fn is_wordless(self) -> bool {
        matches!(
            self,
            Self::Quiz
                | Self::Pool
                | Self::Turn
                | Self::Learner
                | Self::Bank
                | Self::Chance
                | Self::Played
        )
    }

    /// What `[…]`, `for` and closures hand out of it.
    pub fn each(self) -> Self {
        match self {
            Self::Pool => Self::Question,
            Self::ArrayOf(each) => *each,
            _ => Self::Any,
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "value",
            Self::Whole => "whole number",
            Self::Float => "number",
            Self::Text => "text",
            Self::Truth => "truth value",
            Self::Array | Self::ArrayOf(_) => "array",
            Self::Map => "map",
            Self::Quiz => "quiz",
            Self::Pool => "pool",
            Self::Question => "question",
            Self::Choice => "choice",
            Self::Turn => "turn",
            Self::Mark => "mark",
            Self::Part => "part",
            Self::Learner => "learner",
            Self::Topic => "topic",
            Self::Bank => "bank",
            Self::Treaty => "treaty",
            Self::Actor => "actor",
            Self::Position => "position",
            Self::Chance => "rng",
            Self::Time => "time",
            Self::Day => "date",
            Self::Span => "span",
            Self::Played => "played",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ArrayOf(each) => match each.word().strip_suffix('y') {
                Some(stem) => write!(f, "array of {stem}ies"),
                None => write!(f, "array of {}s", each.word()),
            },
            _ => f.write_str(self.word()),
        }
    }
}

/// One property, method or function of the host.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is a member of; none for functions.
    pub of: Option<Type>,
    /// Whether it is read without brackets.
    pub property: bool,
    /// Whether only the tests of a mode have it.
    pub for_tests: bool,
    /// As written: `topic(t)`, `left()`, `id`.
    pub signature: &'static str,
    /// What it gives.
    pub gives: Type,
    /// A sentence for authors.
    pub about: &'static str,
    /// How it is used on the quiz of [`super::examples`], and what comes of it: `pool.len() → 6`.
    pub example: &'static str,
}

impl Entry {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.signature
            .split_once('(')
            .map_or(self.signature, |(name, _)| name)
    }

    /// The example, and what comes of it; nothing comes of a claim.
    pub fn example(&self) -> (&'static str, Option<&'static str>) {
        match self.example.split_once(" → ") {
            Some((code, gives)) => (code, Some(gives)),
            None => (self.example, None),
        }
    }
}

/// The host's functions, and the list of them.
#[derive(Default)]
pub struct Api {
    module: Module,
    /// What is registered belongs to the tests of modes.
    for_tests: bool,
    /// What modes have, while that of the tests is registered.
    of_modes: Module,
    entries: Vec<Entry>,
}

impl Api {
    /// All of it.
    fn all() -> Self {
        let mut api = Self::default();
        handles::register(&mut api);
        api.of_modes = std::mem::take(&mut api.module);
        api.for_tests = true;
        testing::register(&mut api);
        api
    }

    /// Names a type of the host, for error messages.
    pub fn kind<T: Variant + Clone>(&mut self, kind: Type) {
        self.module.set_custom_type::<T>(kind.word());
    }

    /// Adds a property.
    pub fn property<A: 'static, const X: bool, R, const F: bool, Fun>(
        &mut self,
        of: Type,
        name: &'static str,
        gives: Type,
        about: &'static str,
        example: &'static str,
        get: Fun,
    ) where
        R: Variant + Clone,
        Fun: RhaiNativeFunc<A, 1, X, R, F> + 'static,
    {
        FuncRegistration::new_getter(name).set_into_module(&mut self.module, get);
        self.entries.push(Entry {
            of: Some(of),
            property: true,
            for_tests: self.for_tests,
            signature: name,
            gives,
            about,
            example,
        });
    }

    /// Adds a method; its further forms, with other types of arguments, are [`Self::unlisted`].
    pub fn method<A: 'static, const N: usize, const X: bool, R, const F: bool, Fun>(
        &mut self,
        of: Type,
        signature: &'static str,
        gives: Type,
        about: &'static str,
        example: &'static str,
        call: Fun,
    ) where
        R: Variant + Clone,
        Fun: RhaiNativeFunc<A, N, X, R, F> + 'static,
    {
        self.add(Some(of), signature, gives, about, example, call);
    }

    /// Adds a function.
    pub fn function<A: 'static, const N: usize, const X: bool, R, const F: bool, Fun>(
        &mut self,
        signature: &'static str,
        gives: Type,
        about: &'static str,
        example: &'static str,
        call: Fun,
    ) where
        R: Variant + Clone,
        Fun: RhaiNativeFunc<A, N, X, R, F> + 'static,
    {
        self.add(None, signature, gives, about, example, call);
    }

    /// Adds what needs no entry of its own: an operator, a further form of what is listed, or a better
    /// version of a function of Rhai's.
    pub fn unlisted<A: 'static, const N: usize, const X: bool, R, const F: bool, Fun>(
        &mut self,
        name: &'static str,
        call: Fun,
    ) where
        R: Variant + Clone,
        Fun: RhaiNativeFunc<A, N, X, R, F> + 'static,
    {
        FuncRegistration::new(name)
            .in_global_namespace()
            .set_into_module(&mut self.module, call);
    }

    /// Says how a type is shown inside a text; without it, only its word is.
    pub fn shown<T: Variant + Clone>(&mut self, show: fn(&T) -> String) {
        for name in ["to_string", "to_debug"] {
            self.unlisted(name, move |value: &mut T| {
                ImmutableString::from(show(value))
            });
        }
    }

    /// Makes a type work in `for … in`.
    pub fn iterates<T: Variant + Clone, I>(&mut self, values: impl Fn(T) -> I + 'static)
    where
        I: Iterator<Item = rhai::Dynamic> + 'static,
    {
        self.module.set_iter(
            std::any::TypeId::of::<T>(),
            move |value: rhai::Dynamic| match value.try_cast::<T>() {
                Some(value) => Box::new(values(value)),
                None => Box::new(std::iter::empty()),
            },
        );
    }

    fn add<A: 'static, const N: usize, const X: bool, R, const F: bool, Fun>(
        &mut self,
        of: Option<Type>,
        signature: &'static str,
        gives: Type,
        about: &'static str,
        example: &'static str,
        call: Fun,
    ) where
        R: Variant + Clone,
        Fun: RhaiNativeFunc<A, N, X, R, F> + 'static,
    {
        let entry = Entry {
            of,
            property: false,
            for_tests: self.for_tests,
            signature,
            gives,
            about,
            example,
        };
        self.unlisted(entry.name(), call);
        self.entries.push(entry);
    }
}

/// The host's functions as engines take them, made once a thread.
pub struct Shared {
    /// The functions.
    pub module: Rc<Module>,
    /// Those that only the tests of modes have.
    pub tests: Rc<Module>,
    /// The list of them.
    pub entries: Vec<Entry>,
}

impl Shared {
    /// This thread's.
    pub fn of_this_thread() -> Rc<Self> {
        thread_local! {
            static SHARED: Rc<Shared> = {
                let Api { module, of_modes, entries, .. } = Api::all();
                Rc::new(Shared { module: of_modes.into(), tests: module.into(), entries })
            };
        }
        SHARED.with(Rc::clone)
    }

    /// The entry of a type's member.
    pub fn member(&self, of: Type, name: &str, property: bool) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|e| e.of == Some(of) && e.property == property && e.name() == name)
    }
}
