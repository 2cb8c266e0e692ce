#!/usr/bin/env python3
"""Reads every format of `demarche export` with the tool it is for, and compares the readers with one another.

    tests/readers/run.sh [DEMARCHE [RUN]]   # exports tests/fixtures/runs/one, or another run, and runs this

Usage: read.py FOLDER; FOLDER holds statements.jsonl/csv/arrow/parquet, codes.csv, events.csv, run.dna, actors.graphml,
hub/, tasks/, doccano.jsonl and spans.conll. Exits with 1 at the first that is not what it should be.
"""

import csv
import json
import os
import sqlite3
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

folder = Path(sys.argv[1])
statements = [json.loads(line) for line in open(folder / "statements.jsonl", encoding="utf-8")]
targets = [stance for line in statements for stance in line["stances"]]


def check(name, condition, detail=""):
    if not condition:
        sys.exit(f"{name}: not what was exported {detail}")
    print(f"{name}: read")


def same(rows):
    """Whether table rows say what statements.jsonl says."""
    for row, line in zip(rows, statements, strict=True):
        if (row["article"], row["i"], row["text"], row["start"]) != (line["article"], line["i"], line["text"], line["start"]):
            return False
        if [s["name"] for s in row["speakers"]] != [s["name"] for s in line["speakers"]]:
            return False
        if [(s["target"], s["label"]) for s in row["stances"]] != [(s["target"], s["label"]) for s in line["stances"]]:
            return False
    return True


def pandas_and_polars():
    import pandas
    import polars

    table = pandas.read_csv(folder / "statements.csv")
    for column in ["speakers", "stances"]:
        table[column] = table[column].map(json.loads)
    check("csv by pandas", same(table.to_dict("records")))
    check("parquet by polars", same(polars.read_parquet(folder / "statements.parquet").to_dicts()))
    check("arrow by polars", same(polars.read_ipc(folder / "statements.arrow").to_dicts()))
    codes = pandas.read_csv(folder / "codes.csv", keep_default_na=False)
    spoken = sum(len(line["stances"]) * max(1, len(line["speakers"])) for line in statements)
    check("codes by pandas", (codes["target"] != "").sum() == spoken)


def duckdb():
    import duckdb

    count = duckdb.sql(f"select count(*), count(distinct article) from '{folder / 'statements.parquet'}'").fetchall()
    check("parquet by duckdb", count == [(len(statements), len({line["article"] for line in statements}))])
    labels = duckdb.sql(
        f"select count(*) from (select unnest(stances) s from '{folder / 'statements.parquet'}') where s.label = 'favor'"
    ).fetchall()
    check("nested columns by duckdb", labels == [(sum(t["label"] == "favor" for t in targets),)])


def datasets():
    os.environ["HF_HUB_OFFLINE"] = "1"
    import datasets

    for config, expected in [("statements", len(statements)), ("stances", len(targets))]:
        data = datasets.load_dataset(str(folder / "hub"), config, cache_dir=str(folder / "cache"))
        check(f"{config} by datasets", sum(split.num_rows for split in data.values()) == expected, str(data))
        articles = [set(split["article"]) for split in data.values()]
        check("splits by article", sum(map(len, articles)) == len(set().union(*articles)))
    label = next(iter(data.values())).features["label"]
    check("label names", label.names == ["favor", "against", "neutral"], str(label))
    favor = sum(list(split["label"]).count(label.str2int("favor")) for split in data.values())
    check("labels by datasets", favor == sum(t["label"] == "favor" for t in targets))


def network():
    import networkx

    graph = networkx.read_graphml(folder / "actors.graphml")
    speakers = {s["name"] for line in statements if line["stances"] for s in line["speakers"]}
    check("graphml by networkx", set(graph.nodes) == speakers and graph.number_of_edges() > 0)
    check("weights", all(data["congruence_average"] == data["weight"] for _, _, data in graph.edges(data=True)))


def discourse_network_analyzer():
    events = list(csv.DictReader(open(folder / "events.csv", encoding="utf-8", newline=""), delimiter=";"))
    expected = sum(len(line["speakers"]) * sum(s["label"] != "neutral" for s in line["stances"]) for line in statements)
    undated = sum(
        len(line["speakers"]) * sum(s["label"] != "neutral" for s in line["stances"])
        for line in statements
        if line["date"] is None
    )
    times = [len(event["time"]) for event in events]
    check("event list", times.count(19) == expected - undated and times.count(0) == undated and len(times) == expected)
    database = sqlite3.connect(f"file:{folder / 'run.dna'}?mode=ro", uri=True)
    check("database", database.execute("pragma integrity_check").fetchone() == ("ok",))
    check("references", database.execute("pragma foreign_key_check").fetchall() == [])
    check("statements", database.execute("select count(*) from STATEMENTS").fetchone() == (expected,))
    # jasypt's StrongPasswordEncryptor: SHA-256 over salt and password, 100,000 times, after a salt of 16 bytes.
    import base64
    import hashlib

    stored = base64.b64decode(database.execute("select Password from CODERS where ID = 1").fetchone()[0])
    digest = stored[:16] + b"demarche"
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    check("password", digest == stored[16:])


def labelling():
    tasks = json.load(open(folder / "tasks" / "tasks.json", encoding="utf-8"))
    interface = ElementTree.parse(folder / "tasks" / "interface.xml").getroot()
    controls = {tag.get("name"): tag for tag in interface.iter() if tag.get("toName")}
    objects = {tag.get("name") for tag in interface.iter("Text")}
    check("tasks", len(tasks) == len(statements))
    for task in tasks:
        for prediction in task["predictions"]:
            for result in prediction["result"]:
                control = controls[result["from_name"]]
                choices = {choice.get("value") for choice in control.iter("Choice")}
                good = result["to_name"] in objects and control.tag.lower() == result["type"]
                if not good or not set(result["value"].get("choices", [])) <= choices:
                    sys.exit(f"label studio: {result} does not fit the interface")
    try:
        from label_studio_sdk.label_interface import LabelInterface
    except ImportError:
        sys.exit("label studio: label-studio-sdk is not installed")
    sdk = LabelInterface(open(folder / "tasks" / "interface.xml", encoding="utf-8").read())
    sdk.validate()
    for task in tasks:
        # validate_task of SDK 2.1.2 calls validate_prediction without its argument.
        alone = {name: value for name, value in task.items() if name != "predictions"}
        if not sdk.validate_task(alone) or not all(map(sdk.validate_prediction, task["predictions"])):
            sys.exit(f"label studio: {task} is not valid")
    print("label studio: interface and tasks valid by its own SDK")
    doccano = [json.loads(line) for line in open(folder / "doccano.jsonl", encoding="utf-8")]
    check("doccano", len(doccano) == len(statements) and all(isinstance(row["label"], list) for row in doccano))


def spans():
    columns, text = open(folder / "spans.conll", encoding="utf-8").read().split("\n", 1)
    check("conll", columns == "# global.columns = ID FORM START END TAG", columns)
    sentences = text.strip().split("\n\n")
    check("conll", len(sentences) == len(statements))
    for sentence, line in zip(sentences, statements):
        for row in sentence.split("\n"):
            if not row.startswith("# "):
                number, token, start, end, tag = row.split("\t")
                if line["text"][int(start) - line["start"] : int(end) - line["start"]] != token:
                    sys.exit(f"conll: {row} is not at its place")
    print("conll: every token at its place")


for reader in [pandas_and_polars, duckdb, datasets, network, discourse_network_analyzer, labelling, spans]:
    reader()
