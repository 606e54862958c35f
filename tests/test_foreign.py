"""What counts as another model's name, maker, licence or link, on small catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import Rules, read_catalogue
from cardsite.checks.text.mentions import public_models
from cardsite.checks.text.phrases import Phrases
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


OF_THREE = "Kestrel 2B is large. The Kestrel models were trained in May. Kestrel 2B has two layers."


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        (f"description: {OF_THREE}", "3 sentences are about Kestrel, none about this model"),
        ("description: Kestrel 2B is large. Kestrel 2B has two layers.", None),
        ("description: Like Kestrel 2B, it is small. It beats Kestrel 2B. We love Kestrel 2B.", None),
        (
            "description: Kestrel scores 3. Kestrel is slower than it. Kestrel gets 12 %. Kestrel was fast.",
            None,
        ),
        (f"evaluation: {{commentary: {OF_THREE}}}", None),
        (f"notes: {OF_THREE}", None),
        (
            'description: \'A `Kestrel 2B` here. "Kestrel is big", "Kestrel was big", "Kestrel has it".\'',
            None,
        ),
        (
            f"description: {OF_THREE} Minnow is small. Minnow has a layer. Minnow was fast.",
            None,
        ),
        (f"description: {OF_THREE} Minnow is small.", "3 sentences are about Kestrel, 1 about this model"),
        (f"description: {OF_THREE} It was distilled from Kestrel 2B.", None),
        (f"description: {OF_THREE}\nrelated: [birds/big]", None),
        (f"description: {OF_THREE}\nbase_model: birds/small", None),
        ("description: Training is a task. Training was fast. Training has ended.", None),
        ("description: The model is a model. The 7B model was fast. The model has ended.", None),
        ("description: Language models are big. Language models can lie. Language models have layers.", None),
        (
            "description: Falcon is large. The Falcon models read web pages. Falcon was trained in May.",
            "3 sentences are about Falcon, none about this model",
        ),
        (
            "description: |\n  **Size** Falcon is big.\n\n  - Falcon reads pages\n  - Falcon uses layers",
            "3 sentences are about Falcon, none about this model",
        ),
    ],
)
def test_a_text_with_three_sentences_about_another_model_is_about_that_model(
    fields: str, named: str | None, tmp_path: Path
) -> None:
    messages = [message for _, message in found(tmp_path, f"{BIRDS}{fields}\n", "foreign-model")]
    assert messages == ([f"{named}, and the card declares no relation to that model"] if named else [])


def test_members_of_a_family_may_describe_each_other(tmp_path: Path) -> None:
    text = BIRDS.replace("name: Kestrel 1B\n", f"name: Sparrow\ndescription: {OF_THREE}\n")
    assert found(tmp_path, text) == []


def test_bases_of_bases_may_be_described(tmp_path: Path) -> None:
    chain = "# tuned.yaml\nname: Otter\nbase_model: fish\n# fish.yaml\nname: Minnow\nbase_model: pond\n"
    text = f"{chain}# pond.yaml\nname: Kestrel 2B\n# adapter.yaml\nname: Beaver\nbase_model: tuned\n"
    assert found(tmp_path, f"{text}description: {OF_THREE}\n") == []


def test_the_name_is_reported_where_id_and_text_are_another_models(tmp_path: Path) -> None:
    text = f"# falcon-2b.yaml\nname: Minnow 1B\ndescription: {OF_THREE.replace('Kestrel', 'Falcon')}\n"
    assert [message.partition(",")[0] for _, message in found(tmp_path, text)] == [
        "the name says Minnow 1B",
        "3 sentences are about Falcon",
    ]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("name: Globex 7B", 1),
        ("name: globex-7B", 0),
        ("name: Globex 7B\nrelated: [other]\n# other.yaml\norganization: globex", 0),
        ("name: Globex 7B\n# other.yaml\norganization: globex", 1),
        ("name: Globex 7B tuned\nbase_model: [{title: Pond, url: 'https://a.b'}]", 0),
        ("description: It was developed by Globex.", 0),
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
        ("mit", "Apache 2.0 is long.", 0),
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
        ("mit", "The license is Apache 2.0.", 1),
        ("mit", "'**License:** Apache 2.0'", 1),
        ("mit", "'The license for the models is Apache 2.0.'", 1),
        ("mit", "The code is under Apache 2.0. It is fast.", 0),
        ("mit", "The code is under Apache 2.0, the weights are under other terms.", 0),
        ("mit", "The code is under Apache 2.0 and the weights are under CC BY-NC 4.0.", 1),
        ("mit", "The model and its code are under Apache 2.0.", 1),
        ("mit", "It reads text. The weights are under Apache 2.0.", 1),
        ("mit", "Outputs may be subject to the GPL license.", 0),
        ("mit", "Use of this model is governed by the Globex license.", 1),
        ("mit", "Use of this model is governed by the MIT license.", 0),
        ("mit", "A commercial license is available on request.", 0),
        ("mit", "Released under a permissive license. Please read the License.", 0),
        ("mit", "The data are under the Globex license.", 0),
        ("mit", "The Falcon weights are under the Globex license.", 0),
        ("{id: other, name: X, link: 'https://a.b'}", "Governed by the Globex license.", 0),
        ("apache-2.0", "The MIT License.", 0),
        ("apache-2.0", "Made at MIT.", 0),
        ("Apache-2.0", "Under the Apache licence.", 0),
        ("MIT OR Apache-2.0", "Under Apache 2.0 or the MIT License.", 0),
        ("gpl-3.0", "Under the GPL license.", 0),
        ("not_disclosed", "Under Apache 2.0.", 1),
        (
            "{id: other, name: Llama 2 Community License, link: 'https://a.b'}",
            "Under the Llama 2 license.",
            0,
        ),
        ("mit\ndata_license: cc-by-4.0", "Under CC-BY 4.0.", 0),
        ("mit\nsources: {x: {title: X, license: apache-2.0}}", "X is under Apache 2.0.", 0),
    ],
)
def test_the_licence_that_a_text_puts_the_model_under_is_one_that_the_card_declares(
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
    assert [text[hit.start : hit.end] for hit in phrases.inside(text)] == names


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_names(text: str) -> None:
    for hit in public_models().inside(text, anyhow=True):
        assert 0 <= hit.start < hit.end <= len(text)


PARTS = ("GPT", "Neo", "J", "Code", "Llama", "llama.cpp", "Phi", "1.5", "3", *" -_./™—²%，。\0")


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_a_look_at_the_words_of_a_text_leaves_out_none_of_its_names(text: str) -> None:
    every = list(public_models().inside(text))
    # With these in front the look finds something to search for, whatever the text is.
    more = [hit for hit in public_models().inside(f"GPT-J, {text}") if hit.start]
    assert [(hit.start + 7, hit.end + 7, hit.values) for hit in every] == more


@pytest.mark.parametrize(
    ("mine", "text", "count"),
    [
        ("CS-2", "The model was trained on A100-80GB.", 1),
        ("CS-2", "Training took 400K GPU hours on hardware of type A100-80GB (TDP of 350-400W).", 1),
        ("CS-2", "Training took 400K GPU hours. It runs on an A100.", 0),
        ("A100", "The model was trained on TPU v4 chips.", 1),
        ("A100", "The model was trained on A100-80GB.", 0),
        ("NVIDIA A100 and H100", "The model was trained on H100.", 0),
        ("NVIDIA GPUs", "The model was trained on H100.", 0),
        ("H100", "The model was trained on H100 PCIe.", 0),
        ("TPU v3-8", "It was trained on a TPU v3 pod.", 0),
        ("v3-8", "It was trained on a TPU v3 pod.", 0),
        ("H100", "It was trained on H100 and A100.", 0),
        ("H100", "Once trained, it can run on an A100.", 0),
        ("H100", "In fine-tuning it was trained on an A100.", 0),
        ("H100", "Training took the equivalent of 400 A100 hours.", 0),
        ("H100", "The base model was trained on A100.", 0),
        ("H100", "Falcon was trained on A100.", 0),
        ("H100", "ProtT9 was trained on A100.", 0),
        ("H100", "The 70B model was trained on A100.", 0),
        ("H100", "Unlike others it was trained on A100.", 0),
        ("A100", "It was trained on 8 A100.", 0),
    ],
)
def test_the_accelerator_of_a_text_about_training_is_the_cards(
    mine: str, text: str, count: int, tmp_path: Path
) -> None:
    example = f"training: {{hardware: {{accelerator: {mine}}}}}\ndescription: {text}\n"
    assert len(found(tmp_path, example, "foreign-hardware")) == count
