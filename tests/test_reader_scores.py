"""Scores: setting aside how they were measured, on a benchmark's page; how they read on that of a model."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from browser import opened
from cardsite.facts.comparability import Interval, rank_intervals
from fences import ROOT
from tinysite import write

pytestmark = pytest.mark.browser

LAMBADA = "benchmarks/lambada.html"
SHOWN = ".cs-standing:visible"
"""The part of the page for the metric that is chosen."""
MAKERS = (
    "Ranked although these differ: task version (0, not stated); "
    "who measured (Cerebras, EleutherAI, State Spaces)."
)


def controls(tab: Tab) -> list[str]:
    tab.locator(f"{SHOWN} .cs-relax fieldset").wait_for()
    return [text.strip() for text in tab.locator(f"{SHOWN} .cs-relax label").all_inner_texts()]


def ranking(tab: Tab) -> list[list[str]]:
    """Rank, model and score of each row of the ranking that is shown."""
    rows = tab.locator(f"{SHOWN} .cs-scores").first.locator("tbody tr").all()
    return [[row.locator("td").nth(n).inner_text() for n in (0, 1, 2)] for row in rows]


def toggle(tab: Tab, label: str) -> None:
    """Sets a part aside, or back, by keyboard alone."""
    box = tab.locator(SHOWN).get_by_label(label)
    box.focus()
    tab.keyboard.press("Space")


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (
            "LaTeX",
            [
                r"\begin{tabular}{lllllll}",
                r"\toprule",
                r"Rank & Model & Score & 95 \% interval & Above chance & Parameters & Read in \\",
                r"\midrule",
                r"1 & Pythia 12B & 29.73 \% & 29.0 to 30.5 \% & +4.7 & 11.8B &",
            ],
        ),
        (
            "Markdown",
            [
                "| Rank | Model | Score | 95 % interval | Above chance | Parameters | Read in |",
                "| --- | --- | --- | --- | --- | --- | --- |",
                "| 1 | Pythia 12B | 29.73 % | 29.0 to 30.5 % | +4.7 | 11.8B |",
            ],
        ),
        (
            "CSV",
            [
                "Rank,Model,Score,95 % interval,Above chance,Parameters,Read in",
                "1,Pythia 12B,0.297342,29.0 to 30.5 %,+4.7,11846072320,",
            ],
        ),
    ],
)
def test_the_ranking_that_is_shown_is_copied(
    form: str, lines: list[str], own_address: str, browser: Browser
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, f"{own_address}benchmarks/mmlu.html", permissions=permissions) as tab:
        tab.get_by_role("button", name=f"Copy as {form}").click()
        tab.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
        found = tab.evaluate("navigator.clipboard.readText()").splitlines()
        assert [line[: len(start)] for line, start in zip(found, lines, strict=False)] == lines


def test_parts_set_aside_by_keyboard_merge_the_ranking_which_says_so_and_stand_in_the_address(
    own_address: str, browser: Browser
) -> None:
    with opened(browser, own_address + LAMBADA) as tab:
        assert controls(tab) == ["number of shots", "task version", "who measured"]
        before = ranking(tab)
        assert [row[0] for row in before] == ["1", "2", "3", "4", "5", "6", "7"]
        assert not tab.locator(f"{SHOWN} .cs-ignored").is_visible()
        groups = tab.locator(f"{SHOWN} .cs-group:visible").count()

        tab.locator(f"{SHOWN} .cs-relax input").nth(1).focus()
        tab.keyboard.press("Space")
        # By keyboard to the next part and back.
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.value") == "measured_by"
        tab.keyboard.press("Space")
        assert tab.locator(f"{SHOWN} .cs-ignored").inner_text() == MAKERS
        assert tab.locator("[role=status]").first.inner_text() == MAKERS
        assert tab.evaluate("location.search") == "?ignore=version,measured_by"
        after = ranking(tab)
        assert len(after) == 15
        assert {row[1].rpartition("measured by ")[2] for row in after} == {
            "EleutherAI",
            "Cerebras",
            "State Spaces",
        }
        assert tab.locator(f"{SHOWN} .cs-group:visible").count() == groups - 2

        toggle(tab, "task version")
        toggle(tab, "who measured")
        assert ranking(tab) == before
        assert tab.evaluate("location.search") == ""
        assert tab.locator(f"{SHOWN} .cs-group:visible").count() == groups


def test_of_each_model_one_score_is_ranked(own_address: str, browser: Browser) -> None:
    with opened(browser, f"{own_address}{LAMBADA}?ignore=shots") as tab:
        controls(tab)
        assert len(ranking(tab)) == 7
        assert tab.locator(f"{SHOWN} .cs-ignored").inner_text() == (
            "No further model joins the ranking: "
            "those measured with another number of shots are in it already."
        )


def test_a_reader_chooses_the_metric_and_the_address_keeps_it(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + LAMBADA) as tab:
        choice = tab.get_by_label("Metric")
        assert choice.locator("option").all_inner_texts() == [
            "Accuracy (18 models)",
            "Perplexity (11 models)",
        ]
        assert tab.get_by_role("heading", name="Accuracy").is_visible()
        assert tab.get_by_role("heading", name="Perplexity").is_hidden()
        toggle(tab, "who measured")
        choice.select_option("ppl")
        assert tab.get_by_role("heading", name="Accuracy").is_hidden()
        assert tab.evaluate("location.search") == "?metric=ppl"
        address = tab.evaluate("location.href")
        tab.get_by_role("link", name="Accuracy", exact=True).first.click()
        expect(tab.get_by_role("heading", name="Accuracy")).to_be_visible()
        assert tab.evaluate("location.search") == "?ignore=measured_by"
    with opened(browser, address) as tab:
        assert tab.get_by_role("heading", name="Perplexity").is_visible()
    with opened(browser, f"{own_address}{LAMBADA}#perplexity") as tab:
        assert tab.get_by_role("heading", name="Perplexity").is_visible()


def test_a_link_shows_what_its_sender_saw(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + LAMBADA) as tab:
        controls(tab)
        toggle(tab, "number of shots")
        toggle(tab, "task version")
        toggle(tab, "who measured")
        address, seen = tab.evaluate("location.href"), ranking(tab)
        assert address.endswith("?ignore=shots,version,measured_by")
    with opened(browser, address) as tab:
        controls(tab)
        assert ranking(tab) == seen
        assert tab.locator(f"{SHOWN} .cs-ignored").inner_text() == (
            "Ranked although these differ: number of shots (0, not stated); task version (0, not stated); "
            "who measured (Cerebras, EleutherAI, State Spaces)."
        )
        assert tab.locator(SHOWN).get_by_label("task version").is_checked()
        # Perplexity is another quantity, whatever is set aside; a second score of a model stays where it was.
        assert {row[2][-1] for row in ranking(tab)} == {"%"}


def test_what_an_address_asks_for_and_the_page_does_not_have_is_passed_over(
    own_address: str, browser: Browser
) -> None:
    with opened(browser, f"{own_address}{LAMBADA}?ignore=metric,nonsense,__proto__") as tab:
        controls(tab)
        assert len(ranking(tab)) == 7
        assert not tab.locator(f"{SHOWN} .cs-ignored").is_visible()


def test_a_part_that_brings_nothing_together_says_so(own_address: str, browser: Browser) -> None:
    with opened(browser, f"{own_address}{LAMBADA}?ignore=measured_by") as tab:
        controls(tab)
        assert len(ranking(tab)) == 7
        assert tab.locator(f"{SHOWN} .cs-ignored").inner_text() == (
            "No further score joins the ranking: the others differ in more than who measured."
        )


def test_the_page_is_whole_without_scripts_and_has_no_controls_that_do_nothing(
    own_address: str, browser: Browser
) -> None:
    with opened(browser, own_address + LAMBADA, java_script_enabled=False) as tab:
        assert [row[0] for row in ranking(tab)] == ["1", "2", "3", "4", "5", "6", "7"]
        assert tab.get_by_text("5-shot: not the same as 0-shot", exact=True).is_visible()
        assert tab.locator(".cs-relax :is(input, label, fieldset)").count() == 0
        assert tab.locator("article table:visible").count() > 4


@pytest.mark.parametrize(
    "page", [LAMBADA, f"{LAMBADA}?ignore=shots,version,measured_by", "benchmarks/hellaswag.html"]
)
def test_no_ranking_scrolls_a_phone_sideways(own_address: str, browser: Browser, page: str) -> None:
    with opened(browser, own_address + page, viewport={"width": 390, "height": 844}) as tab:
        controls(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        choice = tab.get_by_label("Metric").bounding_box()
        assert choice
        assert choice["x"] + choice["width"] <= 390


# Scores on the page of a model


DECIMAL_SIGNS = """(table) => [...table.rows].flatMap((row) => {
  const score = row.querySelector("[data-cs-key], [data-cs-pad]");
  const text = score?.firstChild;
  const place = text?.data.indexOf(".") ?? -1;
  if (place < 0) return [];
  const range = document.createRange();
  range.setStart(text, place);
  range.setEnd(text, place + 1);
  return [range.getBoundingClientRect().left];
})"""


@pytest.mark.parametrize(
    ("model", "rows"), [("pythia/pythia-160m", 9), ("deepseek-v3", 14), ("zephyr-7b-beta", 2)]
)
def test_each_benchmark_is_a_line_and_decimal_signs_stand_below_each_other(
    own_address: str, browser: Browser, model: str, rows: int
) -> None:
    with opened(browser, f"{own_address}models/{model}.html", viewport={"width": 1400, "height": 900}) as tab:
        table = tab.locator(".cs-run table").first
        assert table.locator("tbody tr").count() == rows
        # The name, the metric and the score fit on a line; a note behind them can be longer.
        lines = table.locator("tbody td:not(:last-child)").evaluate_all(
            """(cells) => cells.map((cell) => {
              const style = getComputedStyle(cell);
              const range = document.createRange();
              range.selectNodeContents(cell);
              return range.getBoundingClientRect().height / parseFloat(style.lineHeight);
            })"""
        )
        assert max(lines) < 1.5
        places = table.evaluate(DECIMAL_SIGNS)
        assert len(places) > 1
        assert max(places) - min(places) < 2


@pytest.mark.parametrize(
    "model",
    ["pythia/pythia-160m", "deepseek-v3", "whisper-small", "breast-cancer-logistic-regression", "qwen3-8b"],
)
def test_a_phone_shows_each_score_and_its_marks_without_scrolling(
    own_address: str, browser: Browser, model: str
) -> None:
    with opened(browser, f"{own_address}models/{model}.html", viewport={"width": 390, "height": 844}) as tab:
        seen = (
            tab.locator(".cs-run td")
            .locator("a[id^='r.'], sup")
            .evaluate_all(
                """(found) => found.map((each) => {
                  const { left, right } = each.getBoundingClientRect();
                  return [left, right];
                })"""
            )
        )
        assert seen
        assert min(left for left, _ in seen) >= 0
        assert max(right for _, right in seen) <= 390
        wide = tab.locator(".cs-run").evaluate_all(
            "(runs) => runs.filter(({scrollWidth, clientWidth}) => scrollWidth > clientWidth).length"
        )
        assert wide == 0


def test_a_score_is_a_link_to_its_row(own_address: str, browser: Browser) -> None:
    with opened(browser, f"{own_address}models/pythia/pythia-160m.html") as tab:
        score = tab.locator("[id='r.arc-challenge-acc-norm']")
        assert score.text_content() == "23.29 ± 1.24 %"
        score.click()
        assert tab.evaluate("location.hash") == "#r.arc-challenge-acc-norm"
        row = tab.locator("tr:has(td > a:target)")
        assert row.locator("td").first.inner_text() == "ARC challenge"
        assert "below chance" in row.inner_text()
        assert "at chance" in row.inner_text()


# The script and comparability.py rank alike


RANKED = """() => [...document.querySelector(".cs-scores").querySelectorAll("tbody tr")].map((row) => {
  const { csScore, csLow, csHigh } = row.querySelector("[data-cs-score]").dataset;
  return [row.cells[0].innerText, csScore, csLow, csHigh];
})"""


def ranks_of(tab: Tab, *, lower: bool = False) -> tuple[list[int], list[int]]:
    """The ranks that the page shows, and those that Python gives to the same scores."""
    rows = tab.evaluate(RANKED)
    found = [Interval(float(score), float(low), float(high)) for _, score, low, high in rows]
    expected = rank_intervals([each.mirrored for each in found] if lower else found)
    return [int(row[0]) for row in rows], list(expected)


@pytest.mark.parametrize("query", ["", "?ignore=shots", "?ignore=shots,version,measured_by,harness"])
@pytest.mark.parametrize("benchmark", ["lambada", "humaneval", "arc-challenge", "piqa", "winogrande"])
def test_the_script_ranks_published_scores_as_python_does(
    own_address: str, browser: Browser, benchmark: str, query: str
) -> None:
    with opened(browser, f"{own_address}benchmarks/{benchmark}.html{query}") as tab:
        if tab.locator(".cs-relax").count():
            controls(tab)
        shown, expected = ranks_of(tab)
        assert shown == expected == sorted(expected)


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_script_ranks_any_scores_as_python_does(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str], better: str
) -> None:
    luck = random.Random(better)
    # Many equal scores, many that only touch, and some that are exact.
    scores = [(luck.randint(0, 60), luck.choice([0, 1, 1, 2, 5, 30])) for _ in range(300)]
    cells = "".join(
        f'<tr><td></td><td>m{number}</td><td data-cs-score="{n / 10}"'
        f' data-cs-low="{(n - half) / 10}" data-cs-high="{(n + half) / 10}">'
        for number, (n, half) in enumerate(scores)
    )
    parts = '[{"part":"shots","label":"shots","values":[["0","0-shot"]]}]'
    body = f"<div data-cs-script=scores data-cs-better={better} data-cs-parts='{parts}'></div>"
    table = f"<div class=cs-scores data-cs-group=0><table><tbody>{cells}</table></div>"
    scripts = ROOT / "src/cardsite/assets/scripts"
    shutil.copytree(scripts, tmp_path / "assets/cardsite/parts")
    shutil.copy(scripts / "cardsite.js", tmp_path / "assets/cardsite")
    head = '<!doctype html><link rel="icon" href="data:,">'
    write(tmp_path / "index.html", f'{head}{body}{table}<script src="assets/cardsite/cardsite.js"></script>')
    with opened(browser, serve(tmp_path)) as tab:
        tab.locator("fieldset").wait_for()
        shown, expected = ranks_of(tab, lower=better == "lower")
        assert shown == expected == sorted(expected)
        assert 5 < len(set(shown)) < 200
