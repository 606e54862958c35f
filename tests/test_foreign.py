"""What counts as another model's name, maker, licence or link, on small catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import Rules, read_catalogue
from cardsite.checks.text.known import known_models
from cardsite.checks.text.phrases import Phrases
from cardsite.checks.text.texts import split
from examples import write_example

BIRDS = """\
# birds/family.yaml
name: Kestrel
summary: Two sizes.
# birds/big.yaml
name: Kestrel 2B
hub_id: acme/kestrel-2b
# birds/small.yaml
name: Kestrel 1B
# fish.yaml
name: Minnow 1B
"""


def found(folder: Path, text: str, code: str = "foreign") -> list[tuple[str, str]]:
    problems = read_catalogue(write_example(folder, text), folder, Rules(select=(code,))).problems
    return [(problem.code, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ("description: Kestrel 2B was trained for a week.", '"Kestrel 2B"'),
        ("description: The kestrel_2b was trained for a week.", '"kestrel_2b"'),
        ("description: Load acme/kestrel-2b first.", '"acme/kestrel-2b"'),
        ("description: A member of the Kestrel family.", '"Kestrel"'),
        ("intended_use: {absent: not_disclosed, reason: As for Kestrel 2B.}", '"Kestrel 2B"'),
        ("architecture: {layers: {value: 2, note: As in Kestrel (2B).}}", '"Kestrel (2B"'),
        ("description: A kestrel is a bird.", None),
        ("description: A Kestrels 2B, or Kestrel2B.", None),
        ("description: Its output is `Kestrel 2B`.", None),
        ("notes: The published card speaks of Kestrel 2B.", None),
        ("description: As Kestrel 2B.\nrelated: [birds/big]", None),
        ("description: It beats Pond 7B and even some Kestrel 2B fine-tunes.", None),
        ("description: Unlike Kestrel 2B, it is small.", None),
        ("description: It is better than Pond 7B, Kestrel 2B and Reed.", None),
        ("description: Its scores vs. Kestrel 2B are high.", None),
        ("description: Unlike others, Kestrel 2B is small.", '"Kestrel 2B"'),
        ("description: It beats Kestrel 2B. Kestrel 2B was trained for a week.", '"Kestrel 2B"'),
        ("description: Kestrel 2B is larger than most.", '"Kestrel 2B"'),
        ("description: As Kestrel 1B.\nrelated: [birds/big]", None),
        ("description: As Kestrel 2B.\nsuccessor: birds/big", None),
        ("architecture: {layers: {value: 2, quote: Kestrel 2B has two layers}}", None),
    ],
)
def test_another_models_name_needs_a_declared_relation(
    fields: str, named: str | None, tmp_path: Path
) -> None:
    messages = [message for _, message in found(tmp_path, f"{BIRDS}{fields}\n", "foreign-model")]
    assert [str(named) in message for message in messages] == ([True] if named else [])


def test_members_of_a_family_may_name_each_other(tmp_path: Path) -> None:
    text = BIRDS.replace("name: Kestrel 1B\n", "name: Kestrel 1B\ndescription: Smaller than Kestrel 2B.\n")
    assert found(tmp_path, text) == []


def test_bases_of_bases_may_be_named(tmp_path: Path) -> None:
    chain = "# tuned.yaml\nname: Otter\nbase_model: fish\n# fish.yaml\nname: Minnow\nbase_model: pond\n"
    text = f"{chain}# pond.yaml\nname: Pond 7B\n# adapter.yaml\nname: Beaver\nbase_model: tuned\n"
    assert found(tmp_path, f"{text}description: Made from Minnow, which was made from Pond 7B.\n") == []


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("name: Kestrel\nsummary: Falcon is a language model.", 1),
        ("name: Kestrel\ndescription: Falcon scores higher.", 0),
        ("name: Kestrel\ndescription: Falcon is large. The Falcon models read web pages.", 1),
        ("name: Kestrel\ndescription: It beats Falcon. We like Falcon.", 0),
        ("name: Kestrel Falcon\nsummary: Falcon is a language model.", 0),
        (
            "name: Kestrel\nsummary: Falcon is its base.\nbase_model: [{title: Falcon 7B, url: 'https://a.b'}]",
            0,
        ),
        ("name: Falcon 7B\nhub_id: acme/dolly-7b", 1),
        ("name: Falcon 7B\nhub_id: acme/falcon-7b", 0),
        ("name: Kestrel 7B\nhub_id: acme/dolly-7b", 0),
    ],
)
def test_a_well_known_model_without_a_card_is_reported_where_the_text_is_about_it(
    fields: str, count: int, tmp_path: Path
) -> None:
    assert len(found(tmp_path, f"{fields}\n", "foreign-model")) == count


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("description: The model was developed by Globex.", 1),
        ("description: Globex trained the model in a week.", 1),
        ("description: Globex's hub has the weights.", 0),
        ("description: Thank you to Globex for compute. Globex released the data, too.", 0),
        ("description: As Globex released Llama 2 under its own licence, we started from scratch.", 0),
        ("description: It was trained on The Pile, released by Globex.", 0),
        ("description: The corpus was collected and released by Globex.", 0),
        ("description: Globex released it in May.", 1),
        ("name: Minnow 1B\ndescription: Globex released Minnow 1B in May.", 1),
        ("name: Minnow 1B\ndescription: 'Minnow 1B was developed and released by Globex.'", 1),
        ("name: Minnow 1B\ndescription: Minnow 1B is a language model trained by Globex.", 1),
        ("description: Globex trained the small language model in a week.", 1),
        ("name: Globex 7B", 1),
        ("name: globex-7B", 0),
        ("description: Released by Globex.\nrelated: [other]\n# other.yaml\norganization: globex", 0),
        ("description: Globex hosts it. Globex runs it. Globex pays for it.", 0),
        ("description: Globex. Globex! Globex?\n# other.yaml\norganization: globex", 1),
        (
            "description: Released by Globex.\nevaluation: {runs: [{measured_by: globex, results: "
            "[{benchmark: lambada, metric: acc, score: 0.5}]}]}",
            0,
        ),
    ],
)
def test_another_organization_needs_a_declared_part(fields: str, count: int, tmp_path: Path) -> None:
    assert len(found(tmp_path, f"{fields}\n", "foreign-organization")) == count


@pytest.mark.parametrize(
    ("license_", "text", "count"),
    [
        ("mit", "Released under Apache 2.0.", 1),
        ("mit", "Released under the Apache-2.0 license.", 1),
        ("mit", "Released under the Apache License, Version 2.0.", 1),
        ("mit", "Under CC BY-NC 4.0.", 1),
        ("mit", "Under the Llama 2 Community License.", 1),
        ("mit", "Made from Llama 2.", 0),
        (
            "apache-2.0",
            "It is under Apache 2.0, while the Llama 2 weights are under the Llama 2 Community License.",
            0,
        ),
        ("mit", "The Llama 2 weights that others use are under the Llama 2 Community License.", 0),
        ("mit", "Made from Llama 2 and released under Apache 2.0.", 1),
        ("mit", "It is made from Llama 2 and is released under Apache 2.0.", 1),
        ("apache-2.0", "It is under Apache 2.0. The weights are under the Llama 2 Community License.", 1),
        ("mit", "The MIT License.", 0),
        ("mit", "The code is under Apache 2.0. It is fast.", 0),
        ("mit", "It reads text. The weights are under Apache 2.0.", 1),
        ("mit", "The model and its code are under Apache 2.0.", 1),
        ("apache-2.0", "The MIT License.", 1),
        ("apache-2.0", "Made at MIT.", 0),
        ("apache-2.0", "A limit of 2.0.", 0),
        ("Apache-2.0", "The Apache licence.", 0),
        ("MIT OR Apache-2.0", "Apache 2.0 or the MIT License.", 0),
        ("gpl-3.0", "The GPL license.", 0),
        ("not_disclosed", "Apache 2.0.", 1),
        ("{id: other, name: Llama 2 Community License, link: 'https://a.b'}", "Llama 2 license.", 0),
        ("mit\ndata_license: cc-by-4.0", "Data under CC-BY 4.0.", 0),
        ("mit\nsources: {x: {title: X, license: apache-2.0}}", "X is under Apache 2.0.", 0),
    ],
)
def test_a_licence_in_the_text_is_one_that_the_card_declares(
    license_: str, text: str, count: int, tmp_path: Path
) -> None:
    example = f"license: {license_}\ndescription: {text}\n"
    assert len(found(tmp_path, example, "foreign-license")) == count


def test_a_licence_of_the_data_may_be_named(tmp_path: Path) -> None:
    data = "first:\n  name: First\n  summary: Some.\n  license: cc-by-4.0\n"
    text = f"# datasets.yaml\n{data}second:\n  name: Second\n  summary: Some.\n  derived_from: first\n"
    example = f"{text}# card.yaml\ntraining: {{data: [second]}}\ndescription: The data are under CC BY 4.0.\n"
    assert found(tmp_path, example) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GPT-Neo 1.3B and gpt_neo", ["GPT-Neo 1.3B", "gpt_neo"]),
        ("GPT-NeoX, GPT Neo", ["GPT Neo"]),
        ("Falcon falcon FALCON", ["Falcon"]),
        ("GPT. Neo", []),
        ("xGPT-Neo GPT-Neo2", []),
        ("GPT-Neo\n1.3B", ["GPT-Neo\n1.3B"]),
        ("gpt-neo-1.3B.yaml", ["gpt-neo-1.3B"]),
    ],
)
def test_names_are_found_as_whole_words_longest_first(text: str, names: list[str]) -> None:
    phrases = Phrases([("GPT-Neo", 1), ("GPT-Neo 1.3B", 2), ("Falcon", 3)])
    hits = phrases.inside(text, phrases.beginnings(split(text)))
    assert [text[hit.start : hit.end] for hit in hits] == names


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_names(text: str) -> None:
    known = known_models()
    for hit in known.inside(text, known.led_to(), anyhow=True):
        assert 0 <= hit.start < hit.end <= len(text)


PARTS = ("GPT", "Neo", "J", "Code", "Llama", "llama.cpp", "Phi", "1.5", "3", *" -_./™—²%，。\0")


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_a_look_at_the_words_of_a_text_leaves_out_none_of_its_names(text: str) -> None:
    known = known_models()
    every = list(known.inside(text, known.led_to()))
    assert list(known.inside(text, known.beginnings(split(text)))) == every
