//! Where the store lies, and what kind of disk that is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::StoreError;

/// The store's path where none is given: `demarche/demarche.db` in the platform's data folder.
///
/// # Errors
/// The home folder is not known.
pub fn default_path() -> Result<PathBuf, StoreError> {
    let folders =
        etcetera::base_strategy::choose_native_strategy().map_err(|_| StoreError::NoHome)?;
    Ok(folders.data_dir().join("demarche").join("demarche.db"))
}

/// Makes the file and its folders where they are missing, for their owner alone.
pub(super) fn prepare(path: &Path) -> Result<(), StoreError> {
    let made = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => make_folders(folder),
        _ => Ok(()),
    };
    made.and_then(|()| make_file(path)).map_err(|error| {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { path },
            _ => StoreError::CantOpen {
                path,
                reason: error.to_string(),
            },
        }
    })
}

fn make_folders(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn make_file(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if path.exists() {
        return Ok(());
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

/// Which file lies at a path, whatever it is called: the disk and the number on it. Nothing where
/// none does or the system does not tell.
pub(super) fn file_at(path: &Path) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let file = fs::metadata(path).ok()?;
        Some((file.dev(), file.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Whether the disk has hardly any room left.
pub(super) fn is_full(path: &Path) -> bool {
    const HARDLY_ANY: u64 = 64 * 1024;
    #[cfg(unix)]
    let room = rustix::fs::statvfs(path)
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize))
        .ok();
    #[cfg(not(unix))]
    let room: Option<u64> = None;
    room.is_some_and(|room| room < HARDLY_ANY)
}

/// The kind of network disk that the path lies on, where it does and the system tells.
pub(super) fn network_disk(path: &Path) -> Option<&'static str> {
    #[cfg(target_os = "linux")]
    {
        // from linux/magic.h and statfs(2); FUSE may be local, but can't be told from sshfs
        const KINDS: [(u32, &str); 11] = [
            (0x0000_6969, "NFS"),
            (0x0000_517B, "SMB"),
            (0xFE53_4D42, "SMB"),
            (0xFF53_4D42, "SMB"),
            (0x6573_5546, "FUSE"),
            (0x0102_1997, "9P"),
            (0x00C3_6400, "Ceph"),
            (0x5346_414F, "AFS"),
            (0x6B41_4653, "AFS"),
            (0x0BD0_0BD0, "Lustre"),
            (0x7375_7245, "Coda"),
        ];
        let disk = rustix::fs::statfs(path).ok()?;
        // the low 32 bits are the number, whatever the width of the field
        let magic = disk.f_type as u32;
        KINDS
            .iter()
            .find(|(number, _)| *number == magic)
            .map(|(_, name)| *name)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        None
    }
}
