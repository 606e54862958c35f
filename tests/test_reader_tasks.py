"""Twelve things that people come for, from the first page to the answer, by the names that they see."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import Page as Tab

from browser import opened

pytestmark = pytest.mark.browser

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def tab(browser: Browser, own_address: str) -> Iterator[Tab]:
    """The first page of the catalogue, in a window that may read what was copied."""
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, own_address, viewport=WIDE, permissions=permissions) as tab:
        yield tab


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def any_tab(request: pytest.FixtureRequest, browser: Browser, own_address: str) -> Iterator[Tab]:
    """The first page with scripts and without: what is done there needs none."""
    with opened(browser, own_address, viewport=WIDE, java_script_enabled=request.param) as tab:
        yield tab


def follow(tab: Tab, *names: str) -> None:
    """Click links one after the other: the first is one of the tabs, and the others are on the pages."""
    part: Locator = tab.get_by_role("navigation", name="Tabs")
    for name in names:
        part.get_by_role("link", name=name, exact=True).first.click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text(name)
        part = tab.get_by_role("article")


def models(tab: Tab) -> Locator:
    """The rows of the table of models."""
    return tab.get_by_role("table", name="Models").get_by_role("row").filter(has=tab.get_by_role("link"))


def copied(tab: Tab) -> str:
    return str(tab.evaluate("navigator.clipboard.readText()"))


def choose(tab: Tab, facet: str, value: str) -> None:
    """Tick a value of a filter, which is opened if it is closed."""
    expect(tab.get_by_role("article").get_by_role("searchbox")).to_be_visible()
    boxes = tab.get_by_role("group", name=facet, exact=True)
    box = boxes.get_by_role("checkbox", name=re.compile(f"^{value} "))
    if not box.is_visible():
        tab.get_by_text(facet, exact=True).first.click()
    box.check()


def test_filter_which_language_models_of_a_size_come_with_checkpoints(tab: Tab) -> None:
    follow(tab, "Models")
    choose(tab, "Kind", "Language model")
    choose(tab, "Parameters", "100M to 1B")
    choose(tab, "Comes with", "Checkpoints")
    expect(models(tab)).to_have_count(2)
    expect(models(tab)).to_contain_text(["Pythia 160M", "Pythia 410M"])
    # And those of a billion too: one click leads on from there, and one back.
    choose(tab, "Parameters", "1B to 3B")
    expect(models(tab)).to_have_count(5)
    tab.get_by_role("button", name="Clear all").click()
    assert models(tab).count() > 40


def test_rank_which_model_is_best_at_a_benchmark_and_by_how_much(any_tab: Tab) -> None:
    follow(any_tab, "Benchmarks", "LAMBADA (OpenAI)")
    ranking = any_tab.get_by_role("table").filter(has=any_tab.get_by_role("columnheader", name="Rank")).first
    first, second = (ranking.get_by_role("row").nth(place) for place in (1, 2))
    expect(first).to_contain_text(re.compile(r"1.*Pythia 12B.*70\.46 ± 0\.64.*69\.2 (?:to|–) 71\.7"))
    expect(second).to_contain_text("Pythia 6.9B")
    first.get_by_role("link", name="Pythia 12B").click()
    expect(any_tab.get_by_role("heading", level=1)).to_contain_text("Pythia 12B")


def test_compare_two_models(tab: Tab) -> None:
    follow(tab, "Models")
    for name in ("Pythia 160M", "Pythia 410M"):
        tab.get_by_role("checkbox", name=f"Compare {name}", exact=True).check()
    tab.get_by_role("region", name="Comparison").get_by_role("link", name="Compare").click()
    beside = tab.get_by_role("region", name="Comparison").get_by_role("table")
    heads = beside.get_by_role("columnheader").filter(has=tab.get_by_role("link"))
    expect(heads).to_have_text(["Pythia 160M", "Pythia 410M"])
    expect(beside.get_by_role("row").filter(has_text="Layers").first).to_contain_text(re.compile("12.*24"))
    score = beside.get_by_role("row").filter(has_text="LAMBADA (OpenAI)").first
    expect(score).to_contain_text(re.compile(r"32\.84.*highest.*51\.62"))


def test_whether_a_model_may_be_used_commercially_and_where_it_says_so(any_tab: Tab) -> None:
    follow(any_tab, "Models", "Code Llama 7B")
    page = any_tab.get_by_role("article")
    expect(page).to_contain_text(re.compile(r"Commercial use\s*With terms"))
    page.get_by_role("link", name="Llama 2 Community License").first.click()
    expect(any_tab.get_by_role("heading", level=1)).to_contain_text("Licences")
    expect(any_tab.get_by_role("heading", name=re.compile("Llama 2")).first).to_be_in_viewport()
    expect(page).to_contain_text("700 million")
    expect(page).to_contain_text(re.compile("not legal advice", re.IGNORECASE))


def test_run_a_model_with_code_that_is_complete_on_memory_that_is_there(any_tab: Tab) -> None:
    follow(any_tab, "Models", "Pythia 160M")
    page = any_tab.get_by_role("article")
    code = page.get_by_role("code").filter(has_text="AutoModelForCausalLM").first
    expect(code).to_be_visible()
    expect(code).to_contain_text('from_pretrained("EleutherAI/pythia-160m")')
    expect(page).to_contain_text(re.compile(r"465 MB\s*(?:ƒ\s*)?of GPU memory"))


def test_what_a_training_cost_in_energy_and_carbon(any_tab: Tab) -> None:
    follow(any_tab, "Models", "OLMo 2 7B")
    page = any_tab.get_by_role("article")
    expect(page).to_contain_text(re.compile(r"Energy.*131 ?MWh|Energy in MWh\s*131"))
    expect(page).to_contain_text(re.compile(r"52 ?t ?CO₂eq|tCO₂eq\s*52"))


def test_what_changed_last_on_a_card(any_tab: Tab) -> None:
    follow(any_tab, "Models", "Pythia 160M")
    page = any_tab.get_by_role("article")
    page.get_by_role("link", name=re.compile(r"^Changed on \d{4}-\d\d-\d\d")).click()
    last = page.get_by_role("group").filter(has_text=re.compile(r"^\s*\d{4}-\d\d-\d\d: ")).first
    expect(last).to_be_in_viewport()
    last.get_by_text(re.compile(r"^\d{4}-\d\d-\d\d: ")).click()
    expect(last.get_by_text(re.compile("new|added|now|before|→")).last).to_be_visible()


def test_share_the_rows_of_a_table_and_the_row_of_a_card(
    tab: Tab, browser: Browser, own_address: str
) -> None:
    follow(tab, "Models")
    choose(tab, "Commercial use", "Yes")
    choose(tab, "Parameters", "3B to 10B")
    tab.get_by_role("columnheader").get_by_role("button", name="Context", exact=True).click()
    expect(tab).to_have_url(re.compile("sort="))
    seen = models(tab).all_inner_texts()
    assert len(seen) > 3
    with opened(browser, tab.url, viewport=PHONE) as other:
        expect(other.get_by_role("status").first).to_contain_text(f"{len(seen)} of")
    with opened(browser, tab.url, viewport=WIDE) as other:
        expect(models(other)).to_have_count(len(seen))
        assert models(other).all_inner_texts() == seen
        head = other.get_by_role("columnheader", name="Context")
        expect(head).to_have_attribute("aria-sort", "ascending")
    tab.goto(f"{own_address}models/pythia/pythia-160m.html#architecture")
    link = tab.get_by_role("link", name="Hidden dimension", exact=True)
    link.click()
    for scripts in (True, False):
        with opened(browser, tab.url, viewport=PHONE, java_script_enabled=scripts) as other:
            expect(other.get_by_text("Hidden dimension", exact=True)).to_be_in_viewport()


def test_cite_a_model(any_tab: Tab) -> None:
    follow(any_tab, "Models", "Pythia 160M")
    page = any_tab.get_by_role("article")
    page.get_by_role("link", name="Cite", exact=True).click()
    entry = page.get_by_text("@inproceedings{biderman2023pythia")
    expect(entry).to_be_in_viewport()


COPIED = {
    "the table of models": "models/index.html?find=pythia",
    "a ranking": "benchmarks/mmlu.html",
    "a comparison": "compare/index.html?models=pythia/pythia-160m,cerebras-gpt/cerebras-gpt-111m",
}


@pytest.mark.parametrize("page", COPIED.values(), ids=COPIED)
def test_copy_a_table_into_latex(tab: Tab, own_address: str, page: str) -> None:
    tab.goto(own_address + page)
    if page.startswith("models"):
        tab.get_by_text("Export", exact=True).click()
    tab.get_by_role("button", name="Copy as LaTeX").click()
    expect(tab.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    first, top, *rows, bottom, last = copied(tab).strip().splitlines()
    assert (top, bottom, last) == (r"\toprule", r"\bottomrule", r"\end{tabular}")
    columns = re.fullmatch(r"\\begin\{tabular\}\{([lrc]+)\}", first)
    assert columns
    assert len(rows) > 5
    for row in rows:
        if row != r"\midrule":
            assert row.endswith(r" \\")
            assert len(re.findall(r"(?<!\\)&", row)) == len(columns[1]) - 1, row
            assert not re.search(r"(?<!\\)[%#_]", row), row


@pytest.mark.parametrize("scripts", [True, False])
def test_evidence_of_a_number_on_a_phone(browser: Browser, own_address: str, *, scripts: bool) -> None:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "java_script_enabled": scripts}
    with opened(browser, f"{own_address}models/pythia/pythia-160m.html", **options) as tab:
        row = tab.get_by_role("row", name=re.compile("^Context length")).first
        row.get_by_role("button", name=re.compile("^Source 4, quoted")).tap()
        sheet = tab.locator(":popover-open")
        expect(sheet).to_be_in_viewport(ratio=1)
        expect(sheet).to_contain_text("Training configuration of Pythia 160M")
        expect(sheet).to_contain_text('"max-position-embeddings": 2048')
        expect(sheet.get_by_role("link")).to_have_attribute("href", re.compile("^https://github.com/"))
        tab.touchscreen.tap(200, 100)
        expect(sheet).to_have_count(0)


def press_to(tab: Tab, wanted: Locator, key: str = "Tab", most: int = 150) -> None:
    """Press a key until something has the focus, which can be seen there."""
    for _ in range(most):
        tab.keyboard.press(key)
        if wanted.evaluate_all("(found) => found.includes(document.activeElement)"):
            expect(tab.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"{key} does not lead to {wanted}")


def test_everything_by_keyboard(tab: Tab) -> None:
    press_to(tab, tab.get_by_role("navigation", name="Tabs").get_by_role("link", name="Models"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Models")
    expect(models(tab).first).to_be_visible()
    press_to(tab, tab.get_by_role("link", name="Skip to content"))
    tab.keyboard.press("Enter")
    press_to(tab, tab.get_by_role("checkbox", name=re.compile("^Checkpoints ")))
    tab.keyboard.press("Space")
    expect(models(tab)).to_have_count(10)
    press_to(tab, tab.get_by_role("searchbox"))
    tab.keyboard.type("pythia 160m")
    expect(models(tab)).to_have_count(1)
    press_to(tab, models(tab).get_by_role("link", name="Pythia 160M"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Pythia 160M")
    press_to(tab, tab.get_by_role("link", name="Skip to content"))
    tab.keyboard.press("Enter")
    press_to(tab, tab.get_by_role("article").get_by_role("button", name=re.compile("^Source 4, quoted")))
    tab.keyboard.press("Enter")
    expect(tab.locator(":popover-open")).to_contain_text("Training configuration of Pythia 160M")
    tab.keyboard.press("Escape")
    expect(tab.locator(":popover-open")).to_have_count(0)
    # The search has a key of its own.
    tab.keyboard.press("/")
    tab.keyboard.type("hellaswag")
    results = tab.get_by_role("dialog", name="Search").get_by_role("link")
    expect(results.first).to_contain_text("HellaSwag")
    press_to(tab, results, "ArrowDown", 3)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("HellaSwag")
