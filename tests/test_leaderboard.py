"""The page of a benchmark: one ranking of what was measured alike, and the reason beside all else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cardsite.catalogue import load
from cardsite.render import render_catalogue
from tinysite import LICENSED, write

CARDS = Path(__file__).parent / "standings/cards"


def pages(cards: Path) -> dict[str, str]:
    found = load(cards, "cards")
    assert found.problems == ()
    return {page.path: page.markdown for page in render_catalogue(found, None)[0]}


def page(folder: Path, runs: dict[str, str], benchmark: str = "arc-challenge", registry: str = "") -> str:
    """The benchmark's page where each named card has these runs."""
    write(folder / "organizations.yaml", "acme: {name: Acme}\n")
    if registry:
        write(folder / "benchmarks.yaml", registry)
    for name, lines in runs.items():
        text = LICENSED.replace("Tiny", name) + f"evaluation:\n  runs:\n{lines}"
        write(folder / f"{name.lower()}.yaml", text)
    return pages(folder)[f"benchmarks/{benchmark}.md"]


def run(*rows: str, head: str = "shots: 0") -> str:
    lines = "".join(f"        - {{{row}}}\n" for row in rows)
    return f"    - {head}\n      results:\n{lines}"


def ranking(markdown: str) -> list[tuple[str, str]]:
    """Rank and model of each row of the ranking."""
    return re.findall(r"^\| (\d+) \| \[?(\w+)", markdown, re.MULTILINE)


def reasons(markdown: str) -> list[str]:
    return re.findall(r'<small class="cs-note">(.*?)</small></summary>', markdown)


def test_the_page_reads_as_its_golden_file_says(request: pytest.FixtureRequest) -> None:
    golden, markdown = CARDS.parent / "expected.md", pages(CARDS)["benchmarks/arc-challenge.md"]
    if request.config.getoption("--update-goldens"):
        golden.write_text(markdown, encoding="utf-8", newline="\n")
    assert markdown == golden.read_text(encoding="utf-8")


ACC = "benchmark: arc-challenge, metric: acc"
LONG = "Accuracy, length-normalised"
NORM = "benchmark: arc-challenge, metric: acc_norm"


@pytest.mark.parametrize(
    ("runs", "title"),
    [
        # Most models: two have acc, one has acc_norm.
        (
            {"One": run(f"{ACC}, score: 0.5", f"{NORM}, score: 0.6"), "Two": run(f"{ACC}, score: 0.4")},
            "Accuracy, 0-shot",
        ),
        # As many models: the benchmark's own metric.
        ({"One": run(f"{ACC}, score: 0.5", f"{NORM}, score: 0.6")}, f"{LONG}, 0-shot"),
        # The same metric: the fewest shots, as a number; what is not stated comes last.
        (
            {
                "One": run(f"{NORM}, score: 0.5, shots: 25")
                + run(f"{NORM}, score: 0.5", head="split: test")
                + run(f"{NORM}, score: 0.6, shots: 5")
            },
            f"{LONG}, 5-shot",
        ),
    ],
)
def test_ranked_is_what_most_models_were_measured_by(
    runs: dict[str, str], title: str, tmp_path: Path
) -> None:
    assert f"<strong>{title}</strong>" in page(tmp_path, runs).partition("## Measured")[0]


def test_two_runs_of_one_model_do_not_make_two_models(tmp_path: Path) -> None:
    runs = {
        "One": run(f"{NORM}, score: 0.5")
        + run(f"{NORM}, score: 0.51")
        + run(f"{NORM}, score: 0.6, shots: 5"),
        "Two": run(f"{NORM}, score: 0.6, shots: 5"),
    }
    assert "5-shot" in page(tmp_path, runs).partition("## Measured")[0]


def test_where_lower_is_better_the_lowest_is_first_and_the_page_says_so(tmp_path: Path) -> None:
    rows = {
        name: run(f"benchmark: wikitext, score: {score}")
        for name, score in (("One", "20.1, error: 0.1"), ("Two", "9.87, error: 0.1"))
    }
    found = page(tmp_path, rows, "wikitext")
    assert ranking(found) == [("1", "Two"), ("2", "One")]
    assert "the number of scores that are lower by more than the error of the difference" in found
    assert " · lower scores are better · 2 models</p>" in found
    assert "| Better | lower scores |" in found
    assert "Above chance" not in found


def test_a_page_with_one_way_of_measuring_has_nothing_to_set_aside(tmp_path: Path) -> None:
    found = page(tmp_path, {"One": run(f"{NORM}, score: 0.5"), "Two": run(f"{NORM}, score: 0.4")})
    assert "Measured differently" not in found
    assert "cs-relax" not in found
    assert ranking(found) == [("1", "One"), ("2", "Two")]


def test_what_no_card_was_scored_on_has_no_ranking(tmp_path: Path) -> None:
    registry = "own: {name: Own, measures: Much., metric: acc}\n"
    found = page(tmp_path, {"One": run(f"{NORM}, score: 0.5")}, "own", registry)
    assert "Ranking" not in found
    assert "Results" not in found


def test_each_metric_and_subset_has_a_ranking_of_its_own(tmp_path: Path) -> None:
    row = "benchmark: lambada, metric: "
    rows = (f"{row} ppl, score: 9.1", f"{row} acc, score: 0.5", f"{row} acc, subset: fr, score: 0.4")
    found = page(tmp_path, {"One": run(*rows), "Two": run(f"{row} ppl, score: 9")}, "lambada")
    assert re.findall(r'data-cs-quantity="(.*?)" data-cs-models="(.*?)"', found) == [
        ("ppl", "2"),
        ("acc", "1"),
        ("fr acc", "1"),
    ]
    assert re.findall("(?m)^## (.*)", found) == ["Perplexity", "Accuracy", "Accuracy, subset fr"]
    assert "cs-relax" not in found


def test_where_no_error_can_be_had_scores_are_in_order_without_ranks(tmp_path: Path) -> None:
    rows = {
        name: run(f"benchmark: wikitext, score: {score}")
        for name, score in (("One", "20.1"), ("Two", "9.87"))
    }
    found = page(tmp_path, rows, "wikitext")
    assert ranking(found) == []
    assert re.findall(r"^\| \[(\w+)", found, re.MULTILINE) == ["Two", "One"]
    assert "## Scores" in found
    assert "not ranked: errors are neither stated nor can they be calculated" in found
    del rows["Two"]
    assert "not ranked" not in page(tmp_path / "one", rows, "wikitext")


def test_one_score_without_an_error_has_no_rank_among_others(tmp_path: Path) -> None:
    scores = {"One": "20, error: 1", "Two": "15", "Three": "10, error: 1"}
    rows = {name: run(f"benchmark: wikitext, score: {score}") for name, score in scores.items()}
    found = page(tmp_path, rows, "wikitext")
    assert re.findall(r"^\| (\S+) \| \[(\w+)", found, re.MULTILINE) == [
        ("1", "Three"),
        ("–", "Two"),
        ("2", "One"),
    ]
    assert "A score without an error or a number of examples has no rank" in found


def test_intervals_are_calculated_from_the_size_of_the_test_set_and_say_so(tmp_path: Path) -> None:
    """HumanEval has 164 problems, which distinguish few models."""
    rows = {
        name: run(f"benchmark: humaneval, score: {score} %")
        for name, score in (("One", "40.2"), ("Two", "36.0"), ("Three", "22.0"), ("Four", "0"))
    }
    found = page(tmp_path, rows, "humaneval")
    assert ranking(found) == [("1", "One"), ("1", "Two"), ("3", "Three"), ("4", "Four")]
    assert ">33.0 to 47.8 &#37;</span> |" in found
    assert ">0.0 to 2.3 &#37;<" in found
    assert "The errors are calculated from 164 examples (Wilson's interval); it is" in found
    assert "it is an upper limit" in found
    found = page(tmp_path, rows | {"Five": run("benchmark: humaneval, score: 20 %, error: 3 %")}, "humaneval")
    said = '33.0 to 47.8 &#37;</span> <small class="cs-note">calculated, at most, from 164 examples</small>'
    assert said in found
    assert "Where no error is stated, it is calculated from the number of examples" in found


def test_a_benchmark_too_flawed_for_ranks_has_none_and_says_why(tmp_path: Path) -> None:
    scores = {"One": "66.4 %, error: 1 %", "Two": "52.1 %, error: 1 %"}
    rows = {name: run(f"benchmark: crows-pairs, score: {score}") for name, score in scores.items()}
    found = page(tmp_path, rows, "crows-pairs")
    assert ranking(found) == []
    assert re.findall(r"^\| \[(\w+)", found, re.MULTILINE) == ["Two", "One"]
    assert "The scores are in order but not ranked: many of its pairs" in found


def test_metrics_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    row = "benchmark: gsm8k, metric: "
    found = page(tmp_path, {"One": run(f"{row} exact_match, score: 0.5", f"{row} em, score: 0.4")}, "gsm8k")
    assert "<strong>Exact match &#40;exact&#95;match&#41;" in found
    assert "<strong>Exact match &#40;em&#41;" in found


def test_a_rough_score_shares_the_rank_of_one_it_cannot_be_told_from(tmp_path: Path) -> None:
    rows = {"One": "0.50, error: 0.01", "Two": "0.49, error: 0.01", "Three": "0.40, error: 0.01"}
    found = page(tmp_path, {name: run(f"{NORM}, score: {row}") for name, row in rows.items()})
    assert ranking(found) == [("1", "One"), ("1", "Two"), ("3", "Three")]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ("metric: acc", "0 % to 100 %"),
        ("metric: bleu, low: 10, high: 20.50", "10 to 20.5"),
        ("metric: mcc", "−1 to 1"),
        ("metric: ppl", "1 and more"),
        ("metric: rouge1, high: 7", "0 to 7"),
    ],
)
def test_the_range_of_scores_is_said(bounds: str, words: str, tmp_path: Path) -> None:
    registry = f"own: {{name: Own, measures: Much., {bounds}}}\n"
    found = page(tmp_path, {"One": run("benchmark: own, score: 15")}, "own", registry).replace("&#37;", "%")
    said = re.findall(r"\| Range \| (.*?) \|", found)
    assert said == [words]


def test_a_page_shows_the_best_hundred_of_many_scores_and_where_the_others_are(tmp_path: Path) -> None:
    few = {f"M{n}": run(f"{NORM}, score: 0.{n:03}, error: 0.0001") for n in range(100, 220)}
    shown = page(tmp_path / "few", few)
    ranking = [
        line for line in shown.splitlines() if line.startswith(("| 1 |", "| 99 |", "| 100 |", "| 101 |"))
    ]
    assert [line.split("|")[1].strip() for line in ranking] == ["1", "99", "100"]
    assert "M219" in ranking[0]
    assert "M120" in ranking[-1]
    assert "20 more are in [evals&#46;csv](../evals.csv)" in shown
    many = {f"M{n}": run(f"{NORM}, score: 0.{n:03}, error: 0.0001") for n in range(100, 400)}
    assert len(page(tmp_path / "many", many)) < 1.05 * len(shown)


def test_of_many_ways_of_measuring_some_are_shown(tmp_path: Path) -> None:
    ways = {"One": "".join(run(f"{NORM}, score: 0.5, shots: {n}") for n in range(60))}
    shown = page(tmp_path, ways)
    assert shown.count('<details class="cs-details') == 39
    assert "in 20 further ways are in [evals&#46;csv](../evals.csv)" in shown


@pytest.mark.parametrize(("kind", "asked"), [("vision", False), ("language-model", True)])
def test_nobody_asks_for_the_prompt_of_models_that_get_none(kind: str, asked: bool, tmp_path: Path) -> None:
    rows = run("benchmark: imagenet-1k, metric: top1, score: 80 %", head="split: validation")
    write(tmp_path / "organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "peak.yaml", f"{LICENSED}kind: {kind}\nevaluation:\n  runs:\n{rows}")
    unstated = pages(tmp_path)["benchmarks/imagenet-1k.md"].partition("not stated: ")[2].partition(" · ")[0]
    assert ("number of shots" in unstated, "prompt" in unstated) == (asked, asked)
    assert "harness" in unstated
