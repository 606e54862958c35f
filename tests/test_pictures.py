"""Pictures of scores on pages: which there are, and that they say what the tables below them say."""

from __future__ import annotations

import csv
import html
import io
from functools import cache
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cardsite.build import build_site
from cardsite.engine.content_policy import violations
from fences import ROOT
from published import published_files, published_pages
from tinysite import write

EVALUATED = ["70m", "160m", "410m", "1.4b", "2.8b", "6.9b", "12b"]
"""The members of Pythia with published scores."""
METRICS = {"acc": "accuracy", "acc_norm": "accuracy, length-normalised"}
"""What pages call the metrics of the curves."""


@cache
def published_scores() -> list[dict[str, str]]:
    """The rows of `evals.csv`."""
    return list(csv.DictReader(io.StringIO(published_files()["evals.csv"], newline="")))


def parsed(text: str) -> LexborHTMLParser:
    """A page as Python-Markdown makes it."""
    body = text.partition("\n---\n")[2]
    made: str = markdown.Markdown(extensions=["toc", "tables", "fenced_code", "md_in_html"]).convert(body)
    return LexborHTMLParser(f"<!doctype html><body>{made}</body>")


@cache
def own(path: str) -> LexborHTMLParser:
    return parsed(published_pages()[path])


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def only(node: Any, selector: str) -> LexborNode:
    (found,) = node.css(selector)
    assert isinstance(found, LexborNode)
    return found


def values(panel: LexborNode) -> list[str]:
    """What each point of a drawing shows under the pointer."""
    assert [node.tag for node in panel.css(".cs-points > g > *")] == ["path", "circle", "text"] * len(
        panel.css("circle")
    )
    return [words(node).partition(": ")[2] for node in panel.css(".cs-points text")]


def cells(nodes: list[LexborNode]) -> list[str]:
    """What the table shows in each cell that holds a score."""
    return [shown for shown in map(words, nodes) if shown != "–"]


def captions(node: Any) -> dict[str, LexborNode]:
    return {words(panel.css_first("figcaption")): panel for panel in node.css(".cs-panel")}


# Over the training


@pytest.mark.parametrize("size", EVALUATED)
def test_the_curves_of_pythia_say_what_the_table_below_them_says(size: str) -> None:
    page = own(f"models/pythia/pythia-{size}.md")
    picture = next(node for node in page.css(".cs-picture") if "Curve-1-1-title" in (node.html or ""))
    table = only(page, ".cs-history table")
    heads = [words(node) for node in table.css("thead th")][1:]
    rows = [row.css("td") for row in table.css("tbody tr")]
    panels = captions(picture)
    assert list(panels) == heads
    assert len(rows) == 27
    assert len(heads) == 7
    for place, head in enumerate(heads, start=1):
        assert values(panels[head]) == cells([row[place] for row in rows])
        steps = [words(node).partition(": ")[0] for node in panels[head].css(".cs-points text")]
        assert steps == [words(row[0]) for row in rows]


@pytest.mark.parametrize("size", EVALUATED)
def test_the_points_of_pythia_are_rows_of_the_published_file(size: str) -> None:
    """Drawing, table and file: the table is checked against the drawing above."""
    rows = [
        row for row in published_scores() if row["model"] == f"pythia/pythia-{size}" and row["shots"] == "0"
    ]
    names = {row["benchmark_name"] for row in rows}
    picture = next(
        node
        for node in own(f"models/pythia/pythia-{size}.md").css(".cs-picture")
        if "Curve-1-1" in (node.html or "")
    )
    points = 0
    for caption, panel in captions(picture).items():
        name = max((name for name in names if caption.startswith(name)), key=len)
        metric = caption.removeprefix(name).strip()
        measured = [
            row for row in rows if (row["benchmark_name"], METRICS.get(row["metric"])) == (name, metric)
        ]
        filed = {
            int(row["checkpoint"]): " ± ".join(f"{100 * float(row[part]):.2f}" for part in ("score", "error"))
            for row in measured
            if row["checkpoint"]
        }
        steps = [int(words(node).split(":")[0].replace(",", "")) for node in panel.css(".cs-points text")]
        drawn = dict(zip(steps, values(panel), strict=True))
        assert drawn == {step: f"{score} %".replace("0.00 ± 0.00", "0 ± 0") for step, score in filed.items()}
        points += len(drawn)
    assert points == 7 * 27


def test_a_curve_is_described_by_what_happens_in_it() -> None:
    panels = own("models/pythia/pythia-160m.md").css("svg.cs-plot")
    described = {words(panel.css_first("desc")) for panel in panels}
    assert (
        "ARC easy (accuracy, length-normalised) rises from 26.01 ± 0.90 % at step 0 to 39.65 ± 1.00 %"
        " at step 143,000. The best is 40.40 ± 1.01 % at step 93,000. The chance level is 25 %."
    ) in described
    assert (
        "LogiQA (accuracy, length-normalised) hardly moves, from 22.89 ± 1.65 % at step 0 to 24.42 ± 1.69 %"
        " at step 143,000, which is within two standard errors. The best is 27.50 ± 1.75 % at step 103,000."
        " The chance level is 25 %."
    ) in described


# Within a family


FAMILIES = {"pythia": 21, "cerebras-gpt": 14, "gpt-neo": 8, "code-llama": 6}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_charts_of_a_family_say_what_the_tables_below_them_say(family: str) -> None:
    page = own(f"families/{family}.md")
    drawn = [
        (words(panel.css_first("figcaption")).removesuffix(", logarithmic axis"), sorted(values(panel)))
        for panel in page.css(".cs-panel")
    ]
    listed = [
        (words(row.css("td")[0]), sorted(cells(row.css("td")[1:])))
        for row in page.css("details tbody tr")
        if row.css_first("td small")
    ]
    assert len(listed) == FAMILIES[family]
    # The same panels against each quantity.
    times = len(page.css(".cs-tab")) or 1
    assert sorted(drawn) == sorted(listed * times)


def test_points_of_pythia_stand_from_the_smallest_model_to_the_largest() -> None:
    page = own("families/pythia.md")
    names = [words(node) for node in only(page.css("details.cs-details")[0], "thead tr").css("th")][1:]
    assert names == ["70M", "160M", "410M", "1.4B", "2.8B", "6.9B", "12B"]
    for panel in page.css(".cs-panel"):
        assert [words(node).partition(": ")[0] for node in panel.css(".cs-points text")] == names
        across = [float(node.attributes["cx"] or 0) for node in panel.css("circle")]
        assert across == sorted(set(across))


def test_a_quantity_that_is_the_same_for_all_members_has_a_sentence_and_no_chart() -> None:
    page = own("families/pythia.md")
    assert [words(node) for node in page.css(".cs-tabs > label")] == ["Parameters", "Compute"]
    assert "all models saw the same 299,892,736,000" in words(page.body)
    tabs = [words(node) for node in own("families/cerebras-gpt.md").css(".cs-tabs > label")]
    assert tabs == ["Parameters", "Training tokens", "Compute"]


def test_compute_is_six_times_the_parameters_outside_of_embeddings_times_the_tokens() -> None:
    page = own("families/pythia.md")
    (row,) = [row for row in page.css("details.cs-details")[0].css("tbody tr") if "Compute" in words(row)]
    assert words(row.css("td")[2]) == "1.53 × 10²⁰"
    assert round(6 * 85_056_000 * 299_892_736_000 / 1e20, 2) == 1.53
    assert "C ≈ 6ND" in words(page.body)
    assert "arXiv:2001.08361" in words(page.body)


def test_models_made_from_others_are_not_drawn_against_what_only_their_own_training_took() -> None:
    page = own("families/code-llama.md")
    assert not page.css(".cs-tabs")
    assert "made from another one are left out of the charts against tokens and compute" in words(page.body)
    # Three variants of each size: a line through them would mean nothing.
    assert not page.css(".cs-curve")


# Any catalogue


def card(name: str, size: int, **more: Any) -> str:
    fields = {
        "name": name,
        "summary": "A model.",
        "organization": "acme",
        "license": "mit",
        "architecture": {"parameters": size},
        **more,
    }
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def run(*scores: float, checkpoint: int | None = None, **conditions: Any) -> dict[str, Any]:
    names = ("piqa", "sciq")
    step = {} if checkpoint is None else {"checkpoint": checkpoint}
    results = [{"benchmark": n, "metric": "acc", "score": s, "error": 0.01} for n, s in zip(names, scores)]  # noqa: B905
    return {"shots": 0, **step, **conditions, "results": results}


def pages(folder: Path, cards: dict[str, str], family: str = "Tiny") -> dict[str, str]:
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(
        folder / "cards/tiny/family.yaml",
        yaml.safe_dump({"name": family, "summary": "Models.", "organization": "acme"}),
    )
    for name, text in cards.items():
        write(folder / f"cards/tiny/{name}.yaml", text)
    site = build_site(folder / "cards", base=folder)
    return {page.path: page.markdown for page in site.pages}


def runs(*found: dict[str, Any]) -> dict[str, Any]:
    return {"evaluation": {"runs": list(found)}}


def test_scores_that_were_measured_in_different_ways_share_no_panel(tmp_path: Path) -> None:
    zero, five = run(0.5), run(0.9, shots=5)
    cards = {f"t{n}": card(f"Tiny {n}B", n * 10**9, **runs(zero, five)) for n in (1, 2, 3)}
    cards["t4"] = card("Tiny 4B", 4 * 10**9, **runs(run(0.7, shots=3)))
    family = parsed(pages(tmp_path, cards)["families/tiny.md"])
    assert [len(panel.css("circle")) for panel in family.css(".cs-panel")] == [3, 3]
    assert "0.7" not in words(family.body)


def test_a_score_of_an_earlier_checkpoint_is_none_of_the_model(tmp_path: Path) -> None:
    stages = runs(run(0.3, checkpoint=1), run(0.4, checkpoint=2), run(0.5, checkpoint=3))
    cards = {f"t{n}": card(f"Tiny {n}B", n * 10**9, **stages) for n in (1, 2, 3)}
    family = parsed(pages(tmp_path, cards)["families/tiny.md"])
    assert {value for panel in family.css(".cs-panel") for value in values(panel)} == {"50 ± 1 %"}


def test_checkpoints_that_were_measured_in_another_way_are_not_on_the_curve(
    tmp_path: Path,
) -> None:
    stages = [run(0.3, checkpoint=step, split="test") for step in (1, 2, 3)]
    stages[0]["split"] = "validation"
    stages += [run(0.4, checkpoint=step, split="test") for step in (4, 5)]
    page = parsed(pages(tmp_path, {"t": card("Tiny", 10**9, **runs(*stages))})["models/tiny/t.md"])
    assert [len(panel.css("circle")) for panel in page.css(".cs-panel")] == [4]


def test_of_a_long_name_a_drawing_has_the_beginning_and_the_table_all(tmp_path: Path) -> None:
    long = "of a name that is longer than any drawing is wide"
    cards = {f"t{n}": card(f"{n} {long}", n * 10**9, **runs(run(0.5))) for n in (1, 2, 3)}
    family = parsed(pages(tmp_path, cards)["families/tiny.md"])
    texts = [words(node) for node in family.css(".cs-points text")]
    assert texts == [f"{n} of a name that is l…: 50 ± 1 %" for n in (1, 2, 3)]
    assert long in words(only(family, "details thead"))


def test_more_models_than_the_style_sheet_has_rules_for_have_no_keys(tmp_path: Path) -> None:
    cards = {f"t{n}": card(f"Tiny {n}B", n * 10**9, **runs(run(0.5))) for n in range(1, 14)}
    assert "data-cs-nth" not in pages(tmp_path, cards)["families/tiny.md"]
    style = (ROOT / "src/cardsite/assets/styles/pictures.css").read_text(encoding="utf-8")
    assert '[data-cs-nth="12"]' in style
    assert '[data-cs-nth="13"]' not in style
    del cards["t13"]
    made = pages(tmp_path / "fewer", cards)["families/tiny.md"]
    assert 'data-cs-nth="12"' in made
    assert "Point at a model" in made


HOSTILE = [
    "</title></svg><script>window.__pwned=1</script>",
    '" onload="window.__pwned=1',
    "]]><!-- {{ 7*7 }} [x](javascript:1) | `a` *b*",
    "مرحبا שלום (x) 123",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_in_drawings_are_words_and_nothing_else(tmp_path: Path, name: str) -> None:
    stages = runs(*(run(0.4, 0.5, checkpoint=step, harness=name) for step in (0, 1, 2, 1000)))
    cards = {f"t{n}": card(f"{name} {n}", 10**9 + n, **stages) for n in range(4)}
    made = pages(tmp_path, cards, name)
    for path in ("models/tiny/t1.md", "families/tiny.md"):
        page = parsed(made[path])
        assert page.css("svg")
        assert violations((page.body.inner_html if page.body else "") or "") == []
        assert not page.css("script, [onload]")
        # What an SVG has of HTML would not be shown.
        assert {node.tag for node in page.css("svg *")} <= {"title", "desc", "path", "g", "text", "circle"}


@pytest.mark.parametrize(
    "path", ["models/pythia/pythia-160m.md", "models/code-llama/code-llama-7b.md", "families/pythia.md"]
)
def test_each_drawing_has_a_title_and_a_description_of_its_own(path: str) -> None:
    page = own(path)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(set(ids)) == len(ids)
    for drawing in page.css("svg.cs-plot"):
        assert drawing.attributes["role"] == "img"
        for name, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
            assert words(page.css_first(f"[id='{drawing.attributes[name]}']")) == words(
                drawing.css_first(tag)
            )


def test_a_picture_is_one_line_of_html_between_empty_lines() -> None:
    found = 0
    for text in published_pages().values():
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if line.startswith('<div class="cs-picture'):
                found += 1
                assert line.endswith("</div>")
                assert not lines[number - 1]
                assert not lines[number + 1]
                assert html.unescape(line).isprintable()
    assert found >= 7


def test_the_same_cards_give_the_same_pictures() -> None:
    again = build_site(ROOT / "cards", ROOT / "templates", ROOT)
    assert {page.path: page.markdown for page in again.pages} == published_pages()
