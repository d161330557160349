//! The reference of the API as Markdown, made from the host's own list: `docs/scripting.md` holds it,
//! and a test fails when that is stale. And what is to be said of one name of it.

use super::api::{Entry, Shared, Type};
use super::examples::{MODE, QUIZ};
use crate::text::suggest::nearest;

/// Every property, method and function that scripts have, by what it belongs to; last what only tests
/// have.
pub fn reference() -> String {
    let api = Shared::of_this_thread();
    let mut text = String::new();
    let handles = Type::HANDLES.into_iter();
    for of in handles.filter(|of| *of != Type::Played) {
        members(&mut text, &api, of);
    }
    functions(&mut text, &api, "Functions", false);
    functions(&mut text, &api, "Functions of tests", true);
    members(&mut text, &api, Type::Played);
    text.push_str(&format!(
        "\n### The quiz of the examples\n\nEach example is run after these lines, in a test of the mode below.\n\n```rhai\n{QUIZ}```\n\n```rhai\n{MODE}```\n"
    ));
    text
}

/// What there is to say of a name (`left`, `pool.left`), or of all that a handle has (`pool`), as plain
/// text; nothing if there is none.
pub fn explained(name: &str) -> Option<String> {
    let api = Shared::of_this_thread();
    let full = |entry: &Entry| entry.of.map(|of| format!("{of}.{}", entry.name()));
    let is_named = |entry: &&Entry| entry.name() == name || full(entry).as_deref() == Some(name);
    let is_member =
        |entry: &&Entry| !is_named(entry) && entry.of.is_some_and(|of| of.word() == name);
    let named = api.entries.iter().filter(is_named);
    let members = api.entries.iter().filter(is_member);
    let said = named.chain(members).map(|entry| {
        let of = entry.of.map_or(String::new(), |of| format!("{of}."));
        let example = entry.example;
        let Entry {
            signature,
            gives,
            about,
            ..
        } = entry;
        format!("{of}{signature}: {gives}\n    {about}\n    {example}\n")
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

/// The name that was probably meant.
pub fn nearest_name(name: &str) -> Option<String> {
    let api = Shared::of_this_thread();
    let names = api.entries.iter().map(Entry::name);
    let handles = Type::HANDLES.into_iter().map(Type::word);
    let last = name.rsplit('.').next().unwrap_or(name);
    nearest(last, names.chain(handles)).map(str::to_owned)
}

fn members(text: &mut String, api: &Shared, of: Type) {
    let entries = api.entries.iter().filter(|entry| entry.of == Some(of));
    let title = format!("{of}");
    table(text, &title, "member", entries);
}

fn functions(text: &mut String, api: &Shared, title: &str, for_tests: bool) {
    let entries = api.entries.iter();
    let entries = entries.filter(|entry| entry.of.is_none() && entry.for_tests == for_tests);
    table(text, title, "function", entries);
}

fn table<'a>(text: &mut String, title: &str, what: &str, entries: impl Iterator<Item = &'a Entry>) {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        text.push_str(&format!(
            "\n### {title}\n\n| {what} | gives | | example |\n|---|---|---|---|\n"
        ));
        entries.for_each(|entry| row(text, entry));
    }
}

fn row(text: &mut String, entry: &Entry) {
    // a bar inside a cell would end it
    let cell = |text: &str| text.replace('|', "\\|");
    let example = match entry.example() {
        (code, Some(gives)) => format!("`{}` → `{}`", cell(code), cell(gives)),
        (code, None) => format!("`{}`", cell(code)),
    };
    text.push_str(&format!(
        "| `{}` | {} | {} | {example} |\n",
        cell(entry.signature),
        entry.gives,
        cell(entry.about),
    ));
}
