"""Scores, errors and averages: what cannot be, and that nothing that was measured is called wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardsite.build import Rules, read_catalogue
from cardsite.checks.scores.results import meant, score_words, shown
from cardsite.problems import Problem, Severity
from cardsite.schema import Score
from examples import write_example


def found(folder: Path, text: str, ignore: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    return read_catalogue(write_example(folder, text), folder, Rules(("score",), ignore)).problems


def runs(*rows: str, head: str = "") -> str:
    """A card with one run of these rows."""
    lines = "".join(f"        - {{{row}}}\n" for row in rows)
    return f"evaluation:\n  runs:\n    - title: One\n{head}      results:\n{lines}"


def codes(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in found(folder, text)]


ACC = "benchmark: hellaswag, metric: acc"


@pytest.mark.parametrize(
    "row",
    [
        f"{ACC}, score: 138 %",
        f"{ACC}, score: 138",
        f"{ACC}, score: -0.2",
        "benchmark: lambada, metric: ppl, score: 0.99",
        "benchmark: pile-bpb, score: -1",
    ],
)
def test_a_score_out_of_range_is_an_error(row: str, tmp_path: Path) -> None:
    (problem,) = found(tmp_path, runs(row))
    assert (problem.code, problem.severity, problem.replacement) == ("score-range", Severity.ERROR, "")


@pytest.mark.parametrize("score", ["57.23", "100"])
def test_a_share_without_its_percent_sign_is_noted_and_given_it(score: str, tmp_path: Path) -> None:
    (problem,) = found(tmp_path, runs(f"{ACC}, score: {score}"))
    assert (problem.code, problem.severity) == ("score-range", Severity.NOTE)
    assert (problem.hint, problem.replacement) == (f"write {score} %", f"{score} %")


@pytest.mark.parametrize(
    "row",
    [
        "benchmark: lambada, metric: acc, score: 0",
        f"{ACC}, score: 1",
        f"{ACC}, score: 100 %",
        "benchmark: lambada, metric: ppl, score: 7.498",
        "benchmark: wikitext, metric: ppl, score: 1.31e3",
        "benchmark: wsc, metric: mcc, score: -0.2",
        "benchmark: hellaswag, metric: bleu, score: 27.3",
        "benchmark: gsm8k, metric: acc, score: 0.45 %",
        "benchmark: gsm8k, metric: acc, score: 0",
        "benchmark: humaneval, score: 0.6 %",
    ],
)
def test_a_score_in_its_range_is_fine(row: str, tmp_path: Path) -> None:
    assert found(tmp_path, runs(row)) == ()


def test_a_benchmark_of_the_catalogue_can_narrow_the_range(tmp_path: Path) -> None:
    benchmarks = "# benchmarks.yaml\nown: {name: Own, measures: Much., metric: bleu, low: 10, high: 20}\n"
    rows = runs(
        "benchmark: own, score: 9",
        "benchmark: own, score: 21, shots: 1",
        "benchmark: own, score: 15, shots: 2",
    )
    assert [problem.message for problem in found(tmp_path, rows + benchmarks)] == [
        "9 is less than 10, the lowest that bleu can be",
        "21 is more than 20, the highest that bleu can be",
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"{ACC}, score: 38.66 %, error: 0.49 %", ""),
        (f"{ACC}, score: 0.3866, error: 0.0049", ""),
        (f"{ACC}, score: 0.3866, error: 0", ""),
        ("benchmark: lambada, metric: acc, score: 0.00 %, error: 0.5 %", ""),
        ("benchmark: lambada, metric: acc, score: 0, error: 0.1", ""),
        (f"{ACC}, score: 38.66 %, error: 0.0049", ""),
        (f"{ACC}, score: 0.3866, error: 0.49 %", ""),
        (f"{ACC}, score: 0.3866, error: 0.48", ""),
        (f"{ACC}, score: 0.5, error: 0.5", ""),
        (f"{ACC}, score: 0.5, error: 0.51", "score-range"),
        (f"{ACC}, score: 0.5, error: 0.098, samples: 100", ""),
        (f"{ACC}, score: 71.2 %, error: 0.3 %, samples: 10_042", ""),
        ("benchmark: drop, metric: f1, score: 4.6 %, error: 0.1 %, samples: 900", ""),
        ("benchmark: lambada, metric: ppl, score: 142.4, error: 6.04", ""),
        ("benchmark: lambada, metric: ppl, score: 142.4, error: -6.04", "score-range"),
    ],
)
def test_an_error_is_wrong_only_where_no_standard_error_is_so_large(
    row: str, code: str, tmp_path: Path
) -> None:
    assert "".join(codes(tmp_path, runs(row))) == code


LEADERBOARD = (
    "benchmark: arc-challenge, shots: 25, score: 31.23 %",
    "benchmark: hellaswag, shots: 10, score: 48.47 %",
    "benchmark: mmlu, shots: 5, score: 24.82 %",
    "benchmark: truthfulqa, shots: 0, score: 39.63 %",
    "benchmark: winogrande, shots: 5, score: 56.91 %",
    "benchmark: gsm8k, shots: 5, score: 0.45 %",
    "benchmark: drop, shots: 3, score: 4.6 %",
)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("29.44 %", ""),
        ("29.4 %", ""),
        ("29 %", ""),
        ("0.2944", ""),
        ("not_disclosed", ""),
        ("29.6 %", "score-average"),
        ("31.44 %", "score-average"),
        ("0.2944 %", "score-average"),
        ("29.44", "score-range"),
        ("294.4", "score-range"),
    ],
)
def test_the_average_of_a_run_is_the_mean_of_its_scores(stated: str, code: str, tmp_path: Path) -> None:
    text = runs(*LEADERBOARD, head=f"      average: {stated}\n")
    assert "".join(codes(tmp_path, text)) == code


def test_an_average_without_its_sign_is_given_it_also_where_the_fact_is_written_in_full(
    tmp_path: Path,
) -> None:
    text = runs(*LEADERBOARD, head="      average: {value: 29.44, note: Published so.}\n")
    (problem,) = found(tmp_path, text)
    assert (problem.field, problem.replacement) == ("evaluation.runs[0].average", "29.44 %")


@pytest.mark.parametrize(
    "rows",
    [
        ("benchmark: hellaswag, score: 38.66 %", "benchmark: lambada, metric: ppl, score: 7.5"),
        ("benchmark: hellaswag, score: 38.66 %",),
        # The first of each benchmark gives 0.5, all three give 0.45.
        (
            "benchmark: piqa, metric: acc, score: 0.6",
            "benchmark: boolq, metric: acc, score: 0.4",
            "benchmark: boolq, metric: exact_match, score: 0.35",
        ),
    ],
    ids=["with a perplexity", "of one", "over all rows"],
)
def test_an_average_of_which_nothing_can_be_said_is_left_alone(rows: tuple[str, ...], tmp_path: Path) -> None:
    assert found(tmp_path, runs(*rows, head="      average: 0.45\n")) == ()


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        ("score: 0.3866", "score: 0.4847", True),
        ("score: 0.3866", "score: 38.66 %", False),
        ("score: 0.3866", "score: 38.7 %", False),
        ("score: 0.3866", "score: 0.4847, shots: 10", False),
        ("score: 0.3866", "score: 0.4847, metric: acc", False),
        ("score: 0.3866, metric: acc_norm", "score: 0.4847", True),
        ("score: 0.3", "score: 0.35", False),
        ("score: 0.3866", "score: 0.4847, split: test", False),
        ("score: 0.3866", "score: 0.4847, filter: strict-match", False),
        ("score: 0.3866", "score: 0.4847, version: 1", False),
        ("score: 0.3866", "score: 0.4847, checkpoint: 1000", False),
        ("score: 0.3866", "score: 0.4847, samples: 100", False),
        ("score: 0.3866, note: French", "score: 0.4847, note: Swahili", False),
        ("score: 0.3866", "score: 0.4847, note: with a language model", False),
        ("score: 0.3866", 'score: 0.4847, source: "https://example.org/paper"', False),
    ],
)
def test_one_measurement_has_one_score(first: str, second: str, twice: bool, tmp_path: Path) -> None:
    text = runs(f"benchmark: hellaswag, {first}", f"benchmark: hellaswag, {second}")
    assert codes(tmp_path, text) == (["score-twice"] if twice else [])


def test_an_average_with_a_note_can_be_weighted_or_of_other_scores(tmp_path: Path) -> None:
    for head in (
        "      average: {value: 0.7, note: Weighted.}\n",
        "      average: 0.7\n      note: The average is over other tasks too.\n",
    ):
        assert (
            found(tmp_path, runs("benchmark: piqa, score: 0.6", "benchmark: boolq, score: 0.4", head=head))
            == ()
        )


SECOND = "    - {title: Two, HEAD, results: [{benchmark: hellaswag, shots: 0, score: 0.60}]}\n"


@pytest.mark.parametrize(
    ("head", "twice"),
    [
        ("harness: lm-eval, measured_by: acme", True),
        ("harness: lm-eval, measured_by: globex", False),
        ("harness: lm-eval, measured_by: acme, harness_version: 1", False),
        ("harness: lm-eval, measured_by: acme, revision: step1", False),
        ("harness: lm-eval, measured_by: acme, prompt: Think.", False),
        ("harness: lm-eval, measured_by: acme, date: 2024-01-01", False),
        ("measured_by: acme", False),
    ],
)
def test_runs_that_were_measured_differently_may_differ(head: str, twice: bool, tmp_path: Path) -> None:
    told = "      harness: lm-eval\n      measured_by: acme\n"
    first = runs("benchmark: hellaswag, shots: 0, score: 0.40", head=told)
    assert codes(tmp_path, first + SECOND.replace("HEAD", head)) == (["score-twice"] if twice else [])


def test_a_score_in_the_file_of_results_names_the_file_of_the_other(tmp_path: Path) -> None:
    run = "{title: One, shots: 0, results: [{benchmark: hellaswag, score: SCORE}]}"
    card = f"evaluation: {{runs: [{run.replace('SCORE', '0.40')}]}}\n"
    results = f"# card.evals.yaml\nruns: [{run.replace('SCORE', '0.60')}]\n"
    (problem,) = found(tmp_path, card + results)
    assert problem.place.file == "cards/card.evals.yaml"
    assert problem.message == "hellaswag, acc_norm: 0.60 here, 0.40 in line 5 of cards/card.yaml"


# What a harness can have measured


@st.composite
def measured(draw: st.DrawFn) -> tuple[str, Decimal]:
    """A row as a harness or a paper gives it, of some right answers out of some, and its share."""
    total = draw(st.integers(min_value=30, max_value=15_000))
    right = draw(st.integers(min_value=0, max_value=total))
    share = Decimal(right) / total
    error = (share * (1 - share) / (total - 1)).sqrt()
    in_percent, places = draw(st.booleans()), draw(st.integers(min_value=3, max_value=12))
    scale = 100 if in_percent else 1
    sign, places = (" %", places - 2) if in_percent else ("", places)
    score = f"{share * scale:.{places}f}{sign}"
    row = f"score: {score}"
    if draw(st.booleans()):
        # An error keeps two figures, whatever the places of the score.
        row += f", error: {error * scale:.{places + 3}f}{sign}"
    if draw(st.booleans()):
        row += f", samples: {total}"
    return row, share


NAMES = ["gsm8k", "lambada", "triviaqa", "math", "natural-questions", "bbh"]


@settings(derandomize=True)
@given(st.lists(measured(), min_size=1, max_size=len(NAMES)), st.booleans())
def test_what_was_measured_is_never_called_wrong(rows: list[tuple[str, Decimal]], average: bool) -> None:
    lines = [f"benchmark: {name}, metric: acc, {row}" for name, (row, _) in zip(NAMES, rows, strict=False)]
    mean = sum((share for _, share in rows), Decimal(0)) / len(rows)
    head = f"      average: {mean * 100:.1f} %\n" if average and len(rows) > 1 else ""
    with TemporaryDirectory() as folder:
        assert found(Path(folder), runs(*lines, head=head)) == ()


# Small functions


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("29.44 %", "0.29435", "0.29445"),
        ("0.00 %", "-0.00005", "0.00005"),
        ("0", "0", "0"),
        ("0.5", "0.45", "0.55"),
    ],
)
def test_a_score_stands_for_all_that_rounds_to_it(text: str, low: str, high: str) -> None:
    range_ = meant(Score.parse(text))
    assert (range_.low, range_.high) == (Decimal(low), Decimal(high))


def test_a_score_is_told_as_it_was_written_without_a_tail_of_digits() -> None:
    assert score_words(Score.parse("38.66 %")) == "38.66 %"
    assert score_words(Score.parse("0.18455268775470599")) == "0.1846"
    assert shown(Decimal("-0.0204"), percent=True) == "-2.04 %"


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("score: 38.66 %, error: 0.52", "write 0.52 %"),
        ("score: 57, error: 0.9", "write 57 %, and its error as 0.9 %"),
        ("score: 57", "write 57 %"),
    ],
)
def test_what_a_hint_tells_to_write_is_not_reported_again(row: str, hint: str, tmp_path: Path) -> None:
    problems = found(tmp_path, runs(f"benchmark: lambada, metric: acc, {row}"))
    assert [problem.hint for problem in problems] == [hint]
