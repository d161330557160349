//! Which quiz an ending of an id means.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use uuid::Uuid;

use super::{History, SittingId, Store, StoreError, Summary};

/// How many quizzes a message names.
const NAMED: usize = 5;

impl Store {
    /// The quiz whose id ends so; hyphens and case do not matter.
    ///
    /// # Errors
    /// No quiz's id ends so, or more than one's does; the message names those that may be meant.
    pub fn find(&self, ending: &str) -> Result<SittingId, StoreError> {
        let typed = ending.trim().replace('-', "").to_ascii_lowercase();
        if typed.is_empty() || typed.len() > 32 || !typed.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(self.none_found(ending)?);
        }
        let found: Vec<SittingId> = self.read(|connection| {
            let mut select = connection.prepare(
                "select id from sitting where substr(replace(id, '-', ''), -length(?1)) = ?1
                 order by key desc",
            )?;
            let found = select.query_map([&typed], |row| row.get(0))?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })?;
        match found.as_slice() {
            [] => Err(self.none_found(ending)?),
            [id] => Ok(*id),
            several => Err(self.several_found(ending, several)?),
        }
    }

    fn none_found(&self, ending: &str) -> Result<StoreError, StoreError> {
        let newest = self.history(&History {
            limit: u32::try_from(NAMED).ok(),
            ..History::default()
        })?;
        let hint = match newest.as_slice() {
            [] => "none is kept yet".to_owned(),
            newest => format!("the newest are:\n{}", lines(newest)),
        };
        Ok(StoreError::NoSuchQuiz(format!(
            "no quiz has an id that ends in `{ending}`; {hint}"
        )))
    }

    fn several_found(&self, ending: &str, ids: &[SittingId]) -> Result<StoreError, StoreError> {
        let named = ids.iter().take(NAMED).map(|id| self.summary(*id));
        let named = named.collect::<Result<Vec<_>, _>>()?;
        let rest = match ids.len() - named.len() {
            0 => String::new(),
            more => format!("\n  and {more} more"),
        };
        Ok(StoreError::NoSuchQuiz(format!(
            "the ids of {} quizzes end in `{ending}`; give more digits:\n{}{rest}",
            ids.len(),
            lines(&named)
        )))
    }
}

/// One line for each quiz, with enough of its id to tell it from the others.
fn lines(quizzes: &[Summary]) -> String {
    let line = |quiz: &Summary| {
        let when = quiz.begun.to_the_minute();
        let id = quiz.id.distinct_from(quizzes.iter().map(|other| &other.id));
        format!("  {id}  {when}  {} ({})", quiz.bank, quiz.learner)
    };
    quizzes.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl SittingId {
    /// The shortest ending, of at least 8 digits, that none of the others has.
    fn distinct_from<'a>(&self, others: impl Iterator<Item = &'a Self> + Clone) -> String {
        let whole = self.0.simple().to_string();
        let ending = |digits: usize| whole.get(32 - digits..).unwrap_or(&whole);
        let taken = |digits: usize| {
            let ending = ending(digits);
            others
                .clone()
                .any(|other| other != self && other.0.simple().to_string().ends_with(ending))
        };
        let digits = (8..32).find(|&digits| !taken(digits)).unwrap_or(32);
        ending(digits).to_owned()
    }
}

impl FromSql for SittingId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let id = Uuid::parse_str(value.as_str()?);
        id.map(Self)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}
