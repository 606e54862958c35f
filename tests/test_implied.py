"""What the structure of a card implies: widths, scores and accounts that cannot be this model's."""

from __future__ import annotations

from pathlib import Path

import pytest

from finding import messages


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ("hidden_size: 1_024, feed_forward_size: 1_024", []),
        ("type: mixtral, hidden_size: 4_096, feed_forward_size: 1_024, experts: {total: 8}", []),
        ("type: t5, hidden_size: 1_024, feed_forward_size: 65_536", []),
        ("hidden_size: 1_024, attention_heads: 16, head_dimension: 128", []),
        ("vocabulary_size: 128_256, context_length: 131_072", []),
        ("vocabulary_size: 32_768, context_length: 128_000", []),
        ("vocabulary_size: 16, context_length: 450_002", []),
        ("hidden_size: 16_384, feed_forward_size: 53_248", []),
        (
            "hidden_size: 8_192, feed_forward_size: 86_016",
            ["a width of 86,016 is 10.5 times the hidden size of 8,192"],
        ),
        ("layers: 0", ["it is 0, and a network has at least 1"]),
        ("layers: 2, feed_forward_size: 0, attention_heads: 0", []),
        ("hidden_size: 50_257", ["hidden size 50,257, wider than any network"]),
        (
            "hidden_size: 384, attention_heads: 32, head_dimension: 128",
            ["32 heads × 128 = 4,096, out of proportion to the hidden size of 384"],
        ),
        (
            "vocabulary_size: 2_048, context_length: 50_257",
            ["vocabulary 2,048 and context 50,257 look swapped"],
        ),
    ],
)
def test_widths_have_the_proportions_of_a_network(shape: str, found: list[str], tmp_path: Path) -> None:
    assert messages(tmp_path, "shape-widths", f"architecture: {{{shape}}}\n") == found


def scored(*rows: str, run: str = "") -> str:
    listed = "".join(f"        - {{{row}}}\n" for row in rows)
    return f"evaluation:\n  runs:\n    - {run or 'shots: 0'}\n      results:\n{listed}"


@pytest.mark.parametrize(
    ("row", "run", "fires"),
    [
        ("benchmark: hellaswag, metric: acc, score: 24.1 %", "", False),
        ("benchmark: openbookqa, metric: acc, score: 13.8 %", "", False),
        # Five of 56 are what always the same answer gives.
        ("benchmark: cb, metric: acc, score: 8.9 %", "", False),
        ("benchmark: mmlu, metric: acc, score: 2.4 %, note: It answered in sentences.", "", False),
        ("benchmark: mmlu, metric: acc, score: 2.4 %", "note: Answers were not read.", False),
        ("benchmark: mmlu, subset: virology, metric: acc, score: 2.4 %", "", False),
        ("benchmark: alpacaeval-2, metric: lc_win_rate, score: 2.4 %", "", False),
        ("benchmark: imagenet-a, metric: top1, score: 0.0 %", "", False),
        ("benchmark: mmlu, metric: acc, score: 0 %", "", True),
        ("benchmark: piqa, metric: acc, score: 7.11 %", "", True),
    ],
)
def test_guessing_gives_about_chance(row: str, run: str, fires: bool, tmp_path: Path) -> None:
    assert bool(messages(tmp_path, "score-chance", scored(row, run=run))) is fires


ACCOUNTS = """\
# organizations.yaml
acme: {name: Acme, hub_id: acme-labs}
globex: {name: Globex, links: [{title: Hub, url: "https://huggingface.co/glx"}]}
initech: {name: Initech}
"""


@pytest.mark.parametrize(
    ("organization", "hub_id", "found"),
    [
        ("acme", "acme-labs/tapir", []),
        ("acme", "acme/tapir", []),
        ("globex", "glx/tapir", []),
        ("initech", "somebody/tapir", []),
        ("initech", "Initech-Community/tapir", []),
        ("acme", "{value: globex/tapir, note: A copy.}", []),
        ("acme", "glx/tapir", ['"glx" on the hub is Globex, but the organisation is "acme"']),
        (
            "globex",
            "Initech-AI/tapir",
            ['"Initech-AI" on the hub is Initech, but the organisation is "globex"'],
        ),
    ],
)
def test_a_repository_is_in_an_account_of_the_organisation(
    organization: str, hub_id: str, found: list[str], tmp_path: Path
) -> None:
    card = f"name: Tapir\norganization: {organization}\nhub_id: {hub_id}\n{ACCOUNTS}"
    assert messages(tmp_path, "name-owner", card) == found


def test_an_account_of_all_other_cards_is_their_organisation_s(tmp_path: Path) -> None:
    cards = "".join(
        f"# {name}.yaml\nname: Tapir {name}\norganization: {maker}\nhub_id: tapirs/tapir-{name}\n"
        for name, maker in (("one", "acme"), ("two", "acme"), ("three", "globex"))
    )
    told = '"tapirs" on the hub is Acme, but the organisation is "globex"'
    assert messages(tmp_path, "name-owner", f"name: Tapir\norganization: acme\n{cards}{ACCOUNTS}") == [told]


@pytest.mark.parametrize(
    ("mine", "base", "found"),
    [
        ("attention_heads: 32", "attention_heads: 32", []),
        ("vocabulary_size: 50_257", "vocabulary_size: 50_304", []),
        ("vocabulary_size: 128_256", "vocabulary_size: 32_000", []),
        ("kv_heads: 32", "kv_heads: 8", ['32 key heads, but the base model "Base" has 8']),
        (
            "feed_forward_size: 14_336",
            "feed_forward_size: 11_008",
            ['feed-forward layers of a width of 14,336, but the base model "Base" has 11,008'],
        ),
        (
            "vocabulary_size: 32_000",
            "vocabulary_size: 128_256",
            ['a vocabulary of 32,000, but the base model "Base" has 128,256'],
        ),
    ],
)
def test_a_fine_tune_keeps_all_of_its_shape(mine: str, base: str, found: list[str], tmp_path: Path) -> None:
    made = "name: Tapir\nbase_model: base\nbase_model_relation: finetune\n"
    card = f"{made}architecture: {{{mine}}}\n# base.yaml\nname: Base\narchitecture: {{{base}}}\n"
    assert messages(tmp_path, "lineage-size", card) == found


STRANGER = "# otter.yaml\nname: Otter 7B\n"


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Tapir 1B has two layers. Otter 7B is larger than that.", False),
        ("Its tasks are those on which Otter 7B was measured. Otter 7B is from 2021.", False),
        ("The tokenizer is that of Otter 7B.", False),
        ("Otter 13B has forty layers.", False),
        ("Scores: Otter 7B, 40 %.", False),
        ("Tapir 1B is small.\\n\\nOtter 7B can also fill in code.", True),
        ("- The Otter 7B model may invent facts.", True),
        ("Otter 7B was trained for one week.", True),
    ],
)
def test_a_sentence_with_the_full_name_of_another_card_is_about_it(
    text: str, fires: bool, tmp_path: Path
) -> None:
    card = f'name: Tapir 1B\nlimitations: "{text}"\n'
    told = "a sentence is about Otter 7B, and the card declares no relation to that model"
    assert messages(tmp_path, "foreign-model", card + STRANGER) == ([told] if fires else [])
    assert messages(tmp_path, "foreign-model", f'name: Tapir 1B\ndescription: "{text}"\n{STRANGER}') == []
    related = f"related: [{{model: otter, relation: similar}}]\n{STRANGER}"
    assert messages(tmp_path, "foreign-model", card + related) == []


@pytest.mark.parametrize(
    ("mine", "other", "fires"),
    [
        ("text-generation", "text-generation", True),
        ("text-generation", "automatic-speech-recognition", True),
        ("automatic-speech-recognition", "automatic-speech-recognition", False),
        ("audio-text-to-text", "automatic-speech-recognition", False),
    ],
)
def test_only_models_that_transcribe_may_have_one_output(
    mine: str, other: str, fires: bool, tmp_path: Path
) -> None:
    words = "is a body of salt water that covers most of the earth and its ice."
    example = f'inference: {{examples: [{{input: The sea, output: "{words}"}}]}}\n'
    card = f"name: Tapir\npipeline_tag: {mine}\n{example}"
    others = f"# aardvark.yaml\nname: Aardvark\npipeline_tag: {other}\n{example}"
    assert bool(messages(tmp_path, "repeat-output", card + others)) is fires
