//! How questions are read, asked and marked: the promises of the bank format's "Rules that teachers
//! can rely on", kind by kind, and the laws that hold for all kinds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails tells what it met"
)]

use demarche::item::{Chance, Judgement, Piece, Rating, Response, Shape, typed};
use demarche::kinds::{Arrangement, Defaults, Doubt, Fingerprint, Kind, Knowledge};
use demarche::text::table::Origin;
use demarche::text::{Problem, Problems, Severity, Sources, Span, Table};
use proptest::prelude::*;

// ---- a small world to ask in ----

/// A bank of a language with a few entities: id and names.
struct World {
    language: &'static str,
    entities: Vec<(&'static str, Vec<&'static str>)>,
}

impl Knowledge for World {
    fn language(&self) -> &str {
        self.language
    }
    fn entity_named(&self, text: &str) -> Option<&str> {
        let same = |name: &&str| name.to_lowercase() == text.trim().to_lowercase();
        let mut entities = self.entities.iter();
        entities
            .find(|(_, names)| names.iter().any(same))
            .map(|(id, _)| *id)
    }
    fn name_of(&self, id: &str) -> Option<&str> {
        let found = self.entities.iter().find(|(known, _)| *known == id);
        found.and_then(|(_, names)| names.first().copied())
    }
}

struct Read {
    kind: Option<Kind>,
    stem: String,
    problems: Problems,
    sources: Sources,
}

/// Reads a question's own fields from TOML; the kind is a field too.
fn read_with(toml: &str, defaults: &Defaults) -> Read {
    let mut sources = Sources::new();
    let file = sources.add("bank.toml", toml);
    let origin = Origin { file, base: 0 };
    let parsed = toml::de::DeTable::parse(toml).unwrap();
    let span = Span {
        file,
        start: 0,
        end: 0,
    };
    let mut table = Table::new(parsed.into_inner(), span, "question `q`", origin);
    let mut problems = Problems::new();
    let name = table.text("kind", &mut problems).unwrap();
    let read = Kind::read(&name.value, name.span, &mut table, defaults, &mut problems);
    table.finish(&mut problems);
    problems.sort();
    let (stem, kind) = read.map_or((String::new(), None), |(stem, kind)| (stem, Some(kind)));
    Read {
        kind,
        stem,
        problems,
        sources,
    }
}

fn in_language(language: &str) -> Defaults {
    Defaults {
        language: language.to_owned(),
        ..Defaults::default()
    }
}

fn read(toml: &str) -> Read {
    read_with(toml, &Defaults::default())
}

impl Read {
    /// Every problem as `line:column severity message (hint)`.
    fn said(&self) -> Vec<String> {
        let line = |problem: &Problem| {
            let span = problem.place.unwrap();
            let (line, column) = self.sources.line_and_column(span.file, span.start);
            let severity = match problem.severity {
                Severity::Note => "note: ",
                Severity::Warning => "warning: ",
                Severity::Problem => "",
            };
            let hint = problem.hint.as_ref().map(|hint| format!(" ({hint})"));
            format!(
                "{line}:{column} {severity}{}{}",
                problem.message,
                hint.unwrap_or_default()
            )
        };
        self.problems.iter().map(line).collect()
    }
}

/// A question that reads without any problem, in a world.
struct Asked {
    kind: Kind,
    world: World,
}

fn question(toml: &str) -> Asked {
    question_in(toml, "en")
}

fn question_in(toml: &str, language: &'static str) -> Asked {
    let read = read_with(toml, &in_language(language));
    assert!(!read.problems.refuse(), "{:#?}", read.said());
    let world = World {
        language,
        entities: Vec::new(),
    };
    Asked {
        kind: read.kind.unwrap(),
        world,
    }
}

impl Asked {
    fn knowing(mut self, entities: &[(&'static str, &[&'static str])]) -> Self {
        self.world.entities = entities
            .iter()
            .map(|(id, names)| (*id, names.to_vec()))
            .collect();
        self
    }

    fn shape(&self) -> Shape {
        self.kind.shape(&mut Arrangement::as_written())
    }

    fn response(&self, line: &str) -> Response {
        typed::read(&self.shape(), line).unwrap()
    }

    fn judge(&self, line: &str) -> Judgement {
        self.kind.mark(&self.response(line), &self.world)
    }

    fn credit(&self, line: &str) -> f64 {
        self.judge(line).credit.value()
    }

    fn credits<const N: usize>(&self, lines: [&str; N]) -> [f64; N] {
        lines.map(|line| self.credit(line))
    }

    fn notes(&self, line: &str) -> String {
        self.judge(line).notes.join("; ")
    }

    fn parts(&self, line: &str) -> Vec<f64> {
        let parts = self.judge(line).parts;
        parts.iter().map(|part| part.credit.value()).collect()
    }

    fn doubt(&self, line: &str) -> Option<Doubt> {
        self.kind.doubt(&self.response(line), &self.world)
    }

    fn options(&self) -> Vec<String> {
        match self.shape() {
            Shape::PickOne { options } | Shape::PickMany { options } => options,
            Shape::PairUp { rights, .. } => rights,
            Shape::Order { items } | Shape::Group { items, .. } => items,
            other => panic!("no options in {other:?}"),
        }
    }

    fn shuffled(&self, seed: u64) -> Shape {
        let mut chance = Chance::new(seed);
        self.kind.shape(&mut Arrangement::shuffled(&mut chance))
    }
}

/// TOML of a question of that kind with a stem and these further lines.
fn toml(kind: &str, lines: &str) -> String {
    format!("kind = '{kind}'\nprompt = '?'\n{lines}")
}

// ---- text ----

#[test] // case composed-and-decomposed-letters
fn composed_letters_equal_decomposed_ones_and_a_missing_accent_is_named() {
    let city = question(&toml("text", "answer = 'Kraków'"));
    assert_eq!(city.credits(["Krako\u{301}w", "Krakow"]), [1.0, 0.0]);
    assert_eq!(city.notes("Krakow"), "only accents differ");
    let lenient = question(&toml("text", "answer = 'Kraków'\nignore = ['accents']"));
    assert_eq!(lenient.credit("Krakow"), 1.0);
}

#[test] // case hidden-space-in-the-key
fn any_white_space_is_one_space() {
    let hidden = toml("text", "answer = \"North\\u00A0Korea\"");
    let neighbour = question(&hidden);
    assert_eq!(
        neighbour.credits(["North Korea", "  North   Korea ", "NorthKorea"]),
        [1.0, 1.0, 0.0]
    );
    assert_eq!(neighbour.notes("NorthKorea"), "only the spaces differ");
    assert_eq!(
        read(&hidden).said(),
        [
            "3:10 note: the answer holds a no-break space or the like (it compares as an ordinary space, so nothing need be done)"
        ]
    );
    let spaceless = question(&format!("{hidden}\nignore = ['case', 'spaces']"));
    assert_eq!(spaceless.credit("NorthKorea"), 1.0);
}

#[test]
fn another_name_of_what_is_asked_is_as_good() {
    let entities: [(&str, &[&str]); 2] = [("iraq", &["Iraq"]), ("iran", &["Iran", "Persia"])];
    let asked = |answer: &str| toml("text", &format!("answer = '{answer}'\nignore = ['case']\n"));
    let iran = question(&asked("Iran")).knowing(&entities);
    assert_eq!(iran.credits(["Persia", "persia", "Iraq"]), [1.0, 1.0, 0.0]);
    assert_eq!(iran.notes("Persia"), "another name of Iran");
    // who asks for the other name wants that one
    let persia = question(&asked("Persia")).knowing(&entities);
    assert_eq!(persia.credits(["Persia", "Iran"]), [1.0, 0.0]);
    // and a bank may refuse one
    let refusing = format!(
        "{}accept = [{{ answer = 'Persia', credit = 0 }}]",
        asked("Iran")
    );
    assert_eq!(question(&refusing).knowing(&entities).credit("Persia"), 0.0);
}

#[test] // case typo-that-is-another-answer
fn the_name_of_something_else_is_no_typo() {
    let entities: [(&str, &[&str]); 2] = [("iraq", &["Iraq"]), ("iran", &["Iran", "Persia"])];
    let who = toml("text", "answer = 'Iraq'\nignore = ['case']\ntypos = 1\n");
    let full = question(&who).knowing(&entities);
    assert_eq!(full.credits(["Iran", "Irak", "iraq"]), [0.0, 1.0, 1.0]);
    assert_eq!(full.judge("Iran").names.as_deref(), Some("iran"));
    assert_eq!(full.notes("Iran"), "that is Iran");
    assert_eq!(
        full.notes("persia"),
        "that is Iran",
        "another name is explained"
    );
    assert_eq!(full.notes("Irak"), "a typo: it is written Iraq");
    let less = question(&format!("{who}typo_credit = 0.8")).knowing(&entities);
    assert_eq!(less.credits(["Iran", "Irak", "iraq"]), [0.0, 0.8, 1.0]);
    let listed = question(&format!(
        "{who}accept = [{{ answer = 'Irak', credit = 0.5, feedback = 'The German name.' }}]"
    ));
    assert_eq!(
        listed.credit("Irak"),
        0.5,
        "another listed answer is no typo of the key"
    );
    assert_eq!(listed.judge("irak").feedback, ["The German name."]);
}

#[test] // case digits-are-never-typos
fn digits_are_never_typos() {
    let which = question(&toml("text", "answer = '1961 treaty'\ntypos = 1"));
    assert_eq!(
        which.credits(["1951 treaty", "1961 treatty", "1961treaty"]),
        [0.0, 1.0, 1.0]
    );
}

#[test] // case no-typos-in-very-short-answers
fn words_of_three_letters_are_never_forgiven_a_typo() {
    let union = toml("text", "answer = 'EU'\ntypos = 1");
    assert_eq!(
        question(&union).credits(["EC", "AU", "EU"]),
        [0.0, 0.0, 1.0]
    );
    assert_eq!(
        read(&union).said(),
        [
            "4:9 warning: typos can't apply to `EU` (digits and words of three letters or fewer are never forgiven a typo: leave it out)"
        ]
    );
}

#[test]
fn a_space_left_out_is_a_typo_like_any_other() {
    let leader = question(&toml("text", "answer = 'Kim Jong Un'\ntypos = 1"));
    assert_eq!(
        leader.credits(["Kim Jongun", "Kim Jong Il", "Kim Jon Un"]),
        [1.0, 0.0, 1.0]
    );
    assert_eq!(
        leader.notes("Kim Jongun"),
        "a typo: it is written Kim Jong Un"
    );
    let city = question(&toml("text", "answer = 'Hong Kong'\ntypos = 1"));
    assert_eq!(city.credit("hongkong"), 1.0);
}

#[test] // case letters-that-do-not-decompose
fn accents_are_ignored_in_letters_that_do_not_decompose() {
    let towns = question(&toml(
        "text",
        "answer = 'Łódź'\naccept = ['Tromsø', 'Gießen', 'İzmir']\nignore = ['accents', 'case']",
    ));
    assert_eq!(
        towns.credits(["Lodz", "tromso", "Giessen", "izmir", "Lodź"]),
        [1.0; 5]
    );
}

#[test] // case pattern-matches-the-whole-answer
fn a_pattern_matches_the_whole_answer() {
    let what = toml("text", "answer = 'a treaty'\n");
    let treaties = question(&format!(
        "{what}accept = [{{ pattern = '(a |the )?treat(y|ies)' }}]\nignore = ['case']"
    ));
    assert_eq!(
        treaties.credits(["Treaties", "no treaty at all", "mistreaty"]),
        [1.0, 0.0, 0.0]
    );
    for (pattern, said) in [
        ("tre(aty", "4:23 the pattern can't be read: unclosed group"),
        ("(treaty)*", "4:23 the pattern matches the empty text"),
        ("((t{99}){99}){99}", "4:23 the pattern is too large"),
    ] {
        let read = read(&format!("{what}accept = [{{ pattern = '{pattern}' }}]"));
        assert!(read.said()[0].starts_with(said), "{:?}", read.said());
        assert!(read.problems.refuse());
    }
}

#[test]
fn an_ignore_may_not_empty_a_key_nor_be_unknown() {
    let read = read(&toml(
        "text",
        "answer = '?!'\nignore = ['punctuation', 'acents']",
    ));
    assert_eq!(
        read.said(),
        [
            "3:10 `ignore` leaves nothing of the answer `?!` (take `punctuation` out of `ignore`)",
            "4:26 `ignore` knows no `acents` (did you mean `accents`?)",
        ]
    );
}

#[test]
fn an_answer_that_is_no_text_is_told_how_to_be_one() {
    assert_eq!(
        read(&toml("text", "answer = 1961")).said(),
        ["3:10 `answer` must be text, not a whole number (write \"1961\")"]
    );
    assert_eq!(
        read(&toml("text", "")).said(),
        ["1:1 question `q` has no `answer`"]
    );
}

#[test]
fn the_best_credit_of_equal_answers_counts() {
    let capital = toml(
        "text",
        "answer = 'Beijing'\naccept = [{ answer = 'beijing', credit = 0.5 }, { answer = 'Peking', credit = 0.5 }, { pattern = 'P.king', credit = 0.8 }]",
    );
    assert_eq!(
        question(&capital).credits(["BEIJING", "Peking"]),
        [1.0, 0.8]
    );
    assert_eq!(
        read(&capital).said(),
        [
            "4:11 warning: this accepted answer can never count (leave it out: of all answers that fit, the one with the best credit counts, of equal ones the first)",
            "4:49 warning: this accepted answer can never count (leave it out: of all answers that fit, the one with the best credit counts, of equal ones the first)",
        ]
    );
}

// ---- number ----

#[test] // case edge-of-the-tolerance
fn the_edge_belongs_to_the_band() {
    let percent = question(&toml("number", "answer = 45.8\nwithin = 0.2"));
    assert_eq!(
        percent.credits(["46.0", "45.6", "46", "46.01", "45.59"]),
        [1.0, 1.0, 1.0, 0.0, 0.0]
    );
}

#[test] // case comma-in-a-number
fn a_comma_or_point_is_read_as_the_language_has_it_and_shown() {
    let number = toml("number", "answer = 3145");
    let troops = question(&number);
    assert_eq!(
        troops.credits(["3,145", "3 145", "3.145", "1,500"]),
        [1.0, 1.0, 0.0, 0.0]
    );
    assert_eq!(troops.notes("3,145"), "read as 3145");
    assert_eq!(troops.notes("3.145"), "read as 3.145");
    assert_eq!(troops.notes("3 145"), "");
    let metres = question(&toml("number", "answer = 1.5"));
    assert_eq!(metres.credits(["1,5", "1.5"]), [1.0, 1.0]);
    let german = question_in(&number, "de");
    assert_eq!(german.credits(["3,145", "3.145"]), [0.0, 1.0]);
}

#[test] // case minus-signs-of-all-kinds
fn every_minus_is_a_minus() {
    let change = question(&toml("number", "answer = -5"));
    assert_eq!(
        change.credits(["−5", "–5", "- 5", "－5", "\u{2012}5", "+5"]),
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    );
    assert!(change.doubt("(5)").is_some() && change.doubt("+5").is_none());
    assert_eq!(change.notes("(5)"), "not a number");
}

#[test] // case five-percent-of-nothing
fn a_percentage_of_nothing_is_nothing() {
    let net = toml("number", "answer = 0\ntolerance = '5%'");
    assert_eq!(
        question(&net).credits(["0", "0.0", "-0", "0.01"]),
        [1.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(
        read(&net).said(),
        [
            "4:13 warning: a percentage of 0 is 0, so only 0 is right (write `within` with a fixed distance)"
        ]
    );
}

#[test] // case five-is-not-fifty
fn a_number_is_compared_as_a_number() {
    let members = question(&toml("number", "answer = 5"));
    assert_eq!(
        members.credits(["50", "5.", "05", "5 members"]),
        [0.0, 1.0, 1.0, 1.0]
    );
    assert_eq!(
        members.notes("5 members"),
        "`members` was ignored, as no unit is asked"
    );
    for no_number in ["5x", "few", "5 6", "5-6"] {
        assert!(members.doubt(no_number).is_some(), "{no_number}");
        assert_eq!(members.notes(no_number), "not a number");
        assert_eq!(members.credit(no_number), 0.0);
    }
    assert_eq!(members.credits(["5km", "$5", "5 %"]), [1.0, 1.0, 1.0]);
}

#[test]
fn words_around_a_number_leave_it_as_it_is_and_are_told() {
    let boxes = question(&toml("number", "answer = 10000"));
    for line in [
        "more than 10,000",
        "over 10000",
        "10,000+",
        ">10000",
        "about 10,000",
        "approximately 10k",
        "~10 thousand",
        "10,000 or more",
        "10000?",
        "ten thousand",
        "some ten thousand boxes",
    ] {
        assert_eq!(boxes.credit(line), 1.0, "{line}");
        assert!(boxes.doubt(line).is_none(), "{line}");
        assert_ne!(boxes.notes(line), "", "{line}");
    }
    assert_eq!(boxes.notes("more than 10000"), "`more than` was not heeded");
    assert_eq!(boxes.notes("ten thousand"), "read as 10000");
}

#[test]
fn a_number_that_is_denied_is_no_answer() {
    let boxes = question(&toml("number", "answer = 10000"));
    for line in [
        "less than 10,000",
        "<10000",
        "up to 10000",
        "not 10000",
        "10000 or less",
    ] {
        assert_eq!(boxes.credit(line), 0.0, "{line}");
        assert!(boxes.doubt(line).is_some(), "{line}");
    }
    assert_eq!(
        boxes.notes("less than 10000"),
        "`less than` leaves the number open"
    );
}

#[test]
fn small_numbers_may_be_written_out_in_an_english_bank() {
    let members = toml("number", "answer = 12");
    let english = question(&members);
    assert_eq!(
        english.credits(["twelve", "Twelve members", "IV", "twelve and a half"]),
        [1.0, 1.0, 0.0, 0.0]
    );
    assert_eq!(question_in(&members, "de").credit("twelve"), 0.0);
    // a number is not dropped beside a number
    let five = question(&toml("number", "answer = 5"));
    assert_eq!(
        five.credits(["5 and a half", "five six", "5 hundred", "5 dozen"]),
        [0.0; 4]
    );
}

#[test]
fn a_word_of_the_question_may_stand_before_its_number() {
    let pledge = question(
        "kind = 'number'\nprompt = 'Which article of the pact holds the pledge? Give its number.'\nanswer = 4",
    );
    for line in [
        "Article 4",
        "article 4",
        "Art. 4",
        "No. 4",
        "the Article No. 4",
        "4",
    ] {
        assert_eq!(pledge.credit(line), 1.0, "{line}");
        assert!(pledge.doubt(line).is_none(), "{line}");
    }
    assert_eq!(pledge.notes("Article 4"), "`Article` was not heeded");
    assert_eq!(
        pledge.credits(["Chapter 4", "Article 5", "minus 4"]),
        [0.0; 3]
    );
}

#[test]
fn what_may_be_another_unit_is_asked_back() {
    let tons = question("kind = 'number'\nprompt = 'How many tons?'\nanswer = 260");
    let asked = tons.doubt("260kt").unwrap().question;
    assert_eq!(
        asked,
        "What is `kt`? No unit is asked: type the number alone."
    );
    assert!(tons.doubt("260 km").is_some());
    for clear in ["260 tons", "260 lorries", "$260"] {
        assert!(tons.doubt(clear).is_none(), "{clear}");
    }
    // a percentage is read either way, whichever was asked
    let half = question(&toml("number", "answer = 0.5"));
    assert_eq!(half.credits(["50%", "50 per cent", "50"]), [1.0, 1.0, 0.0]);
    assert!(
        half.notes("50%").ends_with("read as 0.5"),
        "{}",
        half.notes("50%")
    );
    assert_eq!(question(&toml("number", "answer = 50")).credit("50%"), 1.0);
}

#[test] // case milli-is-not-mega
fn units_compare_with_case_and_a_missing_one_is_asked_for() {
    let power = toml("number", "answer = 5\nunit = 'MW'\n");
    let plant = question(&power);
    assert_eq!(
        plant.credits(["5 MW", "5MW", "5 mW", "5 MWh", "5000 kW", "5"]),
        [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(plant.notes("5 mW"), "the unit is wrong: mW is not MW");
    assert_eq!(plant.notes("5"), "unit missing");
    assert_eq!(plant.doubt("5").unwrap().question, "With which unit?");
    assert!(plant.doubt("5 mW").is_none());
    let lenient = question(&format!("{power}units = {{ kW = 0.001 }}\nno_unit = 0.5"));
    assert_eq!(lenient.credits(["5000 kW", "5", "6"]), [1.0, 0.5, 0.0]);
    assert!(lenient.doubt("5").is_none());
}

#[test]
fn thousands_and_millions_multiply_unless_they_are_units() {
    let people = question(&toml("number", "answer = 260000"));
    assert_eq!(
        people.credits([
            "260k",
            "260 thousand people",
            "0.26 million",
            "0.26M",
            "2.6e5"
        ]),
        [1.0; 5]
    );
    assert_eq!(people.notes("260k"), "read as 260000");
    let road = question(&toml(
        "number",
        "answer = 5\nunit = 'M'\nunits = { k = 0.001 }",
    ));
    assert_eq!(road.credits(["5 M", "5000 k", "5000k"]), [1.0, 1.0, 1.0]);
    let long = question_in(&toml("number", "answer = 2000000000000"), "de");
    assert_eq!(long.credits(["2 Billionen", "2000 Mrd."]), [1.0, 1.0]);
}

#[test]
fn the_best_credit_of_all_bands_that_fit_counts() {
    let about = question(&toml(
        "number",
        "answer = 100\nwithin = 5\naccept = [{ within = 20, credit = 0.5, feedback = 'Roughly.' }, { answer = 200, credit = 0.25, feedback = 'Twice too much.' }, 300]",
    ));
    assert_eq!(
        about.credits(["105", "106", "80", "121", "200", "300"]),
        [1.0, 0.5, 0.5, 0.0, 0.25, 1.0]
    );
    assert_eq!(about.judge("80").feedback, ["Roughly."]);
    assert_eq!(about.judge("200").feedback, ["Twice too much."]);
}

#[test]
fn fields_of_numbers_that_are_no_numbers_are_told() {
    let wrong = read(&toml(
        "number",
        "answer = '12'\nwithin = -1\ntolerance = 5\nunits = { km = 0 }\nno_unit = 2",
    ));
    assert_eq!(
        wrong.said(),
        [
            "3:10 `answer` must be a number, not text (leave out the quotes)",
            "4:10 `within` must not be below 0",
            "5:13 `tolerance` must be a percentage in quotes (write tolerance = \"5%\", or `within` for a fixed distance)",
            "6:1 this says something only where the question names a unit (add `unit`, the unit of the answer)",
            "7:1 this says something only where the question names a unit (add `unit`, the unit of the answer)",
            "7:11 `no_unit` must be from -1 to 1 (1 is fully right, 0 earns nothing, below 0 costs something)",
        ]
    );
    assert!(read(&toml("number", "answer = inf")).problems.refuse());
}

#[test] // case zero-is-a-value
fn nought_is_a_key_like_any_other() {
    let none = toml("number", "answer = 0");
    assert_eq!(question(&none).credits(["0", "1"]), [1.0, 0.0]);
    assert!(read(&none).problems.is_empty());
}

// ---- date ----

#[test] // case which-is-the-month
fn digits_with_two_readings_are_asked_back() {
    let treaty = toml("date", "answer = 1961-07-11");
    let older = question(&treaty);
    let pact = question(&toml("date", "answer = 2024-06-19"));
    assert_eq!(pact.credits(["19/06/2024", "06/19/2024"]), [1.0, 1.0]);
    assert_eq!(older.credits(["1961-07-11", "11 Jul 1961"]), [1.0, 1.0]);
    assert_eq!(
        older.doubt("11/07/1961"),
        Some(Doubt {
            question: "11 July or 7 November 1961?".to_owned(),
            readings: vec!["11 July 1961".to_owned(), "7 November 1961".to_owned()],
        })
    );
    assert!(older.doubt("11 Jul 1961").is_none() && pact.doubt("19/06/2024").is_none());
    // on paper the reading that favours the learner, where the language decides nothing
    for line in ["11/07/1961", "07/11/1961"] {
        assert_eq!(older.credit(line), 1.0);
        assert_eq!(older.notes(line), "read as 11 July 1961");
    }
    let german = question_in(&treaty, "de");
    assert_eq!(
        german.credits(["11/07/1961", "07/11/1961", "11.7.1961"]),
        [1.0, 0.0, 1.0]
    );
    let american = question_in(&treaty, "en-US");
    assert_eq!(american.credits(["11/07/1961", "07/11/1961"]), [0.0, 1.0]);
}

#[test] // case answer-less-or-more-precise-than-the-key
fn no_missing_part_of_a_date_is_filled_in() {
    let day = question(&toml("date", "answer = 1961-07-11"));
    assert_eq!(day.credits(["1961", "July 1961"]), [0.0, 0.0]);
    for coarse in ["1961", "July 1961"] {
        assert_eq!(day.notes(coarse), "right so far, but the day was asked");
    }
    assert_eq!(day.notes("1962"), "");
    let year = question(&toml("date", "answer = '1961'"));
    assert_eq!(year.credits(["11 July 1961", "1962"]), [1.0, 0.0]);
    let about = question(&toml("date", "answer = 1961-07-11\nwithin = '1 year'"));
    assert_eq!(about.credits(["1961", "1962"]), [1.0, 0.0]);
}

#[test] // case a-year-is-a-calendar-year
fn a_year_is_a_calendar_year() {
    let leap = question(&toml("date", "answer = 2020-02-29\nwithin = '1 year'"));
    assert_eq!(leap.credits(["2021-02-28", "2021-03-01"]), [1.0, 0.0]);
    let plain = question(&toml("date", "answer = 2019-03-10\nwithin = '1 year'"));
    assert_eq!(
        plain.credits(["2020-03-10", "2020-03-11", "2018-03-10"]),
        [1.0, 0.0, 1.0]
    );
}

#[test]
fn dates_that_are_none_are_asked_again_and_earn_nothing_on_paper() {
    let pact = question(&toml(
        "date",
        "answer = 2024-06-19\naccept = [{ answer = 2024-06-20, credit = 0.5 }, { within = '1 month', credit = 0.25 }]",
    ));
    for line in ["soon", "31 June 2024", "19 June"] {
        assert!(pact.doubt(line).is_some(), "{line}");
        assert_eq!(pact.credit(line), 0.0);
    }
    assert_eq!(pact.notes("31 June 2024"), "there is no such day");
    assert_eq!(pact.credits(["20 June 2024", "1 July 2024"]), [0.5, 0.25]);
}

#[test]
fn an_impossible_date_or_band_is_a_problem() {
    let wrong = read(&toml("date", "answer = '2024-02-30'\nwithin = 'a year'"));
    assert_eq!(
        wrong.said(),
        [
            "3:10 `answer` is not a date that exists (write 2024-06-19 for a day, \"2024-06\" for a month, \"2024\" for a year)",
            "4:10 `within` is not a length of time by the calendar (write it as \"1 year\", \"2 months\" or \"3 days\")",
        ]
    );
    assert_eq!(
        read(&toml("date", "answer = 1961")).said(),
        ["3:10 `answer` must be a date, not a whole number (write \"1961\")"]
    );
}

// ---- choice ----

const JUDGEMENT: &str = "kind = 'choice'
prompt = '?'
choices = [
  { text = 'Ask for instructions', credit = 1 },
  { text = 'Wait a day', credit = 0.4 },
  { text = 'Leak the draft', credit = -1, feedback = 'That ends the talks.' },
]";

#[test] // case a-credit-below-zero-is-kept
fn a_credit_below_zero_is_kept() {
    let judgement = question(JUDGEMENT);
    assert_eq!(
        judgement.credits(["Leak the draft", "Wait a day"]),
        [-1.0, 0.4]
    );
    assert_eq!(
        judgement.judge("Leak the draft").feedback,
        ["That ends the talks."]
    );
    let wrong = read(&toml(
        "choice",
        "choices = [\n  { text = 'A', credit = 2 },\n  { text = 'B', credit = -0.5 },\n]",
    ));
    assert_eq!(
        wrong.said(),
        [
            "3:1 no option is right: none has a credit above 0 (give the best one `credit = 1`)",
            "4:26 `credit` must be from -1 to 1 (1 is fully right, 0 earns nothing, below 0 costs something)",
        ]
    );
}

#[test] // case unshuffled-key-comes-first
fn options_without_an_order_stand_in_their_natural_one() {
    let year = toml(
        "choice",
        "answer = '1961'\ndistractors = ['1950', '1975', '1948']\nshuffle = false",
    );
    assert_eq!(question(&year).options(), ["1948", "1950", "1961", "1975"]);
    assert_eq!(question(&year).shuffled(1), question(&year).shape());
    assert_eq!(
        read(&year).said(),
        [
            "5:11 warning: answer and distractors give no order to keep (write `choices` to fix one; until then they stand by value or alphabet)"
        ]
    );
    let fixed = question(&toml(
        "choice",
        "choices = [{ text = 'z', credit = 1 }, 'a', 'm']\nshuffle = false",
    ));
    assert_eq!(fixed.options(), ["z", "a", "m"]);
    assert_eq!(fixed.shuffled(1), fixed.shape());
}

#[test] // case caret-under-the-right-letter
fn a_distractor_that_is_no_text_is_pointed_at() {
    let port = toml(
        "choice",
        "answer = 'Rason'\ndistractors = [\"Владивосток\", 7]",
    );
    assert_eq!(
        read(&port).said(),
        ["4:31 a distractor must be text, not a whole number (write \"7\")"]
    );
}

#[test]
fn options_on_all_others_stay_last_and_letters_forbid_shuffling() {
    let last = question(&toml(
        "choice",
        "answer = 'Zagreb'\ndistractors = ['None of the above', { text = 'Athens', last = true }, 'Bonn', 'Cairo']",
    ));
    for seed in 0..20 {
        let Shape::PickOne { options } = last.shuffled(seed) else {
            panic!()
        };
        let (_, end) = options.split_at(3);
        assert!(
            end.contains(&"Athens".to_owned()) && end.contains(&"None of the above".to_owned())
        );
    }
    let letters = toml(
        "choice",
        "choices = [{ text = 'China', credit = 0.5 }, 'Japan', { text = 'A and B', credit = 1 }]",
    );
    assert_eq!(question(&letters).shuffled(3), question(&letters).shape());
    assert_eq!(
        read(&letters).said(),
        [
            "3:55 warning: `A and B` names other options by letter, so the options are not shuffled (write `shuffle = false`, or name the others by their texts)"
        ]
    );
}

#[test]
fn what_is_wrong_among_options_is_told_at_once() {
    let wrong = read(&toml(
        "choice",
        "answer = 'Beijing'\ndistractors = ['Moscow', 'Beijing', 'Moscow', ' ', { text = 'Rome', feedbak = 'No.' }]",
    ));
    assert_eq!(
        wrong.said(),
        [
            "4:26 the key stands among the distractors: `Beijing` (leave one of them out)",
            "4:37 an option stands there twice: `Moscow` (leave one of them out)",
            "4:47 a distractor is empty",
            "4:69 unknown field `feedbak` in a distractor (did you mean `feedback`?)",
        ]
    );
    let keyless = read(&toml("choice", "distractors = ['a']"));
    assert!(keyless.said()[0].contains("has no right answer"));
    let both = read(&format!("{JUDGEMENT}\nanswer = 'x'"));
    assert!(both.said()[0].contains("exclude each other"));
    assert!(
        read(&toml("choice", "answer = 'a'\ndistractors = []"))
            .problems
            .refuse()
    );
    assert!(read(&toml("choice", "choices = []")).problems.refuse());
}

// ---- choices ----

#[test]
fn options_that_are_hard_to_tell_apart_are_told() {
    let said = read(&toml(
        "choice",
        "answer = 'Ok'\ndistractors = ['ok', 'O K', 'No']",
    ))
    .said();
    assert_eq!(said.len(), 2, "{said:?}");
    for (said, other) in said.iter().zip(["`ok`", "`O K`"]) {
        assert!(
            said.contains(&format!(
                "warning: the options `Ok` and {other} differ only in case or spaces"
            )),
            "{said}"
        );
    }
}

fn parties(rule: &str) -> Asked {
    question(&toml(
        "choices",
        &format!(
            "answers = ['Russia', 'North Korea']\ndistractors = ['China', 'Japan', 'South Korea']\n{rule}"
        ),
    ))
}

#[test] // case nothing-ticked-earns-nothing
fn nothing_ticked_is_a_skip_that_is_asked_once() {
    let parties = parties("credit = 'per-option'");
    assert_eq!(
        parties.credits(["", "Russia", "Russia; North Korea", "Russia; China"]),
        [0.0, 0.8, 1.0, 0.6]
    );
    assert!(parties.doubt("").is_some() && parties.doubt("Russia").is_none());
    let parts = parties.judge("Russia").parts;
    let right = parts.iter().filter(|part| part.credit.is_full()).count();
    assert_eq!((parts.len(), right), (5, 4));
}

#[test] // case everything-ticked-earns-nothing
fn right_minus_wrong_divides_by_the_right_options() {
    let parties = parties("credit = 'right-minus-wrong'");
    assert_eq!(
        parties.credits([
            "Russia; North Korea; China; Japan; South Korea",
            "Russia",
            "Russia; China",
            "Russia; North Korea; China",
        ]),
        [0.0, 0.5, 0.0, 0.5]
    );
}

#[test]
fn all_or_nothing_is_the_rule_unless_another_is_named() {
    assert_eq!(
        parties("").credits([
            "Russia; North Korea",
            "Russia",
            "Russia; North Korea; China"
        ]),
        [1.0, 0.0, 0.0]
    );
    let wrong = read(&toml(
        "choices",
        "answers = []\ndistractors = ['a']\ncredit = 'per-opton'",
    ));
    assert_eq!(
        wrong.said(),
        [
            "3:1 question `q` has no right answer (list the right options: answers = [\"…\", \"…\"])",
            "5:10 unknown rule `per-opton` (did you mean `per-option`?)",
        ]
    );
}

// ---- true-false and card ----

#[test]
fn a_statement_is_true_or_false() {
    let statement = question(&toml(
        "true-false",
        "answer = false\nfeedback = { true = 'It was 1961.', false = 'Well seen.' }",
    ));
    assert_eq!(
        statement.credits(["false", "true", "f", "T"]),
        [1.0, 0.0, 1.0, 0.0]
    );
    assert_eq!(statement.judge("true").feedback, ["It was 1961."]);
    assert_eq!(
        read(&toml("true-false", "answer = 'true'")).said(),
        ["3:10 `answer` must be true or false, not text (leave out the quotes)"]
    );
    assert_eq!(
        read(&toml("true-false", "")).said(),
        ["1:1 question `q` has no `answer`"]
    );
}

#[test]
fn a_card_earns_what_the_learner_says() {
    let card = question("kind = 'card'\nfront = 'DPRK'\nback = 'North Korea'");
    assert_eq!(
        card.credits(["again", "hard", "good", "4"]),
        [0.0, 1.0, 1.0, 1.0]
    );
    assert_eq!(card.kind.key_in_words(), "North Korea");
    assert_eq!(card.kind.key(), Response::Rated(Rating::Good));
}

// ---- match, group, order ----

#[test] // case two-lefts-share-a-right
fn lefts_may_share_a_right() {
    let capitals = question(&toml(
        "match",
        "pairs = [['Soviet Union', 'Moscow'], ['Russia', 'Moscow'], ['China', 'Beijing']]\ndistractors = ['Tokyo']",
    ));
    assert_eq!(capitals.options(), ["Beijing", "Moscow", "Tokyo"]);
    assert_eq!(
        capitals.credits([
            "Soviet Union=Moscow; Russia=Moscow; China=Beijing",
            "Soviet Union=Moscow; Russia=Tokyo; China=Beijing",
        ]),
        [1.0, 2.0 / 3.0]
    );
}

#[test] // case distractors-do-not-dilute-a-match
fn distractors_do_not_dilute_a_match() {
    let seats = question(&toml(
        "match",
        "pairs = [['Security Council', 'New York'], ['Court of Justice', 'The Hague'], ['Atomic agency', 'Vienna']]\ndistractors = ['Geneva', 'Paris']",
    ));
    assert_eq!(
        seats.credits([
            "Security Council=New York; Court of Justice=The Hague; Atomic agency=Geneva",
            "Security Council=New York; Court of Justice=(none); Atomic agency=(none)",
        ]),
        [2.0 / 3.0, 1.0 / 3.0]
    );
    assert_eq!(
        seats.kind.key_in_words(),
        "Security Council = New York; Court of Justice = The Hague; Atomic agency = Vienna; Geneva and Paris belong nowhere"
    );
}

#[test] // case seven-sevenths-are-one
fn seven_sevenths_are_one() {
    let states = [
        "Russia", "China", "Japan", "Mongolia", "Vietnam", "Laos", "Thailand",
    ];
    let pairs = states.map(|state| format!("['{state}', 'capital of {state}']"));
    let capitals = question(&toml("match", &format!("pairs = [{}]", pairs.join(", "))));
    let judgement = capitals.kind.mark(&capitals.kind.key(), &capitals.world);
    assert!(judgement.right() && judgement.credit.value() == 1.0);
    assert_eq!(judgement.credit.to_string(), "1");
    let typed = states.map(|state| format!("{state}=capital of {state}"));
    let six = capitals.judge(&typed.split_last().unwrap().1.join(";"));
    assert_eq!(six.credit.to_string(), "0.86");
    let total: f64 = (0..7).map(|_| six.credit.value()).sum();
    assert_eq!(demarche::text::number_for_people(total), "6");
}

#[test]
fn what_is_wrong_with_pairs_is_told_at_once() {
    let wrong = read(&toml(
        "match",
        "pairs = [\n  ['Russia', 'Moscow'],\n  ['Russia', 'Kazan'],\n  ['China'],\n]\ndistractors = ['Moscow', 'Rome', 'Rome']",
    ));
    assert_eq!(
        wrong.said(),
        [
            "5:4 a left side stands there twice: `Russia` (leave one of them out)",
            "6:3 a pair has a left and a right side (write [\"left\", \"right\"])",
            "8:16 `Moscow` is the right of `Russia` (leave it out of the distractors)",
            "8:34 a distractor stands there twice: `Rome` (leave one of them out)",
        ]
    );
}

#[test]
fn items_are_sorted_into_groups() {
    let group = question(&toml(
        "group",
        "groups = { 'States' = ['Laos', 'China'], 'People' = ['Kim Il Sung'], 'Rivers' = [] }",
    ));
    assert_eq!(group.options(), ["China", "Kim Il Sung", "Laos"]);
    assert_eq!(
        group.credits([
            "Laos=States; China=States; Kim Il Sung=People",
            "Laos=Rivers; China=States",
        ]),
        [1.0, 1.0 / 3.0]
    );
    assert_eq!(
        group.kind.key_in_words(),
        "States: China, Laos; People: Kim Il Sung; Rivers: none"
    );
    assert_eq!(
        read(&toml("group", "groups = { 'A' = ['x', 'y'], 'B' = ['x'] }")).said(),
        ["3:37 an item stands there twice: `x` (leave one of them out)"]
    );
    assert!(
        read(&toml("group", "groups = { 'A' = ['x'] }"))
            .problems
            .refuse()
    );
}

#[test] // case equal-items-in-an-order
fn equal_items_are_told_apart_in_the_learners_favour() {
    let rhyme = question(&toml("order", "items = ['A', 'B', 'A', 'B']"));
    assert_eq!(rhyme.credit("A;B;A;B"), 1.0);
    assert!((rhyme.credit("A;B;B;A") - 5.0 / 6.0).abs() < 1e-9);
}

#[test] // case credit-for-nearly-the-right-order
fn an_order_earns_its_share_of_pairs() {
    let years = toml("order", "items = ['1950', '1961', '2000', '2024']\n");
    let sequence = question(&years);
    let orders = [
        "1950;1961;2000;2024",
        "1961;1950;2000;2024",
        "1961;2000;2024;1950",
        "2024;2000;1961;1950",
    ];
    for (order, expected) in orders.iter().zip([1.0, 5.0 / 6.0, 0.5, 0.0]) {
        assert!((sequence.credit(order) - expected).abs() < 1e-9, "{order}");
    }
    assert_eq!(sequence.notes(orders[1]), "5 of 6 pairs are in order");
    let share = |right: f64| right / 3.0;
    assert_eq!(
        sequence.parts(orders[1]),
        [share(2.0), share(2.0), 1.0, 1.0],
        "each place earns its share of the pairs, so that their mean is the credit"
    );
    assert_eq!(
        sequence.credit("1950;1961"),
        1.0 / 6.0,
        "a partial order counts the pairs it settles"
    );
    let strict = question(&format!("{years}credit = 'all-or-nothing'"));
    assert_eq!(
        strict.credits([orders[0], orders[1], "1950;1961"]),
        [1.0, 0.0, 0.0]
    );
}

#[test]
fn an_order_is_never_shown_solved() {
    let two = question(&toml("order", "items = ['first', 'second']"));
    for seed in 0..50 {
        assert_ne!(two.shuffled(seed), two.shape());
    }
    assert_eq!(
        read(&toml("order", "items = ['one']")).said(),
        ["3:9 an order needs two items or more (list them in the right order)"]
    );
    assert!(
        read(&toml("order", "items = ['one', 'one']"))
            .problems
            .refuse()
    );
}

// ---- cloze ----

#[test] // case braces-inside-a-blank
fn braces_inside_a_blank_balance() {
    let formula = r"kind = 'cloze'
text = 'Then x = {{\frac{1}{\sqrt{2}}}}, see page?id={42}.'";
    assert_eq!(question(formula).credit(r"\frac{1}{\sqrt{2}}"), 1.0);
    assert_eq!(read(formula).stem, "Then x = ____, see page?id={42}.");
    let open = read("kind = 'cloze'\ntext = 'The {{treaty} was signed.'");
    assert_eq!(
        open.said(),
        [
            "2:13 this blank is never closed (close it with }}, or write \\{\\{ for braces that are text)"
        ]
    );
    let lines = read("kind = 'cloze'\ntext = '''\nThe {{treaty}} was\nsigned in é {{Pyongyang.'''");
    assert!(lines.said()[0].starts_with("4:13 "), "{:?}", lines.said());
}

#[test] // case all-blanks-are-hidden-together
fn all_blanks_are_hidden_together_and_equally_wide() {
    let sentence = "kind = 'cloze'\ntext = 'The {{treaty}} was signed in {{Pyongyang}}.'";
    assert_eq!(read(sentence).stem, "The ____ was signed in ____.");
    let judgement = question(sentence).judge("treaty | Beijing");
    assert_eq!(judgement.credit.value(), 0.5);
    let parts = judgement.parts.iter();
    let parts: Vec<_> = parts
        .map(|part| (part.text.as_str(), part.key.as_str(), part.credit.value()))
        .collect();
    assert_eq!(
        parts,
        [("blank 1", "treaty", 1.0), ("blank 2", "Pyongyang", 0.0)]
    );
}

#[test]
fn blanks_are_texts_choices_numbers_and_dates() {
    let many = question(
        "kind = 'cloze'
text = '{{Kraków|Cracow}}, {{Moscow|~Kyiv|~Minsk}}, {{1.5|2}}, {{11 July 1961}}'
ignore = ['case', 'accents']
typos = 1
blanks = [
  { hint = 'A city.' },
  {},
  { kind = 'number', within = 0.1, unit = 'km' },
  { kind = 'date' },
]",
    );
    assert_eq!(many.credit("krakow | Moscow | 1,6 km | 11.7.1961"), 1.0);
    assert_eq!(many.credit("Cracov | c | 2.2 km | 1961"), 0.5);
    assert_eq!(
        many.notes("Cracov | b | 2.1 m | 1961"),
        "blank 1: a typo: it is written Cracow; blank 3: the unit is wrong: m is not km; blank 4: right so far, but the day was asked"
    );
    assert_eq!(
        many.kind.key_in_words(),
        "Kraków | Moscow | 1.5 km | 11 July 1961"
    );
    let shape = many.shape();
    let blanks: Vec<&Piece> = shape.blanks().collect();
    assert!(matches!(blanks[0], Piece::Blank { hint: Some(hint), .. } if hint == "A city."));
    assert!(
        matches!(blanks[1], Piece::Blank { options, .. } if options == &["Kyiv", "Minsk", "Moscow"])
    );
    let doubt = many.doubt("krakow | a | 1,6 km | 11/7/1961").unwrap();
    assert_eq!(doubt.question, "Blank 4: 11 July or 7 November 1961?");
    assert_eq!(doubt.readings[0], "krakow | Kyiv | 1,6 km | 11 July 1961");
}

#[test]
fn what_is_wrong_with_blanks_is_told_at_once() {
    let wrong = read(
        "kind = 'cloze'\ntext = 'A {{}} and {{~x}} and {{five}} and {{a|~a}}'\nblanks = [{}, {}, { kind = 'number' }]",
    );
    assert_eq!(
        wrong.said(),
        [
            "2:11 this blank has an empty answer (write what belongs there: {{answer}}, or {{answer|other}})",
            "2:20 this blank has no right answer (put the right answer first: {{right|~wrong}})",
            "2:31 `five` is no number",
            "2:44 the key stands among the distractors: `a` (leave one of them out)",
        ]
    );
    assert!(read("kind = 'cloze'\ntext = 'No blank.'").said()[0].contains("has no blank"));
    let extra = read("kind = 'cloze'\ntext = '{{a}}'\nblanks = [{}, {}]");
    assert_eq!(
        extra.said(),
        ["3:15 the text has only 1 blanks (`blanks` has one entry for each blank, in order)"]
    );
    let kind = read("kind = 'cloze'\ntext = '{{a}}'\nblanks = [{ kind = 'numbr' }]");
    assert_eq!(
        kind.said(),
        ["3:20 a blank can't be of kind `numbr` (did you mean `number`?)"]
    );
}

// ---- laws of all kinds ----

/// A text in TOML's quotes.
fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's too
    serde_json::to_string(text).unwrap()
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z]{1,9}( [a-z]{1,6})?",
        "[0-9]{1,5}",
        "[a-zéłßñœİıﬁÅσς]{1,6}",
        "\\PC{1,6}",
        "[a-z(){}|~\\\\;='\"-]{1,8}",
    ]
    .prop_filter("a text that is not empty", |text| !text.trim().is_empty())
}

/// Texts that look different from each other.
fn words(least: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(word(), least..6).prop_filter_map("distinct texts", move |texts| {
        let mut seen = std::collections::HashSet::new();
        let distinct: Vec<String> = texts
            .into_iter()
            .filter(|text| seen.insert(demarche::text::fold::normal(text).to_lowercase()))
            .collect();
        (distinct.len() >= least).then_some(distinct)
    })
}

fn choice() -> impl Strategy<Value = String> {
    let simple = words(2).prop_map(|w| {
        let (key, rest) = w.split_first().unwrap();
        format!("answer = {}\ndistractors = {}", quoted(key), list(rest))
    });
    let credits = (words(2), -1.0f64..=1.0).prop_map(|(w, credit)| {
        let (key, rest) = w.split_first().unwrap();
        let rest = rest
            .iter()
            .map(|text| format!(", {{ text = {}, credit = {credit:?} }}", quoted(text)));
        let rest: String = rest.collect();
        format!("choices = [{{ text = {}, credit = 1 }}{rest}]", quoted(key))
    });
    prop_oneof![simple, credits].prop_map(|lines| toml("choice", &lines))
}

fn choices() -> impl Strategy<Value = String> {
    let rules = vec!["all-or-nothing", "per-option", "right-minus-wrong"];
    (words(3), prop::sample::select(rules)).prop_map(|(w, rule)| {
        let (keys, rest) = w.split_at(2);
        let lines = format!(
            "answers = {}\ndistractors = {}\ncredit = '{rule}'",
            list(keys),
            list(rest)
        );
        toml("choices", &lines)
    })
}

fn text() -> impl Strategy<Value = String> {
    let ignored = vec!["case", "accents", "articles", "punctuation", "spaces"];
    let ignored = prop::sample::subsequence(ignored, 0..=5);
    (words(1), ignored, 0u8..4).prop_map(|(w, ignored, typos)| {
        let (key, rest) = w.split_first().unwrap();
        let lines = format!(
            "answer = {}\naccept = {}\nignore = {ignored:?}\ntypos = {typos}",
            quoted(key),
            list(rest)
        );
        toml("text", &lines)
    })
}

fn number() -> impl Strategy<Value = String> {
    let decimal = (any::<bool>(), any::<u32>(), prop::option::of("[0-9]{1,9}"));
    (decimal, prop::option::of("[a-zA-ZµΩ]{1,3}")).prop_map(|((minus, whole, part), unit)| {
        let minus = if minus { "-" } else { "" };
        let part = part.map(|part| format!(".{part}")).unwrap_or_default();
        let unit = unit.map(|unit| format!("unit = '{unit}'"));
        let lines = format!(
            "answer = {minus}{whole}{part}\n{}",
            unit.unwrap_or_default()
        );
        toml("number", &lines)
    })
}

fn date() -> impl Strategy<Value = String> {
    (1i32..9999, 1u8..13, 1u8..29, 0u8..3).prop_map(|(year, month, day, precision)| {
        let date = match precision {
            0 => format!("\"{year:04}\""),
            1 => format!("\"{year:04}-{month:02}\""),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        };
        toml("date", &format!("answer = {date}"))
    })
}

fn pairs() -> impl Strategy<Value = String> {
    (words(2), words(2)).prop_map(|(lefts, rights)| {
        let pairs = lefts.iter().zip(rights.iter().cycle());
        let pairs = pairs.map(|(left, right)| format!("[{}, {}]", quoted(left), quoted(right)));
        let pairs: Vec<String> = pairs.collect();
        toml("match", &format!("pairs = [{}]", pairs.join(", ")))
    })
}

fn order() -> impl Strategy<Value = String> {
    (words(2), any::<bool>()).prop_map(|(mut items, twice)| {
        items.extend(items.first().filter(|_| twice).cloned());
        toml("order", &format!("items = {}", list(&items)))
    })
}

fn group() -> impl Strategy<Value = String> {
    (words(2), words(1)).prop_map(|(names, items)| {
        let groups = names.iter().enumerate().map(|(at, name)| {
            let members = items.iter().skip(at).step_by(names.len());
            let members: Vec<String> = members.cloned().collect();
            format!("{} = {}", quoted(name), list(&members))
        });
        let groups: Vec<String> = groups.collect();
        toml("group", &format!("groups = {{ {} }}", groups.join(", ")))
    })
}

fn cloze() -> impl Strategy<Value = String> {
    (words(2), word()).prop_map(|(answers, text)| {
        let plain = |text: &String| {
            let signs = text.chars().flat_map(|c| match c {
                '|' | '~' | '{' | '}' => vec!['\\', c],
                c => vec![c],
            });
            signs.collect::<String>()
        };
        let (right, wrong) = (plain(&answers[0]), plain(&answers[1]));
        let text = text.replace(['{', '}', '\\'], "");
        let text = format!("{text} {{{{{right} }}}} and {{{{{right} |~{wrong} }}}}");
        format!("kind = 'cloze'\ntext = {}", quoted(&text))
    })
}

fn card() -> impl Strategy<Value = String> {
    (word(), word()).prop_map(|(front, back)| {
        let (front, back) = (quoted(&front), quoted(&back));
        format!("kind = 'card'\nfront = {front}\nback = {back}")
    })
}

fn any_question() -> impl Strategy<Value = String> {
    let statement = any::<bool>().prop_map(|yes| toml("true-false", &format!("answer = {yes}")));
    prop_oneof![
        choice(),
        choices(),
        statement,
        text(),
        number(),
        date(),
        pairs(),
        order(),
        group(),
        cloze(),
        card(),
    ]
}

/// The kind, if the question reads; a few of the texts made here are refused for good reasons.
fn kind_of(toml: &str, language: &str) -> Option<Kind> {
    let read = read_with(toml, &in_language(language));
    read.kind.filter(|_| !read.problems.refuse())
}

/// Texts of the question itself and foreign ones, in any shape.
fn any_response(texts: Vec<String>) -> impl Strategy<Value = Response> {
    let own = if texts.is_empty() {
        vec![String::new()]
    } else {
        texts
    };
    let text = prop_oneof![
        prop::sample::select(own),
        word(),
        Just(String::new()),
        "[-+0-9.,/ ek%]{0,12}",
    ];
    let texts = prop::collection::vec(text.clone(), 0..7);
    let pairs = prop::collection::vec((text.clone(), text.clone()), 0..7);
    prop_oneof![
        text.clone().prop_map(Response::One),
        texts.clone().prop_map(Response::Many),
        text.prop_map(Response::Written),
        texts.clone().prop_map(Response::Blanks),
        texts.prop_map(Response::Order),
        pairs.clone().prop_map(Response::Pairs),
        pairs.prop_map(Response::Groups),
        prop::sample::select(Rating::ALL.to_vec()).prop_map(Response::Rated),
    ]
}

fn texts_of(shape: &Shape) -> Vec<String> {
    match shape {
        Shape::PickOne { options } | Shape::PickMany { options } => options.clone(),
        Shape::Order { items } => items.clone(),
        Shape::PairUp { lefts, rights } => [lefts.clone(), rights.clone()].concat(),
        Shape::Group { items, groups } => [items.clone(), groups.clone()].concat(),
        _ => Vec::new(),
    }
}

fn question_and_response() -> impl Strategy<Value = (String, Response)> {
    any_question().prop_flat_map(|toml| {
        let kind = kind_of(&toml, "en");
        let shape = kind.map(|kind| kind.shape(&mut Arrangement::as_written()));
        let texts = shape.map(|shape| texts_of(&shape)).unwrap_or_default();
        (Just(toml), any_response(texts))
    })
}

const NOWHERE: World = World {
    language: "en",
    entities: Vec::new(),
};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_key_always_earns_the_full_credit(
        toml in any_question(),
        language in prop::sample::select(vec!["en", "de", "fr", "ko"]),
    ) {
        let Some(kind) = kind_of(&toml, language) else { return Ok(()) };
        let world = World { language, entities: vec![("x", vec!["Iraq"])] };
        let judgement = kind.mark(&kind.key(), &world);
        prop_assert!(judgement.right(), "{toml}\n{:?}\n{judgement:?}", kind.key());
        prop_assert_eq!(kind.doubt(&kind.key(), &world), None);
        prop_assert!(judgement.parts.iter().all(|part| part.credit.is_full()));
    }

    #[test]
    fn credit_keeps_its_bounds_and_nothing_makes_marking_panic(
        (toml, response) in question_and_response(),
    ) {
        let Some(kind) = kind_of(&toml, "en") else { return Ok(()) };
        let judgement = kind.mark(&response, &NOWHERE);
        let _ = kind.doubt(&response, &NOWHERE);
        let least = if kind.name() == "choice" { -1.0 } else { 0.0 };
        prop_assert!((least..=1.0).contains(&judgement.credit.value()));
        prop_assert_eq!(judgement, kind.mark(&response, &NOWHERE));
        prop_assert!((0.0..=1.0).contains(&kind.guess()));
    }

    #[test]
    fn the_order_of_shown_options_is_irrelevant(toml in any_question(), seed: u64) {
        let Some(kind) = kind_of(&toml, "en") else { return Ok(()) };
        let shape = kind.shape(&mut Arrangement::shuffled(&mut Chance::new(seed)));
        let mut shown = texts_of(&shape);
        // a number that is also an option's text would name that option
        let signs = shown.iter().all(|text| text.trim().parse::<usize>().is_err());
        let place = |list: &[String], text: &String| {
            (list.iter().position(|other| other == text).unwrap() + 1).to_string()
        };
        let places = match (&shape, kind.key()) {
            (Shape::PickOne { options }, Response::One(text)) => place(options, &text),
            (Shape::PickMany { options }, Response::Many(texts)) => {
                let places: Vec<String> = texts.iter().map(|text| place(options, text)).collect();
                places.join(";")
            }
            _ => return Ok(()),
        };
        if signs {
            let response = typed::read(&shape, &places).unwrap();
            prop_assert!(kind.mark(&response, &NOWHERE).right());
        }
        let mut written = texts_of(&kind.shape(&mut Arrangement::as_written()));
        shown.sort();
        written.sort();
        prop_assert_eq!(shown, written);
    }

    #[test]
    fn an_order_with_more_than_one_order_is_never_shown_solved_by_chance(
        items in words(2),
        seed: u64,
    ) {
        let toml = toml("order", &format!("items = {}", list(&items)));
        let Some(kind) = kind_of(&toml, "en") else { return Ok(()) };
        let shown = kind.shape(&mut Arrangement::shuffled(&mut Chance::new(seed)));
        prop_assert_ne!(shown, Shape::Order { items });
    }
}

// ---- the content hash ----

fn hash(toml: &str) -> String {
    let mut content = Fingerprint::new();
    read(toml).kind.unwrap().fingerprint(&mut content);
    content.finish()
}

#[test]
fn the_content_hash_ignores_feedback_and_sees_key_and_credit() {
    let plain = toml("choice", "answer = 'a'\ndistractors = ['b', 'c']");
    let told = toml(
        "choice",
        "answer = { text = 'a', feedback = 'Yes.' }\ndistractors = ['c', { text = 'b', feedback = 'No.' }]",
    );
    assert_eq!(hash(&plain), hash(&told));
    assert_ne!(hash(&plain), hash(&plain.replace("'a'", "'d'")));
    assert_ne!(hash(JUDGEMENT), hash(&JUDGEMENT.replace("0.4", "0.5")));
    assert_eq!(
        hash(JUDGEMENT),
        hash(&JUDGEMENT.replace("That ends", "This ends"))
    );
    let band = toml(
        "number",
        "answer = 5\naccept = [{ answer = 6, credit = 0.5, feedback = 'Near.' }]",
    );
    assert_eq!(hash(&band), hash(&band.replace("Near", "Far")));
    assert_ne!(hash(&band), hash(&band.replace('6', "7")));
    assert_eq!(hash(&band), hash(&band.replace("= 5\n", "= 5.0\n")));
    let order = toml("order", "items = ['a', 'b']");
    assert_ne!(
        hash(&order),
        hash(&order.replace("['a', 'b']", "['b', 'a']"))
    );
}

#[test]
fn an_unknown_kind_is_told_the_right_one() {
    assert!(read("kind = 'chioce'").said()[0].contains("did you mean `choice`?"));
    assert!(read("kind = 'essay'").said()[0].contains("not played yet"));
}

// ---- the command ----

const BANK: &str = r#"
format = 1

[[question]]
id = "where"
kind = "choice"
prompt = "Where was it signed?"
answer = "Pyongyang"
distractors = ["Beijing", { text = "Moscow", feedback = "That was in 2000." }]
points = 2

[[question]]
id = "change"
kind = "number"
prompt = "By how much did it change?"
answer = -5

[[question]]
id = "when"
kind = "date"
prompt = "When?"
answer = 1961-07-11

[[question]]
id = "parties"
kind = "choices"
prompt = "Who signed?"
answers = ["Russia", "North Korea"]
distractors = ["China"]
credit = "per-option"
"#;

const TWICE: &str = "fn score(turn) { turn.mark.times(2.0, \"twice\") }";

/// Runs `demarche mark` beside the bank; gives the exit code, standard output and standard error.
fn mark(arguments: &[&str], input: &str) -> (i32, String, String) {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bank.toml"), BANK).unwrap();
    std::fs::write(folder.path().join("twice.rhai"), TWICE).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .arg("mark")
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // a thread of its own, since the program may write before it has read all
    let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writing.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_response_is_told_what_it_earns_and_why() {
    let (code, told, _) = mark(&["bank.toml", "where", "Moscow"], "");
    assert_eq!(code, 0);
    assert_eq!(
        told,
        "\
Where was it signed?
    a  Beijing
    b  Moscow
    c  Pyongyang

  Response      Moscow
  Credit        0 (wrong)
  Points        0 of 2
  Feedback      That was in 2000.
  Key           Pyongyang
"
    );
    let (_, told, _) = mark(&["bank.toml", "when", "11/7/1961"], "");
    assert!(told.contains("Note          read as 11 July 1961"));
    assert!(told.contains("asked again: 11 July or 7 November 1961?"));
    let (_, told, _) = mark(&["bank.toml", "parties", "Russia", "North Korea"], "");
    assert!(told.contains("Credit        1 (right)"), "{told}");
}

#[test]
fn what_begins_with_a_minus_is_a_response() {
    for (response, credit) in [
        ("-5", "1 (right)"),
        ("--score", "0 (wrong)"),
        ("", "0 (skipped)"),
    ] {
        let (code, told, _) = mark(&["bank.toml", "change", response], "");
        assert_eq!(code, 0);
        assert!(told.contains(&format!("Credit        {credit}")), "{told}");
    }
}

#[test]
fn a_mode_may_be_named_before_or_behind_the_response() {
    for arguments in [
        ["--score", "./twice.rhai", "bank.toml", "where", "Pyongyang"],
        ["bank.toml", "--score", "./twice.rhai", "where", "c"],
        ["bank.toml", "where", "Pyongyang", "--score", "./twice.rhai"],
    ] {
        let (_, told, wrong) = mark(&arguments, "");
        assert!(told.contains("Points        4 of 2"), "{told}{wrong}");
        assert!(told.contains("twice"), "{told}");
    }
    let (_, told, _) = mark(
        &[
            "bank.toml",
            "where",
            "c",
            "--score",
            "./twice.rhai",
            "--set",
            "a=1",
        ],
        "",
    );
    assert_eq!(told, "");
    let (code, told, _) = mark(&["bank.toml", "change", "--score", "x"], "");
    assert_eq!((code, told.contains("Response      --score x")), (0, true));
}

#[test]
fn what_cannot_be_marked_is_told_with_the_right_exit_code() {
    for (arguments, code, said) in [
        (&["bank.toml", "wher", "x"][..], 1, "did you mean `where`?"),
        (
            &["bank.toml", "where", "Rome"],
            1,
            "there is no option `Rome`",
        ),
        (&["bank.toml", "where"], 2, "the response is missing"),
        (&["bank.toml"], 2, "required"),
        (
            &["bank.toml", "--responses", "nowhere"],
            1,
            "can't read the responses",
        ),
        (&["bank.toml", "--set", "a=1", "where", "x"], 2, "--score"),
        (
            &["bank.toml", "--responses", "-", "--score", "nowhere"],
            1,
            "no mode",
        ),
    ] {
        let (got, _, told) = mark(arguments, "");
        assert_eq!(got, code, "{arguments:?} {told}");
        assert!(told.contains(said), "{arguments:?} {told}");
    }
}

/// What `mark --responses -` writes, line by line.
fn marked(options: &[&str], input: &str) -> (i32, Vec<serde_json::Value>) {
    let arguments = [&["bank.toml", "--responses", "-"], options].concat();
    let (code, told, wrong) = mark(&arguments, input);
    let lines = told.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<serde_json::Value> = lines.collect();
    assert!(!lines.is_empty() || input.is_empty(), "{wrong}");
    (code, lines)
}

#[test]
fn a_file_of_responses_is_marked_line_by_line() {
    let input = r#"{"question":"where","response":"Pyongyang","seconds":3.5,"learner":"ann"}

{"question":"wher","response":"x"}
no JSON
{"question":"where","response":"Rome"}
{"question":"parties","response":["Russia","China"]}
{"question":"change","response":-5}
{"question":"change","response":null}
{"question":"when","response":"31 June 1961"}
"#;
    let (code, lines) = marked(&[], input);
    assert_eq!(code, 1, "two lines could not be read");
    let types: Vec<&str> = lines
        .iter()
        .map(|line| line["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        types,
        [
            "turn", "note", "note", "turn", "turn", "turn", "turn", "turn"
        ]
    );
    assert_eq!(lines[0]["points"], 2.0);
    assert_eq!(lines[0]["learner"], "ann");
    assert_eq!(lines[0]["seconds"], 3.5);
    assert_eq!(lines[1]["line"], 3);
    assert!(
        lines[1]["text"]
            .as_str()
            .unwrap()
            .contains("did you mean `where`?")
    );
    assert_eq!(lines[2]["line"], 4);
    assert!(lines[3]["error"].as_str().unwrap().contains("`Rome`"));
    assert_eq!(lines[4]["parts"].as_array().unwrap().len(), 3);
    assert_eq!(lines[5]["right"], true);
    assert_eq!(lines[6]["skipped"], true);
    assert_eq!(lines[7]["notes"][0], "there is no such day");
}

#[test]
fn a_line_that_is_no_response_says_which_field_is_wrong() {
    for (line, wanted) in [
        ("no JSON", "it is no JSON"),
        (r#"["where"]"#, "it is no object"),
        (r#"{"response":"x"}"#, "it has no `question`"),
        (r#"{"question":7,"response":"x"}"#, "`question` must be"),
        (
            r#"{"question":"where","respones":"x"}"#,
            "it has no `response`",
        ),
        (
            r#"{"question":"where","response":"x","seconds":-4}"#,
            "`seconds` must be",
        ),
        (
            r#"{"question":"where","response":"x","learner":4}"#,
            "`learner` must be",
        ),
    ] {
        let (code, lines) = marked(&[], line);
        assert_eq!(code, 1, "{line}");
        let text = lines[0]["text"].as_str().unwrap();
        assert!(text.contains(wanted), "{line}: {text}");
    }
}

#[test]
fn a_scoring_mode_marks_each_line_as_a_quiz_of_its_own() {
    let line = "{\"question\":\"where\",\"response\":\"Pyongyang\"}\n";
    let (code, lines) = marked(&["--score", "./twice.rhai"], &line.repeat(3));
    assert_eq!(code, 0);
    for line in &lines {
        assert_eq!(line["points"], 4.0, "{line}");
        assert_eq!(line["steps"][0]["why"], "twice");
        assert_eq!(line["credit"], 1.0);
    }
}

#[test] // case a-skip-costs-nothing
fn a_skip_costs_nothing_though_a_wrong_answer_does() {
    let line = |response: &str| format!("{{\"question\":\"where\",\"response\":{response}}}\n");
    let input = [line("null"), line("\"\""), line("\"Beijing\"")].concat();
    let (_, lines) = marked(&["--score", "negative-marking"], &input);
    let points: Vec<f64> = lines
        .iter()
        .map(|line| line["points"].as_f64().unwrap())
        .collect();
    assert_eq!(points.first_chunk(), Some(&[0.0, 0.0]));
    assert!(points[2] < 0.0, "{points:?}");
    assert_eq!(lines[0]["skipped"], true);
}

#[test]
fn many_responses_come_out_in_the_order_they_went_in() {
    let input: String = (0..70_000)
        .map(|n| format!("{{\"question\":\"change\",\"response\":\"{n}\"}}\n"))
        .collect();
    let (code, lines) = marked(&[], &input);
    assert_eq!((code, lines.len()), (0, 70_000));
    for (n, line) in lines.iter().enumerate() {
        assert_eq!(line["response"], n.to_string());
    }
}

#[test]
fn a_line_that_is_no_text_or_too_long_does_not_stop_the_others() {
    let long = format!(
        "{{\"question\":\"change\",\"response\":\"{}\"}}",
        "5".repeat(2 << 20)
    );
    let input = format!(
        "\u{FEFF}{{\"question\":\"change\",\"response\":\"-5\"}}\r\n{long}\n{{\"question\":\"change\",\"response\":null}}"
    );
    let (code, lines) = marked(&[], &input);
    assert_eq!(code, 1);
    assert_eq!(lines[0]["right"], true);
    assert!(lines[1]["text"].as_str().unwrap().contains("longer than"));
    assert_eq!(lines[2]["skipped"], true);
}

#[test]
fn who_writes_responses_one_by_one_is_answered_one_by_one() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bank.toml"), BANK).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["mark", "bank.toml", "--responses", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for (response, right) in [("-5", "\"right\":true"), ("5", "\"right\":false")] {
        writeln!(
            stdin,
            "{{\"question\":\"change\",\"response\":\"{response}\"}}"
        )
        .unwrap();
        assert!(answers.next().unwrap().unwrap().contains(right));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}
