//! Finds banks by name or path: in a folder named on the command line, in the user's own folder, and
//! among those that come with the program. The first wins, with a note that it hides another.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::text::suggest;

use super::files::{Files, Folder, Unreadable};
use super::generators::Scripts;
use super::load::{Loaded, load};
use super::{Bank, shipped};

/// Why a bank can't be opened. (What is wrong inside a bank is in [`Loaded::problems`].)
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No bank has that name.
    #[error("there is no bank `{name}`{}", near.as_ref().map_or_else(
        || "; `demarche bank list` shows those that were found, and a file is named by its path".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    ))]
    NotFound {
        /// As it was asked for.
        name: String,
        /// The nearest name that is there.
        near: Option<String>,
    },
    /// Two banks in one folder have that name.
    #[error("two banks in {folder} are called `{name}`: {}; rename one", files.join(" and "))]
    Twice {
        /// The name.
        name: String,
        /// The folder.
        folder: String,
        /// The files.
        files: Vec<String>,
    },
    /// A folder holds no bank.
    #[error(
        "there is no bank in {folder}: no file that ends in .toml, and no folder with a {BANK_FILE}"
    )]
    NoBanks {
        /// The folder.
        folder: String,
    },
    /// A file or folder can't be read.
    #[error("can't read {path}: {why}")]
    Unreadable {
        /// The path, as people know it.
        path: String,
        /// Why.
        why: Unreadable,
    },
}

/// Where banks stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    /// A folder.
    Folder(PathBuf),
    /// Embedded in the program.
    Shipped,
}

impl std::fmt::Display for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Shipped => f.write_str("shipped"),
        }
    }
}

/// A bank as a list shows it.
#[derive(Debug)]
pub struct Listed {
    /// What to type to open it.
    pub name: String,
    /// Where it stands.
    pub shelf: Shelf,
    /// The bank, as far as it could be read.
    pub bank: Arc<Bank>,
    /// Whether something in it must be mended first.
    pub refused: bool,
    /// The shelf that holds another bank of the same name, which is opened instead.
    pub hidden_by: Option<Shelf>,
}

/// Where banks are looked for.
pub struct Library {
    /// The folder named on the command line, which must be there.
    own: Option<PathBuf>,
    shelves: Vec<Shelf>,
    scripts: Box<dyn Scripts>,
}

/// A bank that was found: its folder's files, its own file and its id if it gives none.
struct Found {
    files: Box<dyn Files>,
    file: String,
    id: String,
}

impl Library {
    /// Looks in the folder of one's own, if one is named, then in the user's folder, then among the
    /// shipped banks.
    pub fn new(own: Option<&Path>, scripts: impl Scripts + 'static) -> Self {
        let own = own.map(Path::to_owned);
        let folders = own.clone().into_iter().chain(users_folder());
        Self {
            own,
            shelves: folders.map(Shelf::Folder).chain([Shelf::Shipped]).collect(),
            scripts: Box::new(scripts),
        }
    }

    /// Opens a bank: a path if it has a separator or ends in `.toml`, else a name.
    pub fn open(&self, name: &str) -> Result<Loaded, Error> {
        if is_path(name) {
            let path = Path::new(name);
            return Ok(self.load(&at_path(path)?));
        }
        self.check_own()?;
        let mut found: Option<(&Shelf, Loaded)> = None;
        for shelf in &self.shelves {
            match (self.on_shelf(shelf, name)?, &mut found) {
                (None, _) => {}
                (Some(place), None) => found = Some((shelf, self.load(&place))),
                (Some(_), Some((first, loaded))) => loaded
                    .notes
                    .push(format!("bank `{name}` of {first} hides the one of {shelf}")),
            }
        }
        match found {
            Some((_, loaded)) => Ok(loaded),
            None => self.by_id(name),
        }
    }

    /// Every bank of every shelf that has questions, or has problems; and what is wrong with the
    /// shelves themselves.
    pub fn list(&self) -> (Vec<Listed>, Vec<Error>) {
        let mut listed: Vec<Listed> = Vec::new();
        let mut errors: Vec<Error> = self.check_own().err().into_iter().collect();
        for shelf in &self.shelves {
            for name in self.names(shelf) {
                let loaded = match self.on_shelf(shelf, &name) {
                    Ok(Some(found)) => self.load(&found),
                    Ok(None) => continue,
                    Err(error) => {
                        errors.push(error);
                        continue;
                    }
                };
                let refused = loaded.problems.refuse();
                if loaded.bank.questions.is_empty() && !refused {
                    continue;
                }
                let same = listed.iter().find(|other| other.name == name);
                listed.push(Listed {
                    hidden_by: same.map(|other| other.shelf.clone()),
                    name,
                    shelf: shelf.clone(),
                    bank: loaded.bank,
                    refused,
                });
            }
        }
        (listed, errors)
    }

    /// Every bank in a folder: that of its `bank.toml`, or else each file and each folder with a
    /// `bank.toml` in it.
    pub fn open_all(&self, folder: &Path) -> Result<Vec<Loaded>, Error> {
        if folder.join(BANK_FILE).is_file() {
            return Ok(vec![self.load(&at_path(folder)?)]);
        }
        let entries = entries(folder).map_err(|why| unreadable(folder, why))?;
        if entries.is_empty() {
            return Err(Error::NoBanks {
                folder: folder.display().to_string(),
            });
        }
        entries
            .iter()
            .map(|(_, path)| Ok(self.load(&at_path(path)?)))
            .collect()
    }

    /// Loads a bank again from its files as they were loaded before: for a quiz that goes on.
    pub fn reload(&self, sources: &crate::text::Sources, id: &str) -> Option<Loaded> {
        super::load::reload(sources, id, &*self.scripts)
    }

    /// A folder that was named must be readable; that the user's own is not there is usual.
    fn check_own(&self) -> Result<(), Error> {
        let Some(own) = &self.own else {
            return Ok(());
        };
        let readable = fs::read_dir(own).map_err(Unreadable::from);
        readable.map(drop).map_err(|why| unreadable(own, why))
    }

    fn load(&self, found: &Found) -> Loaded {
        load(&*found.files, &found.file, &found.id, &*self.scripts)
    }

    /// The bank of a shelf whose file or folder has that name.
    fn on_shelf(&self, shelf: &Shelf, name: &str) -> Result<Option<Found>, Error> {
        let folder = match shelf {
            Shelf::Shipped => {
                let is_there = shipped::names().contains(&name);
                return Ok(is_there.then(|| Found {
                    files: Box::new(shipped::files()),
                    file: format!("{name}.toml"),
                    id: name.to_owned(),
                }));
            }
            Shelf::Folder(folder) => folder,
        };
        let file = folder.join(format!("{name}.toml"));
        let inner = folder.join(name).join(BANK_FILE);
        match (file.is_file(), inner.is_file()) {
            (true, true) => Err(Error::Twice {
                name: name.to_owned(),
                folder: folder.display().to_string(),
                files: vec![format!("{name}.toml"), format!("{name}/{BANK_FILE}")],
            }),
            (true, false) => at_path(&file).map(Some),
            (false, true) => at_path(&inner).map(Some),
            (false, false) => Ok(None),
        }
    }

    /// The one bank whose own id that is, where no file has the name.
    fn by_id(&self, id: &str) -> Result<Loaded, Error> {
        let mut names = Vec::new();
        for shelf in &self.shelves {
            for name in self.names(shelf) {
                // a name that two files have is told when it is asked for
                if let Ok(Some(found)) = self.on_shelf(shelf, &name) {
                    let loaded = self.load(&found);
                    if loaded.bank.id == id {
                        return Ok(loaded);
                    }
                }
                names.push(name);
            }
        }
        let near = suggest::nearest(id, names.iter().map(String::as_str));
        Err(Error::NotFound {
            name: id.to_owned(),
            near: path_of(id).or_else(|| near.map(str::to_owned)),
        })
    }

    /// The names on a shelf, sorted; a folder that is not there has none.
    fn names(&self, shelf: &Shelf) -> Vec<String> {
        match shelf {
            Shelf::Shipped => shipped::names().into_iter().map(str::to_owned).collect(),
            Shelf::Folder(folder) => {
                let entries = entries(folder).unwrap_or_default();
                let mut names: Vec<String> = entries.into_iter().map(|(name, _)| name).collect();
                names.dedup();
                names
            }
        }
    }
}

/// The file of a bank that is a folder.
const BANK_FILE: &str = "bank.toml";

/// The path of the bank that lies here and was typed as if it were a name.
fn path_of(name: &str) -> Option<String> {
    let file = format!("{name}.toml");
    if Path::new(name).join(BANK_FILE).is_file() {
        Some(format!("./{name}"))
    } else {
        Path::new(&file).is_file().then(|| format!("./{file}"))
    }
}

/// Whether what was typed is a path rather than a name.
pub fn is_path(name: &str) -> bool {
    name.contains(std::path::is_separator) || name.contains('/') || name.ends_with(".toml")
}

/// The user's own folder of banks, if the system has a place for it.
fn users_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let places = etcetera::choose_base_strategy().ok()?;
    Some(places.data_dir().join("demarche").join("banks"))
}

/// The bank of a file, or of a folder with a `bank.toml`.
fn at_path(path: &Path) -> Result<Found, Error> {
    let file = if path.is_dir() {
        path.join(BANK_FILE)
    } else {
        path.to_owned()
    };
    let wrong = |why| unreadable(&file, why);
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or(Unreadable::Missing)
        .map_err(wrong)?;
    let folder = Folder::open(file.parent().unwrap_or(Path::new(""))).map_err(wrong)?;
    folder.locate(name).map_err(wrong)?;
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    let id = if name == BANK_FILE {
        folder.name().unwrap_or(stem)
    } else {
        stem
    };
    Ok(Found {
        id: id.to_owned(),
        file: name.to_owned(),
        files: Box::new(folder),
    })
}

fn unreadable(path: &Path, why: Unreadable) -> Error {
    Error::Unreadable {
        path: path.display().to_string(),
        why,
    }
}

/// The banks of a folder by name, with their paths, sorted.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, Unreadable> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if let Some(stem) = name.strip_suffix(".toml") {
            if path.is_file() {
                found.push((stem.to_owned(), path));
            }
        } else if path.join(BANK_FILE).is_file() {
            found.push((name.to_owned(), path.join(BANK_FILE)));
        }
    }
    found.sort();
    Ok(found)
}
