//! `evaluate` with its listings and baselines, and `train`, from the command line with the shipped model.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn demarche() -> Command {
    let mut command = Command::cargo_bin("demarche").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("DEMARCHE_MODEL");
    command
}

const CODEBOOK: &str = r#"
name = "fishing"
[[theme]]
id = "fishing"
label = "Fishing quotas"
definition = "How much fish may be caught, by whom and where."
[[theme.target]]
id = "higher_quotas"
proposition = "Fishing quotas should be raised."
"#;

/// Labelled statements of a made-up matter: a dozen articles, one sentence of each kind in each.
fn labelled() -> String {
    let places = ["Norbay", "Estmouth", "Kellin", "Aruvik", "Dunholm", "Perrin", "Salt Reach", "Oskar Point"];
    let mut rows = vec![];
    for (n, place) in places.iter().enumerate() {
        let kinds = [
            (format!("Mira Oduya welcomed the higher fishing quota for {place} and asked for more."), Some("favor")),
            (format!("Tomas Weil rejected a larger cod quota off {place} as reckless."), Some("against")),
            (format!("The fishing quota of {place} stands at {} tonnes.", 400 + n), Some("neutral")),
            (format!("A new library opened in {place} on Monday."), None),
            (format!("The mayor of {place} talked about the school roof."), None),
        ];
        for (i, (text, stance)) in kinds.into_iter().enumerate() {
            let speakers: &[&str] = if i < 2 { &[["Mira Oduya", "Tomas Weil"][i]] } else { &[] };
            let themes: &[&str] = if stance.is_some() { &["fishing"] } else { &[] };
            let stance = stance.map_or(serde_json::json!({}), |label| serde_json::json!({"higher_quotas": label}));
            let row = serde_json::json!({
                "article": format!("a{n}"), "i": i, "text": text, "speakers": speakers, "themes": themes, "stance": stance,
            });
            rows.push(row.to_string());
        }
    }
    rows.join("\n") + "\n"
}

/// What `classify` and `export` make of an office is what `evaluate` takes it for.
#[test]
fn an_office_is_who_held_it_on_the_day_of_the_article() {
    let dir = tempfile::tempdir().unwrap();
    let gold = dir.path().join("gold.jsonl");
    let row = |date: &str| {
        let text = "Ukraine's leader said on Tuesday that Kyiv would talk with nobody before its land was free.";
        serde_json::json!({"article": date, "i": 0, "text": text, "speakers": ["Volodymyr Zelensky"], "themes": ["ukraine"],
            "stance": {"settlement": "against", "support": "neutral"}, "date": date})
    };
    std::fs::write(&gold, format!("{}\n{}\n", row("2023-08-08"), row("2012-08-08"))).unwrap();
    let errors = dir.path().join("errors.jsonl");
    let args = ["evaluate", gold.to_str().unwrap(), "--errors", errors.to_str().unwrap(), "--json"];
    let assert = demarche().args(args).assert().code(0);
    let value: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(value["speakers"]["exact"], 0.5, "another held it in 2012");
    let errors = std::fs::read_to_string(&errors).unwrap();
    assert!(errors.lines().count() == 1 && errors.contains("\"article\":\"2012-08-08\""), "{errors}");
}

/// What costs a figure is told with it: sentences that were cut, marks that do not close, days that are not known.
#[test]
fn what_was_lost_on_the_way_is_said_with_the_figures() {
    let dir = tempfile::tempdir().unwrap();
    let gold = dir.path().join("gold.jsonl");
    let row = |article: &str, text: &str, date: Option<&str>| {
        serde_json::json!({"article": article, "i": 0, "text": text, "speakers": [], "themes": [], "stance": {}, "date": date})
            .to_string()
    };
    let long = format!("The list has {} and nothing more.", "one more name, ".repeat(60));
    let rows = [
        row("a", &long, Some("2023-08-08")),
        row("b", "\u{201c}It rained, and nobody came.", Some("May 2024")),
        row("c", "It rained.", None),
        row("d", "It rained again.", Some("August 8, 2023")),
    ];
    std::fs::write(&gold, rows.join("\n")).unwrap();
    let told = contains("4 sentences of 4 articles\nThe model did not see 1 sentence whole")
        .and(contains("2 articles without a date (1 with one that cannot be read)"));
    let assert = demarche().arg("evaluate").arg(&gold).arg("--quiet").assert().code(0).stdout(told);
    assert.stderr(contains("by kind: truncated 1, unbalanced_quote 1"));
    let output = demarche().arg("evaluate").arg(&gold).args(["--quiet", "--json"]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let counts = ["truncated", "undated", "dates_unread"].map(|name| report["counts"][name].as_u64());
    assert_eq!(counts, [Some(1), Some(2), Some(1)]);
}

/// What is to be said of a codebook is said by every command that codes with it, whatever comes after.
#[test]
fn doubts_of_a_codebook_come_before_the_figures() {
    let files = files();
    let entry = CODEBOOK.replace("by whom", &"by whom, and by whom else, ".repeat(30));
    std::fs::write(&files.codebook, entry).unwrap();
    std::fs::write(&files.data, "").unwrap();
    let told = || contains("warning: ").and(contains("of which the model reads the first"));
    let mut evaluate = demarche();
    evaluate.arg("evaluate").arg(&files.data).arg("--codebook").arg(&files.codebook);
    evaluate.assert().code(2).stderr(told().and(contains("without a trained head: fishing")));
    let to_train = told().and(contains("without a trained head").not());
    train(&files, &files.dir.path().join("model")).assert().code(2).stderr(to_train);
}

struct Files {
    dir: tempfile::TempDir,
    data: PathBuf,
    codebook: PathBuf,
}

fn files() -> Files {
    let dir = tempfile::tempdir().unwrap();
    let (data, codebook) = (dir.path().join("labelled.jsonl"), dir.path().join("codebook.toml"));
    std::fs::write(&data, labelled()).unwrap();
    std::fs::write(&codebook, CODEBOOK).unwrap();
    Files { dir, data, codebook }
}

fn train(files: &Files, out: &Path) -> Command {
    let mut command = demarche();
    command.arg("train").arg("--data").arg(&files.data).arg("--codebook").arg(&files.codebook);
    command.arg("--out").arg(out).arg("--quiet");
    command
}

#[test]
fn training_on_labels_that_nobody_looked_at_is_said() {
    let files = files();
    let row = labelled().lines().next().unwrap().replacen('{', "{\"coder\":\"nobody (as exported)\",", 1);
    std::fs::write(&files.data, row).unwrap();
    let told = contains("1 of the 1 sentences").and(contains("as the machine left them"));
    train(&files, &files.dir.path().join("model")).assert().code(2).stderr(told);
}

#[test]
fn training_gives_the_same_bytes_twice_and_a_model_that_codes_and_can_be_measured() {
    let files = files();
    let (first, second) = (files.dir.path().join("first"), files.dir.path().join("second"));
    train(&files, &first)
        .assert()
        .success()
        .stdout(contains("Cross-validated by article").and(contains("before training")));
    // The number of threads must not change a bit.
    train(&files, &second).args(["--threads", "1"]).assert().success();
    for name in ["config.json", "tokenizer.json", "model.safetensors", "codebook.toml", "SHA256SUMS"] {
        let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
        assert!(read(&first) == read(&second), "{name} differs");
    }
    train(&files, &first).assert().code(2).stderr(contains("already holds a model"));

    // The new head reads the vectors that it was trained on.
    let config: Value = serde_json::from_slice(&std::fs::read(first.join("config.json")).unwrap()).unwrap();
    let heads = config["demarche"]["themes"].as_array().unwrap();
    let reads = |id: &str| heads.iter().find(|head| head["id"] == id).and_then(|head| head["reads"].as_str());
    assert_eq!((reads("fishing"), reads("ukraine")), (Some("entries"), None), "{heads:?}");

    // The codebook comes from the model's folder.
    let article = files.dir.path().join("new.txt");
    std::fs::write(&article, "The fishing quota of Harwell was raised. A new bridge was opened in the town.").unwrap();
    let out = files.dir.path().join("out");
    demarche().arg("classify").arg(&article).arg("--model").arg(&first).arg("--out").arg(&out).assert().success();
    let statements = std::fs::read_to_string(out.join("statements.jsonl")).unwrap();
    let probability = |line: usize| {
        let statement: Value = serde_json::from_str(statements.lines().nth(line).unwrap()).unwrap();
        statement["theme_probabilities"]["fishing"].as_f64().unwrap()
    };
    assert!(probability(0) > probability(1), "{statements}");

    // Nor does gold that it learned from correct its positions.
    let mut positions = demarche();
    positions.arg("positions").arg(&out).arg("--gold").arg(&files.data).arg("--codebook").arg(&files.codebook);
    positions.assert().stderr(contains("was trained on 40 of the 40 sentences of"));

    // On what it learned from, it must be right nearly everywhere; before, it could not know.
    let evaluate = |gold: &Path| {
        let output = demarche().arg("evaluate").arg(gold).arg("--model").arg(&first).args(["--json", "-q"]).output();
        let output = output.unwrap();
        (output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    let (stdout, stderr) = evaluate(&files.data);
    assert!(stderr.contains("warning: ") && stderr.contains("was trained on"), "{stderr}");
    let report: Value = serde_json::from_slice(&stdout).unwrap();
    assert!(report["themes"]["macro_f1"].as_f64().unwrap() > 0.9, "{report}");
    assert!(report["stance"]["mean_macro_f1"].as_f64().unwrap() > 0.8, "{report}");
    // Every second statement, not one after the other, and in another order: the same sentences all the same.
    let some: Vec<String> = labelled().lines().step_by(2).map(str::to_owned).collect();
    let gold = files.dir.path().join("some.jsonl");
    let other = r#"{"article":"z","i":0,"text":"Nobody has read this.","speakers":[],"themes":[],"stance":{}}"#;
    let lines: Vec<&str> = some.iter().rev().map(String::as_str).chain([other]).collect();
    std::fs::write(&gold, lines.join("\n")).unwrap();
    let (stdout, stderr) = evaluate(&gold);
    let told = format!("was trained on {} of the {} sentences of", some.len(), some.len() + 1);
    assert!(stderr.contains(&told), "{stderr}");
    let report: Value = serde_json::from_slice(&stdout).unwrap();
    assert_eq!(report["counts"]["trained_on"], some.len());
    assert!(stderr.contains("note: in 8 of 9 articles the labelled sentences do not follow each other"), "{stderr}");
}

/// A head on vectors that are all the same knows nothing; the base model, for once, everything.
#[test]
fn a_head_that_is_worse_than_the_base_model_is_not_taken() {
    use demarche::evaluate::{GoldArticle, read_gold};
    use demarche::pipeline::Pipeline;
    use demarche::train::{Examples, count, train};
    let files = files();
    let pipeline = Pipeline::builder().codebook(&files.codebook).build().unwrap();
    let gold = read_gold(labelled().as_bytes(), "labelled.jsonl", &pipeline.themes()).unwrap();
    let inputs: Vec<_> = gold.iter().map(GoldArticle::input).collect();
    let themes = pipeline.theme_vectors(&inputs).unwrap();
    let stances = pipeline.stance_vectors(&inputs, &themes).unwrap();
    let read = pipeline.stop().read();
    let mut before = pipeline.code_vectors(&inputs, &themes, &stances).unwrap();
    assert_eq!(pipeline.stop().read(), read, "vectors are there, so nothing is read again");
    for (sentence, predicted) in gold.iter().flat_map(|article| &article.sentences).zip(before.iter_mut().flatten()) {
        predicted.coded.themes[0].present = !sentence.themes.is_empty();
        predicted.gold_stances.iter_mut().for_each(|stance| stance.label = sentence.stance[&stance.target]);
    }
    let same = vec![themes[0].clone(); themes.len()];
    let (counted, classifier) = (count(&gold, pipeline.codebook()), pipeline.classifier().unwrap());
    let examples = Examples { gold: &gold, themes: &same, stances: &stances };
    let trained = train(examples, &counted, classifier, before.clone(), false);
    let kept = trained.kept.iter().find(|kept| kept.what == "theme \"fishing\"").unwrap();
    assert!(kept.base == 1.0 && kept.new < 0.8, "{kept:?}");
    assert!(trained.themes.is_empty());
    for (now, before) in trained.held_out.iter().flatten().zip(before.iter().flatten()) {
        assert_eq!(now.coded.themes, before.coded.themes, "what is measured is what the model that is written does");
    }
    let all = train(examples, &counted, classifier, before.clone(), true);
    assert_eq!((all.themes.len(), all.targets.len(), all.kept.len()), (1, 1, 0));
    for predicted in trained.held_out.iter().chain(&all.held_out).flatten() {
        let stances = if predicted.coded.themes[0].present { &predicted.gold_stances[..] } else { &[] };
        assert_eq!(predicted.coded.stances, stances, "stances are those of the heads that were taken");
    }
    // The stance head is no exception.
    assert_eq!(trained.kept.len() + trained.targets.len(), 2, "{:?}", trained.kept);
    assert_eq!(trained.unfinished, []);
}

#[test]
fn bad_training_data_is_one_clear_message() {
    let files = files();
    let out = files.dir.path().join("model");
    let fails = |data: &str, message: &str| {
        std::fs::write(&files.data, data).unwrap();
        train(&files, &out).assert().code(2).stdout("").stderr(contains(message));
        assert!(!out.exists(), "a job that failed left a model behind");
    };
    let good = labelled();
    fails(&good.replacen("[\"fishing\"]", "[\"farming\"]", 1), "line 1: the codebook has no theme \"farming\"");
    let no_stance = good.replacen("{\"higher_quotas\":\"against\"}", "{}", 1);
    fails(&no_stance, "line 2: the stance towards \"higher_quotas\" is missing");
    let few: Vec<&str> = good.lines().take(5).collect();
    fails(&few.join("\n"), "nothing to train");
    fails(&few.join("\n"), "theme \"fishing\": 3 statements");
    fails("", "holds no labelled statement");
}

#[test]
fn evaluation_writes_errors_a_diagram_and_baselines_beside_every_figure() {
    let dir = tempfile::tempdir().unwrap();
    let rows = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/gold/samples.jsonl")).unwrap();
    // A wrong gold row in any case: nobody of this name speaks.
    let wrong = r#"{"article":"zz","i":0,"text":"It rained in the hills.","speakers":["Nobody Atall"],"themes":[],"stance":{},"source":"Echo"}"#;
    let (gold, rest) = (dir.path().join("gold.jsonl"), dir.path().join("train.jsonl"));
    let lines: Vec<&str> = rows.lines().collect();
    std::fs::write(&gold, lines[..40].join("\n") + "\n" + wrong + "\n").unwrap();
    std::fs::write(&rest, lines[20..].join("\n")).unwrap();
    let (errors, diagram) = (dir.path().join("errors.jsonl"), dir.path().join("diagram.svg"));
    let mut command = demarche();
    command.arg("evaluate").arg(&gold).arg("--errors").arg(&errors).arg("--reliability").arg(&diagram);
    let run =
        command.arg("--baselines").arg("--baseline-train").arg(&rest).args(["--json", "--quiet"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{stderr}");
    assert!(stderr.contains("training rows are also in the gold"), "{stderr}");

    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let names: Vec<&str> =
        report["baselines"].as_array().unwrap().iter().map(|b| b["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["majority", "keywords", "TF-IDF + regression", "own encoder + regression"]);
    for of in [&report, &report["baselines"][3]["evaluation"]] {
        let point = of["themes"]["macro_f1"].as_f64().unwrap();
        let ends = &of["intervals"]["themes"]["macro_f1"];
        assert!(ends[0].as_f64().unwrap() <= point && point <= ends[1].as_f64().unwrap());
    }

    let listed: Vec<Value> =
        std::fs::read_to_string(&errors).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = listed.last().unwrap();
    assert_eq!(
        (&last["line"], &last["source"], &last["wrong"]),
        (&41.into(), &"Echo".into(), &serde_json::json!(["speakers"]))
    );
    assert_eq!(last["gold"]["speakers"][0], "Nobody Atall");
    assert!(listed.len() < 41, "right sentences do not belong there");

    let mut command = demarche();
    command.arg("evaluate").arg(&gold).args(["--json", "--quiet", "--baselines", "--baseline-train"]).arg(&gold);
    command.assert().success().stderr(contains("no row of --baseline-train is left"));

    let svg = std::fs::read_to_string(&diagram).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("<circle") && svg.contains("ECE"), "{svg}");
}

#[test]
fn errors_are_shown_by_field_and_by_camp() {
    let dir = tempfile::tempdir().unwrap();
    let row = |article: &str, source: &str, speaker: &str| {
        serde_json::json!({"article": article, "i": 0, "text": format!("{speaker} spoke of the harvest."), "themes": [],
            "stance": {}, "speakers": [speaker], "source": source})
    };
    let rows = [
        row("a", "RT", "Sergey Lavrov"),
        row("b", "Echo of Nowhere", "Ukraine's presidency"),
        row("c", "Reuters", "U.S. Census Bureau"),
        row("d", "Reuters", "Nobody Known"),
    ];
    let gold = dir.path().join("gold.jsonl");
    std::fs::write(&gold, rows.map(|row| row.to_string()).join("\n")).unwrap();
    let by = |fields: &str| {
        let mut command = demarche();
        command.arg("evaluate").arg(&gold).args(["--json", "--quiet", "--by", fields]);
        command
    };
    let output = by("source,outlet-camp,speaker-camp").output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let groups: Vec<(&str, &str, u64)> = report["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["by"].as_str().unwrap(), g["name"].as_str().unwrap(), g["sentences"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("source", "Reuters", 2),
        ("source", "Echo of Nowhere", 1),
        ("source", "RT", 1),
        ("outlet-camp", "Western", 2),
        ("outlet-camp", "(other)", 1),
        ("outlet-camp", "Russian", 1),
        ("speaker-camp", "(unknown)", 1),
        ("speaker-camp", "Russian", 1),
        ("speaker-camp", "Ukrainian", 1),
        ("speaker-camp", "Western", 1),
    ];
    assert_eq!(groups, expected);
    by("desk").assert().code(2).stderr(contains("has no text field \"desk\"; it has article, source; and there are"));

    let camps = dir.path().join("camps.toml");
    std::fs::write(&camps, "[[camp]]\nname = \"Ours\"\noutlets = [\"Echo of Nowhere\"]\n").unwrap();
    by("outlet-camp").arg("--camps").arg(&camps).assert().success().stdout(contains("\"Ours\""));
}

/// What the gold says must not change what is measured against it: stances are read in windows of the sentences that have
/// a theme, and a theme that only the gold has must not widen them. Nor must it give a stance another reading: where the theme
/// is found, the stance that is measured is the one that `classify` writes.
#[test]
fn statements_are_measured_as_classify_codes_them_whatever_the_gold_says() {
    use demarche::article::Inputs;
    use demarche::classify::StanceScore;
    use demarche::evaluate::{GoldInput, Predicted};
    use demarche::pipeline::Pipeline;
    let pipeline = Pipeline::builder().build().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles/2024-06-17-peace-conference-on-the-mountain.txt");
    let article = Inputs::new([file]).open().next().unwrap().unwrap();
    let classified = pipeline.code(vec![article.clone()]).unwrap().remove(0).statements;
    let all: Vec<String> = pipeline.themes().into_iter().map(|(theme, _)| theme).collect();
    let absent = classified.iter().flat_map(|s| &s.themes).filter(|theme| !theme.present).count();
    assert!(absent > 0 && classified.iter().any(|s| !s.stances.is_empty()), "the article says too little");
    let input = GoldInput {
        sentences: classified.iter().map(|s| s.statement.sentence).collect(),
        themes: vec![all; classified.len()],
        spoken: vec![false; classified.len()],
        labelled: (0..classified.len()).collect(),
        article,
    };
    let predicted: Vec<Predicted> = pipeline.code_gold(&[input]).unwrap().predicted.remove(0);
    assert!(predicted.iter().all(|of| of.gold_stances.len() == 4), "a stance for each target that the gold asks for");
    for of in &predicted {
        let found = |stance: &&StanceScore| of.coded.themes.iter().any(|t| t.present && t.id == stance.theme);
        let measured: Vec<_> = of.gold_stances.iter().filter(found).cloned().collect();
        assert_eq!(measured, of.coded.stances);
    }
    let coded: Vec<_> = predicted.into_iter().map(|of| of.coded).collect();
    assert_eq!(coded, classified);
}

#[test]
fn a_report_does_not_overwrite_the_gold() {
    let dir = tempfile::tempdir().unwrap();
    let gold = dir.path().join("gold.jsonl");
    std::fs::write(&gold, "kept").unwrap();
    let mut command = demarche();
    command.arg("evaluate").arg(&gold).arg("--errors").arg(&gold);
    command.assert().code(2).stderr(contains("is an input and would be overwritten"));
    assert_eq!(std::fs::read_to_string(&gold).unwrap(), "kept");
    let mut command = demarche();
    let [one, same] = ["out", "./out"].map(|name| dir.path().join(name));
    command.arg("evaluate").arg(&gold).arg("--errors").arg(&one).arg("--reliability").arg(&same);
    command.assert().code(2).stderr(contains("--errors and --reliability both name"));
}

#[test]
fn gold_is_measured_in_its_articles() {
    let dir = tempfile::tempdir().unwrap();
    let article = r#"{"id":"harbor","text":"Anna Roe, the mayor of Westport, spoke on Monday. She said that the harbor was full."}"#;
    let gold = r#"{"article":"harbor","i":1,"text":"She said that the harbor was full.","speakers":["Anna Roe"],"themes":[],"stance":{}}
{"article":"pier","i":0,"text":"The pier is open.","speakers":[],"themes":[],"stance":{}}"#;
    let (articles, labels) = (dir.path().join("articles.jsonl"), dir.path().join("gold.jsonl"));
    std::fs::write(&articles, article).unwrap();
    std::fs::write(&labels, gold).unwrap();
    let evaluate = || {
        let mut command = demarche();
        command.args(["evaluate", "--json", "--quiet"]).arg(&labels);
        command
    };
    let exact =
        |output: &[u8]| serde_json::from_slice::<Value>(output).unwrap()["speakers"]["exact_where_spoken"].as_f64();
    assert_eq!(exact(&evaluate().assert().success().get_output().stdout), Some(0.0));
    let whole = evaluate()
        .arg("--articles")
        .arg(&articles)
        .assert()
        .code(1)
        .stderr(contains("article \"pier\" is read from its labelled sentences alone"))
        .stderr(contains("1 of 2 articles are read whole"));
    assert_eq!(exact(&whole.get_output().stdout), Some(1.0));
    let report: Value = serde_json::from_slice(&whole.get_output().stdout).unwrap();
    assert_eq!(report["counts"]["articles_read_whole"], 1);

    let harbor = dir.path().join("harbor.jsonl");
    std::fs::write(&harbor, gold.lines().next().unwrap()).unwrap();
    let mut command = demarche();
    command.args(["evaluate", "--quiet"]).arg(&harbor).arg("--articles").arg(&articles).assert().code(0);

    // A record that is no article.
    std::fs::write(&articles, format!("{article}\n{{")).unwrap();
    let bad = format!("{}, record 2: not valid JSON", articles.display());
    evaluate().arg("--articles").arg(&articles).assert().code(1).stderr(contains(bad));

    // An article that was changed since does not hold its labelled sentence.
    std::fs::write(&articles, article.replace("full", "empty")).unwrap();
    let changed = format!("{}: no such sentence 1 in article \"harbor\"", labels.display());
    evaluate().arg("--articles").arg(&articles).assert().code(1).stderr(contains(changed));
    evaluate().args(["--articles", "nowhere.jsonl"]).assert().failure().stderr(contains("nowhere.jsonl"));
}
