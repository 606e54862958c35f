"""Pages as they are read: each case is a folder of cards, and the page of its `card.yaml`."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardsite.catalogue import Catalogue, load
from cardsite.render import render_catalogue
from cardsite.render.environment import shipped_templates
from cardsite.schema import Card, Part, fields_of
from cardsite.schema.skeleton import SECTIONS
from cardsite.yamlio.document import MappingNode, Node, ScalarNode, SequenceNode

CASES = Path(__file__).parent / "cards"
REGISTRIES = Path(__file__).parent / "registries"


def catalogue(case: str, folder: Path) -> Catalogue:
    """The case's cards in a folder of its name, beside the registries that all cases share."""
    shutil.copytree(REGISTRIES, folder / "cards")
    shutil.copytree(CASES / case, folder / "cards" / case, ignore=shutil.ignore_patterns("expected.md"))
    return load(folder / "cards", "cards")


def page(found: Catalogue, case: str) -> str:
    pages, _ = render_catalogue(found, None)
    (markdown,) = [page.markdown for page in pages if page.path == f"models/{case}/card.md"]
    return markdown


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_the_page_reads_as_its_golden_file_says(
    case: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found = catalogue(case, tmp_path)
    assert found.problems == ()
    golden, markdown = CASES / case / "expected.md", page(found, case)
    if request.config.getoption("--update-goldens"):
        golden.write_text(markdown, encoding="utf-8", newline="\n")
    assert markdown == golden.read_text(encoding="utf-8")


def all_fields(part: type[Part], seen: set[type[Part]]) -> Iterator[str]:
    """Every field below a part of the format, as `Part.field`."""
    if part in seen:
        return
    seen.add(part)
    for spec in fields_of(part).values():
        yield f"{part.__name__}.{spec.name}"
        if spec.part:
            yield from all_fields(spec.part, seen)


def filled_fields(node: Node, part: type[Part]) -> Iterator[str]:
    """The fields that are written out below a node, as `Part.field`."""
    for name, below in node.entries.items() if isinstance(node, MappingNode) else ():
        spec = fields_of(part)[name]
        yield f"{part.__name__}.{name}"
        if spec.part:
            inner = below.entries.values() if spec.many and isinstance(below, MappingNode) else (below,)
            for item in inner:
                for each in item.items if isinstance(item, SequenceNode) else (item,):
                    yield from filled_fields(each, spec.part)


def test_the_full_card_uses_every_field_of_the_format(tmp_path: Path) -> None:
    entry = catalogue("full", tmp_path).cards["full/card"]
    assert sorted(set(all_fields(Card, set())) - set(filled_fields(entry.located.node, Card))) == []


def leaves(node: Node, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, MappingNode):
        for name, below in node.entries.items():
            yield from leaves(below, f"{path}.{name}".removeprefix("."))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from leaves(item, f"{path}[{index}]")
    elif isinstance(node, ScalarNode):
        yield path, node.text


SHOWN_AS = {
    "kind": "Language model",
    "pipeline_tag.value": "Text generation",
    "organization": "Acme",
    "family": "Full",
    "language.value[0]": "English",
    "language.value[1]": "Esperanto",
    "base_model[0].model": "Full base",
    "related[0].model": "Full base",
    "license.id": "qlicense",
    "data_license.id": "Creative Commons Attribution-ShareAlike 3.0",
    "base_model_license.absent": "not disclosed",
    "links.demo.absent": "coming soon",
    "architecture.position_embedding.absent": "not disclosed",
    "architecture.tokenizer.source": "Stated by the card without a source",
    "architecture.image_size[0]": "1471 × 1471",
    "architecture.image_size[1]": "1481 × 1483",
    "architecture.sampling_rate": "15,110 Hz",
    "training.hardware.memory": "10.97 GB",
    "training.stages[0].hardware.memory": "20.69 GB",
    "adapter.learning_rate": "0.001301",
    "adapter.size": "13.03 MB",
    "training.data[0].dataset": "Pebbles",
    "training.stages[0].data[0].dataset": "Boulders",
    "training.stages[1].learning_rate": "not disclosed",
    "adapter.data": "Boulders",
    "evaluation.runs[0].measured_by": "Globex",
    "evaluation.headline[0].metric": "accuracy, length-normalised",
    "evaluation.runs[0].results[0].benchmark": "HellaSwag",
    "evaluation.runs[0].results[0].metric": "accuracy, length-normalised",
    "evaluation.runs[0].results[1].benchmark": "PIQA",
    "evaluation.samples[0].cli.absent": "coming soon",
    "inference.samples[0].cli": "coming soon",
}
"""Values that a page shows in other words."""
LEFT_OUT = re.compile(
    r".*\.(?:source|group)|previous_ids\[0\]|sections\[0\]\.after|quick_start\[0\]\.language"
)
"""What a page turns into numbers or colours, what only data for machines has, where a section stands, and
addresses that have pages of their own."""


def hidden(found: Catalogue) -> list[str]:
    """What the page of the full card does not show."""
    markdown = re.sub(r"</?(?:em|strong)>|<span class[^>]*>|</span>", "", page(found, "full"))
    shown = html.unescape(markdown)
    return [
        f"{path} = {text}"
        for path, text in leaves(found.cards["full/card"].located.node)
        if not LEFT_OUT.fullmatch(path) and as_shown(path, text) not in shown
    ]


def as_shown(path: str, text: str) -> str:
    """What a page makes of a value: a number has its digits in groups, emphasis is no longer stars."""
    if path in SHOWN_AS:
        return SHOWN_AS[path]
    return f"{int(text):,}" if re.fullmatch(r"\d+(?:_\d+)+", text) else text.replace("*", "")


def test_the_page_shows_every_value_of_the_full_card(tmp_path: Path) -> None:
    assert hidden(catalogue("full", tmp_path)) == []


def test_a_fact_of_the_training_is_shown_where_it_is_the_only_one(tmp_path: Path) -> None:
    shutil.copytree(REGISTRIES, tmp_path / "cards")
    full = (CASES / "full/card.yaml").read_text(encoding="utf-8")
    training = full.partition("\ntraining:\n")[2].partition("\nadapter:\n")[0]
    facts = dict(re.findall(r"^  (\w+): (.+)$", training, re.MULTILINE))
    del facts["source"]
    for name, value in facts.items():
        card = f"name: {name}\nsummary: A model.\norganization: acme\ntraining:\n  {name}: {value}\n"
        (tmp_path / f"cards/{name}.yaml").write_text(card, encoding="utf-8")
    pages, _ = render_catalogue(load(tmp_path / "cards", "cards"), None)
    shown = {page.path: page.markdown for page in pages}
    texts = {name: re.split(r"^## ", shown[f"models/{name}.md"], flags=re.MULTILINE) for name in facts}
    assert [name for name in facts if not any(re.match(r"Training\n\n+\S", t) for t in texts[name])] == []


def derived_page(text: str, folder: Path) -> str:
    """The page of a model that was made from one without a card."""
    shutil.copytree(REGISTRIES, folder / "cards")
    card = "name: N\nsummary: A model.\norganization: acme\n"
    base = "base_model: {title: Base, url: 'https://example.org/base'}\n"
    (folder / "cards/n.yaml").write_text(card + base + text, encoding="utf-8")
    pages, _ = render_catalogue(load(folder / "cards", "cards"), None)
    (markdown,) = [page.markdown for page in pages if page.path == "models/n.md"]
    return markdown


@pytest.mark.parametrize(
    ("task", "heading"),
    [("text-generation", "## Instruction tuning"), ("text-to-image", "## Adapter tuning")],
)
def test_only_an_adapter_of_what_writes_text_was_tuned_to_instructions(
    task: str, heading: str, tmp_path: Path
) -> None:
    shown = derived_page(f"pipeline_tag: {task}\nadapter: {{rank: 64}}\n", tmp_path)
    assert re.findall("^## .*tuning$", shown, re.MULTILINE) == [heading]


QUANTIZED = """
hub_id: acme/n
library_name: transformers
pipeline_tag: text-generation
quantization: {method: AWQ, bits: 4}
"""


def test_of_quantised_weights_the_facts_say_the_bits_and_the_code_loads_them_as_they_are(
    tmp_path: Path,
) -> None:
    shown = derived_page(QUANTIZED, tmp_path)
    assert re.search(r"Quantisation</a> \| 4-bit AWQ", shown)
    assert "float32" not in shown


def test_the_page_has_the_sections_of_the_skeleton_in_their_order() -> None:
    card = (shipped_templates() / "card.md.j2").read_text(encoding="utf-8")
    # One of them has a second place, for pages on which it would stand first.
    included = re.findall(r'include "sections/([a-z-]+)\.md\.j2"', card)
    assert list(dict.fromkeys(included)) == list(SECTIONS)
    assert re.findall(r'sections\("([a-z-]+)"\)', card) == included
