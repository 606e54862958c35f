"""Metrics of any field: under which names cards write them, how they are read, printed and ranked."""

import csv
import io
import json
from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.catalogue import Catalogue, load
from cardsite.checks import Rules
from cardsite.exporters.catalog import catalog_json
from cardsite.exporters.huggingface import hub_metadata
from cardsite.exporters.score_table import evals_csv
from cardsite.facts.comparability import interval, latest_scores, ranks
from cardsite.facts.scores import ScoreRow
from cardsite.importers.readings import Imported, ImportedRun
from cardsite.importers.run_merge import merge_runs
from cardsite.render.score_rows import score_texts

BENCHMARKS = """\
task: {name: Task, measures: Much., metric: wer}
grades: {name: Grades, measures: Answers., metric: acc, low: 1, high: 10}
points: {name: Points, measures: Pictures., metric: acc, low: 0, high: 2800, chance: 1050}
bias: {name: Bias, measures: Bias., metric: balance}
"""
METRICS = """\
balance: {name: balance, direction: target, target: 0.5, unit: fraction, low: 0, high: 1}
delay: {name: delay, short_name: DLY, aliases: [lag@1], direction: lower, unit: ms, low: 0}
"""
HEAD = "name: Tiny\nsummary: A model.\norganization: acme\nlicense: mit\n"


def read(folder: Path, *rows: str, **files: str) -> Catalogue:
    lines = "".join(f"        - {{{row}}}\n" for row in rows)
    tree = {
        "organizations.yaml": "acme: {name: Acme}\n",
        "benchmarks.yaml": BENCHMARKS,
        "metrics.yaml": METRICS,
        "tiny.yaml": f"{HEAD}evaluation:\n  runs:\n    - title: One\n      results:\n{lines}",
        **{f"{name}.yaml": text for name, text in files.items()},
    }
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder, "cards")


def row_of(folder: Path, row: str) -> ScoreRow:
    found = read(folder, row)
    assert found.problems == ()
    (score,) = latest_scores(found.cards["tiny"].card, found.registries).values()
    return score


@pytest.mark.parametrize(
    ("row", "value", "words"),
    [
        ("benchmark: task, score: 16.5", "0.165", "16.5 %"),
        ("benchmark: task, score: 16.5 %", "0.165", "16.5 %"),
        ("benchmark: task, score: 0.165", "0.165", "16.5 %"),
        ("benchmark: task, score: 104 %", "1.04", "104 %"),
        ("benchmark: task, score: 16.5, error: 0.4", "0.165", "16.5 ± 0.4 %"),
        ("benchmark: task, metric: cosine_spearman, score: 84.1", "0.841", "84.1"),
        ("benchmark: task, metric: cosine_spearman, score: 0.841", "0.841", "84.1"),
        ("benchmark: task, metric: pearsonr, score: 84.1", "0.841", "0.841"),
        ("benchmark: task, metric: pearsonr, score: -0.12", "-0.12", "-0.12"),
        ("benchmark: task, metric: ndcg_at_10, score: 0.523", "0.523", "52.3"),
        ("benchmark: task, metric: elo, score: 1287", "1287", "1287"),
        ("benchmark: task, metric: si_sdr, score: 15.2", "15.2", "15.2 dB"),
        ("benchmark: task, metric: delay, score: 23.1, error: 2.0", "23.1", "23.1 ± 2.0 ms"),
        ("benchmark: grades, score: 7.34", "7.34", "7.34"),
        ("benchmark: points, score: 1510.7", "1510.7", "1510.7"),
        ("benchmark: points, metric: f1, score: 81.2 %", "0.812", "81.2 %"),
    ],
    ids=str,
)
def test_a_score_is_read_and_printed_in_the_unit_of_its_metric(
    row: str, value: str, words: str, tmp_path: Path
) -> None:
    found = row_of(tmp_path, row)
    assert (str(found.score.value), score_texts(found).words) == (value, words)


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("wer", "wer"),
        ("WER", "wer"),
        ("rouge_l", "rougeL"),
        ("ROUGE-L", "rougeL"),
        ("nDCG@10", "ndcg_at_10"),
        ("acc@5", "top5"),
        ("'mAP@[.5:.95]'", "map"),
        ("'mAP@[0.50:0.95]'", "map"),
        ("AP@0.5", "ap50"),
        ("Top-1 accuracy (%)", "top1"),
        ("Pass@1", "pass@1"),
        ("DLY", "delay"),
        ("lag_at_1", "delay"),
    ],
)
def test_a_metric_is_known_by_its_id_its_aliases_and_its_short_name(
    written: str, identity: str, tmp_path: Path
) -> None:
    assert row_of(tmp_path, f"benchmark: task, metric: {written}, score: 0.5").metric_id == identity


@pytest.mark.parametrize("name", ["werr", "tar", "acc_nrom", "Recall (macro)", "IoU@[.3:.7]", "φ²"])
def test_an_unknown_metric_shows_the_entry_to_write_and_no_other_metric(name: str, tmp_path: Path) -> None:
    result = f"benchmark: task, metric: '{name}', score: 0.5"
    (problem,) = read(tmp_path, result).problems
    assert problem.code == "unknown-metric"
    assert problem.hint.startswith("add it to cards/metrics.yaml: ")
    entry = problem.hint.removeprefix("add it to cards/metrics.yaml: ").partition(" (unit")[0]
    assert read(tmp_path, result, metrics=f"{METRICS}{entry}\n").problems == ()


def test_a_unit_of_percent_is_called_a_fraction(tmp_path: Path) -> None:
    text = f"{METRICS}own: {{name: own, direction: higher, unit: percent}}\n"
    (problem,) = read(tmp_path, "benchmark: task, score: 0.5", metrics=text).problems
    assert problem.hint == "write fraction: pages show it in percent, and cards may write it so"


def test_what_a_benchmark_says_of_its_metric_holds_for_no_other(tmp_path: Path) -> None:
    own = row_of(tmp_path / "own", "benchmark: points, score: 1510.7")
    other = row_of(tmp_path / "other", "benchmark: points, metric: f1, score: 0.5")
    assert (str(own.chance), other.chance) == ("1050", None)


@pytest.mark.parametrize("metric", ["win_rate", "lc_win_rate"])
def test_half_of_all_wins_is_a_draw_with_the_baseline_and_not_chance(tmp_path: Path, metric: str) -> None:
    benchmarks = read(tmp_path, "benchmark: squad, score: 0.5").registries.benchmarks.values()
    against = [each.value for each in benchmarks if each.value.metric == metric]
    assert against
    assert [each.name for each in against if each.chance is not None] == []


def test_a_benchmark_may_name_its_metric_by_an_alias(tmp_path: Path) -> None:
    text = f"{BENCHMARKS}road: {{name: Road, measures: Waits., metric: DLY}}\n"
    found = read(tmp_path, "benchmark: road, score: 3.1", benchmarks=text)
    assert found.registries.benchmarks["road"].value.metric == "delay"


def test_guessing_gives_the_same_share_of_right_answers_and_of_nothing_else(tmp_path: Path) -> None:
    rows = (
        "benchmark: imagenet-1k, metric: top5, score: 96.9 %",
        "benchmark: hellaswag, metric: acc, score: 0.5",
        "benchmark: hellaswag, metric: f1, score: 0.5",
    )
    assert [str(row_of(tmp_path / row[-6:-3], row).chance) for row in rows] == ["None", "0.25", "None"]


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        (("benchmark: task, score: 1.48", "benchmark: task, subset: fr, score: 12.5"), []),
        (("benchmark: task, score: 0.0148", "benchmark: task, subset: fr, score: 0.125"), []),
        (
            ("benchmark: task, score: 0.9", "benchmark: task, subset: fr, score: 12.5"),
            ["0.9 is read as 90 %, but other scores in wer are times 100"],
        ),
    ],
    ids=["times 100", "fractions", "both"],
)
def test_a_run_that_mixes_fractions_and_hundredths_is_asked_what_it_means(
    rows: tuple[str, ...], messages: list[str], tmp_path: Path
) -> None:
    read(tmp_path / "cards", *rows)
    found = read_catalogue(tmp_path / "cards", tmp_path, Rules(select=("score-range",))).problems
    assert [problem.message for problem in found] == messages


def test_two_subsets_are_two_measurements_that_are_never_ranked_together(tmp_path: Path) -> None:
    rows = ("benchmark: xnli, subset: fr, score: 76.1 %", "benchmark: xnli, subset: sw, score: 64.0 %")
    read(tmp_path / "cards", *rows)
    found = read_catalogue(tmp_path / "cards", tmp_path, Rules(select=("score-twice",)))
    assert found.problems == ()
    french, swahili = latest_scores(found.cards["tiny"].card, found.registries)
    assert french.subset != swahili.subset
    (models,) = json.loads(catalog_json(found))["models"]
    assert models["subsets"] == {"xnli": ["fr", "sw"]}
    assert [row["subset"] for row in csv.DictReader(io.StringIO(evals_csv(found)))] == ["fr", "sw"]
    results = hub_metadata(found.cards["tiny"], found)["model-index"][0]["results"]
    assert [result["dataset"]["config"] for result in results] == ["fr", "sw"]


def test_an_imported_score_of_the_whole_is_not_that_of_a_subset() -> None:
    text = "runs:\n- results:\n  - {benchmark: xnli, subset: fr, metric: acc, score: 0.761}\n"
    run = ImportedRun({}, ({"benchmark": "xnli", "metric": "acc", "score": "0.68"},))
    merged = merge_runs(text, "tiny.evals.yaml", Imported({}, runs=(run,)), accept=False)
    assert (merged.differences, merged.added) == ([], ["xnli acc"])


ROWS = ("benchmark: xnli, subset: fr, score: 76.1 %", "benchmark: task, score: 16.5")


@pytest.mark.parametrize(
    ("headline", "found"),
    [
        ("task", [("task", 0.165)]),
        ("[{benchmark: xnli, subset: fr, metric: accuracy}, task]", [("xnli", 0.761), ("task", 0.165)]),
        ("{benchmark: xnli, subset: sw}", "the card has no such score: xnli, sw"),
        ("[mmlu]", "the card has no such score: mmlu"),
        ("[task, task, task, task]", "expected at most three scores, found a list"),
    ],
    ids=["short", "in full", "another subset", "no score", "four"],
)
def test_headline_scores_are_scores_of_the_card(
    headline: str, found: list[tuple[str, float]] | str, tmp_path: Path
) -> None:
    lines = "".join(f"        - {{{row}}}\n" for row in ROWS)
    runs = f"  runs:\n    - title: One\n      results:\n{lines}"
    card = f"{HEAD}evaluation:\n  headline: {headline}\n{runs}"
    made = read(tmp_path, tiny=card)
    if isinstance(found, str):
        assert [problem.message for problem in made.problems] == [found]
    else:
        (model,) = json.loads(catalog_json(made))["models"]
        assert [(each["benchmark"], each["score"]) for each in model["headline"]] == found


@pytest.mark.parametrize(
    ("written", "sizes"),
    [
        ("1_319", [(1319, None, None)]),
        ("[{examples: 5_010, split: test}, {examples: 2_490, split: validation}]",
         [(5010, "test", None), (2490, "validation", None)]),
        ("{examples: 647, subset: en_us}", [(647, None, "en_us")]),
    ],
)  # fmt: skip
def test_a_benchmark_says_how_many_examples_its_test_set_has(
    written: str, sizes: list[tuple[int, str | None, str | None]], tmp_path: Path
) -> None:
    text = f"{BENCHMARKS}sized: {{name: Sized, measures: Much., metric: acc, test_size: {written}}}\n"
    made = read(tmp_path, "benchmark: sized, score: 0.5", benchmarks=text)
    found = made.registries.benchmarks["sized"].value.test_size
    assert [(int(each.examples), each.split, each.subset) for each in found] == sizes


def test_near_a_target_the_nearer_score_is_the_better_one(tmp_path: Path) -> None:
    scores = ("0.62", "0.49", "0.40")
    rows = [row_of(tmp_path / each, f"benchmark: bias, score: {each}, error: 0.001") for each in scores]
    assert ranks(rows) == (3, 1, 2)
    assert [found and round(found.score, 4) for found in map(interval, rows)] == [0.12, 0.01, 0.1]
