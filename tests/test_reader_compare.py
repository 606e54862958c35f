"""Models side by side: what a reader's browser makes of the page that compares."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from cardsite.checks import CHECKS
from hostile import OF_FINISHED_SITES, hostile, hostile_catalogue
from tinysite import LICENSED, build, catalogue, write

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[1]
PYTHIAS = ("pythia/pythia-160m", "pythia/pythia-410m", "pythia/pythia-1b")
OTHERS = ("pythia/pythia-160m", "cerebras-gpt/cerebras-gpt-111m", "gpt-6.7b-alpaca")


@pytest.fixture(scope="module")
def origin(own_site: Path, serve: Callable[[Path], str]) -> str:
    return serve(own_site)


@pytest.fixture
def tab(browser: Browser, origin: str) -> Iterator[Tab]:
    """A tab in which a test fails if a script does, or if anything is asked of another site."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab, found = context.new_page(), []
    tab.on("pageerror", lambda error: found.append(str(error)))
    tab.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: None if request.url.startswith(origin) else found.append(request.url))
    yield tab
    context.close()
    assert found == []


def compare(tab: Tab, origin: str, *models: str, more: str = "") -> None:
    tab.goto(f"{origin}compare/index.html?models={','.join(models)}{more}")
    expect(tab.locator(".cs-beside-table")).to_be_visible()


def heads(tab: Tab) -> list[str]:
    return tab.locator(".cs-beside-table thead th").all_inner_texts()


def row(tab: Tab, label: str, group: str = "") -> list[str]:
    """The cells of a row, in the group of this title or in the first that has such a row."""
    bodies = tab.locator(".cs-beside-table tbody")
    body = bodies.filter(has=tab.get_by_role("rowheader", name=group, exact=True)) if group else bodies
    found = body.locator("tr").filter(has=tab.locator("th", has_text=re.compile(rf"^(≠ differs: )?{label}")))
    return found.first.locator("td").all_inner_texts()


def without_marks(cells: list[str]) -> list[str]:
    return [re.sub(r" ?(?:\[\d+\]|[ƒ†])", "", cell) for cell in cells]


def test_the_address_says_which_models_stand_side_by_side(tab: Tab, origin: str) -> None:
    compare(tab, origin, *PYTHIAS)
    assert heads(tab) == ["Pythia 160M", "Pythia 410M", "Pythia 1B"]
    assert without_marks(row(tab, "Layers", "Architecture")) == ["12", "24", "16"]
    link = tab.locator(".cs-beside-table thead a").first
    link.click()
    expect(tab).to_have_url(f"{origin}models/pythia/pythia-160m.html")


def test_rows_that_differ_are_marked_in_words_and_can_stand_alone(tab: Tab, origin: str) -> None:
    compare(tab, origin, *PYTHIAS)
    marked = tab.locator("tr.cs-row-differs")
    assert marked.count() > 5
    assert marked.locator("th .cs-differs").count() == marked.count()
    assert marked.locator("th").first.inner_text().startswith("≠")
    expect(tab.locator("tr.cs-row-same")).to_have_count(0)
    tab.get_by_label("Only rows that differ").uncheck()
    same = tab.locator("tr", has=tab.locator("th", has_text=re.compile("^Context length$")))
    expect(same).to_have_class("cs-row-same")
    expect(tab).to_have_url(re.compile("rows=all"))
    tab.reload()
    expect(tab.locator("tr.cs-row-same").first).to_be_visible()


def test_what_was_rounded_does_not_differ_from_what_it_was_rounded_from(tab: Tab, origin: str) -> None:
    compare(tab, origin, "pythia/pythia-160m", "gpt-neo/gpt-neo-125m", more="&rows=all")
    tokens = tab.locator("tr", has=tab.locator("th", has_text=re.compile("^Training tokens$")))
    exact = tokens.first.locator("td [title]").first
    assert (exact.inner_text(), exact.get_attribute("title")) == ("300B", "299,892,736,000")
    assert tokens.first.locator("td").last.inner_text().startswith("300B")
    assert tokens.first.get_attribute("class") == "cs-row-same"


def test_a_row_of_numbers_has_one_unit_and_files_all_digits(tab: Tab, origin: str) -> None:
    compare(tab, origin, "gpt-neo/gpt-neo-2.7b", "pythia/pythia-1.4b", "cerebras-gpt/cerebras-gpt-1.3b")
    tokens = tab.locator("tr", has=tab.locator("th", has_text=re.compile("Training tokens$"))).first
    cells = without_marks(tokens.locator("td").all_inner_texts())
    assert cells == ["420B\nThe Pile", "300B\nThe Pile", "26.3B\nThe Pile"]
    assert tokens.locator("td [title]").first.get_attribute("title") == "299,892,736,000"
    assert copied(tab, "Markdown").count("| Key facts | Training tokens | 420B | 300B | 26.3B |") == 1
    assert r"Key facts & Training tokens & 420B & 300B & 26.3B \\" in copied(tab, "LaTeX")
    assert "Key facts,Training tokens,420000000000,299892736000,26313424896\r\n" in copied(tab, "CSV")


def copied(tab: Tab, form: str) -> str:
    tab.get_by_role("button", name=f"Copy as {form}").click()
    expect(tab.get_by_role("status").filter(has_text=f"Copied: Copy as {form}")).to_be_attached()
    return str(tab.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize(
    ("texts", "shown", "raw"),
    [
        (["1.3B", "160M"], [None, "0.16B"], ["1300000000", "160000000"]),
        (["1.41B", "1,315,723,264", None], [None, "1.32B", None], ["1410000000", "1315723264", None]),
        (["15T", "2.2B"], ["15,000B", None], ["15000000000000", "2200000000"]),
        (["100k", "143,000"], [None, "143k"], ["100000", "143000"]),
        (["2T tokens", "300B tokens"], [None, "0.3T tokens"], [None, None]),
        (["40GB", "87 MB"], [None, "0.087GB"], ["40000000000", "87000000"]),
        (["80 GiB", "40GB"], [None, "37.3 GiB"], ["85899345920", "40000000000"]),
        (["10 %", "0.05", "0"], [None, "5 %", "0 %"], ["0.1", "0.05", "0"]),
        # Not of one kind, in one unit already, or not numbers alone.
        (["10 %", "5"], [None, None], ["0.1", "5"]),
        (["40GB", "12"], [None, None], ["40000000000", "12"]),
        (["50,257", "50,304"], [None, None], ["50257", "50304"]),
        (["2.0e-4", "1e-8"], [None, None], ["2.0e-4", "1e-8"]),
        (["1.3B", "160M, without embeddings"], [None, None], ["1300000000", None]),
        (["3,000 steps", "1 % of the steps"], [None, None], [None, None]),
    ],
)
def test_numbers_of_one_kind_are_shown_in_one_unit(
    texts: list[str | None], shown: list[str | None], raw: list[str | None], units: Tab
) -> None:
    assert units.evaluate("texts => cardsite.units.alike(texts)", texts) == shown
    assert units.evaluate("texts => texts.map(text => text && cardsite.units.raw(text))", texts) == raw


def test_a_fraction_beside_percentages_is_one(units: Tab) -> None:
    assert units.evaluate("cardsite.units.percent('0.841 ± 0.010')") == "84.1 ± 1.0 %"
    assert units.evaluate("cardsite.units.percent('-0.05')") == "-5 %"


@pytest.fixture(scope="module")
def units(browser: Browser, origin: str) -> Iterator[Tab]:
    """A tab with the comparison's scripts."""
    tab = browser.new_page()
    tab.goto(f"{origin}compare/index.html")
    expect(tab.locator(".cs-choice")).to_be_visible()
    yield tab
    tab.close()


def test_figures_stand_below_each_other_whatever_marks_they_have(tab: Tab, origin: str) -> None:
    compare(tab, origin, "gpt-neo/gpt-neo-1.3b", "pythia/pythia-1.4b")
    ends = tab.evaluate(
        """() => [...document.querySelectorAll(".cs-beside-table tr > .cs-numeral:nth-child(2)")]
            .filter(cell => cell.querySelector("sup"))
            .map(cell => Math.round(cell.querySelector("sup:last-of-type").getBoundingClientRect().left))"""
    )
    assert len(ends) > 8
    assert max(ends) - min(ends) <= 1


def test_what_is_not_disclosed_is_not_what_was_not_filled_in(tab: Tab, origin: str) -> None:
    compare(tab, origin, *OTHERS)
    cells = row(tab, "Accelerator", "Training: Hardware")
    assert cells[2].startswith("not disclosed")
    assert row(tab, "Layers", "Architecture")[2] == "not filled in"


ONE_SIZE = (
    "pythia/pythia-1.4b",
    "gpt-neo/gpt-neo-1.3b",
    "cerebras-gpt/cerebras-gpt-1.3b",
    "pythia/pythia-2.8b",
)


def keys_of(own_site: Path, model: str) -> dict[str, str]:
    """The scores of a model's page, shown and with their keys."""
    page = (own_site / f"models/{model}.html").read_text(encoding="utf-8")
    found = re.findall(r'data-cs-key="([0-9a-f]+)"[^>]*>([^<]*)</span>', page)
    return {key: html.unescape(score) for key, score in found}


def test_scores_share_a_row_only_if_they_were_measured_alike(tab: Tab, origin: str, own_site: Path) -> None:
    compare(tab, origin, *ONE_SIZE)
    scores = [keys_of(own_site, model) for model in ONE_SIZE]
    rows = tab.locator("tr[data-cs-row]")
    assert rows.count() > 10
    for each in rows.all():
        key = each.get_attribute("data-cs-row") or ""
        shown = [re.sub(r"^(?:highest|lowest) ", "", cell) for cell in each.locator("td").all_inner_texts()]
        for cell, found in zip(shown, scores, strict=True):
            assert cell.startswith(found.get(key, "")), cell
            assert (key in found) != bool(re.search("no score|measured differently", cell)), cell
        assert sum(key in found for found in scores) > 1


def test_which_is_best_on_a_benchmark_and_whether_it_may_be_compared_is_on_the_first_screen(
    tab: Tab, origin: str
) -> None:
    tab.set_viewport_size({"width": 1400, "height": 900})
    models = (
        "gpt-neo/gpt-neo-1.3b",
        "pythia/pythia-1.4b",
        "cerebras-gpt/cerebras-gpt-1.3b",
        "gpt-neo/gpt-neo-2.7b",
    )
    compare(tab, origin, *models)
    swag = tab.locator("tr[data-cs-row]", has_text="HellaSwag")
    box = swag.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900
    cells = without_marks([" ".join(cell.split()) for cell in swag.locator("td").all_inner_texts()])
    assert cells == [
        "38.66 %",
        "no score",
        "32.5 % measured differently (0-shot, measured by Cerebras)",
        "highest 42.73 %",
    ]
    assert tab.title().startswith("GPT-Neo 1.3B, Pythia 1.4B, Cerebras-GPT 1.3B, GPT-Neo 2.7B – ")


def test_what_was_measured_differently_stands_below_with_what_sets_it_apart(tab: Tab, origin: str) -> None:
    compare(tab, origin, *ONE_SIZE)
    apart = tab.locator(".cs-apart details", has_text="LAMBADA")
    apart.locator("summary").click()
    lines = apart.locator("li").all_inner_texts()
    assert any(
        re.match(r"Cerebras-GPT 1.3B: 46.2 %.* 0-shot, accuracy, measured by Cerebras$", line)
        for line in lines
    )
    assert any(
        re.match(r"Pythia 1.4B: 61.61 ± 0.68 %.*task version 0, measured by EleutherAI$", line)
        for line in lines
    )


def test_a_score_is_called_the_highest_only_if_it_is_higher_by_more_than_the_error_of_the_difference(
    tab: Tab, origin: str
) -> None:
    compare(tab, origin, "pythia/pythia-1.4b", "pythia/pythia-2.8b")
    best = {name: cells for name, cells in scored(tab).items() if any(cells)}
    # 61.61 ± 0.68 and 64.72 ± 0.67 are apart, and so are 70.89 ± 1.06 and 73.88 ± 1.02, though their
    # intervals overlap; 57.30 ± 1.39 and 59.75 ± 1.38 are not. For ppl less is better.
    assert best["LAMBADA (OpenAI), 0-shot, accuracy"] == ["", "highest"]
    assert best["LAMBADA (OpenAI), 0-shot, perplexity"] == ["", "lowest"]
    assert best["PIQA, 0-shot, accuracy"] == ["", "highest"]
    assert "WinoGrande, 0-shot, accuracy" not in best
    assert "WinoGrande, 0-shot, accuracy" in scored(tab)


def scored(tab: Tab) -> dict[str, list[str]]:
    """For each row of scores, which of them are called the best."""
    rows = tab.locator("tr[data-cs-row]").all()
    names = [", ".join(each.locator("th").inner_text().split("\n")) for each in rows]
    best = [
        [
            cell.locator(".cs-best").inner_text() if cell.locator(".cs-best").count() else ""
            for cell in each.locator("td").all()
        ]
        for each in rows
    ]
    return dict(zip(names, best, strict=True))


def test_a_score_opens_the_source_of_its_run(tab: Tab, origin: str) -> None:
    compare(tab, origin, *ONE_SIZE)
    mark = tab.locator("tr[data-cs-row] sup > button").first
    expect(mark).to_have_accessible_name(re.compile(r"Source \d+: Zero-shot results of Pythia 1.4B"))
    mark.click()
    expect(tab.locator(":popover-open a")).to_have_attribute("href", re.compile("^https://github.com/"))


def test_a_mark_of_evidence_opens_what_it_opens_on_the_page_of_the_model(tab: Tab, origin: str) -> None:
    compare(tab, origin, *PYTHIAS)
    marks = tab.locator("tr", has_text="Layers").first.locator("sup > button")
    names = []
    for mark in marks.all():
        mark.press("Enter")
        note = tab.locator(":popover-open")
        expect(note.locator("q")).to_contain_text('"num-layers":')
        expect(note).to_be_in_viewport(ratio=1)
        names.append(note.locator("p").first.inner_text())
        tab.keyboard.press("Escape")
        expect(mark).to_be_focused()
    assert names == [
        f"Source 4, quoted: Training configuration of Pythia {size}" for size in ("160M", "410M", "1B")
    ]
    ids = tab.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(set(ids)) == len(ids)


def test_models_are_added_moved_and_removed_by_keyboard(tab: Tab, origin: str) -> None:
    compare(tab, origin, *PYTHIAS[:2])
    field = tab.get_by_role("combobox", name="Add a model")
    field.focus()
    tab.keyboard.type("neo 2.7")
    expect(tab.get_by_role("option")).to_have_text(["GPT-Neo 2.7B"])
    tab.keyboard.press("Enter")
    expect(tab.locator(".cs-beside-table thead th")).to_have_text(
        ["Pythia 160M", "Pythia 410M", "GPT-Neo 2.7B"]
    )
    expect(tab).to_have_url(re.compile("models=pythia/pythia-160m,pythia/pythia-410m,gpt-neo/gpt-neo-2.7b$"))
    tab.get_by_role("button", name="Move left: GPT-Neo 2.7B").press("Enter")
    expect(tab.locator(".cs-beside-table thead th")).to_have_text(
        ["Pythia 160M", "GPT-Neo 2.7B", "Pythia 410M"]
    )
    expect(tab.get_by_role("button", name="Move left: GPT-Neo 2.7B")).to_be_focused()
    tab.get_by_role("button", name="Remove Pythia 160M").press("Enter")
    expect(tab.locator(".cs-beside-table thead th")).to_have_text(["GPT-Neo 2.7B", "Pythia 410M"])
    expect(field).to_be_focused()
    tab.keyboard.type("pythia")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("[aria-selected=true]")).to_have_count(1)
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("option")).to_have_count(0)


def test_unknown_models_are_named_and_the_others_compared(tab: Tab, origin: str) -> None:
    compare(tab, origin, "pythia/pythia-70m", "no/such<b>", "pythia/pythia-160m")
    assert heads(tab) == ["Pythia 70M", "Pythia 160M"]
    assert tab.locator(".cs-notice").inner_text() == "No model here is called “no/such<b>”."


def test_a_model_whose_page_could_not_be_fetched_is_not_called_unknown_and_can_be_tried_again(
    browser: Browser, origin: str
) -> None:
    tab = browser.new_page()
    tab.route("**/pythia-1b.html", lambda route: route.abort(), times=1)
    compare(tab, origin, "pythia/pythia-70m", "pythia/pythia-1b", "pythia/pythia-160m")
    assert heads(tab) == ["Pythia 70M", "Pythia 160M"]
    expect(tab.locator(".cs-notice")).to_have_text(re.compile("^Could not be read now.*: Pythia 1B"))
    tab.get_by_role("combobox", name="Add a model").fill("Pythia 1B")
    tab.keyboard.press("Enter")
    expect(tab.locator(".cs-beside-table thead th")).to_have_text(["Pythia 70M", "Pythia 160M", "Pythia 1B"])
    expect(tab.locator(".cs-notice")).to_be_empty()
    tab.close()


def test_without_a_catalogue_no_address_leads_to_another_site(tab: Tab, origin: str) -> None:
    tab.route("**/catalog.json", lambda route: route.fulfill(json={"models": []}))
    compare(tab, origin, "//elsewhere.invalid/x", "../../x", "pythia/pythia-70m", "%20pythia/pythia-160m")
    assert heads(tab) == ["Pythia 70M", "Pythia 160M"]
    assert "“//elsewhere.invalid/x”, “../../x”" in tab.locator(".cs-notice").inner_text()


def test_at_most_six_models_stand_side_by_side(tab: Tab, origin: str) -> None:
    sizes = ("70m", "160m", "410m", "1b", "1.4b", "2.8b", "6.9b")
    compare(tab, origin, *(f"pythia/pythia-{size}" for size in sizes))
    assert len(heads(tab)) == 6
    assert "At most 6" in tab.locator(".cs-notice").inner_text()
    expect(tab.get_by_role("combobox", name="Add a model")).to_be_hidden()


@pytest.mark.parametrize(("query", "words"), [("", "Add two"), ("?models=pythia/pythia-70m", "Add one more")])
def test_too_few_models_are_asked_for_more(tab: Tab, origin: str, query: str, words: str) -> None:
    tab.goto(f"{origin}compare/index.html{query}")
    expect(tab.locator(".cs-notice")).to_contain_text(words)
    expect(tab.get_by_role("combobox", name="Add a model")).to_be_visible()


def test_the_comparison_is_copied_as_a_table(tab: Tab, origin: str) -> None:
    compare(tab, origin, *OTHERS)
    tab.get_by_role("button", name="Copy as CSV").click()
    expect(tab.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    rows = list(csv.reader(io.StringIO(tab.evaluate("navigator.clipboard.readText()"))))
    assert rows[0] == ["Section", "Fact", "Pythia 160M", "Cerebras-GPT 111M", "GPT-6.7B-Alpaca"]
    assert ["Architecture", "Layers", "12", "10", "not filled in"] in rows
    assert ["Key facts", "Parameters", "162322944", "111050496", "not filled in"] in rows
    assert all(len(line) == 5 for line in rows)
    tab.get_by_role("button", name="Copy as Markdown").click()
    expect(tab.get_by_role("status").filter(has_text="Markdown")).to_be_attached()
    lines = tab.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[1] == "| --- | --- | --- | --- | --- |"
    assert "| Architecture | Layers | 12 | 10 | not filled in |" in lines
    tab.get_by_role("button", name="Copy as LaTeX").click()
    expect(tab.get_by_role("status").filter(has_text="LaTeX")).to_be_attached()
    lines = tab.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[:4] == [
        r"\begin{tabular}{lllll}",
        r"\toprule",
        r"Section & Fact & Pythia 160M & Cerebras-GPT 111M & GPT-6.7B-Alpaca \\",
        r"\midrule",
    ]
    assert r"Architecture & Layers & 12 & 10 & not filled in \\" in lines
    assert lines[-2:] == [r"\bottomrule", r"\end{tabular}"]


def test_what_was_measured_differently_says_so_where_it_is_copied(tab: Tab, origin: str) -> None:
    compare(tab, origin, *ONE_SIZE)
    tab.get_by_role("button", name="Copy as Markdown").click()
    expect(tab.get_by_role("status").filter(has_text="Markdown")).to_be_attached()
    text = tab.evaluate("navigator.clipboard.readText()")
    assert "46.2 %, measured differently (measured by Cerebras)" in text


def test_without_models_there_are_examples_to_begin_with(tab: Tab, origin: str) -> None:
    tab.goto(f"{origin}compare/index.html")
    tab.locator(".cs-examples a").first.click()
    expect(tab.locator(".cs-beside-table thead th")).to_have_count(3)


@pytest.mark.parametrize("page", ["models/pythia/pythia-160m.html", "families/pythia.html"])
def test_pages_of_models_and_families_lead_to_comparisons(tab: Tab, origin: str, page: str) -> None:
    tab.goto(origin + page)
    tab.get_by_role("link", name=re.compile("^Compare ")).first.click()
    expect(tab.locator(".cs-beside-table thead th").first).to_have_text(re.compile("Pythia"))


def test_nothing_but_the_table_scrolls_sideways_on_a_phone(tab: Tab, origin: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    compare(tab, origin, *PYTHIAS)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    box = tab.locator(".cs-beside")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    label = tab.locator(".cs-beside-table th[scope=row]").first
    before = label.bounding_box()
    box.evaluate("box => { box.scrollLeft = 200 }")
    assert label.bounding_box() == before


def test_two_models_fit_on_a_phone_and_labels_break_between_words(tab: Tab, origin: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    compare(tab, origin, *PYTHIAS[:2])
    assert tab.locator(".cs-beside").evaluate("box => box.scrollWidth <= box.clientWidth + 1")
    words = """all => all.flatMap(label => label.textContent.split(/[ -]/).filter(word => {
        const text = [...label.childNodes].find(node => node instanceof Text && node.data.includes(word));
        if (!text) return false;
        const range = new Range();
        range.setStart(text, text.data.indexOf(word));
        range.setEnd(text, text.data.indexOf(word) + word.length);
        return range.getClientRects().length > 1;
    }))"""
    assert tab.locator(".cs-beside-table th").evaluate_all(words) == []


def test_a_value_that_a_card_folds_is_folded_here_too(tab: Tab, origin: str) -> None:
    compare(tab, origin, "pythia/pythia-160m", "whisper-small")
    fold = tab.locator("td details", has_text="99 languages")
    expect(fold.locator("summary")).to_have_text("99 languages")
    expect(fold).not_to_have_attribute("open", "")


def test_where_no_model_is_chosen_the_page_ends_below_the_examples(tab: Tab, origin: str) -> None:
    tab.goto(f"{origin}compare/index.html")
    expect(tab.locator(".cs-examples")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollHeight <= innerHeight")
    left = "e => e.getBoundingClientRect().left"
    assert tab.locator(".cs-picker").evaluate(left) == tab.locator("h1").evaluate(left)


def test_without_scripts_the_page_leads_to_families_whose_members_stand_side_by_side(
    browser: Browser, origin: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{origin}compare/index.html?models=pythia/pythia-70m")
    tab.get_by_role("link", name="Pythia", exact=True).click()
    expect(tab).to_have_url(f"{origin}families/pythia.html#side-by-side")
    table = tab.locator(".cs-side")
    assert table.locator("tr", has_text="Layers").locator("td").all_inner_texts()[:3] == ["Layers", "6", "12"]
    assert "Context length 2,048" in tab.locator(".cs-same").inner_text()
    context.close()


def test_from_a_disk_the_page_says_what_it_needs(browser: Browser, own_site: Path) -> None:
    tab = browser.new_page()
    tab.goto(f"{(own_site / 'compare/index.html').as_uri()}?models=pythia/pythia-70m,pythia/pythia-160m")
    expect(tab.locator(".cs-comparison")).to_contain_text("web server")
    assert tab.locator(".cs-comparison > *").count() == 1
    tab.close()


def test_stages_of_trainings_are_compared_by_their_names(
    browser: Browser, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    mkdocs_yml = catalogue(
        tmp_path, theme={"name": "material", "font": False}, plugins=["search", "cardsite"]
    )
    for name, stages in {
        "one": "[{name: SFT, epochs: 2}, {name: DPO, epochs: 1, beta: 0.1}]",
        "two": "[{name: Pretraining, steps: 10}, {name: SFT, epochs: 3}]",
    }.items():
        write(
            tmp_path / f"cards/{name}.yaml",
            f"{LICENSED.replace('Tiny', name)}training: {{stages: {stages}}}\n",
        )
    tab = browser.new_page()
    compare(tab, serve(build(mkdocs_yml)), "one", "two", more="&rows=all")
    labels = ("Pretraining: Steps", "SFT: Epochs", "DPO: Epochs", "DPO: β")
    assert {label: without_marks(row(tab, label, "Training: Stages")) for label in labels} == {
        "Pretraining: Steps": ["not filled in", "10"],
        "SFT: Epochs": ["2", "3"],
        "DPO: Epochs": ["1", "not filled in"],
        "DPO: β": ["0.1", "not filled in"],
    }
    tab.close()


def test_hostile_cards_put_nothing_into_a_comparison_but_text(
    browser: Browser, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    groups = sorted({code.partition("-")[0] for code in CHECKS})
    mkdocs_yml = catalogue(
        tmp_path,
        theme={"name": "material", "font": False},
        plugins=["search", {"cardsite": {"ignore": groups}}],
        use_directory_urls=True,
    )
    fills = [hostile(tuple(OF_FINISHED_SITES[n::6]), f"c{n}") for n in range(6)]
    hostile_catalogue(tmp_path / "cards", fills)
    origin = serve(build(mkdocs_yml, strict=False))
    tab, found = browser.new_page(), []
    tab.on("pageerror", lambda error: found.append(str(error)))
    tab.on("request", lambda request: None if request.url.startswith(origin) else found.append(request.url))
    cards = ",".join(f"{'family/' if number % 2 else ''}card-{number}" for number in range(6))
    tab.goto(f"{origin}compare/?models={cards}")
    table = tab.locator(".cs-beside-table")
    expect(table.locator("thead th")).to_have_count(6)
    assert table.locator("script, img, iframe, svg, form, input, [onclick], [onerror], [id]").count() == 0
    schemes = table.evaluate("table => [...new Set([...table.querySelectorAll('a')].map(a => a.protocol))]")
    assert set(schemes) <= {"http:", "https:", "mailto:"}
    assert tab.evaluate("window.__pwned") is None
    assert found == []
    tab.close()
