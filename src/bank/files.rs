//! Where a bank's files come from: a folder on disk, the files embedded in the program, or texts
//! kept with a quiz. All three look the same to whoever reads a bank, and none lets a path lead out
//! of the bank's folder.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::text::Sources;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 512 * 1024 * 1024;

/// The files of one bank. Names are relative to the bank's folder, with `/` between their parts.
pub trait Files: Sync {
    /// The one name of the file that a path leads to, after links are followed: two paths to one
    /// file give the same name.
    fn locate(&self, path: &str) -> Result<String, Unreadable>;

    /// The bytes of a file that [`Self::locate`] named.
    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable>;

    /// The file's name as shown to people.
    fn title(&self, name: &str) -> String;

    /// Whether pictures can be looked for: not so where only the texts were kept.
    fn holds_media(&self) -> bool {
        false
    }
}

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The path leads out of the bank's folder.
    #[error("the path leads out of the bank's folder")]
    Outside,
    /// Nothing is there.
    #[error("there is no such file or folder")]
    Missing,
    /// It is a folder or a device.
    #[error("it is not a file")]
    NoFile,
    /// It is larger than any bank may be.
    #[error("the file is too large: more than {} MB", LARGEST_FILE / 1_000_000)]
    TooLarge,
    /// The system refuses.
    #[error("{0}")]
    System(String),
}

impl From<std::io::Error> for Unreadable {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Self::Missing,
            _ => Self::System(error.to_string()),
        }
    }
}

/// A folder on disk.
pub struct Folder {
    /// As people named it, for titles.
    shown: PathBuf,
    /// Without links.
    root: PathBuf,
}

impl Folder {
    /// The folder at that path.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let here = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        Ok(Self {
            shown: path.to_owned(),
            root: here.canonicalize()?,
        })
    }

    /// The folder's own name.
    pub fn name(&self) -> Option<&str> {
        self.root.file_name()?.to_str()
    }
}

impl Files for Folder {
    fn locate(&self, path: &str) -> Result<String, Unreadable> {
        let real = self.root.join(inside(path)?).canonicalize()?;
        let name = real
            .strip_prefix(&self.root)
            .map_err(|_| Unreadable::Outside)?;
        let parts: Option<Vec<&str>> = name.iter().map(|part| part.to_str()).collect();
        Ok(parts.ok_or(Unreadable::Missing)?.join("/"))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let path = self.root.join(name);
        let about = fs::metadata(&path)?;
        if !about.is_file() {
            return Err(Unreadable::NoFile);
        }
        if about.len() > LARGEST_FILE {
            return Err(Unreadable::TooLarge);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0) + 1);
        // a file that grows meanwhile is bounded all the same
        fs::File::open(&path)?
            .take(LARGEST_FILE + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(Unreadable::TooLarge);
        }
        Ok(bytes)
    }

    fn title(&self, name: &str) -> String {
        self.shown.join(name).display().to_string()
    }

    fn holds_media(&self) -> bool {
        true
    }
}

/// Texts held in memory: those embedded in the program, or those kept with a quiz.
#[derive(Debug, Default)]
pub struct Held {
    texts: HashMap<String, Arc<str>>,
    before: String,
    after: &'static str,
}

/// What stands after the names of the files embedded in the program.
pub const SHIPPED: &str = " (shipped)";

impl Held {
    /// Files embedded in the program.
    pub fn shipped<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            texts: files
                .into_iter()
                .map(|(name, text)| (name.to_owned(), Arc::from(text)))
                .collect(),
            before: String::new(),
            after: SHIPPED,
        }
    }

    /// The files of a bank as they were loaded: the first is the bank itself. Gives its name too.
    pub fn again(sources: &Sources) -> Option<(Self, String)> {
        let first = sources.get(0)?;
        let (path, after) = match first.name.strip_suffix(SHIPPED) {
            Some(path) => (path, SHIPPED),
            None => (first.name.as_str(), ""),
        };
        let cut = path
            .rfind(std::path::is_separator)
            .map_or(0, |separator| separator + 1);
        let (before, name) = path.split_at(cut);
        let relative = |shown: &str| {
            let shown = shown.strip_suffix(after).unwrap_or(shown);
            let within = shown.strip_prefix(before).unwrap_or(shown);
            within.replace(std::path::MAIN_SEPARATOR, "/")
        };
        let held = Self {
            texts: sources
                .iter()
                .map(|file| (relative(&file.name), Arc::clone(&file.text)))
                .collect(),
            before: before.to_owned(),
            after,
        };
        Some((held, name.to_owned()))
    }
}

impl Files for Held {
    fn locate(&self, path: &str) -> Result<String, Unreadable> {
        let name = inside(path)?;
        if self.texts.contains_key(&name) {
            Ok(name)
        } else {
            Err(Unreadable::Missing)
        }
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let text = self.texts.get(name).ok_or(Unreadable::Missing)?;
        Ok(text.as_bytes().to_vec())
    }

    fn title(&self, name: &str) -> String {
        format!("{}{name}{}", self.before, self.after)
    }
}

/// The path without `.` and `..`, if it stays inside the folder it starts from. Drives, absolute
/// paths and backslashes are refused on every system, so that a bank works on all of them or none.
pub fn inside(path: &str) -> Result<String, Unreadable> {
    if path.starts_with('/') || path.contains(['\\', ':', '\0']) {
        return Err(Unreadable::Outside);
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(Unreadable::Outside)?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// `path` as written in the file `from`, as a path of the bank's folder.
pub fn beside(from: &str, path: &str) -> String {
    match from.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_not_lead_out_of_the_folder() {
        assert_eq!(inside("a/./b/../c.toml").as_deref(), Ok("a/c.toml"));
        for outside in [
            "../x.toml",
            "a/../../x.toml",
            "/etc/passwd",
            "C:\\x",
            "a\\..\\x",
        ] {
            assert_eq!(inside(outside), Err(Unreadable::Outside), "{outside}");
        }
    }

    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(outer.path().join("secret.toml"), "format = 1").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../secret.toml", inner.join("link.toml")).unwrap();
        let folder = Folder::open(&inner).unwrap();
        #[cfg(unix)]
        assert_eq!(folder.locate("link.toml"), Err(Unreadable::Outside));
        assert_eq!(folder.locate("none.toml"), Err(Unreadable::Missing));
    }
}
