//! Reading the fields of a map that a test hands in: each of its type, and none that nobody reads.

use rhai::{Dynamic, Map};

use super::Failed;
use crate::modes::handles::Outcome;
use crate::modes::results;
use crate::modes::values::describe;

/// A map, and what it is for in messages: "a past turn".
pub struct Fields<'a> {
    map: &'a Map,
    what: &'a str,
}

impl<'a> Fields<'a> {
    /// The fields of a map that may have these.
    ///
    /// # Errors
    /// It has another.
    pub fn of(map: &'a Map, what: &'a str, known: &[&str]) -> Outcome<Self> {
        match results::only(map, what, known) {
            Ok(()) => Ok(Self { map, what }),
            Err(wrong) => Failed {
                hint: Some(wrong.hint),
                ..Failed::because(wrong.message)
            }
            .throw(),
        }
    }

    /// A field that is there and not `()`.
    pub fn get(&self, name: &str) -> Option<&'a Dynamic> {
        self.map.get(name).filter(|value| !value.is_unit())
    }

    fn read<T>(
        &self,
        name: &str,
        wanted: &str,
        read: impl Fn(&Dynamic) -> Option<T>,
    ) -> Outcome<Option<T>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Failed::because(format!(
                "`{name}` of {} is {wanted}, and not {}",
                self.what,
                describe(value)
            ))
            .throw(),
        }
    }

    /// A text.
    pub fn text(&self, name: &str) -> Outcome<Option<String>> {
        self.read(name, "a text", |value| {
            value
                .as_immutable_string_ref()
                .ok()
                .map(|text| text.to_string())
        })
    }

    /// True or false.
    pub fn truth(&self, name: &str) -> Outcome<Option<bool>> {
        self.read(name, "true or false", |value| value.as_bool().ok())
    }

    /// A finite number, whole or not.
    pub fn number(&self, name: &str) -> Outcome<Option<f64>> {
        self.read(name, "a number", |value| {
            let whole = || value.as_int().ok().map(|whole| whole as f64);
            let number = value.as_float().ok().or_else(whole)?;
            number.is_finite().then_some(number)
        })
    }

    /// Seconds or days, 0 or more.
    pub fn length_of_time(&self, name: &str) -> Outcome<Option<f64>> {
        match self.number(name)? {
            Some(length) if length < 0.0 => {
                Failed::because(format!("`{name}` of {} is 0 or more", self.what)).throw()
            }
            length => Ok(length),
        }
    }

    /// A whole number, 0 or more.
    pub fn count(&self, name: &str) -> Outcome<Option<u32>> {
        self.read(name, "a whole number from 0", |value| {
            u32::try_from(value.as_int().ok()?).ok()
        })
    }
}
