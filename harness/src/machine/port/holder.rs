//! Who listens on a port of this machine, as far as the system tells: Linux does, of processes of the same person.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The state of a listening socket in the system's tables.
const LISTENS: &str = "0A";

/// A process that listens, in words.
pub(super) fn find(port: u16) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().filter_map(|table| fs::read_to_string(table).ok());
    let sockets: Vec<_> =
        tables.flat_map(|table| listeners(&table, port)).map(|inode| format!("socket:[{inode}]")).collect();
    // Beside them are names for whoever asks.
    let is_process = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.as_encoded_bytes().first().is_some_and(u8::is_ascii_digit))
    };
    let mut processes = fs::read_dir("/proc").ok()?.filter_map(|entry| Some(entry.ok()?.path())).filter(is_process);
    let process = processes.find(|process| has_any(process, &sockets))?;
    let command = fs::read(process.join("cmdline")).ok()?;
    let command = String::from_utf8_lossy(&command).replace('\0', " ");
    let id = process.file_name()?.to_string_lossy().into_owned();
    Some(format!("process {id} ({})", command.trim_end()))
}

/// The numbers of the sockets that listen on a port, in a table of the system.
pub(super) fn listeners(table: &str, port: u16) -> Vec<String> {
    let number = |line: &str| {
        let words: Vec<_> = line.split_whitespace().collect();
        let (local, state, inode) = (words.get(1)?, words.get(3)?, words.get(9)?);
        let (_, found) = local.rsplit_once(':')?;
        (*state == LISTENS && u16::from_str_radix(found, 16) == Ok(port)).then(|| (*inode).to_owned())
    };
    table.lines().skip(1).filter_map(number).collect()
}

fn has_any(process: &Path, sockets: &[String]) -> bool {
    let open = fs::read_dir(process.join("fd")).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut targets = open.filter_map(|file| fs::read_link(file).ok());
    targets.any(|target: PathBuf| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
}
