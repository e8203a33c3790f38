use clap::CommandFactory as _;

use super::*;
use crate::command::Arguments;

#[test]
fn completions_are_for_the_program_and_know_its_commands() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell] {
        let script = String::from_utf8(completions_of(Arguments::command(), shell)).unwrap();
        assert!(script.contains("isolab"), "{shell}");
        assert!(script.contains("doctor"), "{shell}");
        assert!(script.contains("--only") || script.contains("-l only"), "{shell}");
    }
    let bash = String::from_utf8(completions_of(Arguments::command(), Shell::Bash)).unwrap();
    assert!(bash.contains("complete -F _isolab"), "{bash}");
}

#[test]
fn the_man_page_is_called_after_the_program() {
    let page = String::from_utf8(page(Arguments::command()).unwrap()).unwrap();
    assert!(page.contains(".TH isolab 1"), "{page}");
    assert!(page.contains("Exit codes"), "{page}");
}

#[test]
fn every_command_gets_a_man_page_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man");
    man(Arguments::command(), Some(&pages)).unwrap();
    for name in Arguments::command().get_subcommands().map(|command| command.get_name().to_owned()) {
        let page = fs::read_to_string(pages.join(format!("isolab-{name}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{page}");
    }
    assert!(pages.join("isolab.1").is_file());
    let file = pages.join("isolab.1");
    assert!(man(Arguments::command(), Some(&file)).unwrap_err().to_string().contains("isolab.1"));
}
