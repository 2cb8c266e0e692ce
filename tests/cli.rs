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
        "--source",
        "--skip-other-languages",
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
        (&["classify", "a.txt", "--out", "d", "--backend", "onnx"], "expected one of ndarray, rust-bert"),
        (&["classify", "a.txt", "--out", "d", "--device", "gpu"], "expected one of cpu, cuda:0"),
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

#[test]
fn what_would_be_written_over_an_input_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    article(dir.path());
    for folder in ["p", "run"] {
        std::fs::create_dir(path(folder)).unwrap();
    }
    let files = ["p/problems.jsonl", "p/notes.jsonl", "run/statements.jsonl", "codebook.toml"];
    files.iter().for_each(|file| std::fs::write(path(file), "{\"text\":\"One.\"}\n").unwrap());
    let (problems, statements, glob) = (path(files[0]), path(files[2]), path("p/*.jsonl"));
    let (a, p, run, new, page) = (path("a.txt"), path("p"), path("run"), path("new"), path("new/manifest.json"));
    let codebook = path(files[3]);
    let below = path("new/run");
    let cases: [(&[&str], &str); 9] = [
        (&[&a, "--out", &new, "--report", &new], "is a folder, or will be one"),
        (&[&a, "--out", &below, "--report", &new], "is a folder, or will be one"),
        (&[&a, "--out", &new, "--report", &p], "is a folder, or will be one"),
        (&[&problems, "--out", &p, "--force"], "lies in the output folder"),
        (&[&glob, "--out", &p], "lies in the output folder"),
        (&[&statements, "--out", &run, "--force"], "lies in the output folder"),
        (&[&a, "--out", &new, "--report", &a], "a.txt is an input and would be overwritten"),
        (&[&a, "--out", &new, "--codebook", &codebook, "--report", &codebook], "codebook.toml is an input"),
        (&[&a, "--out", &new, "--report", &page], "is one of the run's own files"),
    ];
    for (args, message) in cases {
        demarche().arg("classify").args(args).assert().code(2).stdout("").stderr(contains(message));
    }
    assert!(!Path::new(&new).exists());
    for file in files {
        assert_eq!(std::fs::read_to_string(path(file)).unwrap(), "{\"text\":\"One.\"}\n", "{file}");
    }
    #[cfg(unix)]
    {
        // A result that is a link to an input, and an input that comes by redirection.
        std::fs::create_dir(&new).unwrap();
        std::os::unix::fs::symlink(&a, path("new/problems.jsonl")).unwrap();
        demarche().args(["classify", &a, "--out", &new]).assert().code(2).stderr(contains("would be overwritten by"));
        let mut redirected = std::process::Command::new(assert_cmd::cargo::cargo_bin("demarche"));
        redirected.args(["classify", "-", "--out", &p]).stdin(std::fs::File::open(&problems).unwrap());
        let run = redirected.output().unwrap();
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.code() == Some(2) && stderr.contains("lies in the output folder"), "{stderr}");
    }
}

#[test]
fn evaluate_writes_over_none_of_its_inputs() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    let names = ["gold.jsonl", "whole.jsonl", "train.jsonl", "codebook.toml", "speakers.toml", "camps.toml"];
    names.iter().for_each(|name| std::fs::write(path(name), "kept\n").unwrap());
    let [gold, whole, train, codebook, speakers, camps] = names.map(path);
    for output in ["--errors", "--reliability"] {
        for input in [&gold, &whole, &train, &codebook, &speakers, &camps] {
            let mut command = demarche();
            command.args(["evaluate", &gold, "--articles", &whole, "--baselines", "--baseline-train", &train]);
            command.args(["--codebook", &codebook, "--speakers", &speakers, "--by", "source", "--camps", &camps]);
            command.args([output, input]).assert().code(2).stderr(contains("is an input and would be overwritten"));
            assert_eq!(std::fs::read_to_string(input).unwrap(), "kept\n");
        }
    }
}

#[test]
fn results_of_other_commands_are_kept() {
    for file in ["positions.csv", "positions.json", "comparison.json"] {
        let dir = tempfile::tempdir().unwrap();
        let (input, out) = (article(dir.path()), dir.path().join("out"));
        std::fs::create_dir(&out).unwrap();
        std::fs::write(out.join(file), "results").unwrap();
        let assert = demarche().args(["classify", &input, "--model", "no/such/model", "--out"]).arg(&out).assert();
        assert.code(2).stderr(contains(format!("already holds results ({file})")).and(contains("--force")));
        assert_eq!(std::fs::read_to_string(out.join(file)).unwrap(), "results");
    }
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

/// A run of the fixtures, copied to `dir` without its manifest.
fn unfinished(dir: &Path) {
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/statements.jsonl");
    std::fs::copy(from, dir.join("statements.jsonl")).unwrap();
}

#[test]
fn a_run_that_a_job_is_writing_is_not_called_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    unfinished(dir.path());
    let positions = || demarche().arg("positions").arg(dir.path()).assert().code(1);
    positions().stderr(contains("was cut off"));
    let lock = std::fs::File::create(dir.path().join(".demarche.lock")).unwrap();
    lock.lock().unwrap();
    positions().stderr(contains("a job is writing it now").and(contains("was cut off").not()));
}

#[test]
fn of_many_unreadable_lines_the_first_are_named_with_their_places() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("statements.jsonl"), "{\"old\":1}\n".repeat(500)).unwrap();
    let page = dir.path().join("r.html");
    for args in [&["positions"][..], &["compare"], &["speakers"], &["report", "--out", page.to_str().unwrap()]] {
        let output = demarche().args(args).arg(dir.path()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains("line 9: ") && !stderr.contains("line 10: "), "{stderr}");
        assert!(stderr.contains("more problems") && stderr.lines().count() < 20, "{stderr}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_costs_no_tables() {
    let run = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one");
    let dir = tempfile::tempdir().unwrap();
    for (command, made) in
        [("positions", Some("positions.csv")), ("compare", Some("comparison.json")), ("speakers", None)]
    {
        let out = dir.path().join(command);
        let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
        let start = |args: &[&str]| {
            let mut started = std::process::Command::new(assert_cmd::cargo::cargo_bin("demarche"));
            started.args(args).stdout(full()).output().unwrap()
        };
        let written = start(&[command, run, "--out", out.to_str().unwrap()]);
        let stderr = String::from_utf8_lossy(&written.stderr).into_owned();
        assert!(written.status.code() == Some(1) && stderr.contains("complete in their files"), "{command}: {stderr}");
        assert!(made.map_or_else(|| out.clone(), |file| out.join(file)).is_file(), "{command}");
        let lost = start(&[command, run]);
        let stderr = String::from_utf8_lossy(&lost.stderr).into_owned();
        assert!(lost.status.code() == Some(2) && stderr.contains("standard output cannot be written"), "{stderr}");
    }
}

/// What is in `dir` of files that are not whole.
#[cfg(unix)]
fn half_written(dir: &std::path::Path) -> usize {
    let names = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(".demarche-")).count()
}

#[cfg(unix)]
#[test]
fn a_command_that_is_ended_leaves_nothing_half_written() {
    let run = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one");
    let dir = tempfile::tempdir().unwrap();
    // A pipe that nobody writes into: the command has begun its file, and waits.
    let pipe = dir.path().join("speakers.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for signal in ["-INT", "-TERM", "-HUP"] {
        let out = dir.path().join("corrections.toml");
        let mut started = std::process::Command::new(assert_cmd::cargo::cargo_bin("demarche"))
            .args(["speakers", run, "--directory"])
            .arg(&pipe)
            .arg("--out")
            .arg(&out)
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        while half_written(dir.path()) == 0 {
            assert!(started.try_wait().unwrap().is_none(), "{signal}: it ended before it had begun its file");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let ended = std::process::Command::new("kill").args([signal, &started.id().to_string()]).status().unwrap();
        let output = started.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            ended.success() && output.status.code() == Some(130) && stderr.contains("Stopped"),
            "{signal}: {stderr}"
        );
        assert!(half_written(dir.path()) == 0 && !out.exists(), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_an_error_like_a_full_disk() {
    let run = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one");
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("page.html");
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(assert_cmd::cargo::cargo_bin("demarche"))
        .args(["report", run, "--out"])
        .arg(&page)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && stderr.contains("cannot be written: File too large"), "{stderr}");
    assert!(half_written(dir.path()) == 0 && !page.exists());
}
