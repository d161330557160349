//! Where modes are found: the folder of `--scripts`, the user's own, and what is shipped. The only
//! part of the host that reads files; what it finds is a [`Program`] in memory.

use std::fmt;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::bounds::Bounds;
use super::program::Program;
use crate::text::{SourceFile, suggest};

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scripts");

/// Where a mode comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A folder.
    Folder(PathBuf),
    /// The program itself.
    Shipped,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // a path without a folder names a file of this one
            Self::Folder(path) if path.as_os_str().is_empty() => f.write_str("this folder"),
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Shipped => f.write_str("shipped"),
        }
    }
}

/// Why a mode could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is none of that name.
    #[error("there is no mode `{name}`{} (`demarche mode list` shows all)", near.as_ref().map(|near| format!(", did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// The name.
        name: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// Its file can't be read.
    #[error("can't read {path}: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not.
        why: String,
    },
}

/// A mode that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where.
    pub origin: Origin,
    /// Its texts.
    pub program: Program,
    /// Where another mode of the same name stands, which this one hides.
    pub hides: Option<Origin>,
}

/// Where modes are looked for, in this order.
#[derive(Debug, Clone)]
pub struct Library {
    origins: Vec<Origin>,
}

impl Library {
    /// Looks in the folder of one's own, if one is named, then in the user's folder, then among the
    /// shipped modes.
    pub fn new(own: Option<&Path>) -> Self {
        let folders = own.map(Path::to_owned).into_iter().chain(users_folder());
        Self {
            origins: folders
                .map(Origin::Folder)
                .chain([Origin::Shipped])
                .collect(),
        }
    }

    /// Finds a mode: a path if it has a separator or ends in `.rhai`, else a name.
    ///
    /// # Errors
    /// There is none, or it can't be read. That it does not compile is found by compiling it.
    pub fn find(&self, name: &str) -> Result<Found, Error> {
        if is_path(name) {
            return self.at_path(Path::new(name));
        }
        let mut found: Option<Found> = None;
        for origin in &self.origins {
            match (self.in_origin(origin, name)?, &mut found) {
                (None, _) => {}
                (Some(program), None) => {
                    found = Some(Found {
                        origin: origin.clone(),
                        program,
                        hides: None,
                    });
                }
                (Some(_), Some(first)) => first.hides = first.hides.take().or(Some(origin.clone())),
            }
        }
        found.ok_or_else(|| {
            let names: Vec<String> = self.origins.iter().flat_map(names).collect();
            Error::Unknown {
                name: name.to_owned(),
                near: suggest::nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
            }
        })
    }

    /// The tests of a mode, which stand beside it as `NAME.test.rhai`, with all that they need; nothing
    /// if there are none.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn tests_of(&self, found: &Found) -> Result<Option<Program>, Error> {
        let name = format!("{}.test.rhai", found.program.name);
        let file = match &found.origin {
            Origin::Shipped => shipped(&name),
            Origin::Folder(folder) => {
                let path = folder.join(&name);
                match path.is_file() || path.is_symlink() {
                    true => Some(read(&path)?),
                    false => None,
                }
            }
        };
        let places: Vec<&Origin> = std::iter::once(&found.origin)
            .chain(&self.origins)
            .collect();
        Ok(file.map(|file| {
            Program::tests_of(&found.program, file.name, file.text)
                .gather(|import| find_library(&places, import))
        }))
    }

    /// Every mode, by place and name; those that another hides are left out.
    pub fn list(&self) -> Vec<Result<Found, Error>> {
        let mut seen = Vec::new();
        let mut list = Vec::new();
        for name in self.origins.iter().flat_map(names) {
            if !seen.contains(&name) {
                list.push(self.find(&name));
                seen.push(name);
            }
        }
        list
    }

    /// The files of a folder that are modes, by name; those of folders inside are libraries.
    pub fn in_folder(folder: &Path) -> Vec<PathBuf> {
        let names = names(&Origin::Folder(folder.to_owned())).into_iter();
        names
            .map(|name| folder.join(format!("{name}.rhai")))
            .collect()
    }

    /// The mode of a file.
    fn at_path(&self, path: &Path) -> Result<Found, Error> {
        let file = read(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        let program = Program::in_file(stem.unwrap_or_default(), file.name, file.text);
        let origin = Origin::Folder(folder);
        let places: Vec<&Origin> = std::iter::once(&origin).chain(&self.origins).collect();
        Ok(Found {
            program: program.gather(|import| find_library(&places, import)),
            hides: None,
            origin,
        })
    }

    /// The mode of that name in a place.
    fn in_origin(&self, origin: &Origin, name: &str) -> Result<Option<Program>, Error> {
        let file = match origin {
            Origin::Shipped => shipped(&format!("{name}.rhai")),
            Origin::Folder(folder) => {
                let path = folder.join(format!("{name}.rhai"));
                // a link that leads nowhere is there, and can't be read
                match path.is_file() || path.is_symlink() {
                    true => Some(read(&path)?),
                    false => None,
                }
            }
        };
        let places: Vec<&Origin> = std::iter::once(origin).chain(&self.origins).collect();
        Ok(file.map(|file| {
            Program::in_file(name, file.name, file.text)
                .gather(|import| find_library(&places, import))
        }))
    }
}

/// Whether what was typed is a path rather than a name.
pub fn is_path(name: &str) -> bool {
    name.contains(std::path::is_separator) || name.ends_with(".rhai")
}

/// A library by its import name: a shipped one first, since nobody may hide it, then in each place.
fn find_library(places: &[&Origin], import: &str) -> Result<SourceFile, String> {
    let well_named = import.split('/').all(|part| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    });
    if !well_named {
        return Err(match import.strip_suffix(".rhai") {
            Some(name) => format!("leave out the ending: import \"{name}\""),
            None => "a library is named by letters, digits, - and _, with / between folders; nothing outside of the script folders can be imported".to_owned(),
        });
    }
    let file = format!("{import}.rhai");
    if let Some(shipped) = shipped(&file) {
        return Ok(shipped);
    }
    for place in places {
        let Origin::Folder(folder) = place else {
            continue;
        };
        let path = folder.join(&file);
        if path.is_file() {
            let inside = is_inside(folder, &path);
            return if inside {
                read(&path).map_err(|error| error.to_string())
            } else {
                Err(format!(
                    "{} is a link that leads out of the script folder",
                    path.display()
                ))
            };
        }
    }
    Err("it is neither beside this mode nor in a script folder".to_owned())
}

/// Whether a file lies in a folder, links followed.
fn is_inside(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => path.starts_with(folder),
        _ => false,
    }
}

/// The names of the modes in a place, sorted; a folder that is not there has none.
fn names(origin: &Origin) -> Vec<String> {
    let files: Vec<PathBuf> = match origin {
        Origin::Shipped => SHIPPED.files().map(|file| file.path().to_owned()).collect(),
        Origin::Folder(folder) => std::fs::read_dir(folder)
            .map(|entries| {
                entries
                    .filter_map(|entry| Some(entry.ok()?.path()))
                    .filter(|path| !path.is_dir())
                    .collect()
            })
            .unwrap_or_default(),
    };
    let mut names: Vec<String> = files
        .iter()
        .filter_map(|path| path.file_name()?.to_str()?.strip_suffix(".rhai"))
        // `NAME.test.rhai` holds the tests of a mode
        .filter(|name| !name.contains('.'))
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names
}

fn shipped(file: &str) -> Option<SourceFile> {
    let text = SHIPPED.get_file(file)?.contents_utf8()?;
    Some(SourceFile {
        name: format!("{file} (shipped)"),
        text: text.into(),
    })
}

/// Reads a file: UTF-8, without byte-order mark, not much larger than a script may be.
fn read(path: &Path) -> Result<SourceFile, Error> {
    let unreadable = |why: String| Error::Unreadable {
        path: path.display().to_string(),
        why,
    };
    let largest = u64::try_from(Bounds::default().source).unwrap_or(u64::MAX) * 16;
    let about = std::fs::metadata(path).map_err(|error| {
        unreadable(match error.kind() {
            std::io::ErrorKind::NotFound if path.is_symlink() => {
                "it is a link that leads nowhere".to_owned()
            }
            _ => error.to_string(),
        })
    })?;
    if !about.is_file() {
        return Err(unreadable("it is no file".to_owned()));
    }
    if about.len() > largest {
        return Err(unreadable(format!(
            "it has {} KiB, which is no script",
            about.len() >> 10
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error
            .as_bytes()
            .iter()
            .take(error.utf8_error().valid_up_to());
        let line = before.filter(|&&byte| byte == b'\n').count() + 1;
        unreadable(format!("line {line} is not UTF-8; save the file as UTF-8"))
    })?;
    Ok(SourceFile {
        name: path.display().to_string(),
        text: text.trim_start_matches('\u{FEFF}').into(),
    })
}

/// The user's own folder of modes, if the system has a place for it.
fn users_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let places = etcetera::choose_base_strategy().ok()?;
    Some(places.data_dir().join("demarche").join("scripts"))
}
