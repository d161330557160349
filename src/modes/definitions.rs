//! The API as a definition file, which editors for Rhai read to complete names and to show what they
//! are; made from the host's own list like the reference.

use super::api::{Entry, Shared, Type};

/// Everything that scripts have, as `demarche.d.rhai`; what only tests have comes last.
pub fn definitions() -> String {
    let api = Shared::of_this_thread();
    let mut text = String::from("module static;\n");
    let (of_tests, of_modes): (Vec<&Entry>, Vec<&Entry>) =
        api.entries.iter().partition(|entry| entry.for_tests);
    of_modes.iter().for_each(|entry| define(&mut text, entry));
    text.push_str("\n// what follows is for the tests of a mode, NAME.test.rhai\n");
    of_tests.iter().for_each(|entry| define(&mut text, entry));
    text
}

fn define(text: &mut String, entry: &Entry) {
    let (code, gives) = entry.example();
    let gives = gives.map_or(String::new(), |gives| format!(" // {gives}"));
    let about = entry.about;
    text.push_str(&format!(
        "\n/// {about}\n///\n/// ```rhai\n/// {code}{gives}\n/// ```\n"
    ));
    let of = entry.of.map(|of| format!("{}: {}", of.word(), named(of)));
    let parameters = parameters(entry.signature).into_iter();
    let parameters: Vec<String> = of.into_iter().chain(parameters).collect();
    let get = if entry.property { "get " } else { "" };
    text.push_str(&format!(
        "fn {get}{}({}) -> {};\n",
        entry.name(),
        parameters.join(", "),
        named(entry.gives)
    ));
}

/// The parameters of a signature with their types, as far as they are known.
fn parameters(signature: &str) -> Vec<String> {
    let inside = signature
        .split_once('(')
        .map_or("", |(_, inside)| inside.trim_end_matches(')'));
    let parameters = inside.split(", ").filter(|name| !name.is_empty());
    let typed = parameters.map(|name| match name.starts_with('|') {
        true => "closure: FnPtr".to_owned(),
        false => format!("{}: ?", name.replace(' ', "_")),
    });
    typed.collect()
}

/// The name of a type in definition files.
fn named(of: Type) -> &'static str {
    match of {
        Type::Any => "?",
        Type::Whole => "int",
        Type::Float => "float",
        Type::Text => "String",
        Type::Truth => "bool",
        Type::Array | Type::ArrayOf(_) => "Array",
        Type::Map => "Map",
        handle => handle.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_has_its_types_its_sentence_and_its_example() {
        let made = definitions();
        for wanted in [
            "/// How many there are.\n///\n/// ```rhai\n/// quiz.pool.asked().len() // 3\n/// ```\nfn len(pool: pool) -> int;\n",
            "fn get last(quiz: quiz) -> turn;\n",
            "fn weighted(pool: pool, closure: FnPtr) -> question;\n",
            "fn about(pool: pool, id_or_ids: ?) -> pool;\n",
            "fn share(a: ?, b: ?) -> float;\n",
            "fn assert_eq(a: ?, b: ?) -> ?;\n",
        ] {
            assert!(made.contains(wanted), "wanted {wanted}");
        }
    }
}
