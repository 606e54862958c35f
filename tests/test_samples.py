"""Sample inputs and outputs: loops and seeds."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.samples import sample_outputs
from cardsite.checks.samples.snippets import Fence, fences
from cardsite.schema import Example, Fact
from finding import messages


def card(**example: Any) -> str:
    """A card with one example; JSON is YAML too."""
    return cards([example])


def cards(examples: list[dict[str, Any]]) -> str:
    return f"inference: {json.dumps({'examples': examples})}\n"


# Fences


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("No code, but `some`.", []),
        ("```python\na\n```", [Fence("python", "a")]),
        ("~~~ JSON title\n{}\n~~~~\nb", [Fence("json", "{}")]),
        ("```\na\n~~~\nb\n```\n```sh\nc", [Fence("", "a\n~~~\nb"), Fence("sh", "c")]),
        ("````md\n```\na\n```\n````", [Fence("md", "```\na\n```")]),
        ("1. Do:\n\n   ```py\n   if a:\n       b\n   ```", [Fence("py", "if a:\n    b")]),
        ("- ```{.python}\n  a\n  ```", [Fence(".python", "a")]),
        ("An inline ```code``` is none", []),
    ],
    ids=["none", "one", "tildes", "nested and open", "longer", "list", "in an item", "inline"],
)
def test_fenced_code_is_found(markdown: str, found: list[Fence]) -> None:
    assert list(fences(markdown)) == found


# What a reader should be told

LOOP = "a rose is a rose is " * 10
SENTENCE = (
    "It rains, and the water runs down the street into the drain, from there into the river and then to the"
)


@pytest.mark.parametrize(
    ("output", "note", "found"),
    [
        (
            LOOP,
            None,
            ["60 words, 3 of them different; 3 ÷ 57 = 5 % of its four-word sequences are different"],
        ),
        (
            LOOP,
            "Sampled.",
            ["60 words, 3 of them different; 3 ÷ 57 = 5 % of its four-word sequences are different"],
        ),
        (LOOP, "The output loops.", []),
        (LOOP, "It repeats one phrase.", []),
        (LOOP, "A case of degeneration.", []),
        (SENTENCE, None, []),
        ("0 0 1 " * 20, None, []),
    ],
    ids=["loop", "another note", "loops", "repeats", "degeneration", "no loop", "numbers"],
)
def test_a_loop_is_reported_unless_a_note_speaks_of_it(
    output: str, note: str | None, found: list[str], tmp_path: Path
) -> None:
    example = {"input": "x", "output": output, **({"note": note} if note else {})}
    assert messages(tmp_path, "sample-loop", card(**example)) == found


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"do_sample": True}, ["sampled with do_sample, but no seed is given"]),
        ({"temperature": 0.7, "top_k": 50}, ["sampled with temperature 0.7, top_k 50, but no seed is given"]),
        ({"temperature": 0.7, "do_sample": False}, []),
        ({"temperature": 0}, []),
        ({"temperature": 1, "top_k": 1}, []),
        ({"temperature": 0.7, "seed": 0}, []),
        ({"max_new_tokens": 5}, []),
        ({}, []),
    ],
    ids=["sample", "temperature", "greedy", "zero", "best only", "seed", "limit only", "none"],
)
def test_sampling_without_a_seed_is_noted(settings: dict[str, Any], found: list[str], tmp_path: Path) -> None:
    example = {"input": "x", "output": "y", "parameters": settings}
    assert messages(tmp_path, "sample-seed", card(**example)) == found


ANY = st.recursive(
    st.text(max_size=60) | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["inputs", "0", "top_p"]), inner)
    ),
    max_leaves=12,
)


@given(ANY, ANY)
def test_any_input_and_output_can_be_checked(given_input: Any, output: Any) -> None:
    example = Example(input=given_input, output=output, parameters={"temperature": output})
    card = SimpleNamespace(examples=(example,), inference=None, language=Fact[Any](value=("en",)))
    entry: Any = SimpleNamespace(card=card)
    context: Any = None
    for each in sample_outputs.CHECKS:
        assert all("\n" not in found.message for found in each.find(entry, context))
