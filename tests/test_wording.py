"""The searches behind the checks of wording, on small texts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import Rules, read_catalogue
from cardsite.checks.text.prose import MASKED, masked, without_code
from examples import write_example


def codes(folder: Path, text: str) -> list[str]:
    found = read_catalogue(write_example(folder, text), folder, Rules(select=("text",)))
    return [problem.code for problem in found.problems]


def limitations(text: str) -> str:
    lines = "".join(f"  {line}\n" for line in text.splitlines())
    return f"limitations: |\n{lines}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loading takes {X} GB.", ["text-hole"]),
        ("See [the paper]({paper}).", ["text-hole"]),
        ("Write {name} and press return.", []),
        ("It has parameters {x} and {y}.", []),
        ("Clone it at {version}.", ["text-hole"]),
        ("Prompt: {question} <|im_end|> {{ bos_token }} {% for message in messages %}", []),
        ("@misc{key, title = {The Pile}}", []),
        ("Names are pythia-{size} and {lang}-wiki.", []),
        ("{schedule}", ["text-hole"]),
        ("'Coming soon' signs are found in pictures.", []),
        ("More information needed on dogs.", []),
        ("Write TODO comments.", []),
        ("Some pages are xxx or XXX-rated.", []),
        ("[More information needed]", ["text-placeholder"]),
        ("More information needed.", ["text-placeholder"]),
        ("It is a win win for all.", []),
        ("It is not not biased.", []),
        ("See [the paper]({paper link}).", ["text-hole"]),
        ("Run `load({name})`.", []),
        ("Load it so:\n\n```python\nprint(f'{name}')\n```", []),
        ("Branches are called step{step}.", []),
        ("The set {a, b} and the data {a: 1}.", []),
        (r"A loss of $\frac{alpha}{beta}$ and x_{max}.", []),
        ("More is coming soon.", []),
        ("Coming soon!", ["text-placeholder"]),
        ("| Batch | coming soon |", ["text-placeholder"]),
        ("Release date: to be announced", ["text-placeholder"]),
        ("The best value is to be determined by users.", []),
        ("TODO: write this.", ["text-placeholder"]),
        ("Insert the name of the model here.", ["text-placeholder"]),
        ("None", ["text-placeholder"]),
        ("…", ["text-placeholder"]),
        ('One table says "coming soon", another `TBD`.', []),
        ("A to-do list is among its samples.", []),
        ("It is available\navailable on the hub.", ["text-twice"]),
        ("The the model.", ["text-twice"]),
        ("It is what it is is.", []),
        ("Den som som barn, och det det gäller.", []),
        ("It is really really good.", []),
        ("The paper says that that is enough, and had had it.", []),
        ("Walla Walla is a place.", []),
        ("| no | no |\n|---|---|\n| yes | yes |", []),
        ('It writes "very very the the" all day.', []),
        ("It goes well-known known ways.", []),
        ("A masked autoregressive model of images.", []),
        ("A masked autoregressive language model.", ["text-contradiction"]),
        ("A masked autoregressive flow.", []),
        ("A masked language model, not an autoregressive one.", []),
        ("```\n# a comment\n```", []),
    ],
)
def test_wording_that_is_not_finished_is_reported(text: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, limitations(text)) == expected


def test_what_a_program_wrote_is_not_wording(tmp_path: Path) -> None:
    example = 'inference: {examples: [{input: "TODO {name}", output: "the the coming soon"}]}\n'
    template = 'prompting: {templates: [{title: Plain, template: "{instruction}"}]}\n'
    quote = 'release_date: {value: 2024-01-01, quote: "coming soon: the the {date}"}\n'
    assert codes(tmp_path, example + template + quote) == []


def test_none_is_a_value_where_no_sentence_is_expected(tmp_path: Path) -> None:
    assert codes(tmp_path, "architecture: {position_embedding: none}\n") == []


def test_a_text_that_a_family_shares_is_reported_once(tmp_path: Path) -> None:
    shared = "# fam/family.yaml\nname: Fam\nsummary: Some.\nshared:\n  limitations: It is the the worst.\n"
    text = f"{shared}# fam/a.yaml\ntags: a\n# fam/b.yaml\ntags: b\n"
    assert codes(tmp_path, text) == ["text-twice"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", "a ... c"),
        ("a ``b ` c`` d", "a ......... d"),
        ("a ` b", "a ` b"),
        ("a\n```\nb\n```\nc", "a\n.........\nc"),
        ("a\n```\nb", "a\n....."),
        ("a\n~~~\nb\n~~~", "a\n........."),
    ],
)
def test_code_is_masked_at_its_place(text: str, expected: str) -> None:
    assert without_code(text).replace(MASKED, ".") == expected


def test_quotes_and_addresses_are_masked_at_their_place() -> None:
    text = 'He says "so", see [it](https://a.b/c) or https://d.e.'
    found = masked(text).replace(MASKED, ".")
    assert found == "He says ...., see [it](.............) or ............"
    assert len(found) == len(text)


@given(st.text(alphabet='`~"“”«»]()[{}# \nah:/https', max_size=200))
def test_masking_never_moves_a_character(text: str) -> None:
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "".join("`" * (1 + number % 300) + " " for number in range(1000)),
        "{a" * 50_000,
        '"' * 100_000,
        "](" * 50_000,
        "«" * 100_000,
        "# a\n" * 20_000,
        "insert " * 15_000,
    ],
    ids=["backticks", "braces", "quotes", "links", "guillemets", "headings", "insert"],
)
def test_hostile_text_is_searched_in_a_moment(text: str, tmp_path: Path) -> None:
    began = time.process_time()
    codes(tmp_path, f"limitations: |\n  {text[:100_000]!s}\n".replace("\n#", "\n  #"))
    assert time.process_time() - began < 3


@pytest.mark.parametrize("reason", ["TODO", "TBD", "N/A", "-", "TODO: say why", "todo."])
def test_a_stand_in_is_no_reason(reason: str, tmp_path: Path) -> None:
    ignored = f"ignore: {{shape-heads: '{reason}'}}\n"
    assert codes(tmp_path / "ignored", ignored) == ["text-placeholder"]
    absent = f"intended_use: {{absent: not_disclosed, reason: '{reason}'}}\n"
    assert codes(tmp_path / "absent", absent) == ["text-placeholder"]


def test_a_cell_of_a_table_may_be_empty(tmp_path: Path) -> None:
    rows = "columns: [data, 3 states, 8 states], rows: [[CASP12, '75', –], [DeepLoc, '?', n/a]]"
    assert codes(tmp_path, f"evaluation: {{tables: [{{title: Frozen features, {rows}}}]}}\n") == []


def test_a_reason_is_a_sentence(tmp_path: Path) -> None:
    assert codes(tmp_path, "ignore: {shape-heads: The makers publish it so.}\n") == []
