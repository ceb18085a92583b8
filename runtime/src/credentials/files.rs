//! Files that credentials are read from and written back to.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The machine's files, or others in their place. They are small, so they are read where they are needed.
pub trait Files: Send + Sync {
    /// All of a file.
    ///
    /// # Errors
    /// As [`std::fs::read`] has them: [`NotFound`](io::ErrorKind::NotFound) above all.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Replaces what is in an existing file by what `edit` makes of it, so that nobody ever sees half of it, and that others who
    /// lock the file do not lose what they write. Its permissions and owner stay. Nothing is written if `edit` fails.
    ///
    /// # Errors
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if somebody else has locked the file: try again a little later.
    fn replace(&self, path: &Path, edit: &mut dyn FnMut(&[u8]) -> io::Result<Vec<u8>>) -> io::Result<()>;
}

impl<F: Files + ?Sized> Files for Arc<F> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        (**self).read(path)
    }

    fn replace(&self, path: &Path, edit: &mut dyn FnMut(&[u8]) -> io::Result<Vec<u8>>) -> io::Result<()> {
        (**self).replace(path, edit)
    }
}

/// The files of this machine.
///
/// A file is locked as the official command line tool locks it, by the operating system (`flock` on Unix). Rust's standard library
/// can do that from 1.89 on; a build with 1.88 replaces files without a lock.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineFiles;

impl Files for MachineFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn replace(&self, path: &Path, edit: &mut dyn FnMut(&[u8]) -> io::Result<Vec<u8>>) -> io::Result<()> {
        // A link stays one: what it leads to is replaced.
        let path = fs::canonicalize(path)?;
        let locked = File::open(&path)?;
        if is_locked_by_another(&locked) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        // Read by its name, under the lock: it may have been replaced since it was opened.
        let edited = edit(&fs::read(&path)?)?;
        let draft = Draft::beside(&path)?;
        let metadata = fs::metadata(&path)?;
        #[cfg(unix)]
        draft.belong(&metadata)?;
        fs::set_permissions(&draft.0, metadata.permissions())?;
        let mut file = File::options().write(true).open(&draft.0)?;
        file.write_all(&edited)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&draft.0, &path)
    }
}

/// Tries to lock a file until it is closed. Where locks are not known, as on some network drives, nobody has one.
#[allow(
    clippy::incompatible_msrv,
    unstable_name_collisions,
    reason = "a compiler that has no stable `File::try_lock` takes the trait's"
)]
fn is_locked_by_another(file: &File) -> bool {
    #[allow(unused_imports, reason = "only compilers before 1.89 need it")]
    use unlocked::TryLock as _;
    file.try_lock()
        .is_err_and(|error| io::Error::from(error).kind() == io::ErrorKind::WouldBlock)
}

/// What stands in for `File::try_lock` before Rust 1.89.
mod unlocked {
    use std::fs::File;
    use std::io;

    #[allow(dead_code, reason = "only compilers before 1.89 need it")]
    pub(super) trait TryLock {
        fn try_lock(&self) -> io::Result<()>;
    }

    impl TryLock for File {
        fn try_lock(&self) -> io::Result<()> {
            Ok(())
        }
    }
}

/// A new file beside the one it is to replace, which is gone again unless it has been renamed.
struct Draft(PathBuf);

impl Draft {
    fn beside(path: &Path) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for number in 0..100 {
            let draft = path.with_file_name(format!("{name}.tmp-{}-{number}", std::process::id()));
            let mut options = File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.open(&draft) {
                Ok(_) => return Ok(Self(draft)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Gives it to whom the other file belongs: a program that root runs must not take a user's file away.
    #[cfg(unix)]
    fn belong(&self, other: &fs::Metadata) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let ours = fs::metadata(&self.0)?;
        if (ours.uid(), ours.gid()) == (other.uid(), other.gid()) {
            return Ok(());
        }
        chown(&self.0, Some(other.uid()), Some(other.gid()))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Fails where there is nothing to remove, as it should be.
        let _ = fs::remove_file(&self.0);
    }
}
