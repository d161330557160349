//! The reference of the API as Markdown, made from the host's own list: `docs/scripting.md` holds it,
//! and a test fails when that is stale.

use super::api::{Entry, Shared, Type};

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
    text
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
            "\n### {title}\n\n| {what} | gives | |\n|---|---|---|\n"
        ));
        entries.for_each(|entry| row(text, entry));
    }
}

fn row(text: &mut String, entry: &Entry) {
    if entry.about.is_empty() {
        return;
    }
    // a bar inside a cell would end it
    let signature = entry.signature.replace('|', "\\|");
    text.push_str(&format!(
        "| `{signature}` | {} | {} |\n",
        entry.gives,
        entry.about.replace('|', "\\|")
    ));
}
