"""Metrics of any field: under which names cards write them, how they are read, printed and ranked."""

from pathlib import Path

import pytest

from cardsite.catalogue import Catalogue, load
from cardsite.facts.comparability import interval, latest_scores, ranks
from cardsite.facts.scores import ScoreRow
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
        ("Pass@1", "pass@1"),
        ("DLY", "delay"),
        ("lag_at_1", "delay"),
    ],
)
def test_a_metric_is_known_by_its_id_its_aliases_and_its_short_name(
    written: str, identity: str, tmp_path: Path
) -> None:
    assert row_of(tmp_path, f"benchmark: task, metric: {written}, score: 0.5").metric_id == identity


@pytest.mark.parametrize("name", ["werr", "tar", "acc_nrom", "Recall (macro)"])
def test_an_unknown_metric_shows_the_entry_to_write_and_no_other_metric(name: str, tmp_path: Path) -> None:
    (problem,) = read(tmp_path, f"benchmark: task, metric: {name}, score: 0.5").problems
    assert problem.code == "unknown-metric"
    assert problem.hint.startswith("add it to cards/metrics.yaml: ")
    entry = problem.hint.removeprefix("add it to cards/metrics.yaml: ").partition(" (unit")[0]
    assert read(tmp_path, "benchmark: task, score: 0.5", metrics=f"{METRICS}{entry}\n").problems == ()


def test_a_unit_of_percent_is_called_a_fraction(tmp_path: Path) -> None:
    text = f"{METRICS}own: {{name: own, direction: higher, unit: percent}}\n"
    (problem,) = read(tmp_path, "benchmark: task, score: 0.5", metrics=text).problems
    assert problem.hint == "write fraction: pages show it in percent, and cards may write it so"


def test_what_a_benchmark_says_of_its_metric_holds_for_no_other(tmp_path: Path) -> None:
    own = row_of(tmp_path / "own", "benchmark: points, score: 1510.7")
    other = row_of(tmp_path / "other", "benchmark: points, metric: f1, score: 0.5")
    assert (str(own.chance), other.chance) == ("1050", None)


def test_near_a_target_the_nearer_score_is_the_better_one(tmp_path: Path) -> None:
    scores = ("0.62", "0.49", "0.40")
    rows = [row_of(tmp_path / score, f"benchmark: bias, score: {score}") for score in scores]
    assert ranks(rows) == (3, 1, 2)
    assert [round(interval(row).score, 4) for row in rows] == [0.12, 0.01, 0.1]
