//! Texts changed as a mode's author could have written them: words, expressions and statements put in,
//! taken out and moved, made from the host's own list of what scripts can call. Half of the changes are
//! left to libFuzzer, which knows nothing of scripts.

use std::sync::OnceLock;

use libfuzzer_sys::fuzzer_mutate;

const VALUES: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "100",
    "9223372036854775807",
    "0.5",
    "-0.0",
    "1e308",
    "(0.0/0.0)",
    "(1.0/0.0)",
    "true",
    "false",
    "()",
    "\"\"",
    "\"q1\"",
    "\"a\"",
    "'x'",
    "\"\\u{1b}[2J\"",
    "`${this}`",
    "[]",
    "[1, 2.5, \"x\", ()]",
    "#{}",
    "#{ n: 0 }",
    "#{ label: \"Go on\", then: \"f\" }",
    "turn",
    "quiz",
    "this",
    "this.n",
    "x",
    "turn.mark",
    "turn.question",
    "turn.quiz",
    "quiz.pool",
    "quiz.rng",
    "quiz.last",
    "quiz.turns",
    "quiz.learner",
    "quiz.bank",
    "quiz.now",
    "0..10",
    "0..=3",
    "|q| true",
    "|q| q.difficulty",
    "|a, b| a - b",
    "|x| x",
    "|| this",
    "|q| quiz",
    "f",
    "f(x)",
    "Fn(\"f\")",
    "PARAMS",
    "PARAMS.n",
    "global::PARAMS",
];

const STATEMENTS: &[&str] = &[
    "let x = ",
    "const X = ",
    "x = ",
    "x += ",
    "x *= ",
    "this.n = ",
    "this.n += ",
    "this = ",
    "return ",
    "throw ",
    "if x { 1 } else { 2 } ",
    "loop { break } ",
    "while x < 3 { x += 1 } ",
    "for q in quiz.pool { x = q } ",
    "for (q, i) in x { this[i] = q } ",
    "do { x += 1 } while x < 5; ",
    "try { throw x } catch (e) { x = e } ",
    "switch x { 1 => 2, _ => () } ",
    "{ let x = 1; } ",
    "let x = x; ",
    "turn.mark.set(x, \"why\") ",
    "x.push(x) ",
    "x = [x] ",
    "let f = |x| x; ",
    "let f = f.curry(x); ",
    "x += x ",
    "continue ",
    "break ",
];

const FUNCTIONS: &[&str] = &[
    "\nfn start(quiz) { #{ n: 0 } }\n",
    "\nfn select(quiz) { quiz.pool.left().first() }\n",
    "\nfn score(turn) { turn.mark }\n",
    "\nfn answered(turn) { this.n += 1; }\n",
    "\nfn feedback(turn) { \"x\" }\n",
    "\nfn stop(quiz) { quiz.count > 3 }\n",
    "\nfn progress(quiz) { [#{ name: \"n\", done: 1, of: 2 }] }\n",
    "\nfn finish(quiz) { #{ grade: 1, passed: true, lines: [1] } }\n",
    "\nfn actions(quiz) { [#{ label: \"a\", then: \"f\" }, #{ label: \"b\", then: \"g\", value: 1 }] }\n",
    "\nfn f(x) { x }\n",
    "\nfn g(x, y) { x + y }\n",
    "\nconst PARAMS = #{ n: 1 };\n",
    "\nconst RULES = #{ tries: 2 };\n",
    "\nconst RULES = #{ time: 60.0, confidence: true };\n",
];

/// What Rhai's own packages have, as far as modes can call it.
const PACKAGES: &[&str] = &[
    ".len()",
    ".push(X)",
    ".pad(X, X)",
    ".insert(X, X)",
    ".append(X)",
    ".pop()",
    ".shift()",
    ".remove(X)",
    ".reverse()",
    ".chop(X)",
    ".clear()",
    ".truncate(X)",
    ".splice(X, X, X)",
    ".extract(X, X)",
    ".split(X)",
    ".split(X, X)",
    ".map(X)",
    ".filter(X)",
    ".contains(X)",
    ".index_of(X)",
    ".some(X)",
    ".all(X)",
    ".reduce(X)",
    ".reduce_rev(X, X)",
    ".find(X)",
    ".find_map(X)",
    ".dedup(X)",
    ".sort()",
    ".sort(X)",
    ".order_by(X)",
    ".zip(X, X)",
    ".drain(X)",
    ".retain(X)",
    ".keys()",
    ".values()",
    ".mixin(X)",
    ".fill_with(X)",
    ".set(X, X)",
    ".get(X)",
    ".to_string()",
    ".to_upper()",
    ".replace(X, X)",
    ".trim()",
    ".sub_string(X, X)",
    ".crop(X, X)",
    ".chars()",
    ".bytes",
    ".call(X)",
    ".curry(X)",
    ".name",
    ".abs()",
    ".sin()",
    ".to_int()",
    ".to_float()",
    ".floor()",
    ".step_by(X)",
    "[X]",
    "?.n",
    "?[X]",
    ".n",
    " ?? X",
    " + X",
    " - X",
    " * X",
    " / X",
    " % X",
    " ** X",
    " << X",
    " == X",
    " < X",
    " in X",
    " && X",
    " .. X",
    "range(X, X, X)",
    "max(X, X)",
    "type_of(X)",
    "parse_int(X, X)",
    "parse_float(X)",
    "to_json(X)",
    "is_shared(X)",
    ".tag = X",
];

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of.get(self.below(of.len())).copied().unwrap_or("")
    }

    /// A part of the grammar, its places filled.
    fn filled(&mut self, part: &str) -> String {
        let mut parts = part.split('X');
        let mut text = parts.next().unwrap_or("").to_owned();
        for rest in parts {
            text.push_str(&self.value(2));
            text.push_str(rest);
        }
        text
    }

    fn value(&mut self, depth: usize) -> String {
        let mut text = self.one(VALUES).to_owned();
        if depth > 0 && self.below(3) == 0 {
            text = format!("{text}{}", self.link());
        }
        text
    }

    fn link(&mut self) -> String {
        let host = calls();
        if self.below(2) == 0 {
            let part = self.one(PACKAGES);
            return self.filled(part);
        }
        let at = self.below(host.len());
        let part = host.get(at).cloned().unwrap_or_default();
        self.filled(&part)
    }
}

/// The host's own functions and members, `X` for each argument, read from the reference.
fn calls() -> &'static [String] {
    static CALLS: OnceLock<Vec<String>> = OnceLock::new();
    CALLS.get_or_init(|| {
        let reference = demarche::modes::reference();
        let (members, functions) = reference
            .split_once("### Functions")
            .unwrap_or((&reference, ""));
        let signature =
            |line: &str| Some(line.strip_prefix("| `")?.split_once("` |")?.0.to_owned());
        let with_places = |signature: String| match signature.split_once('(') {
            None => signature,
            Some((name, arguments)) if arguments.starts_with(')') => format!("{name}()"),
            // the commas inside of a closure count one place too many, which is tried too
            Some((name, arguments)) => {
                let places = vec!["X"; arguments.matches(',').count() + 1];
                format!("{name}({})", places.join(", "))
            }
        };
        let of = |text: &str, before: &str| {
            let found = text.lines().filter_map(signature).map(with_places);
            found
                .map(|call| format!("{before}{call}"))
                .collect::<Vec<_>>()
        };
        let mut calls = of(members, ".");
        calls.extend(of(functions, ""));
        calls
    })
}

/// Changes a text in place; gives its new length.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut chance = Chance(u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    if chance.below(3) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let Some(text) = data
        .get(..size)
        .and_then(|text| std::str::from_utf8(text).ok())
    else {
        return fuzzer_mutate(data, size, max_size);
    };
    let mut words = words(text);
    for _ in 0..=chance.below(3) {
        change(&mut words, &mut chance);
    }
    let changed = words.concat();
    match data.get_mut(..changed.len()) {
        Some(place) if changed.len() <= max_size => {
            place.copy_from_slice(changed.as_bytes());
            changed.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
}

fn change(words: &mut Vec<String>, chance: &mut Chance) {
    let at = chance.below(words.len());
    let until = (at + 1 + chance.below(12)).min(words.len());
    match chance.below(8) {
        0 if at < words.len() => {
            words.drain(at..until);
        }
        1 if at < words.len() => {
            let copied: Vec<String> = words.get(at..until).unwrap_or(&[]).to_vec();
            let to = chance.below(words.len());
            words.splice(to..to, copied);
        }
        2 => words.push(chance.one(FUNCTIONS).to_owned()),
        3 => {
            let statement = chance.one(STATEMENTS);
            let value = chance.value(2);
            // after a brace or a semicolon, where one may stand
            let place = (at..words.len()).find(|&at| {
                words
                    .get(at)
                    .is_some_and(|word| matches!(word.as_str(), "{" | ";"))
            });
            let place = place.map_or(at, |place| place + 1);
            words.insert(place.min(words.len()), format!(" {statement}{value}; "));
        }
        4 | 5 => {
            let is_value = |word: &String| word.chars().all(|c| c.is_alphanumeric() || c == '_');
            let place = (at..words.len()).find(|&at| words.get(at).is_some_and(is_value));
            if let Some(word) = place.and_then(|place| words.get_mut(place)) {
                *word = chance.value(2);
            }
        }
        _ => {
            let ends = |word: &String| {
                word.ends_with(|c: char| c.is_alphanumeric() || c == ')' || c == ']')
            };
            let place = (at..words.len()).find(|&at| words.get(at).is_some_and(ends));
            let link = chance.link();
            if let Some(word) = place.and_then(|place| words.get_mut(place)) {
                word.push_str(&link);
            }
        }
    }
}

/// Words, and every other sign alone.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_word = false;
    for sign in text.chars() {
        let is_word = sign.is_alphanumeric() || sign == '_';
        match words.last_mut() {
            Some(word) if is_word && in_word => word.push(sign),
            _ => words.push(sign.to_string()),
        }
        in_word = is_word;
    }
    words
}
