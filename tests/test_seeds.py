"""Published cards, transcribed with all their mistakes: each mistake is reported where it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from cardsite.build import EVERY_CHECK, read_catalogue
from cardsite.problems import Problem
from cardsite.reports.text_report import as_text

SEEDS = Path(__file__).parent / "seeds"


@cache
def found(catalogue: str) -> tuple[Problem, ...]:
    return read_catalogue(SEEDS / catalogue, SEEDS, EVERY_CHECK).problems


class Defect(NamedTuple):
    """What is wrong in a published card, and the message that has to say so."""

    what: str
    code: str
    file: str
    field: str
    words: str = ""
    """Something that the message has to name."""


CEREBRAS, LLAMA = "cards/cerebras-gpt-111m.yaml", "cards/code-llama-34b.yaml"
ALPACA, NEO = "cards/gpt-6.7b-alpaca.yaml", "cards/gpt-neo-1.3b.yaml"
SHAPED, RATED = "published/cerebras-gpt-2.7b.yaml", "published/pythia-1b.yaml"
SWAPPED = "published/pythia-12b-deduped.yaml"
MIXED = "mixed/cerebras-gpt-111m.yaml"
NOTEBOOK = "inference.samples[0].python.url"

# What is "coming soon" is an absence here, which pages show and no check minds.
DEFECTS = (
    # Seed 000
    Defect("a name that is not the hub's id", "name-hub", CEREBRAS, "name"),
    Defect("links to another model's notebook", "foreign-link", CEREBRAS, NOTEBOOK, "Dolly"),
    Defect("an output that is a loop", "sample-loop", CEREBRAS, "inference.examples[0].output"),
    Defect("no field for the licence", "license-missing", CEREBRAS, ""),
    Defect("a licence in prose", "foreign-license", CEREBRAS, "description", "Apache 2.0"),
    # Seed 001
    Defect("another model's name", "foreign-model", LLAMA, "name", "Cerebras-GPT"),
    Defect("another model's size", "size-name", LLAMA, "name", "111M"),
    Defect("text about two models", "foreign-model", LLAMA, "architecture.description", "Code Llama"),
    Defect("another model's accelerator", "foreign-hardware", LLAMA, "description", "CS-2"),
    Defect("another organisation", "foreign-organization", LLAMA, "name", "Cerebras"),
    Defect("a word twice", "text-twice", LLAMA, "ethical_considerations", "available"),
    Defect(
        "a base model that is a specialist", "capability-contradiction", LLAMA, "capabilities[3].supported"
    ),
    Defect("links to another model's notebook", "foreign-link", LLAMA, NOTEBOOK, "Dolly"),
    # Seed 001, with the fields of the model in its title
    Defect("a size in the text", "claim-shape", MIXED, "description", "34B parameters"),
    Defect("a licence that governs in the text", "foreign-license", MIXED, "description", "Meta license"),
    Defect("an accelerator in the text", "foreign-hardware", MIXED, "training.procedure", "A100"),
    # Seed 003
    Defect("licences that differ", "license-lineage", ALPACA, "license"),
    Defect("tokens as an expression", "claim-unstructured", ALPACA, "sections[0].body", "20*6.7B"),
    # Seed 004
    Defect("parameters in prose", "claim-unstructured", NEO, "summary", "1.3 billion"),
    Defect("steps in prose", "claim-unstructured", NEO, "description", "362,000"),
    Defect("tokens in prose", "claim-unstructured", NEO, "description", "380"),
    Defect("an average in prose", "claim-unstructured", NEO, "description", "29.44"),
    Defect("scores in prose", "claim-unstructured", NEO, "description", "56.91 on Winogrande"),
    Defect("masked and autoregressive", "text-contradiction", NEO, "description", "masked"),
    Defect("links to another model's notebook", "foreign-link", NEO, NOTEBOOK, "Dolly"),
    # What two published places say of one model
    Defect("20 heads for 32", "shape-heads", SHAPED, "architecture.head_dimension", "20"),
    Defect("a quote of 32 heads", "quote-value", SHAPED, "architecture.attention_heads.quote", "32"),
    Defect("a quote of 0.00025", "quote-value", RATED, "training.learning_rate.quote", "0.00025"),
    Defect("a text that says 2.5e-4", "claim-training", RATED, "training.procedure", "2.5e-4"),
    Defect("layers and heads swapped", "shape-heads", SWAPPED, "architecture.attention_heads", "36"),
)


def reported(defect: Defect) -> bool:
    return any(
        (problem.code, problem.place.file, problem.field) == (defect.code, defect.file, defect.field)
        and defect.words in problem.message
        for problem in found(defect.file.partition("/")[0])
    )


@pytest.mark.parametrize(
    "defect", [pytest.param(defect, id=f"{Path(defect.file).stem}: {defect.what}") for defect in DEFECTS]
)
def test_each_known_defect_of_a_published_card_is_reported(defect: Defect) -> None:
    assert reported(defect)


def test_every_hole_of_the_skeleton_is_reported() -> None:
    holes = [problem for problem in found("cards") if problem.code in {"yaml-hole", "text-hole"}]
    assert len(holes) >= 30
    assert {problem.place.file for problem in holes} == {"cards/skeleton.yaml", "cards/skeleton-texts.yaml"}


@pytest.mark.parametrize("catalogue", ["cards", "mixed", "published"])
def test_messages_about_published_cards_read_well(catalogue: str, request: pytest.FixtureRequest) -> None:
    golden = SEEDS / ("expected.txt" if catalogue == "cards" else f"{catalogue}.txt")
    words = as_text(found(catalogue)) + "\n"
    if request.config.getoption("--update-goldens"):
        golden.write_text(words, encoding="utf-8", newline="\n")
    assert words == golden.read_text(encoding="utf-8")
