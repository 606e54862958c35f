"""The pages around the models: a site relabels, reorders and leaves out in small files of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import build_site
from cardsite.errors import CardsiteError
from fences import ROOT
from tinysite import LICENSED, write

FACTS = "architecture: {parameters: 1000, layers: 2, hidden_size: 8}\n"
SCORES = """\
evaluation:
  runs:
    - {shots: 0, results: [{benchmark: own, score: 0.5}]}
    - {shots: 5, results: [{benchmark: own, score: 0.6}]}
"""
CARDS = {
    "organizations.yaml": "acme: {name: Acme, url: 'https://acme.example', hub_id: acme}\n",
    "datasets.yaml": "pile: {name: Pile, summary: Much text., tokens: 3B, language: en, license: mit}\n",
    "benchmarks.yaml": "own: {name: Own, measures: Much., metric: acc, chance: 25 %, test_size: 12}\n",
    "stones/family.yaml": "name: Stones\nsummary: Of stone.\norganization: acme\n",
    "stones/flint.yaml": LICENSED.replace("Tiny", "Stones Flint") + FACTS + SCORES,
    "stones/slate.yaml": LICENSED.replace("Tiny", "Stones Slate") + FACTS.replace("2,", "3,"),
}


def pages(folder: Path, templates: dict[str, str]) -> dict[str, str]:
    for name, text in CARDS.items():
        write(folder / "cards" / name, text)
    for name, text in templates.items():
        write(folder / "templates" / name, text)
    site = build_site(folder / "cards", folder / "templates", folder)
    return {page.path: f"{page.title}\n{page.markdown}" for page in site.pages}


def overriding(name: str, block: str, text: str) -> dict[str, str]:
    start = f'{{% extends "cardsite/{name}" %}}{{% block {block} %}}'
    return {name: start + text + "{% endblock %}"}


PANEL = '{% from "lists.md.j2" import facts_panel %}'
OVERRIDES = {
    "a fact of datasets": (
        "datasets/pile.md",
        overriding("dataset.md.j2", "facts", PANEL + '{{ facts_panel([("Tokens", dataset.tokens)]) }}'),
        ("| Tokens | 3B",),
        ("| Size in tokens | 3B", "| Licence | [MIT"),
    ),
    "links of organisations": (
        "organizations/acme.md",
        overriding("organization.md.j2", "links", '\n{{ "Web site" | link(organization.url) }}\n'),
        (">Web site</a>",),
        (">Home page</a>", ">Hugging Face</a>"),
    ),
    "what benchmarks say of themselves": (
        "benchmarks/own.md",
        overriding("benchmark.md.j2", "facts", PANEL + '{{ facts_panel([("By chance", facts.chance)]) }}'),
        ("| By chance | 25 &#37; |",),
        ("| Chance level | 25 &#37; |", "| Test set | 12 examples |", "| Better | higher scores |"),
    ),
    "members of families side by side": (
        "families/stones.md",
        overriding(
            "family.md.j2",
            "facts",
            '{% for row in [("Depth", "layers")] | across(side_by_side.facts) %}'
            "{{ row.label }}: {% for cell in row.cells %}{{ cell }} {% endfor %}{% endfor %}\n",
        ),
        ("Depth: 2 3 ",),
        ("| Layers | 2 | 3 |", "<b>Hidden dimension</b> 8"),
    ),
    "counts of the first page": (
        "index.md",
        overriding(
            "home.md.j2", "counts", '\n{{ counts.models.number }} {{ "in all" | link(counts.models.page) }}\n'
        ),
        ("2 [in all](models/index.md)",),
        ("- **2** [Models](models/index.md)", "- **1** [Organisation]"),
    ),
    "how scores were measured": (
        "benchmarks/own.md",
        {
            "conditions.md.j2": (ROOT / "templates/conditions.md.j2")
            .read_text(encoding="utf-8")
            .replace('"{}-shot"', '"{} examples in the prompt"')
        },
        ("<strong>Accuracy, 0 examples in the prompt</strong>",),
        ("<strong>Accuracy, 0-shot</strong>",),
    ),
    "the titles of lists": (
        "organizations/index.md",
        {
            "titles.md.j2": '{% if page == "organizations" %}Makers & friends{% else %}'
            '{% include "cardsite/titles.md.j2" %}{% endif %}'
        },
        ("Makers & friends\n---\n", "# Makers &#38; friends\n"),
        ("Organisations\n---\n", "# Organisations\n"),
    ),
}


@pytest.mark.parametrize(("path", "templates", "new", "old"), OVERRIDES.values(), ids=OVERRIDES)
def test_a_site_changes_the_words_of_one_page_in_one_small_file(
    path: str, templates: dict[str, str], new: tuple[str, ...], old: tuple[str, ...], tmp_path: Path
) -> None:
    before, after = pages(tmp_path, {}), pages(tmp_path, templates)
    assert {words: (words in before[path], words in after[path]) for words in (*new, *old)} == {
        **dict.fromkeys(new, (False, True)),
        **dict.fromkeys(old, (True, False)),
    }


def test_a_family_says_nothing_of_a_maker_that_it_does_not_name(tmp_path: Path) -> None:
    assert "A family of models by [Acme]" in pages(tmp_path, {})["families/stones.md"]
    write(tmp_path / "cards/stones/family.yaml", "name: Stones\nsummary: Of stone.\n")
    site = build_site(tmp_path / "cards", None, tmp_path)
    found = next(page.markdown for page in site.pages if page.path == "families/stones.md")
    assert "\nA family of models.\n" in found


def test_a_model_whose_making_is_not_stated_has_no_empty_brackets_in_its_lineage(tmp_path: Path) -> None:
    pages(tmp_path, {})
    cards = tmp_path / "cards"
    write(cards / "stones/slate.yaml", CARDS["stones/slate.yaml"] + "training: {data: [pile]}\n")
    found = build_site(cards).files["families/stones.md.txt"].decode()
    assert "- [Flint](../models/stones/flint.md) ([MIT License](" in found
    assert "- [Slate](../models/stones/slate.md) (Trained on Pile) ([MIT License](" in found


def test_words_that_a_site_leaves_out_are_named(tmp_path: Path) -> None:
    shipped = (ROOT / "templates/conditions.md.j2").read_text(encoding="utf-8")
    own = {"conditions.md.j2": shipped.replace('"shots": "{}-shot",', "")}
    with pytest.raises(CardsiteError, match=r"^conditions\.md\.j2: there are no words for 'shots'$"):
        pages(tmp_path, own)


def test_the_other_pages_stay_as_they_are(tmp_path: Path) -> None:
    path, templates, _, _ = OVERRIDES["a fact of datasets"]
    before, after = pages(tmp_path, {}), pages(tmp_path, templates)
    assert {name for name in after if after[name] != before[name]} == {path}
