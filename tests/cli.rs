//! What the command line says and does where no model is needed.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use std::path::Path;

fn demarche() -> Command {
    let mut command = Command::cargo_bin("demarche").unwrap();
    command.env_remove("DEMARCHE_MODEL");
    command
}

fn article(dir: &Path) -> String {
    let path = dir.join("a.txt");
    std::fs::write(&path, "The ministers met. They talked about trade.").unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn help_names_every_command_flag_and_exit_code() {
    demarche()
        .arg("--help")
        .assert()
        .success()
        .stdout(contains("classify").and(contains("evaluate")).and(contains("positions")).and(contains("compare")));
    let help = demarche().args(["classify", "--help"]).assert().success();
    let mut all = contains("Exit codes:").boxed();
    for flag in [
        "--out",
        "--force",
        "--input-format",
        "--columns",
        "--codebook",
        "--speakers",
        "--model",
        "--backend",
        "--device",
        "--nli-model",
        "--threads",
        "--quiet",
        "--top",
    ] {
        all = all.and(contains(flag)).boxed();
    }
    help.stdout(all);
    demarche().args(["evaluate", "--help"]).assert().success().stdout(contains("--json").and(contains("Exit codes:")));
}

#[test]
fn mistakes_on_the_command_line_get_one_message_and_exit_code_2() {
    for (args, message) in [
        (&["classify"][..], "required arguments were not provided"),
        (&["classify", "a.txt"], "--out"),
        (&["classify", "a.txt", "--out", "d", "--threads", "0"], "expected a number from 1 to 1024"),
        (&["classify", "a.txt", "--out", "d", "--input-format", "pdf"], "txt, jsonl, csv"),
        (&["classify", "a.txt", "--out", "d", "--columns", "body"], "is not of the form FIELD=COLUMN"),
        (&["classify", "a.txt", "--out", "d", "--columns", "author=x"], "`author` is not a field of an article"),
        (&["classify", "a.txt", "--out", "d", "--backend", "onnx"], "the backends are ndarray and rust-bert"),
        (&["classify", "a.txt", "--out", "d", "--device", "gpu"], "the devices are cpu, cuda:0"),
        (&["clasify"], "unrecognized subcommand"),
        (&["evaluate"], "GOLD.jsonl"),
    ] {
        demarche().args(args).assert().code(2).stdout("").stderr(contains(message));
    }
}

#[test]
fn a_missing_input_leaves_no_folder_behind() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let assert = demarche().args(["classify", "no/such/article.txt", "--out"]).arg(&out).assert();
    assert.code(2).stderr(contains("no/such/article.txt"));
    assert!(!out.exists());
}

#[test]
fn what_the_backend_cannot_do_is_said_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (article(dir.path()), dir.path().join("out"));
    let wrong: [(&[&str], &str); 2] = [
        (&["--device", "cuda:0"], "runs on the processor alone"),
        (&["--nli-model", "some/model"], "needs --backend rust-bert"),
    ];
    let missing: (&[&str], &str) = (&["--backend", "rust-bert"], "--features rust-bert");
    for (flags, message) in wrong.into_iter().chain((!cfg!(feature = "rust-bert")).then_some(missing)) {
        let assert = demarche().args(["classify", &input, "--out"]).arg(&out).args(flags).assert();
        assert.code(2).stdout("").stderr(contains(message));
        assert!(!out.exists());
    }
}

#[test]
fn a_missing_model_is_named_and_an_older_run_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let input = article(dir.path());
    let out = dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("manifest.json"), "{}").unwrap();
    let run = |force: &[&str]| {
        let mut command = demarche();
        command.args(["classify", &input, "--model", "no/such/model", "--out"]).arg(&out).args(force);
        command.assert().code(2)
    };
    run(&[]).stderr(contains("already holds a run (manifest.json)").and(contains("--force")));
    run(&["--force"]).stderr(contains("no/such/model"));
    assert!(out.join("manifest.json").exists(), "a job that could not start must not cost the older run");
}

#[test]
fn an_output_folder_that_cannot_be_one_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let input = article(dir.path());
    demarche().args(["classify", &input, "--out", &input]).assert().code(2).stderr(contains("is a file, not a folder"));
    let beneath = format!("{input}/out");
    demarche().args(["classify", &input, "--out", &beneath]).assert().code(2).stderr(contains("cannot be written"));
    let folder = dir.path().to_str().unwrap();
    let inside = format!("{folder}/out/here");
    let assert = demarche().args(["classify", folder, "--out", &inside]).assert();
    assert.code(2).stderr(contains("inside the input folder"));
    assert!(!dir.path().join("out").exists());
}

#[cfg(unix)]
#[test]
fn a_read_only_output_folder_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let input = article(dir.path());
    let locked = dir.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o555)).unwrap();
    if std::fs::write(locked.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    demarche().args(["classify", &input, "--out"]).arg(&locked).assert().code(2).stderr(contains("cannot be written"));
}
