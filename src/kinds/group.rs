//! Sort into groups: `groups = { "States" = ["Laos"], "People" = ["Kim Il Sung"] }`. The credit is the
//! share of items placed right.

use super::match_pairs::{power, share_of_pairs};
use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Response, Shape};
use crate::text::{Problem, Problems, Spanned, Table, natural};

/// A question that sorts items into groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The groups' names, in the order written.
    groups: Vec<String>,
    /// Item and group, in the items' natural order.
    items: Vec<(String, String)>,
    shuffle: bool,
}

impl Behaviour for Group {
    const NAME: &'static str = "group";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let (shuffle, _) = fields::shuffle(table, defaults, problems);
        let groups = table.required("groups", problems);
        let mut groups = groups?.table("`groups`", problems)?;
        let place = groups.span;
        let mut names = Vec::new();
        let mut items: Vec<(Spanned<String>, String)> = Vec::new();
        let before = problems.len();
        for (name, value) in groups.rest() {
            let what = format!("an item of `{}`", name.value);
            let list = value.list(&format!("`{}`", name.value), problems);
            for item in list.unwrap_or_default() {
                let item = fields::filled_text(item, &what, problems);
                items.extend(item.map(|item| (item, name.value.clone())));
            }
            names.push(name.value);
        }
        let texts: Vec<_> = items.iter().map(|(item, _)| item.clone()).collect();
        fields::distinct(&texts, "an item", problems);
        if names.len() < 2 {
            problems.push(
                Problem::at(place, "sorting needs two groups or more")
                    .hint("write groups = { \"First\" = [\"…\"], \"Second\" = [\"…\"] }"),
            );
        } else if items.is_empty() && problems.len() == before {
            problems.push(
                Problem::at(place, "the groups have no items to sort")
                    .hint("list what belongs in each: \"First\" = [\"…\", \"…\"]"),
            );
        }
        let items = items.into_iter().map(|(item, group)| (item.value, group));
        let mut items: Vec<(String, String)> = items.collect();
        natural::sort(&mut items, |(item, _)| item);
        let kind = Self {
            groups: names,
            items,
            shuffle,
        };
        (!kind.items.is_empty()).then_some((stem?, kind))
    }

    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        let mut items: Vec<String> = self.items.iter().map(|(item, _)| item.clone()).collect();
        if self.shuffle {
            arrangement.shuffle(&mut items);
        }
        Shape::Group {
            items,
            groups: self.groups.clone(),
        }
    }

    fn mark(&self, response: &Response, _: &dyn Knowledge) -> Judgement {
        match response {
            Response::Groups(given) => share_of_pairs(&self.items, given),
            _ => Judgement::of(Credit::NONE),
        }
    }

    fn key(&self) -> Response {
        Response::Groups(self.items.clone())
    }

    fn key_in_words(&self) -> String {
        let members = |group: &String| {
            let members = self.items.iter().filter(|(_, of)| of == group);
            let members: Vec<&str> = members.map(|(item, _)| item.as_str()).collect();
            match members.is_empty() {
                true => format!("{group}: none"),
                false => format!("{group}: {}", members.join(", ")),
            }
        };
        self.groups
            .iter()
            .map(members)
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn guess(&self) -> f64 {
        power(
            Credit::share(1, self.groups.len()).value(),
            self.items.len(),
        )
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for group in &self.groups {
            content.text(group);
        }
        for (item, group) in &self.items {
            content.text(item);
            content.text(group);
        }
    }
}
