//! The real things: files, locks and programs of this machine, in a folder of their own.

use std::fs::{self, File};
use std::io;

use alicloud_runtime::credentials::{Files as _, MachineFiles, MachinePrograms, Programs as _};

use crate::world::limited;

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    fs::write(&path, "old").expect("a file");
    MachineFiles
        .replace(&path, &mut |text| Ok([text, b" and new"].concat()))
        .expect("it is replaced");
    assert_eq!(MachineFiles.read(&path).expect("a file"), b"old and new");
    // A failed edit leaves everything as it was.
    let failed = MachineFiles.replace(&path, &mut |_| Err(io::Error::other("no")));
    assert_eq!(failed.expect_err("no").to_string(), "no");
    assert_eq!(fs::read(&path).expect("a file"), b"old and new");
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "nothing else is left"
    );
    let missing = MachineFiles.replace(&folder.path().join("missing"), &mut |text| Ok(text.to_vec()));
    assert_eq!(missing.expect_err("it is missing").kind(), io::ErrorKind::NotFound);
}

#[test]
fn who_has_locked_a_file_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    fs::write(&path, "old").expect("a file");
    let other = File::open(&path).expect("a file");
    #[allow(clippy::incompatible_msrv)]
    other.lock().expect("a lock");
    let locked = MachineFiles.replace(&path, &mut |_| Ok(b"new".to_vec()));
    assert_eq!(locked.expect_err("it is locked").kind(), io::ErrorKind::WouldBlock);
    assert_eq!(fs::read(&path).expect("a file"), b"old");
    drop(other);
    MachineFiles
        .replace(&path, &mut |_| Ok(b"new".to_vec()))
        .expect("it is free");
    assert_eq!(fs::read(&path).expect("a file"), b"new");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    let link = folder.path().join("link.json");
    fs::write(&path, "old").expect("a file");
    symlink(&path, &link).expect("a link");
    for mode in [0o600, 0o640] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        MachineFiles
            .replace(&link, &mut |_| Ok(b"new".to_vec()))
            .expect("it is replaced");
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, mode);
    }
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(fs::read(&path).expect("a file"), b"new");
}

#[cfg(unix)]
#[test]
fn a_file_stays_its_owners() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    fs::write(&path, "old").expect("a file");
    // Only root can give a file away, and only root could take it.
    if chown(&path, Some(12_345), Some(12_345)).is_ok() {
        MachineFiles
            .replace(&path, &mut |_| Ok(b"new".to_vec()))
            .expect("it is replaced");
        let metadata = fs::metadata(&path).expect("a file");
        assert_eq!((metadata.uid(), metadata.gid()), (12_345, 12_345));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_runs_without_a_shell() {
    let words = ["a b".to_owned(), "$HOME".to_owned(), "*".to_owned()];
    let printed = limited(MachinePrograms.run("echo", &words)).await.expect("it runs");
    assert_eq!(printed, b"a b $HOME *\n");
    let failed = limited(MachinePrograms.run("sh", &["-c".to_owned(), "exit 3".to_owned()])).await;
    assert_eq!(failed.expect_err("it fails").to_string(), "it ended with status 3");
    let missing = limited(MachinePrograms.run("no-such-program-anywhere", &[])).await;
    assert_eq!(missing.expect_err("it is missing").kind(), io::ErrorKind::NotFound);
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_prints_too_much_is_ended() {
    let zeros = |count: &str| ["-c", count, "/dev/zero"].map(str::to_owned);
    let words = zeros("1048576");
    let printed = limited(MachinePrograms.run("head", &words)).await;
    assert_eq!(printed.expect("as much as it may").len(), 1 << 20);
    let words = zeros("100000000");
    let printed = limited(MachinePrograms.run("head", &words)).await;
    assert_eq!(printed.expect_err("too much").to_string(), "it printed more than 1 MiB");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_nobody_waits_for_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pid").display().to_string();
    // It says who it is, and never ends by itself.
    let script = format!("echo $$ > {path}.new; mv {path}.new {path}; while :; do sleep 1 >&-; done");
    let words = ["-c".to_owned(), script];
    let running = MachinePrograms.run("sh", &words);
    let there = async {
        while fs::metadata(&path).is_err() {
            tokio::task::yield_now().await;
        }
    };
    limited(async {
        tokio::select! {
            outcome = running => panic!("it ended: {outcome:?}"),
            () = there => {}
        }
        let pid = fs::read_to_string(&path).expect("a file");
        while is_alive(pid.trim()) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// A process that was ended and not yet waited for has no command line.
#[cfg(unix)]
fn is_alive(pid: &str) -> bool {
    let kill = std::process::Command::new("kill")
        .args(["-0", pid])
        .stderr(std::process::Stdio::null())
        .status();
    kill.expect("kill").success()
}
