"""Measured rows: which scores are better, which have a mean, and which runs share a table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cardsite.build import build_site
from cardsite.facts.scores import ScoreRow, mean_of_run
from cardsite.schema import Benchmark, Direction, Metric, Run
from tinysite import LICENSED, write


def rows(
    *results: dict[str, Any], benchmark: dict[str, Any] | None = None, **run: Any
) -> tuple[Run, list[ScoreRow]]:
    """A run and its rows, on benchmarks of accuracy."""
    found = Run.model_validate({"shots": "0", "results": results, **run})
    accuracy = Metric.model_validate({"name": "accuracy", "direction": "higher", "unit": "fraction"})
    metrics = {
        "acc": accuracy,
        "acc_norm": accuracy,
        "top5": accuracy,
        "ppl": Metric.model_validate({"name": "perplexity", "direction": "lower"}),
    }
    own = Benchmark.model_validate({"name": "B", "measures": "Much.", "metric": "acc", **(benchmark or {})})
    made = []
    for result in found.results:
        metric = result.metric or "acc"
        made.append(ScoreRow(result, found, own, metric, metrics[metric]))
    return found, made


@pytest.mark.parametrize(
    ("metric", "stated", "better"),
    [
        ("acc", None, Direction.HIGHER),
        ("ppl", None, Direction.LOWER),
        ("acc", "lower", Direction.LOWER),
        # What a benchmark says of its own metric, it does not say of others.
        ("ppl", "higher", Direction.LOWER),
    ],
)
def test_a_benchmark_says_which_scores_of_its_own_metric_are_better(
    metric: str, stated: str | None, better: Direction
) -> None:
    _, (row,) = rows({"benchmark": "a", "metric": metric, "score": "1"}, benchmark={"direction": stated})
    assert row.direction is better


A, B = {"benchmark": "a", "score": "0.4"}, {"benchmark": "b", "score": "0.6"}


def test_scores_that_were_measured_alike_have_a_mean() -> None:
    found = mean_of_run(*rows(A, B))
    assert found is not None
    assert found.text == "50.00 %"


@pytest.mark.parametrize(
    "other",
    [
        {"shots": "5"},
        {"checkpoint": "1000"},
        {"samples": "100"},
        {"metric": "ppl"},
        {"metric": "acc_norm"},
        {"metric": "top5"},
    ],
    ids=str,
)
def test_scores_that_were_measured_differently_have_none(other: dict[str, str]) -> None:
    assert mean_of_run(*rows(A, B | other)) is None


def test_where_the_source_states_an_average_there_is_no_other_mean() -> None:
    run, (a, b) = rows(A, B)
    assert mean_of_run(run, (a, b)) is not None
    stated = Run.model_validate({"results": [A, B], "average": "50 %"})
    assert mean_of_run(stated, (a, b)) is None


def test_the_parts_of_a_score_do_not_count_beside_the_whole() -> None:
    whole, chat, safety = A, A | {"subset": "chat", "score": "0.3"}, A | {"subset": "safety", "score": "0.5"}
    assert mean_of_run(*rows(whole, chat, safety)) is None
    found = mean_of_run(*rows(chat, safety, whole, B))
    assert found is not None
    assert (found.text, found.formula) == ("50.00 %", "mean of 2 scores, one for each benchmark")


def test_over_subsets_of_a_benchmark_the_mean_says_so() -> None:
    french, swahili = A | {"subset": "fr"}, A | {"subset": "sw", "score": "0.6"}
    found = mean_of_run(*rows(french, swahili))
    assert found is not None
    assert found.formula == "mean of 2 scores, one for each subset"
    assert mean_of_run(*rows(french | {"version": "11.0"}, swahili | {"version": "13.0"})) is None
    assert mean_of_run(*rows(A | {"version": "0"}, B | {"version": "1"})) is not None


def scored(title: str, toss: int, coin: int, more: str = "") -> str:
    """A run with a prompt of its own, on two benchmarks."""
    results = (
        f"{{benchmark: toss, score: {toss} %, note: Twice.{more}}}, {{benchmark: coin, score: {coin} %}}"
    )
    return f"{{title: {title}, prompt: {title}, results: [{results}]}}"


def page(folder: Path, *runs: str) -> str:
    """The page of a card with these runs, as plain Markdown."""
    luck = "measures: Luck., metric: acc"
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(folder / "cards/benchmarks.yaml", f"toss: {{name: Toss, {luck}}}\ncoin: {{name: Coin, {luck}}}\n")
    write(folder / "cards/tiny.yaml", f"{LICENSED}evaluation: {{runs: [{', '.join(runs)}]}}")
    return build_site(folder / "cards", base=folder).files["models/tiny.md.txt"].decode()


def test_runs_that_differ_in_their_conditions_only_share_a_table(tmp_path: Path) -> None:
    shared = page(tmp_path, scored("Aloud", 60, 40), scored("Silent", 50, 30))
    assert "### Aloud · Silent\n" in shared
    assert "**Aloud** prompt: Aloud" in shared
    assert "| Benchmark | Aloud | Silent | Note |" in shared
    *_, row = (line for line in shared.splitlines() if line.startswith("| [Toss]"))
    assert row.endswith(" (accuracy) | 60 % † | 50 % † | Twice. |")
    (mean,) = [line for line in shared.splitlines() if line.startswith("| **Mean**")]
    assert re.findall(r"[0-9.]+ %", mean) == ["50.00 %", "40.00 %"]


def test_runs_of_one_metric_each_share_a_table_whose_columns_name_it(tmp_path: Path) -> None:
    runs = (
        f"{{title: {title}, note: Sampled., results: [{{benchmark: toss, metric: {metric}, score: 5 %}}]}}"
        for title, metric in (("Once", "acc"), ("Twice", "f1"))
    )
    shared = page(tmp_path, *runs)
    assert "| Benchmark | Once, accuracy | Twice, F1 |" in shared
    # What holds for both stands once.
    assert shared.count("Sampled.") == 1
    assert "**Once**" not in shared


def test_runs_with_other_metrics_have_tables_of_their_own(tmp_path: Path) -> None:
    apart = page(tmp_path, scored("Aloud", 60, 40), scored("Silent", 50, 30, ", metric: f1"))
    assert "### Aloud\n" in apart
    assert "### Silent\n" in apart
