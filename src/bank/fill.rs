//! Placeholders of templates: `{treaty.name}`, `{position.actor.name}`, `{treaty.signed.year}`.
//! Finds them, checks them against the fields that entities have, and fills them.

use std::fmt::Write;

use crate::text::{Filled, PartialDate, Problem, Problems, Spanned};

use super::Bank;
use super::scope::{DATE_PARTS, EntityKind, Fact, FieldKind, Scope};

/// A stretch of a text with placeholders.
#[derive(Debug, PartialEq, Eq)]
enum Stretch<'t> {
    Text(&'t str),
    Placeholder(Path<'t>),
}

/// What a placeholder asks for: `treaty`, then `signed`, then `year`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'t> {
    root: &'t str,
    steps: Vec<&'t str>,
}

/// The names that entities have in templates.
pub type Roots = [(&'static str, EntityKind)];

impl<'t> Path<'t> {
    /// The path of a text that is one placeholder and nothing else.
    pub fn alone(text: &'t str, roots: &Roots) -> Option<Self> {
        match stretches(text, roots).as_slice() {
            [Stretch::Placeholder(path)] => Some(path.clone()),
            _ => None,
        }
    }

    /// The kind of entity that the last step is a field of, and that field.
    pub fn last(&self, roots: &Roots) -> Option<(EntityKind, &'t str)> {
        let (_, mut kind) = *roots.iter().find(|(name, _)| *name == self.root)?;
        let (last, before) = self.steps.split_last()?;
        for step in before {
            match kind.field(step)? {
                FieldKind::Entity(next) => kind = next,
                // a part of a date is no field of an entity's
                _ => return None,
            }
        }
        Some((kind, last))
    }

    /// What it leads to.
    fn follow<'b>(&self, scope: &Scope<'b>, bank: &'b Bank) -> Option<Fact<'b>> {
        let mut fact = Fact::Entity(scope.root(self.root)?);
        for step in &self.steps {
            fact = match fact {
                Fact::Entity(entity) => entity.fact(step, bank)?,
                Fact::Date(date) => Fact::Number(date_part(date, step)?),
                _ => return None,
            };
        }
        Some(fact)
    }
}

/// Whether a text asks a treaty for its parties; gives the treaties' names in the template.
pub fn asks_for_parties<'r>(text: &str, roots: &'r Roots) -> Vec<&'r str> {
    let asked = stretches(text, roots);
    let named = |root: &str| {
        asked.iter().any(|stretch| {
            matches!(stretch, Stretch::Placeholder(path)
                if path.root == root && path.steps.first() == Some(&"parties"))
        })
    };
    let names = roots.iter().map(|(name, _)| *name);
    names.filter(|name| named(name)).collect()
}

/// Reports the placeholders of a text that lead nowhere.
pub fn check(text: &Spanned<String>, roots: &Roots, problems: &mut Problems) {
    for stretch in stretches(&text.value, roots) {
        if let Stretch::Placeholder(path) = stretch
            && let Err(problem) = check_path(&path, text, roots)
        {
            problems.push(problem);
        }
    }
}

fn check_path(path: &Path<'_>, text: &Spanned<String>, roots: &Roots) -> Result<(), Problem> {
    let at = |message| Problem::at(text.span, message);
    let Some((_, kind)) = roots.iter().find(|(name, _)| *name == path.root) else {
        let names: Vec<String> = roots.iter().map(|(name, _)| format!("`{name}`")).collect();
        return Err(
            at(format!("this template knows no `{}`", path.root)).hint(format!(
                "its placeholders begin with {}",
                names.join(" or ")
            )),
        );
    };
    let mut known = FieldKind::Entity(*kind);
    let mut so_far = path.root.to_owned();
    for step in &path.steps {
        let names: &[&str] = match known {
            FieldKind::Entity(kind) => kind.fields(),
            FieldKind::Date => &DATE_PARTS,
            FieldKind::Plain => &[],
        };
        if !names.contains(step) {
            return Err(at(format!("`{so_far}` has no `{step}`"))
                .did_you_mean(step, names.iter().copied())
                .hint_if_none(|| match names {
                    [] => format!("write {{{so_far}}}"),
                    names => format!("it has {}", names.join(", ")),
                }));
        }
        known = match known {
            FieldKind::Entity(kind) => kind.field(step).unwrap_or(FieldKind::Plain),
            _ => FieldKind::Plain,
        };
        let _ = write!(so_far, ".{step}");
    }
    match known {
        FieldKind::Entity(_) => {
            Err(at(format!("{{{so_far}}} is no text")).hint(format!("write {{{so_far}.name}}")))
        }
        _ => Ok(()),
    }
}

/// Fills the placeholders of a text. With `escaped`, values can't be taken for the signs of blanks.
/// The error is the path of a value that is not known.
pub fn fill(
    text: &str,
    roots: &Roots,
    scope: &Scope<'_>,
    bank: &Bank,
    escaped: bool,
) -> Result<Filled, String> {
    let stretches = stretches(text, roots);
    let unknown = |path: &Path<'_>| format!("{}.{}", path.root, path.steps.join("."));
    match stretches.as_slice() {
        [] | [Stretch::Text(_)] => return Ok(Filled::Same),
        [Stretch::Placeholder(path)] => {
            let fact = path.follow(scope, bank).ok_or_else(|| unknown(path))?;
            return match alone(&fact) {
                Some(filled) => Ok(filled),
                None => Err(unknown(path)),
            };
        }
        _ => {}
    }
    let mut filled = String::with_capacity(text.len() * 2);
    let mut in_blank = false;
    for stretch in &stretches {
        match stretch {
            Stretch::Text(text) => {
                filled.push_str(text);
                in_blank = match (text.rfind("{{"), text.rfind("}}")) {
                    (None, None) => in_blank,
                    (opened, closed) => opened > closed,
                };
            }
            Stretch::Placeholder(path) => {
                let fact = path.follow(scope, bank).ok_or_else(|| unknown(path))?;
                let value = in_words(&fact, &bank.language).ok_or_else(|| unknown(path))?;
                if escaped {
                    filled.push_str(&escape(&value, in_blank));
                } else {
                    filled.push_str(&value);
                }
            }
        }
    }
    Ok(Filled::Text(filled))
}

/// A value that is all there is: lists stay lists, and dates are written as a bank writes them.
fn alone(fact: &Fact<'_>) -> Option<Filled> {
    let texts = |texts: Vec<String>| (!texts.is_empty()).then_some(Filled::Texts(texts));
    match fact {
        Fact::Missing | Fact::Entity(_) => None,
        Fact::Text(text) => Some(Filled::Text((*text).to_owned())),
        Fact::Truth(yes) => Some(Filled::Text(yes.to_string())),
        Fact::Number(number) => Some(Filled::Text(number.to_string())),
        Fact::Date(date) => Some(Filled::Text(date.to_string())),
        Fact::Texts(list) => texts(list.to_vec()),
        Fact::Actors(actors) => texts(actors.iter().map(|a| a.name.clone()).collect()),
    }
}

/// A value within a sentence.
fn in_words(fact: &Fact<'_>, language: &str) -> Option<String> {
    match fact {
        Fact::Date(date) if language.starts_with("en") => Some(date.in_words()),
        fact => match alone(fact)? {
            Filled::Text(text) => Some(text),
            Filled::Texts(texts) => Some(texts.join(", ")),
            Filled::Same => None,
        },
    }
}

fn date_part(date: PartialDate, part: &str) -> Option<i64> {
    match part {
        "year" => Some(i64::from(date.year)),
        "month" => date.month.map(i64::from),
        "day" => date.day.map(i64::from),
        _ => None,
    }
}

/// With a backslash before the signs that have a meaning inside a blank, or in the text around it.
fn escape(value: &str, in_blank: bool) -> String {
    let signs: &[char] = if in_blank {
        &['|', '~', '{', '}']
    } else {
        &['{']
    };
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        if signs.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Parts a text at its placeholders. Only `{root.field…}` with a root that templates know is one;
/// other braces are text, those around a placeholder too.
fn stretches<'t>(text: &'t str, roots: &Roots) -> Vec<Stretch<'t>> {
    let mut found = Vec::new();
    let mut text_from = 0;
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('{')) {
        let open = from + open;
        from = open + 1;
        let Some(inner) = text.get(from..).and_then(|rest| rest.split('}').next()) else {
            break;
        };
        let end = from + inner.len() + 1;
        let Some(path) = path(inner, roots).filter(|_| end <= text.len()) else {
            continue;
        };
        // {{treaty.place}} is a blank whose key is a placeholder: it keeps its braces
        let around = |at: Option<usize>, brace: &str| {
            at.and_then(|at| text.get(at..))
                .is_some_and(|t| t.starts_with(brace))
        };
        let doubled = around(open.checked_sub(1), "{{")
            && !around(open.checked_sub(2), "{{")
            && around(Some(end - 1), "}}")
            && !around(Some(end - 1), "}}}");
        let (start, stop) = match doubled {
            true => (open + 1, end - 1),
            false => (open, end),
        };
        if let Some(before) = text.get(text_from..start).filter(|t| !t.is_empty()) {
            found.push(Stretch::Text(before));
        }
        found.push(Stretch::Placeholder(path));
        text_from = stop;
        from = stop;
    }
    if let Some(rest) = text.get(text_from..).filter(|t| !t.is_empty()) {
        found.push(Stretch::Text(rest));
    }
    found
}

fn path<'t>(inner: &'t str, roots: &Roots) -> Option<Path<'t>> {
    let (root, steps) = inner.split_once('.')?;
    let known = EntityKind::ALL.iter().any(|kind| kind.name() == root)
        || roots.iter().any(|(name, _)| *name == root);
    let steps: Vec<&str> = steps.split('.').collect();
    let name =
        |step: &&str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (known && steps.iter().all(name)).then_some(Path { root, steps })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREATY: [(&str, EntityKind); 1] = [("treaty", EntityKind::Treaty)];

    fn shown(text: &str) -> String {
        stretches(text, &TREATY)
            .iter()
            .map(|stretch| match stretch {
                Stretch::Text(text) => (*text).to_owned(),
                Stretch::Placeholder(path) => format!("<{}>", path.steps.join(".")),
            })
            .collect()
    }

    #[test]
    fn only_placeholders_are_filled_and_other_braces_are_text() {
        assert_eq!(shown("The {treaty.name}!"), "The <name>!");
        assert_eq!(
            shown(r"$\frac{1}{2}$ {x.y} {treaty} {treaty.}"),
            r"$\frac{1}{2}$ {x.y} {treaty} {treaty.}"
        );
        assert_eq!(shown("{treaty.signed.year"), "{treaty.signed.year");
    }

    #[test]
    fn a_blank_around_a_placeholder_stays_a_blank() {
        assert_eq!(shown("in {{treaty.place}}"), "in {{<place>}}");
        assert_eq!(shown("in {{{treaty.place}}}"), "in {{<place>}}");
        assert_eq!(
            shown("in {{{treaty.place}|~Moscow}}"),
            "in {{<place>|~Moscow}}"
        );
    }
}
