"""No check does more than twice the work for twice the text or the cards; lines are counted, not time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from cardsite.catalogue import CardEntry, Catalogue, load
from cardsite.checks import CHECKS, Check, CheckContext, Finding
from examples import write_example

MOST = 2.6
"""Twice the work, and some that comes on top at once when a text crosses a limit."""
LITTLE = 400
"""Lines that a check may take however long the text is."""

OTHERS = "".join(
    f"# other-{size}.yaml\nname: {name} {size}B\narchitecture: {{parameters: {size}B, layers: {size}}}\n"
    for name, size in (("Aurora", 7), ("Borealis", 13), ("Aurora Chat", 34))
)

Text = Callable[[int, int], str]
"""The text of a number of pieces; another `start` gives other words, of which nothing is remembered yet."""


def pieces(form: str, between: str = " ") -> Text:
    return lambda count, start: between.join(
        form.replace("{}", str(start + number)) for number in range(count)
    )


TEXTS: dict[str, Text] = {
    "one sentence": pieces("and{} whatever it is that goes on without an end", ", "),
    "sentences": pieces("It was made for task{} by people who know. ", ""),
    "numbers": pieces("it has {} layers and 1{} attention heads and 2{}B parameters or 3{} tokens", ", "),
    "numbers alone": pieces("{}"),
    "names of models": pieces("Aurora 7B beats Borealis 13B, and Borealis {}B is like Aurora Chat 34B."),
    "names of strangers": pieces("GPT-{} and Falcon-{}B and Some Model {}", ", "),
    "links": pieces("[Aurora](https://huggingface.co/acme/aurora-{}) and https://example.org/borealis-{}/7b"),
    "paragraphs": pieces("This is paragraph {}.\n\nIt is followed by others.", "\n\n"),
    "a table": lambda count, start: (
        "| a | b |\n|---|---|\n" + pieces("| {} | Aurora {}B |\n", "")(count, start)
    ),
    "a list": pieces("- item {} of 7B parameters, trained on {} tokens", "\n"),
    "code": pieces('```python\nmodel = load("acme/aurora-{}")\n```', "\n\n"),
    "conversations": pieces("User: question {}?\n\nAssistant: answer {}.", "\n\n"),
    "one word": pieces("a{}", ""),
    "repeated words": lambda count, start: f"and so on {start} " * count,
    **{sign: pieces(sign * 8, f"{sign} ") for sign in "[{`|*"},
}


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python are run."""
    count, before = 0, sys.gettrace()

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def work_of(each: Check, catalogue: Catalogue) -> int:
    """The lines that a check runs for all cards; indexes of the catalogue are made anew."""
    context = CheckContext(catalogue)
    cards = catalogue.cards.values()
    return lines_run(lambda: [list(each.find(entry, context)) for entry in cards])


def growing_too_fast(
    catalogues: list[Catalogue], checks: Mapping[str, Check] = CHECKS
) -> dict[str, tuple[int, int]]:
    """The checks that do too much work for the last catalogue, which has twice of what the one before has."""
    first, once, twice = catalogues
    found = {}
    for code, each in checks.items():
        work_of(each, first)  # What is looked up once in a run of Python is looked up here.
        counts = work_of(each, once), work_of(each, twice)
        if counts[1] > MOST * counts[0] + LITTLE:
            found[code] = counts
    return found


def catalogues(folder: Path, cards: Callable[[int, int], str], count: int) -> list[Catalogue]:
    # All numbers have five digits, so that none of the texts is read another way for its short ones.
    sizes = [(count, 10_000), (count, 20_000), (2 * count, 30_000)]
    return [
        load(write_example(folder / str(start), cards(number, start)), "cards") for number, start in sizes
    ]


@pytest.mark.parametrize("shape", TEXTS)
def test_twice_the_text_is_at_most_twice_the_work(shape: str, tmp_path: Path) -> None:
    def cards(count: int, start: int) -> str:
        text = json.dumps(TEXTS[shape](count, start))
        sample = f"inference: {{examples: [{{input: Begin., output: {text}}}]}}\n"
        return f"description: {text}\n{sample}{OTHERS}"

    assert growing_too_fast(catalogues(tmp_path, cards, 40)) == {}


@pytest.mark.parametrize("sign", ["*", "[", "`", "|", "<", "- ", "1,", "a.", "7B ", "\n", "](", '"'])
def test_a_long_run_of_one_sign_is_checked_to_the_end(sign: str, tmp_path: Path) -> None:
    """Lines do not count what a pattern searches again and again: that would take minutes here."""
    text = json.dumps(sign * (80_000 // len(sign)))
    catalogue = load(write_example(tmp_path, f"description: {text}\nlimitations: {text}\n"), "cards")
    context = CheckContext(catalogue)
    for each in CHECKS.values():
        for entry in catalogue.cards.values():
            assert all(finding.message for finding in each.find(entry, context))


def test_twice_the_fields_of_a_citation_are_at_most_twice_the_work(tmp_path: Path) -> None:
    def cards(count: int, start: int) -> str:
        fields = "".join(f"  field{start + number} = {{Value {number}}},\n" for number in range(count))
        entry = f"@misc{{key,\n  title = {{T}},\n{fields}}}\n"
        return f"citation: {json.dumps(entry)}\n"

    assert growing_too_fast(catalogues(tmp_path, cards, 40)) == {}


def test_twice_the_cards_are_at_most_twice_the_work(tmp_path: Path) -> None:
    """They have a paragraph, a sample, a link and scores in common, and name each other."""
    shared = (
        "license: mit\ndescription: |\n"
        "  Whatever this paragraph says stands on every card of the catalogue, word for word, and it is\n"
        "  long enough to be looked for on all others. It was trained on 300B tokens and has 12 layers.\n"
        "inference: {examples: [{input: The sea, output: The sea is a large body of salt water.}]}\n"
        "links: {paper: https://example.org/paper}\n"
        "evaluation: {runs: [{title: T, results: [{benchmark: piqa, score: 0.71, error: 0.0105}]}]}\n"
    )

    def cards(count: int, start: int) -> str:
        return "".join(
            f"# model-{number}.yaml\nname: Model {number}B\nhub_id: acme/model-{number}b\n"
            f"limitations: Model {start}B is like Model {start + 1}B.\n{shared}"
            for number in range(start, start + count)
        )

    assert growing_too_fast(catalogues(tmp_path, cards, 16)) == {}


def test_a_check_that_compares_each_with_each_is_noticed(tmp_path: Path) -> None:
    def pairs(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
        words = context.passages(entry)[-1].text.split()
        for one in words:
            for other in words:
                if one is other.title():
                    yield Finding((), one)

    def cards(count: int, start: int) -> str:
        return f"description: {TEXTS['numbers alone'](count, start)} words\n"

    check = replace(CHECKS["score-twice"], find=pairs)
    assert list(growing_too_fast(catalogues(tmp_path, cards, 40), {"pairs": check})) == ["pairs"]
