//! Problems as people see them: the message, the place, the source line underlined, the hint.

use super::{Problem, Sources};

/// One problem in full, several lines, ending with a line feed. Everything in it is harmless for a
/// terminal.
pub fn render(problem: &Problem, sources: &Sources, _colour: bool) -> String {
    let place = problem.place.and_then(|span| {
        let (line, column) = sources.line_and_column(span.file, span.start);
        Some(format!(
            "{}:{line}:{column}: ",
            sources.get(span.file)?.name
        ))
    });
    let hint = problem
        .hint
        .as_ref()
        .map(|hint| format!("\n  hint: {hint}"))
        .unwrap_or_default();
    super::harmless(&format!(
        "{}{}{hint}\n",
        place.unwrap_or_default(),
        problem.message
    ))
    .into_owned()
}
