//! What README, docs and help print works as printed: every `curl` line is sent, every `cargo lab` line is understood.

use std::{fs, path::PathBuf};

use clap::{CommandFactory as _, Parser as _};
use harness::{command::Arguments, machine::workerd::Openness};

use crate::lab::{Lab, Request, project, whole_configuration};

/// Where the pages say that everything is served.
const PRINTED: &str = "http://127.0.0.1:8787";

/// README and the pages beside it.
fn pages() -> Vec<PathBuf> {
    let root = project().root().to_owned();
    let docs = fs::read_dir(root.join("harness/docs")).unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut pages: Vec<PathBuf> = docs.chain([root.join("README.md")]).collect();
    pages.sort();
    pages
}

/// The words of every line of a page that is meant for a shell, as a shell would take them apart.
fn lines(page: &PathBuf) -> Vec<Vec<String>> {
    let text = fs::read_to_string(page).unwrap();
    let blocks = text.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let words = |line: &str| shlex::split(line).unwrap_or_else(|| panic!("{}: {line}", page.display()));
    blocks.flat_map(str::lines).map(words).filter(|words| !words.is_empty()).collect()
}

/// What `curl` would send: method, path and body.
fn parsed(words: &[String]) -> (String, String, Option<String>) {
    let (mut method, mut address, mut body) = (None, None, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" => method = words.next().cloned(),
            "-d" => body = words.next().cloned(),
            _ => {
                let path = word.strip_prefix(PRINTED).unwrap_or_else(|| panic!("this test does not know {word}"));
                assert_eq!(address.replace(path.to_owned()), None, "two addresses: {word}");
            }
        }
    }
    let usual = if body.is_some() { "POST" } else { "GET" };
    (method.unwrap_or_else(|| usual.to_owned()), address.unwrap(), body)
}

#[test]
fn every_printed_curl_line_is_answered() {
    let lab = Lab::start(&whole_configuration(&Openness::Open));
    let mut count = 0;
    for page in pages() {
        for words in lines(&page).iter().filter(|words| words[0] == "curl") {
            let (method, path, body) = parsed(&words[1..]);
            let request = Request::new(&method, &path);
            let request = match &body {
                Some(body) => request.body(body.as_bytes()),
                None => request,
            };
            lab.send(&request).ok();
            count += 1;
        }
    }
    assert!(count > 20, "only {count} lines were found");
}

/// Whether the words of a shell name a command of `cargo lab`; variables may stand before it.
fn is_understood(words: &[String]) -> Result<bool, clap::Error> {
    let own = words.iter().map(String::as_str).skip_while(|word| word.contains('='));
    // Behind these the shell is meant, or another program.
    let words: Vec<&str> = own.take_while(|word| !["|", ">"].contains(word)).collect();
    let ["cargo", "lab", rest @ ..] = words.as_slice() else { return Ok(false) };
    match Arguments::try_parse_from([&"isolab"].into_iter().chain(rest)) {
        // A call for help is answered in the way of an error.
        Err(error) if error.exit_code() != 0 => Err(error),
        Ok(_) | Err(_) => Ok(true),
    }
}

#[test]
fn every_printed_command_is_understood() {
    let (command, pages) = (Arguments::command(), pages());
    let helps = command.get_subcommands().filter_map(|command| command.get_after_help()).map(ToString::to_string);
    let helps: Vec<String> = helps.collect();
    let examples = helps.iter().flat_map(|help| help.lines()).filter(|line| line.contains("cargo lab "));
    let examples = examples.filter_map(|line| shlex::split(line.trim()));
    let printed = pages.iter().flat_map(lines).chain(examples);
    let understood = printed.filter(|words| is_understood(words).unwrap_or_else(|error| panic!("{words:?}: {error}")));
    let count = understood.count();
    assert!(count > 40, "only {count} commands were found");
}
