//! Running other programs: what is run is shown, what fails says which command it was.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Any failure, as a text for the person at the terminal.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// The folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A command in the workspace's root, without the variables that the outer cargo set for xtask.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let is_outer = name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if is_outer
            || matches!(
                name.as_str(),
                "CARGO"
                    | "RUSTC"
                    | "RUSTDOC"
                    | "RUSTFLAGS"
                    | "CARGO_ENCODED_RUSTFLAGS"
                    | "LD_LIBRARY_PATH"
            )
        {
            command.env_remove(&name);
        }
    }
    command
}

/// The command line, for a message.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ");
    let root = root();
    line.replace(&format!("{}/", root.display()), "").replace(&root.display().to_string(), ".")
}

/// Says what begins, in one line.
pub(crate) fn say(what: &str) {
    println!("\x1b[1m▸ {what}\x1b[0m");
}

/// Runs a command with its output on the terminal; failing is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    let began = Instant::now();
    let status = command.status().map_err(|error| format!("could not start `{line}`: {error}"))?;
    if status.success() {
        let seconds = began.elapsed().as_secs();
        if seconds >= 2 {
            println!("  {seconds} s  {line}");
        }
        Ok(())
    } else {
        Err(format!("`{line}` ended with {status}").into())
    }
}

/// Runs a command and gives what it printed; failing is an error that names it.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = shown(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("could not start `{line}`: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{line}` ended with {}", output.status).into())
    }
}

/// Runs a command in silence and gives what it printed; `None` where it is missing or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command, shows its standard output and gives each line of it to `see`. True if it succeeded.
pub(crate) fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    let line = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("could not start `{line}`: {error}"))?;
    if let Some(stdout) = child.stdout.take() {
        for text in BufReader::new(stdout).split(b'\n') {
            let text = text?;
            let text = String::from_utf8_lossy(&text);
            println!("{text}");
            see(&text);
        }
    }
    Ok(child.wait()?.success())
}
