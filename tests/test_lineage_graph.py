"""Lineages: what stands in them and in which order, the lines that are drawn, and what pages say of it."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.catalogue import CardEntry, Catalogue, load
from cardsite.engine.content_policy import violations
from cardsite.facts.lineage import Node, family_lineage, lineage
from cardsite.render import render_catalogue
from cardsite.render.charts.lineage_rails import Step, rails
from examples import write_example
from fences import ROOT
from hostile import TOKENS
from published import published_files

DATA = """
# datasets.yaml
web: {name: Web, summary: Text., derived_from: crawl}
crawl: {name: Crawl, summary: More text.}
talk: {name: Talk, summary: Talk.}
"""


def children(found: Catalogue) -> dict[str, list[CardEntry]]:
    made: dict[str, list[CardEntry]] = defaultdict(list)
    for entry in found.cards.values():
        for base in entry.card.bases:
            made[base.model or ""].append(entry)
    return made


def listed(nodes: tuple[Node, ...]) -> list[str]:
    """Each node as its role and name, and of what it was made from what stands above it."""
    lines, above = [], dict[str, str]()
    for node in nodes:
        origins = [above[origin.key] for origin in node.origins if origin.key in above]
        name = "+".join(model.id for model in node.models) or node.name
        lines.append(f"{node.role} {name}" + (f" < {', '.join(origins)}" if origins else ""))
        above[node.key] = name
    return lines


def tree(folder: Path, text: str, card: str = "card") -> list[str]:
    found = load(write_example(folder, text), "cards")
    return listed(lineage(found.cards[card], found, children(found)))


CASES = {
    "nothing": ("summary: Alone.\n", ["self card"]),
    "a chain, with data at every step": (
        "base_model: b\ntraining: {data: [talk]}\n# b.yaml\nbase_model: a\n"
        "# a.yaml\ntraining: {data: [crawl]}\n" + DATA,
        ["data Crawl", "above a < Crawl", "above b < a", "data Talk", "self card < b, Talk"],
    ),
    "data that were made from other data": (
        "training: {data: [web]}\n" + DATA,
        ["data Crawl", "data Web < Crawl", "self card < Web"],
    ),
    "a merge": (
        "merge: {models: [a, b, a], base_model: c}\n# a.yaml\nsummary: A.\n# b.yaml\nsummary: B.\n"
        "# c.yaml\nsummary: C.\n",
        ["above a", "above b", "above c", "self card < a, b, c"],
    ),
    "a diamond above": (
        "base_model: [b, c]\n# b.yaml\nbase_model: a\n# c.yaml\nbase_model: a\n# a.yaml\nsummary: Top.\n",
        ["above a", "above b < a", "above c < a", "self card < b, c"],
    ),
    "a diamond below": (
        "summary: Top.\n# b.yaml\nbase_model: card\n# c.yaml\nbase_model: card\n"
        "# d.yaml\nbase_model: [b, c]\n",
        ["self card", "below b < card", "below c < card", "below d < b, c"],
    ),
    "a loop": (
        "base_model: b\n# b.yaml\nbase_model: card\n",
        ["above b", "self card < b"],
    ),
    "a loop below": (
        "summary: Top.\n# b.yaml\nbase_model: [card, c]\n# c.yaml\nbase_model: b\n",
        ["self card", "below b < card", "below c < b"],
    ),
    "its own base": ("base_model: card\n", ["self card"]),
    "a base that has no card here": (
        "base_model: {title: Far, url: 'https://example.org'}\n# b.yaml\nbase_model: card\n",
        ["above Far", "self card < Far", "below b < card"],
    ),
    "a base that is not there at all": ("base_model: gone\n", ["above gone", "self card < gone"]),
    "the same base twice": ("base_model: [a, a]\n# a.yaml\nsummary: A.\n", ["above a", "self card < a, a"]),
    "data without an entry": (
        "training: {data: [{name: One}, {name: Two}, talk]}\n" + DATA,
        ["data Talk", "data One, Two", "self card < Talk, One, Two, One, Two"],
    ),
    "the data of an adapter": ("adapter: {data: talk}\n" + DATA, ["data Talk", "self card < Talk"]),
    "grandchildren behind their own parent": (
        "summary: Top.\n# b.yaml\nbase_model: card\n# c.yaml\nbase_model: card\n# d.yaml\nbase_model: b\n",
        ["self card", "below b < card", "below d < b", "below c < card"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_lineage_has_all_that_a_model_was_made_from_above_it_and_the_rest_below(
    case: str, tmp_path: Path
) -> None:
    text, expected = CASES[case]
    assert tree(tmp_path, text) == expected


def test_data_that_were_made_from_each_other_end_the_walk(tmp_path: Path) -> None:
    data = "a: {name: A, summary: A., derived_from: b}\nb: {name: B, summary: B., derived_from: a}\n"
    text = f"training: {{data: [a]}}\n# datasets.yaml\n{data}"
    assert tree(tmp_path, text) == ["data B", "data A < B", "self card < A"]


def test_of_hundreds_of_models_a_dozen_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    text = "summary: Top.\n" + "".join(f"# m{n:03}.yaml\nbase_model: card\n" for n in range(300))
    found = load(write_example(tmp_path, text), "cards")
    nodes = lineage(found.cards["card"], found, children(found))
    assert [node.name for node in nodes[1:]] == [f"Example m{n:03}" for n in range(12)]
    assert nodes[0].beyond == 288


def test_of_hundreds_of_generations_and_bases_the_nearest_are_shown(tmp_path: Path) -> None:
    chain = "".join(f"# m{n:03}.yaml\nbase_model: m{n + 1:03}\n" for n in range(299)) + "# m299.yaml\n"
    found = load(write_example(tmp_path / "chain", chain), "cards")
    middle = [node.name for node in lineage(found.cards["m150"], found, children(found))]
    assert middle == [f"Example m{n:03}" for n in range(166, 137, -1)]
    wide = f"base_model: [{', '.join(f'm{n:03}' for n in range(300))}]\n"
    wide += "".join(f"# m{n:03}.yaml\nsummary: One.\n" for n in range(300))
    assert len(tree(tmp_path / "wide", wide)) == 17


def test_members_of_a_family_that_were_made_from_the_same_stand_together() -> None:
    found = load(ROOT / "cards", "cards")
    members = [entry for entry in found.cards.values() if entry.family == "code-llama" and "13" in entry.id]
    lines = listed(family_lineage(members, found, children(found)))
    assert [line.replace("code-llama/code-llama-", "") for line in lines] == [
        "above Llama 2 13B",
        "data Llama 2 pretraining data",
        "self 13b+13b-python < Llama 2 13B, Llama 2 pretraining data",
        "self 13b-instruct < 13b+13b-python",
    ]


# Lines


def ends(drawing: str) -> tuple[set[str], set[str]]:
    """The places of the lines that come in at the top of a drawing, and of those that go out below."""
    top, _, rest = drawing.partition("</svg>")
    return set(re.findall(r"M(\d+) 0[VQ]", top)), set(re.findall(r"M(\d+) 0V1(?!\d)", rest))


DRAWN = {
    "one after the other": (
        [("a", ""), ("b", "a"), ("c", "b")],
        ["M10 20V40", "M10 0V20 M10 20V40", "M10 0V20"],
    ),
    "two into one": (
        [("a", ""), ("b", ""), ("c", "ab")],
        ["M10 20V40", "M10 0V40 M30 20H18Q10 20 10 28V40", "M10 0V20"],
    ),
    "one into two": (
        [("a", ""), ("b", "a"), ("c", "a")],
        ["M10 20V40", "M10 0V40 M10 0V12Q10 20 18 20H30", "M10 0V12Q10 20 18 20H30"],
    ),
    "one for the first and for the last": (
        [("a", ""), ("b", "a"), ("c", "ab")],
        ["M10 20V40", "M10 0V40 M10 0V12Q10 20 18 20H30 M30 20H18Q10 20 10 28V40", "M10 0V20"],
    ),
    "nothing that leads upwards or to itself": ([("a", "ba"), ("b", "a")], ["M10 20V40", "M10 0V20"]),
}


@pytest.mark.parametrize("case", DRAWN)
def test_lines_lead_down_to_what_was_made_from_it(case: str) -> None:
    steps, expected = DRAWN[case]
    drawings = rails([Step(key, tuple(origins), "model") for key, origins in steps])
    assert [re.search(r'd="([^"]*)"', drawing)[1] for drawing in drawings] == expected  # type: ignore[index]


def test_a_drawing_reads_as_it_should() -> None:
    first, last = rails([Step("a", (), "data"), Step("b", ("a",), "self")])
    assert first == (
        '<span class="cs-rail" aria-hidden="true"><svg viewBox="0 0 20 40" width="1.25em" height="2.5em">'
        '<path class="cs-edge" d="M10 20V40"/>'
        '<rect class="cs-dot cs-dot-data" x="5" y="15" width="10" height="10" rx="2"/></svg>'
        '<svg viewBox="0 0 20 1" preserveAspectRatio="none"><path class="cs-edge" d="M10 0V1"/></svg></span>'
    )
    assert last == (
        '<span class="cs-rail" aria-hidden="true"><svg viewBox="0 0 20 40" width="1.25em" height="2.5em">'
        '<path class="cs-edge" d="M10 0V20"/><circle class="cs-dot cs-dot-self" cx="10" cy="20" r="7.5"/>'
        "</svg></span>"
    )


@given(st.lists(st.sets(st.integers(0, 8), max_size=4), max_size=9))
def test_each_line_goes_on_where_the_row_above_left_it_and_all_end(origins: list[set[int]]) -> None:
    steps = [Step(str(n), tuple(map(str, sorted(own))), "model") for n, own in enumerate(origins)]
    left = set[str]()
    for drawing in rails(steps):
        came, going = ends(drawing)
        assert came == left
        left = going
    assert not left


# Pages


def pages(folder: Path, text: str) -> dict[str, str]:
    found = load(write_example(folder, text), "cards")
    return {page.path: page.markdown for page in render_catalogue(found, None)[0]}


def graph(markdown: str) -> str:
    """The list without its drawings, as a reader sees it."""
    (found,) = re.findall(r'<div class="cs-lineage" markdown="1">\n\n(.*?)\n\n</div>', markdown, re.DOTALL)
    bare = re.sub(r'<span class="cs-rail".*?</svg></span>', "", found)
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare)))


def test_the_list_says_in_words_what_the_lines_show(tmp_path: Path) -> None:
    text = """
license: cc-by-nc-4.0
base_model: [b, {title: Far, url: "https://example.org", role: vision encoder}]
base_model_relation: merge
base_model_license: mit
training: {data: [talk]}
# b.yaml
license: apache-2.0
status: retired
# c.yaml
base_model: card
base_model_relation: quantized
"""
    text += DATA.replace("summary: Talk.", "summary: Talk., license: cc-by-4.0")
    assert graph(pages(tmp_path, text)["models/card.md"]).splitlines() == [
        "- Example b retired Base model Apache License 2.0",
        "- Far Base model without a card here MIT License",
        "- Talk Data Creative Commons Attribution 4.0",
        "    - Example card This model: merged from Example b and Far (vision encoder), trained on Talk "
        "Creative Commons Attribution-NonCommercial 4.0 "
        "Stricter than what it was made from: forbids commercial use",
        "        - Example c Quantised from Example card MIT License",
    ]


def test_a_page_links_to_each_of_hundreds_of_models_once(tmp_path: Path) -> None:
    text = "summary: Top.\n" + "".join(f"# m{n:03}.yaml\nbase_model: card\n" for n in range(300))
    page = pages(tmp_path, text)["models/card.md"]
    assert "<summary>288 more models made from it</summary>" in page
    section = page.partition("## Lineage and licences")[2].partition("<summary>Similar models")[0]
    assert sorted(re.findall(r"\((m\d+)\.md\)", section)) == [f"m{n:03}" for n in range(300)]


@pytest.mark.parametrize("attack", TOKENS)
def test_no_name_is_more_than_a_name(attack: str, tmp_path: Path) -> None:
    name = " ".join(TOKENS[attack].split())[:120] or "x"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    base = f'base_model: {{title: "{quoted}", url: "https://example.org"}}\n'
    found = load(write_example(tmp_path, f'name: "{quoted}"\n{base}'), "cards")
    if "card" not in found.cards:
        return
    page = {page.path: page.markdown for page in render_catalogue(found, None)[0]}["models/card.md"]
    (block,) = re.findall(r'<div class="cs-lineage" markdown="1">\n\n(.*?)\n\n</div>', page, re.DOTALL)
    assert len(block.splitlines()) == 2
    assert violations(block) == []
    made = re.findall(r"<(?:span|svg|path|circle|a|small|strong|bdi)\b", block)
    assert len(re.findall(r"<[a-z]", block)) == len(made)


ENDED = """
base_model: b
# b.yaml
name: Bee
base_model: c
limitations: It stings.
# c.yaml
name: Sea
status: retired
status_note: Dried up.
successor: d
limitations: It is salty.
# d.yaml
name: Ocean
"""


def test_a_page_says_that_a_base_has_ended_and_who_says_so(tmp_path: Path) -> None:
    found = pages(tmp_path, ENDED)
    said = "**Its base model [Sea](c.md) is retired.** Its page recommends [Ocean](d.md)"
    assert said in found["models/b.md"]
    assert "**[Sea](c.md), from which [Bee](b.md) was made, is retired.**" in found["models/card.md"]
    assert "Its page says: Dried up" in found["models/card.md"]


def test_limitations_come_from_the_nearest_base_that_states_some(tmp_path: Path) -> None:
    found = pages(tmp_path, ENDED)
    assert "It stings" in found["models/card.md"]
    assert "It is salty" not in found["models/card.md"]
    assert "It is salty" in found["models/b.md"]


def test_text_that_a_card_has_itself_is_not_told_again_as_its_base_s(tmp_path: Path) -> None:
    text = "base_model: b\nlimitations: Same.\n# b.yaml\nlimitations: Same.\nbiases: Other.\n"
    page = pages(tmp_path, text)["models/card.md"]
    assert page.count("Same") == 1
    assert page.count("Other") == 1


def test_two_bases_with_the_same_text_tell_it_once(tmp_path: Path) -> None:
    text = "base_model: [b, c]\n# b.yaml\nbiases: Alike.\n# c.yaml\nbiases: Alike.\nlimitations: Own.\n"
    page = pages(tmp_path, text)["models/card.md"]
    assert page.count("Alike") == 1
    assert page.count("Own&#46;") == 1


def test_known_issues_of_data_name_who_was_trained_on_them(tmp_path: Path) -> None:
    text = """
training: {data: [one]}
base_model: b
# b.yaml
name: Bee
training: {data: [one, two]}
# datasets.yaml
one: {name: One, summary: One., known_issues: Torn.}
two: {name: Two, summary: Two., known_issues: Worn.}
"""
    page = pages(tmp_path, text)["models/card.md"]
    assert "<summary>Known issues of One, which it was trained on</summary>" in page
    assert "<summary>Known issues of Two, which its base Bee was trained on</summary>" in page
    assert page.count("Torn") == page.count("Worn") == 1


@pytest.mark.parametrize(
    ("training", "said"),
    [
        ("{data: [one, two], data_issues: Frayed.}", set()),
        ("{data: [one, two], data_issues: not_disclosed}", {"One", "Two"}),
        ("{data: [two], data_issues: Frayed.}", {"One"}),
        ("{stages: [{name: A, data: [one], data_issues: Frayed.}, {name: B, data: [two]}]}", {"Two"}),
    ],
)
def test_issues_of_data_that_the_card_names_itself_are_not_told_again(
    tmp_path: Path, training: str, said: set[str]
) -> None:
    text = f"""
training: {training}
base_model: b
# b.yaml
training: {{data: [one]}}
# datasets.yaml
one: {{name: One, summary: One., known_issues: Torn.}}
two: {{name: Two, summary: Two., known_issues: Worn.}}
"""
    page = pages(tmp_path, text)["models/card.md"]
    assert set(re.findall(r"<summary>Known issues of (\w+)", page)) == said


def test_a_teacher_links_to_what_was_distilled_from_it(tmp_path: Path) -> None:
    text = """
name: Great
# small.yaml
name: Small
distillation: {teacher: [card, {title: T, url: "https://example.org"}]}
# tiny.yaml
name: Tiny
distillation: {teacher: card}
"""
    found = pages(tmp_path, text)
    page = found["models/card.md"].partition("## Lineage and licences")[2]
    assert "Models distilled from it:\n\n- [Small](small.md)\n\n- [Tiny](tiny.md)\n" in page
    assert "distilled from it" not in found["models/small.md"]


def test_datasets_and_organisations_link_to_what_names_them(tmp_path: Path) -> None:
    text = """
summary: A model.
# datasets.yaml
questions: {name: Questions, summary: Q., organization: globex, hub_id: allenai/ai2_arc}
more: {name: More, summary: M., derived_from: questions}
# card.evals.yaml
runs: [{results: [{benchmark: arc-easy, score: 0.5}]}]
"""
    found = pages(tmp_path, text)
    assert "## Datasets made from it\n\n- [More](more.md)" in found["datasets/questions.md"]
    page = found["datasets/questions.md"]
    assert re.search(r"The benchmark \[[^]]*\]\(../benchmarks/arc-easy.md\) uses this dataset\.\*\*", page)
    assert "- [Questions](../datasets/questions.md)" in found["organizations/globex.md"]


def test_a_dataset_names_the_models_that_have_it_through_their_bases(tmp_path: Path) -> None:
    text = """
training: {data: [talk]}
# b.yaml
base_model: card
# c.yaml
base_model: [b, card]
# d.yaml
base_model: b
training: {data: [talk]}
""" + "".join(f"# m{n:02}.yaml\nbase_model: c\n" for n in range(30))
    page = pages(tmp_path, text + DATA)["datasets/talk.md"].partition("## Models derived from these")[2]
    assert re.findall(r"\((?:../models/)(\w+)\.md\)", page)[:3] == ["b", "c", "m00"]
    assert page.rstrip().endswith("· and 8 more")


def test_a_benchmark_names_the_models_of_which_only_earlier_checkpoints_were_measured(tmp_path: Path) -> None:
    text = """
checkpoints: {first: 0, last: 100, interval: 10}
# card.evals.yaml
runs: [{checkpoint: 50, results: [{benchmark: arc-easy, score: 0.5}]}]
"""
    page = pages(tmp_path, text)["benchmarks/arc-easy.md"]
    assert (
        "at earlier checkpoints, with scores on the models' own pages: [Example card](../models/card.md)."
        in page
    )


def test_the_hub_gets_the_list_without_the_drawing() -> None:
    readme = published_files()["models/gpt-6.7b-alpaca.huggingface.txt"]
    assert "svg" not in readme
    base = "[Cerebras-GPT 6.7B](https://huggingface.co/cerebras/Cerebras-GPT-6.7B)"
    assert f"    - {base} (Base model: trained on The Pile)" in readme
