//! The reference of the API as Markdown, made from the host's own list: `docs/scripting.md` holds it,
//! and a test fails when that is stale.

use super::api::{Entry, Shared, Type};

/// Every property, method and function that scripts have, by what it belongs to.
pub fn reference() -> String {
    let api = Shared::of_this_thread();
    let mut text = String::new();
    for of in Type::HANDLES {
        let mut members = api
            .entries
            .iter()
            .filter(|entry| entry.of == Some(of))
            .peekable();
        if members.peek().is_some() {
            text.push_str(&format!(
                "\n### {of}\n\n| member | gives | |\n|---|---|---|\n"
            ));
            members.for_each(|entry| row(&mut text, entry));
        }
    }
    text.push_str("\n### Functions\n\n| function | gives | |\n|---|---|---|\n");
    let functions = api.entries.iter().filter(|entry| entry.of.is_none());
    functions.for_each(|entry| row(&mut text, entry));
    text
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
