"""The page of a model: what its first screen answers, how long it is, and what folds."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from playwright.sync_api import Page as Tab

from browser import opened

pytestmark = pytest.mark.browser

DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
PYTHIA = "models/pythia/pythia-160m.html"
SHORTER = {
    "deepseek-v3": "Active parameters, MMLU, GPU memory, Training tokens, Commercial use",
    "whisper-small": "Parameters, Hours of training audio, Commercial use",
    "all-minilm-l6-v2": "Parameters, STS benchmark, Training pairs, Commercial use",
    "chronos-t5-small": "Parameters, Commercial use",
    "breast-cancer-logistic-regression": "Breast cancer Wisconsin, Training data, Commercial use",
    "gpt-6.7b-alpaca": "Trainable parameters, GPU memory, Training data, Commercial use",
    "mistral-ft-optimized-1218": "Parameters, GPU memory, Commercial use",
}
"""Cards of other kinds, with some of the labels of their answers."""


def screens(tab: Tab) -> float:
    # What lies far below the window is laid out when it comes near, which it does not here.
    tab.add_style_tag(content="* { content-visibility: visible !important }")
    return float(tab.evaluate("document.documentElement.scrollHeight / innerHeight"))


def below(tab: Tab, selector: str) -> float:
    box = tab.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_the_first_screen_answers_what_readers_ask_first(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + PYTHIA, viewport=DESK) as tab:
        answers = tab.locator(".cs-answers tbody tr").all_inner_texts()
        text = [" ".join(each.split()) for each in answers if each.strip()]
        assert text == [
            "Parameters 162M [3]",
            "WinoGrande 53.12 % ± 1.40 % · accuracy, 0-shot · chance 50 % · by EleutherAI",
            "ARC challenge 23.29 % ± 1.24 % · accuracy, length-normalised, 0-shot · chance 25 % "
            "· by EleutherAI",
            "GPU memory 465 MB in float16, as published, with 2,048 tokens",
            "Training tokens 300B ƒ The Pile",
            "Commercial use Yes Apache License 2.0, §2. Not legal advice.",
        ]
        actions = tab.locator(".cs-links").inner_text().split("\n")
        assert [each for each in actions if each.strip()][:3] == ["Run it", "Cite", "Weights"]
        for selector in (".cs-summary", ".cs-answers", ".cs-links", ".cs-facts"):
            assert below(tab, selector) <= DESK["height"], selector
        tab.get_by_role("link", name="465 MB").click()
        expect(tab.get_by_role("heading", name="Will it fit?")).to_be_in_viewport()


@pytest.mark.parametrize("card", SHORTER)
def test_cards_of_every_kind_answer_on_their_first_screen(
    own_address: str, browser: Browser, card: str
) -> None:
    with opened(browser, f"{own_address}models/{card}.html", viewport=DESK) as tab:
        labels = tab.locator(".cs-answers td:first-child").all_inner_texts()
        assert [each for each in SHORTER[card].split(", ") if each not in labels] == []
        assert below(tab, ".cs-links") <= DESK["height"]
        assert screens(tab) <= 8
        assert tab.locator(".md-nav--secondary .md-nav__link").count() <= 12


def test_a_card_is_short_and_its_scores_begin_early(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + PYTHIA, viewport=DESK) as tab:
        assert screens(tab) <= 8
        assert (tab.locator("#evaluation").bounding_box() or {"y": 9e9})["y"] < 3 * DESK["height"]
        assert tab.locator(".md-nav--secondary .md-nav__link").count() <= 12
        assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) <= 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("card", ["pythia/pythia-160m", *SHORTER])
def test_a_phone_shows_a_card_without_scrolling_to_the_side(
    own_address: str, browser: Browser, card: str, scheme: str
) -> None:
    with opened(browser, f"{own_address}models/{card}.html", viewport=PHONE, color_scheme=scheme) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        tops = [below(tab, name) for name in (".cs-summary", ".cs-answers", ".cs-links", ".cs-facts")]
        assert tops == sorted(tops)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_to_what_is_folded_opens_it(own_address: str, browser: Browser, scripts: bool) -> None:
    for anchor in ("r.tokenizer", "r.β₁", "sources", "source-readme", "data-behind-this-page"):
        address = f"{own_address}{PYTHIA}#{anchor}"
        with opened(browser, address, viewport=DESK, java_script_enabled=scripts) as tab:
            expect(tab.locator(f'[id="{anchor}"]')).to_be_in_viewport()


def test_one_button_opens_and_closes_all_that_folds(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + PYTHIA, viewport=DESK) as tab:
        tokenizer = tab.locator('[id="r.tokenizer"]')
        expect(tokenizer).to_be_hidden()
        button = tab.get_by_role("button", name="Open all folded parts")
        button.click()
        expect(tokenizer).to_be_visible()
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        expect(tokenizer).to_be_hidden()


def test_known_issues_of_the_data_stand_once(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + PYTHIA, viewport=DESK) as tab:
        # Once in the words of the card, whatever folds counted.
        assert tab.locator("article").inner_html().count("Known issues of The Pile") == 0
        assert (
            tab.locator("article").inner_html().count("contains profanity, sexual and abusive content") == 1
        )


def test_paper_has_facts_that_fold_and_no_controls(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + PYTHIA, viewport=DESK) as tab:
        tab.emulate_media(media="print")
        expect(tab.locator('[id="r.tokenizer"]')).to_be_visible()
        expect(tab.locator("#sources")).to_be_visible()
        for hidden in (".cs-fit", ".cs-links", "#data-behind-this-page", ".cs-switcher"):
            expect(tab.locator(hidden).first).to_be_hidden()


def test_a_long_snippet_shows_that_it_goes_on_and_scrolls_by_keyboard(
    own_address: str, browser: Browser
) -> None:
    with opened(browser, own_address + PYTHIA, viewport=DESK) as tab:
        code = tab.locator("#quick-start ~ .cs-tabs pre").first
        shown, line = code.evaluate("e => [e.clientHeight, parseFloat(getComputedStyle(e).lineHeight)]")
        assert shown > 9 * line
        assert code.evaluate("e => e.scrollHeight > e.clientHeight")
        assert "linear-gradient" in code.evaluate("e => getComputedStyle(e).backgroundImage")
        tab.locator("#quick-start-1").focus()
        for _ in range(4):
            tab.keyboard.press("Tab")
            if code.evaluate("e => e === document.activeElement"):
                break
        tab.keyboard.press("ArrowDown")
        tab.wait_for_function("e => e.scrollTop > 0", arg=code.element_handle())


@pytest.mark.parametrize(
    ("page", "lists"),
    {
        "families/pythia.html": ".cs-models",
        "organizations/google.html": ".cs-models",
        "datasets/pile.html": ".cs-models",
        "licenses.html": ".cs-terms",
        "families/index.html": ".cs-models",
        "coverage.html": ".cs-models",
        "benchmarks/mmlu.html": ".cs-scores",
        "models/deepseek-v3.html": ".cs-blocks",
        "models/qwen3-8b.html": ".cs-blocks",
        "models/sana-1.6b-1024px.html": ".cs-blocks",
        "models/breast-cancer-logistic-regression.html": ".cs-blocks",
        PYTHIA: ".cs-memory, .cs-similar",
        "models/gpt-6.7b-alpaca.html": ".cs-memory, .cs-similar",
    }.items(),
)
def test_lists_fit_on_a_phone(own_address: str, browser: Browser, page: str, lists: str) -> None:
    with opened(browser, own_address + page, viewport=PHONE) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        assert tab.locator(lists).count()
        assert tab.locator(lists).evaluate_all(wide) == []
        if lists in (".cs-models", ".cs-scores", ".cs-blocks"):
            label = "e => getComputedStyle(e, e.closest('.cs-index') ? '::after' : '::before').content"
            name = tab.locator(f"{lists} [data-cs-cell]").first
            assert (name.get_attribute("data-cs-cell") or "") in name.evaluate(label)
            expect(tab.locator(f"{lists} th").first).to_be_hidden()


@pytest.mark.parametrize("page", [PYTHIA, "coverage.html", *(f"models/{card}.html" for card in SHORTER)])
def test_no_table_of_software_parts_or_coverage_has_an_empty_column(
    own_address: str, browser: Browser, page: str
) -> None:
    with opened(browser, own_address + page, viewport=DESK) as tab:
        found = tab.locator("#software table, [data-cs-facts=pairs] table, .cs-dashboard table").evaluate_all(
            """tables => tables.flatMap(table => [...table.tHead.rows[0].cells].filter((head, at) =>
                [...table.tBodies[0].rows].every(row => ["", "–"].includes(row.cells[at].textContent.trim()))
            ).map(head => head.textContent))"""
        )
        assert found == []


def test_weights_of_8_bits_are_called_so(own_address: str, browser: Browser) -> None:
    with opened(browser, own_address + "models/deepseek-v3.html", viewport=DESK) as tab:
        answers = tab.locator(".cs-answers").inner_text()
        assert "in 8 bits, as published" in answers
        assert "exact match" in answers


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_questions_about_a_licence_are_rows_with_their_clauses(
    own_address: str, browser: Browser, viewport: ViewportSize
) -> None:
    with opened(browser, own_address + "licenses.html", viewport=viewport) as tab:
        table = tab.locator(".cs-terms table").first
        expect(table.get_by_role("columnheader", name="Clause")).to_be_visible()
        cells = table.locator("tbody tr").first.locator("td")
        sizes = cells.evaluate_all("all => all.map(each => getComputedStyle(each).fontSize)")
        tops = cells.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
        assert len(set(sizes)) == len(set(tops)) == 1
        assert table.evaluate("e => e.parentElement.scrollWidth") <= viewport["width"]
