"""Sample inputs and outputs: JSON, echoes, limits, loops, cuts and seeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.samples.fences import Fence, fences
from cardsite.checks.samples.jsontext import fault, is_meant_as_json
from cardsite.checks.samples.transcripts import Transcript
from cardsite.schema import Example
from finding import messages


def card(**example: Any) -> str:
    """A card with one example; JSON is YAML too."""
    return cards([example])


def cards(examples: list[dict[str, Any]]) -> str:
    return f"inference: {json.dumps({'examples': examples})}\n"


# JSON


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1}', ""),
        ('{"a": NaN}', ""),
        ('{"a": 1}\n{"a": 2}\n', ""),
        ('{"a": [1, 2, ...]}', ""),
        ('{\n  "a": 1,\n  …\n}', ""),
        ('{"a": 1, // one\n "b": 2}', ""),
        ('{"a": <your key>}', ""),
        ('{"a": {{ value }}}', ""),
        ("[" * 100_000, ""),
        ('{"a": ' + "9" * 10_000 + "}", ""),
        ('{"a": 1,}', 'line 1, column 8, before ",}"'),
        ("[1,\n 2,\n]", 'line 2, column 3, before ", ]"'),
        ('{"a": 1 "b": 2}', 'line 1, column 8, before ""b": 2}"'),
        ('{\n "a" 1}', 'line 2, column 5, before "1}"'),
        ("{a: 1}", 'line 1, column 2, before "a: 1}"'),
        ('{"a": yes}', 'line 1, column 6, before "yes}"'),
        ('{"a": 1}}', 'line 1, column 9, before "}"'),
        ('{"a": ', "line 1, column 6, at the end"),
    ],
    ids=lambda text: str(text)[:20],
)
def test_a_fault_of_json_is_told_with_line_and_column(text: str, place: str) -> None:
    assert fault(text) == place


@pytest.mark.parametrize(
    "text",
    [
        *("[INST] Hi [/INST]", "[1] First [2]", "{name}", "{{ x }}", "[x]", "[1, 2] + [3]", "def f(): {}"),
        *("[{'generated_text': 'a'}]", '{"a": None}', '{"a": ', '"a": {}', ""),
    ],
)
def test_what_only_looks_like_json_is_left_alone(text: str) -> None:
    assert not is_meant_as_json(text)


@pytest.mark.parametrize("text", ['{"a": 1,}', '[\n  {\n    "0": "a" "b"\n  }\n]', ' { "a" : {]}'])
def test_what_begins_with_a_key_in_braces_is_meant_as_json(text: str) -> None:
    assert is_meant_as_json(text)


@given(st.text(alphabet='{}[]":,\\ \n\ta1.…-eN', max_size=40))
def test_a_fault_is_told_of_any_text_and_exactly_where_there_is_one(text: str) -> None:
    assert "\n" not in fault(text)
    try:
        json.loads(text)
    except ValueError:
        return
    assert fault(text) == ""


def test_a_block_of_json_in_prose_is_read(tmp_path: Path) -> None:
    text = 'notes: |\n  Send this:\n\n  ```json\n  {"a": 1,}\n  ```\n\n  ```\n  {"a": 1,}\n  ```\n'
    assert messages(tmp_path, "sample-json", text) == [
        'the block is JSON up to line 1, column 8, before ",}"'
    ]


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


# Prompts, answers, settings


@pytest.mark.parametrize(
    ("given", "prompts"),
    [
        ("a b", ["a b"]),
        ({"input_data": {"input_string": ["a", "b"], "parameters": {"top_p": 1}}}, ["a", "b"]),
        ({"inputs": "a"}, ["a"]),
        ('{"inputs": "a"}', ["a"]),
        ({"prompt": "a", "max_tokens": 5}, ["a"]),
        ({"messages": [{"role": "user", "content": "a"}]}, []),
        ({"columns": [0], "data": [[1.5]]}, []),
    ],
    ids=["text", "azure", "hub", "JSON", "completions", "chat", "table"],
)
def test_the_prompts_of_an_input_are_found(given: Any, prompts: list[str]) -> None:
    assert list(Transcript(Example(input=given)).prompts) == prompts


def test_settings_stand_in_the_input_or_beside_it() -> None:
    example = Example(input={"inputs": "a", "parameters": {"top_p": 0.5, "seed": 1}}, parameters={"seed": 2})
    assert dict(Transcript(example).settings) == {"top_p": 0.5, "seed": 2}


def test_labels_of_an_output_are_no_answers() -> None:
    output = {
        "choices": [{"index": 0, "text": "a b", "finish_reason": "length"}],
        "object": "text_completion",
    }
    assert list(Transcript(Example(input="a", output=output)).answers) == ["a b"]


def test_what_a_model_put_out_need_not_be_json(tmp_path: Path) -> None:
    assert messages(tmp_path, "sample-json", card(input="a", output='{"a": 1,}')) == []


# Limits


@pytest.mark.parametrize(
    ("example", "found"),
    [
        ({"input": "a b", "output": "a b c d e", "parameters": {"max_new_tokens": 3}}, []),
        (
            {"input": "a b", "output": "a b c d e f g", "parameters": {"max_new_tokens": 3}},
            ["6 words, each of a token or more, but max_new_tokens is 3"],
        ),
        (
            {"input": "x y", "output": "c d e f g", "parameters": {"max_tokens": 3}},
            ["5 words, each of a token or more, but max_tokens is 3"],
        ),
        (
            {"input": "x y", "output": "c d e f", "parameters": {"max_length": 3}},
            ["4 words, each of a token or more, but max_length is 3"],
        ),
        ({"input": "c d", "output": "c d e", "parameters": {"max_length": 3}}, []),
        ({"input": "def f(", "output": "def f(a): pass", "parameters": {"max_tokens": 3}}, []),
        ({"input": "x", "output": "a b c", "parameters": {"max_new_tokens": "many"}}, []),
        ({"input": "x", "output": "a b c", "parameters": {"max_new_tokens": -1}}, []),
    ],
    ids=["at", "above", "without echo", "whole", "whole at", "within a word", "no number", "none"],
)
def test_an_output_has_no_more_words_than_tokens(
    example: dict[str, Any], found: list[str], tmp_path: Path
) -> None:
    assert messages(tmp_path, "sample-length", card(**example)) == found


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
    ("output", "note", "cut"),
    [
        (SENTENCE, None, True),
        (f"{SENTENCE},", None, True),
        (f"{SENTENCE} …", None, False),
        (f"{SENTENCE} sea.", None, False),
        (SENTENCE, "The limit of tokens ended it.", False),
        (SENTENCE, "Cut off here.", False),
        ("a b c", None, False),
        (f"{SENTENCE}.\n- a\n- b", None, False),
    ],
    ids=["within", "at a comma", "says so", "whole", "limit", "cut off", "short", "list"],
)
def test_an_output_that_ends_within_a_sentence_says_so(
    output: str, note: str | None, cut: bool, tmp_path: Path
) -> None:
    example = {"input": "x", "output": output, **({"note": note} if note else {})}
    assert bool(messages(tmp_path, "sample-cut", card(**example))) is cut


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
def test_any_input_and_output_can_be_taken_apart(given_input: Any, output: Any) -> None:
    transcript = Transcript(Example(input=given_input, output=output, parameters={"seed": output}))
    assert all(text.strip() for text in (*transcript.answers, *transcript.prompts[1:]))
    assert "seed" in transcript.settings
