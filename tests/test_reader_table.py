"""The table of all models, as a reader uses it: filters, order, columns, the address, by keyboard."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from cardsite.checks import CHECKS
from cardsite.facts.numbers import short
from hostile import TOKENS, fitting
from published import published_catalogue
from tinysite import build, catalogue, write

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[1]
MODELS = "models/index.html"
ALL = len(published_catalogue().cards)
PHONE = {"width": 390, "height": 844}
MANY = 400


@pytest.fixture(scope="module")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of more models than one table holds, with directory addresses and with attacks for names."""
    folder = tmp_path_factory.mktemp("large")
    attacks = [fitting("name", text) for text in TOKENS.values()]
    plugins = ["search", {"cardsite": {"ignore": sorted({code.partition("-")[0] for code in CHECKS})}}]
    mkdocs_yml = catalogue(folder, plugins=plugins, use_directory_urls=True)
    for number in range(MANY):
        name = attacks[number] if number < len(attacks) else f"Tarn {number}"
        fields = {
            "name": f"{name} {number}"[-120:],
            "summary": "A model.",
            "organization": "acme",
            "tags": [attacks[number % len(attacks)]],
            "license": "mit",
            "architecture": {"parameters": 1000 * (number + 1)}
            if number % 10
            else {"parameters": "not_disclosed"},
        }
        write(folder / f"cards/m{number:03}.yaml", _plain(fields))
    return build(mkdocs_yml, strict=False)


def _plain(fields: dict[str, Any]) -> str:
    """JSON is YAML, but for the absence, which is a word without quotes."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return "".join(lines).replace('"not_disclosed"', "not_disclosed")


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Tab]:
    """The page, with its table drawn; nothing may fail, and nothing may be asked of anybody else."""
    context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}} | options)
    tab = context.new_page()
    found: list[str] = []
    origin = re.match(r"\w+://[^/]*/", address)
    tab.on("pageerror", lambda error: found.append(f"error {error}"))
    tab.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    tab.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((origin[0] if origin else "", "data:", "blob:"))
            else found.append(f"request {request.url}")
        ),
    )
    tab.goto(address)
    if options.get("java_script_enabled", True):
        tab.locator(".cs-frame tbody tr, div.cs-none").first.wait_for(state="attached")
    yield tab
    assert found == []
    context.close()


@pytest.fixture
def own(own_site: Path, browser: Browser, serve: Callable[[Path], str]) -> Iterator[Tab]:
    """The table of the models of this repository."""
    with opened(browser, serve(own_site) + MODELS) as tab:
        yield tab


def names(tab: Tab) -> list[str]:
    """The models in view, from the first row to the last."""
    return tab.locator("td[data-column=model] a").all_inner_texts()


def column(tab: Tab, name: str) -> list[str]:
    return tab.locator(f"td[data-column={name}]").all_inner_texts()


def head(tab: Tab, label: str) -> Any:
    return tab.get_by_role("columnheader").get_by_role("button", name=label, exact=True)


def tick(tab: Tab, facet: str, value: str) -> None:
    """Choose a value of a facet, by keyboard."""
    box = tab.get_by_role("group", name=facet, exact=True).get_by_role("checkbox", name=re.compile(value))
    if not box.is_visible():
        tab.locator(".cs-facet > summary", has_text=re.compile(f"^{facet}$")).focus()
        tab.keyboard.press("Enter")
    box.focus()
    tab.keyboard.press("Space")


# What a reader does


def test_after_a_look_at_a_model_the_way_back_leads_to_the_same_rows(own: Tab) -> None:
    own.get_by_role("searchbox").fill("neo")
    before = names(own)
    own.locator("td[data-column=model] a").first.click()
    expect(own.locator("h1")).to_contain_text("GPT-Neo 125M")
    own.go_back()
    own.locator("td[data-column=model] a").first.wait_for()
    assert names(own) == before != []
    expect(own.get_by_role("searchbox")).to_have_value("neo")


def test_without_scripts_the_page_has_every_model(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, serve(own_site) + MODELS, java_script_enabled=False) as tab:
        assert tab.locator(".cs-listing tbody tr").count() == ALL
        assert tab.locator(".cs-table-tools, .cs-filters").count() == 0


def test_the_table_says_what_the_page_said_before_it_in_the_same_place(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(own_site)
    cells = "[...row.cells].slice(0, 8).map(cell => cell.innerText.trim())"
    rows = f"[...document.querySelectorAll('article tbody tr:not(.cs-space)')].map(row => {cells})"
    links = "[...document.querySelectorAll('article tbody a')].map(link => link.href)"
    place = "document.querySelector('article tbody tr:not(.cs-space) td').getBoundingClientRect().top"
    with opened(browser, origin + MODELS) as tab:
        live = tab.evaluate(rows), tab.evaluate(links)
        live_place = tab.evaluate(place)
    with opened_static(browser, origin + MODELS) as tab:
        static = tab.evaluate(rows), tab.evaluate(links)
        static_place = tab.evaluate(place)
    assert live == static
    assert abs(live_place - static_place) < 8


@contextmanager
def opened_static(browser: Browser, address: str) -> Iterator[Tab]:
    """The page as it is until its script has read the data."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    tab = context.new_page()
    tab.route("**/table.js", lambda route: route.fulfill(body=""))
    tab.goto(address)
    yield tab
    context.close()


def test_opened_from_a_folder_the_page_says_what_it_lacks(own_site: Path, browser: Browser) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{own_site.as_uri()}/{MODELS}")
    expect(tab.locator(".cs-listing .cs-note")).to_contain_text("need a web server")
    assert tab.locator(".cs-listing tbody tr").count() == ALL
    context.close()


# Order


def test_numbers_are_sorted_as_numbers_and_what_is_missing_comes_last_both_ways(own: Tab) -> None:
    cards = published_catalogue().cards.values()
    known = [entry.card.architecture for entry in cards if entry.card.architecture]
    counts = sorted(
        each.parameters.value.value for each in known if each.parameters and each.parameters.value
    )
    expected = [short(count) for count in counts]
    missing = ALL - len(expected)
    assert missing > 0
    before = names(own)
    head(own, "Parameters").click()
    assert column(own, "parameters") == [*expected, *["–"] * missing]
    head(own, "Parameters").click()
    assert column(own, "parameters") == [*expected[::-1], *["–"] * missing]
    expect(own.get_by_role("columnheader", name="Parameters")).to_have_attribute("aria-sort", "descending")
    head(own, "Parameters").click()
    assert own.locator("[aria-sort]").count() == 0
    assert names(own) == before


# Words


@pytest.mark.parametrize(
    ("text", "first", "number"),
    [
        ("pythia 160m", "Pythia 160M", 1),
        ("160M PYTHIA", "Pythia 160M", 1),
        ("pyth", "Pythia 70M", 11),  # and Python
        ("pythi", "Pythia 70M", 8),
        ("pyhtia", "Pythia 70M", 8),
        ("pithia", "Pythia 70M", 8),
        ("pythai", "Pythia 70M", 8),
        ("celebras", "Cerebras-GPT 111M", 7),
        ("Pythïa", "Pythia 70M", 8),
        ("gptneo", "GPT-Neo 125M", 3),
        ("gpt-neo-2.7b", "GPT-Neo 2.7B", 1),
        ("pythia-1.4b", "Pythia 1.4B", 1),
        ("cerebras-Cerebras-GPT-111M", "Cerebras-GPT 111M", 1),
        ("EleutherAI/pythia-160m", "Pythia 160M", 1),
        ("apache eleutherai", "Pythia 70M", 8),
        ("the pile cerebras", "Cerebras-GPT 111M", 7),
        ("llama 2 community", "LLaVA 1.5 7B", 10),
        ("pythia 1.5b", "", 0),
        ("xyz", "", 0),
    ],
)
def test_words_find_models_in_any_order_and_with_small_slips(
    own: Tab, text: str, first: str, number: int
) -> None:
    own.get_by_role("searchbox").fill(text)
    found = names(own) if number else []
    assert (found[:1], len(found)) == ([first] if first else [], number)
    assert own.locator("div.cs-none").is_visible() is (number == 0)


def load_example(tab: Tab) -> None:
    """Give the page an entry of the data to make others from."""
    read = "fetch('../catalog.json').then(answer => answer.json())"
    tab.evaluate(f"{read}.then(catalog => {{ window.cardsite_example = catalog.models[0] }})")


NEAR = """([tokens, text]) => {
  const none = {aliases: [], hub_id: null, tags: [], organization: {id: 'o', name: 'o'}, family: null};
  const model = name => ({...cardsite_example, ...none, id: 'x', name});
  const names = {version: 1, sizes: [], license_classes: {}, datasets: {}, benchmarks: {}, languages: {}};
  const index = cardsite.filter.index({...names, models: tokens.map(model)});
  const mask = cardsite.filter.matching(index, text);
  return tokens.filter((_, place) => !mask || mask[place]);
}"""


@pytest.mark.parametrize(
    ("tokens", "text", "expected"),
    [
        (["llama", "lamda"], "lama", ["llama", "lamda"]),
        (["llama", "lama"], "lama", ["lama"]),  # what is written right is meant
        (["bert"], "bret", ["bert"]),  # two letters in the wrong order
        (["bert"], "ber", ["bert"]),
        (["opt"], "otp", []),  # too short for a slip
        (["chinchilla"], "chinchila", ["chinchilla"]),
        (["chinchilla"], "chinchlila", ["chinchilla"]),
        (["chinchilla"], "shinshilla", ["chinchilla"]),  # two slips in a long word
        (["mistral"], "nistrul", []),  # and not in a short one
        (["a1234567"], "a1234568", []),  # another number is not a typing error
        (["naïve", "naive"], "NAIVE", ["naïve", "naive"]),
        (["one two", "two three"], "tw on", ["one two"]),
        (["x"], "  ", ["x"]),
        (["日本語モデル"], "日本", ["日本語モデル"]),
    ],
)
def test_a_word_may_have_one_slip_and_a_long_one_two(
    own: Tab, tokens: list[str], text: str, expected: list[str]
) -> None:
    load_example(own)
    assert own.evaluate(NEAR, [tokens, text]) == expected


# Facets


def test_a_reader_finds_what_may_be_used_commercially(own: Tab) -> None:
    everything = len(names(own))
    tick(own, "Commercial use", "^Yes")
    expect(own).to_have_url(re.compile("commercial=yes"))
    free = names(own)
    assert "Pythia 160M" in free
    assert not {"Code Llama 7B", "GPT-6.7B-Alpaca", "Sana 1.6B 1024px"} & set(free)
    for word, model in (("With terms", "Code Llama 7B"), ("^No", "GPT-6.7B-Alpaca"), ("Unknown", "Sana")):
        tick(own, "Commercial use", word)
        assert any(name.startswith(model) for name in names(own)), word
    assert len(names(own)) == everything


def test_a_facet_counts_what_the_other_filters_leave(own: Tab) -> None:
    tick(own, "Organisation", "EleutherAI")
    sizes = own.get_by_role("group", name="Parameters", exact=True)
    makers = own.get_by_role("group", name="Organisation", exact=True)
    under = sizes.locator("label", has_text="100M to 1B").locator(".cs-amount")
    expect(under).to_have_text("3")
    # Its own choice leaves the others of the same facet as they are: they would be added.
    expect(makers.locator("label", has_text="Meta").locator(".cs-amount")).to_have_text("10")
    tick(own, "Organisation", "Meta")
    assert len(names(own)) == 21
    own.get_by_role("button", name="Remove the filter Organisation: EleutherAI").click()
    assert set(column(own, "organization")) == {"Meta"}


PANEL = """count => {
  const makers = [...Array(count).keys()].map(number => ({id: `o${number}`, name: `Maker ${number}`}));
  const models = makers.map(organization => ({...cardsite_example, organization}));
  const names = {version: 1, sizes: [], license_classes: {}, datasets: {}, benchmarks: {}, languages: {}};
  const index = cardsite.filter.index({...names, models});
  const state = cardsite.filter.readState(index, new URLSearchParams('organization=o7'));
  const panel = cardsite.facets(index, () => {});
  panel.show(cardsite.filter.view(index, state), state);
  document.querySelector('article').replaceChildren(panel.element);
}"""


def test_a_long_facet_shows_its_first_values_those_that_are_chosen_and_on_demand_all(own: Tab) -> None:
    load_example(own)
    own.evaluate(PANEL, 12)
    boxes = own.get_by_role("group", name="Organisation", exact=True).get_by_role("checkbox")
    assert boxes.count() == 8
    expect(own.get_by_role("checkbox", name=re.compile("^Maker 7"))).to_be_checked()
    own.get_by_role("button", name="Show all 12").focus()
    own.keyboard.press("Enter")
    assert boxes.count() == 12
    assert own.evaluate("document.activeElement.type") == "checkbox"
    # A facet of which all models have the same value would filter nothing.
    assert own.get_by_role("group", name="Library", exact=True).count() == 0


def test_what_fits_into_memory_is_computed_for_each_model(own: Tab) -> None:
    own.get_by_role("spinbutton", name="Memory").fill("3")
    assert "Pythia 1B" in names(own)
    assert "Pythia 12B" not in names(own)
    expect(own).to_have_url(re.compile("fits=3&precision=float16&context=2048"))
    own.get_by_label("Precision").select_option("float32")
    assert "Pythia 1B" not in names(own)
    own.get_by_role("button", name=re.compile("Remove the filter Fits in 3 GB")).click()
    assert len(names(own)) == ALL


def test_models_whose_memory_cannot_be_computed_are_counted_apart(
    large_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(large_site)}models/?fits=24") as tab:
        expect(tab.get_by_role("status").first).to_have_text("0 of 401 models; 401 cannot be computed")
        assert tab.locator("div.cs-none").is_visible()


def test_an_address_that_asks_for_what_is_not_there_is_answered(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    query = "?sort=<b>&columns=x,parameters&organization=nobody,%25,<img>&size=100m-1b&fits=-3&precision=x"
    with opened(browser, f"{serve(own_site)}{MODELS}{query}") as tab:
        assert tab.locator("div.cs-none").is_visible()
        tab.get_by_role("button", name="Clear all").click()
        assert len(names(tab)) == ALL
        assert tab.locator("thead th").count() == 2 + tab.locator("thead .cs-pick").count()


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("has=checkpoints,checkpoints", "has=checkpoints"),
        ("license=Apache-2.0,apache-2.0", "license=apache-2.0"),
        ("organization=EleutherAI", "organization=eleutherai"),
        ("fits=24&context=1e99&batch=1e99", "fits=24&context=1000000000&batch=1000000000"),
        ("fits=24&context=2048.5&batch=0.5", "fits=24&context=2049&batch=1"),
        ("fits=1e999", "fits=1000000000"),
        ("columns=", ""),
        ("columns=nobody,__proto__", ""),
    ],
)
def test_an_address_written_by_hand_is_read_for_what_it_means(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], query: str, same: str
) -> None:
    found: list[tuple[list[str], ...]] = []
    for asked in (query, same):
        with opened(browser, f"{serve(own_site)}{MODELS}?{asked}") as tab:
            heads = tab.locator("thead th").all_inner_texts()
            found.append((names(tab), heads, tab.locator(".cs-chip").all_inner_texts()))
    assert found[0] == found[1]
    assert len(found[0][1]) > 2


def test_models_that_are_not_there_take_no_place_among_those_compared(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    query = "?compare=a,b,c,d,e,f,pythia/pythia-70m,pythia/pythia-70m"
    with opened(browser, f"{serve(own_site)}{MODELS}{query}") as tab:
        tray = tab.get_by_role("region", name="Comparison")
        expect(tray).to_contain_text("1 model chosen")
        tab.get_by_role("checkbox", name="Compare Pythia 160M", exact=True).check()
        expect(tray).to_contain_text("2 models chosen")


# Columns, and taking it along


def test_columns_are_chosen_and_stand_in_the_address(own: Tab) -> None:
    own.locator("summary", has_text="Columns").click()
    columns = own.get_by_role("group", name="Columns")
    columns.get_by_label("Checkpoints").check()
    expect(columns.get_by_label("Family")).not_to_be_checked()
    own.keyboard.press("Escape")
    expect(columns).to_be_hidden()
    assert column(own, "checkpoints")[names(own).index("Pythia 160M")] == "154"
    assert column(own, "family") == []
    # The first that is chosen makes room for itself, where usual ones can give way.
    assert column(own, "tokens") == []
    expect(own).to_have_url(re.compile("columns=organization,kind,parameters,context,license,.*checkpoints$"))


def test_scores_on_a_benchmark_are_a_column_of_those_that_may_be_compared(own: Tab) -> None:
    asked: list[str] = []
    own.on("request", lambda request: asked.append(request.url))
    own.locator("summary", has_text="Columns").focus()
    own.keyboard.press("Enter")
    find = own.get_by_role("searchbox", name="Find a column or a benchmark")
    find.fill("hellaswag cerebras")
    own.get_by_role("checkbox", name=re.compile("^HellaSwag")).first.focus()
    own.keyboard.press("Space")
    own.keyboard.press("Escape")
    assert [url for url in asked if url.endswith(".json")] == [
        own.url.partition("models/")[0] + "benchmarks.json"
    ]
    expect(own.locator(".cs-notes")).to_contain_text("HellaSwag: 0-shot · accuracy · lm-evaluation-harness")
    head(own, "HellaSwag").click()
    expect(own).to_have_url(re.compile("columns=.*score:hellaswag,.*sort=-score:hellaswag$"))
    scores = own.locator("td[data-column='score:hellaswag']").all_inner_texts()
    assert scores[:8] == ["51.3 %", "44.7 %", "38.6 %", "32.5 %", "29.1 %", "27.4 %", "26.8 %", "≠"]
    assert scores[-1] == "–"
    assert own.locator(".cs-absent", has_text="≠").first.get_attribute("title") == "Measured in another way"
    own.reload()
    own.locator(".cs-all-models tbody tr").first.wait_for(state="attached")
    assert own.locator("td[data-column='score:hellaswag']").all_inner_texts() == scores


FIRST_WAYS = r"""async () => {
  const read = async name => (await fetch(new URL(name, cardsite.root))).json();
  const [catalog, {benchmarks}] = [await read('catalog.json'), await read('benchmarks.json')];
  const columns = cardsite.scoreColumns(benchmarks, catalog, {}).filter(({id}) => id.split(':').length === 2);
  const found = {};
  for (const column of columns) {
    const name = column.id.split(':')[1];
    const page = await (await fetch(new URL(`benchmarks/${name}.html`, cardsite.root))).text();
    const table = new DOMParser().parseFromString(page, 'text/html').querySelector('.cs-scores table');
    const heads = [...table.querySelectorAll('th')].map(head => head.textContent.trim());
    const cells = row => ['Model', 'Score'].map(head => row.cells[heads.indexOf(head)].textContent.trim());
    const shown = [...table.tBodies[0].rows].map(cells);
    const ours = catalog.models.filter(model => column.value(model) !== null)
      .map(model => [cardsite.label(model), column.shown(0, model)]);
    found[name] = [shown.map(([name, score]) => [name, score.replace(/ ± [\d.,]+/, '')]).sort(), ours.sort()];
  }
  return found;
}"""


def test_a_column_of_scores_has_what_comes_first_on_the_page_of_the_benchmark(own: Tab) -> None:
    found = own.evaluate(FIRST_WAYS)
    assert len(found) > 90
    assert {name: ours for name, (_, ours) in found.items()} == {
        name: shown for name, (shown, _) in found.items()
    }


def test_memory_is_that_with_which_the_page_of_the_model_begins(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(own_site)}{MODELS}?columns=memory&sort=memory") as tab:
        links = tab.locator("td[data-column=memory] a")
        found = dict(
            zip(links.evaluate_all("all => all.map(a => a.pathname)"), column(tab, "memory"), strict=False)
        )
        assert len(found) > 40
        for path, memory in found.items():
            page = (own_site / path.lstrip("/")).with_suffix(".md").read_text(encoding="utf-8")
            assert f"| GPU memory | {memory} " in page, path
        assert column(tab, "memory")[-1] == "–"


def test_what_a_training_cost_is_a_column_and_that_it_is_not_stated_is_said(own: Tab) -> None:
    own.goto(own.url + "?columns=hours,energy,carbon&sort=-carbon")
    own.locator(".cs-all-models tbody tr").first.wait_for(state="attached")
    assert column(own, "carbon")[:2] == ["1,250 t*", "65.3 t*"]
    assert column(own, "carbon")[-1] == "not stated"
    assert column(own, "energy")[names(own).index("OLMo 2 7B")] == "131 MWh*"
    assert column(own, "hours")[names(own).index("ResNet-50 (A1)")] == "442"
    expect(own.locator(".cs-notes")).to_contain_text("the card explains what the number covers")
    tick(own, "Energy and cost", "Emissions stated")
    assert "not stated" not in column(own, "carbon")
    own.get_by_role("button", name="Clear all").click()
    tick(own, "Energy and cost", "Not stated")
    assert {*column(own, "carbon"), *column(own, "energy"), *column(own, "hours")} == {"not stated"}


def test_the_view_is_copied_as_a_table_for_people_and_for_programs(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    address = f"{serve(own_site)}{MODELS}?find=pythia&size=100m-1b&columns=parameters,released"
    with opened(browser, address, permissions=permissions) as tab:
        tab.locator("summary", has_text="Export").click()
        tab.get_by_role("button", name="Copy as Markdown").click()
        assert tab.evaluate("navigator.clipboard.readText()").splitlines()[:3] == [
            "| Model | Parameters | Released |",
            "| --- | --- | --- |",
            "| Pythia 160M | 162M | 2023-04-03 |",
        ]
        tab.get_by_role("button", name="Copy as CSV").click()
        rows = list(csv.reader(io.StringIO(tab.evaluate("navigator.clipboard.readText()"))))
        assert rows[1] == ["Pythia 160M", "162322944", "2023-04-03"]
        tab.get_by_role("button", name="Copy as LaTeX").click()
        assert tab.evaluate("navigator.clipboard.readText()").splitlines()[:5] == [
            r"\begin{tabular}{lll}",
            r"\toprule",
            r"Model & Parameters & Released \\",
            r"\midrule",
            r"Pythia 160M & 162M & 2023-04-03 \\",
        ]
        with tab.expect_download() as download:
            tab.get_by_role("button", name="JSON of this view").click()
        data = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
        assert [model["name"] for model in data["models"]] == names(tab)


# Comparing


def test_two_to_six_models_are_chosen_for_the_comparison(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    address = f"{serve(own_site)}{MODELS}?find=pythia"
    with opened(browser, address) as tab:
        tray = tab.get_by_role("region", name="Comparison")
        expect(tray).to_be_hidden()
        boxes = [tab.get_by_role("checkbox", name=f"Compare {name}", exact=True) for name in names(tab)]
        boxes[0].focus()
        tab.keyboard.press("Space")
        assert tray.get_by_role("link").count() == 0
        for box in boxes[1:6]:
            box.check()
        boxes[6].click()
        expect(boxes[6]).not_to_be_checked()
        expect(tray).to_contain_text("6 models chosen")
        for box in boxes[2:6]:
            box.uncheck()
        tray.get_by_role("link", name="Compare").click()
        tab.wait_for_url("**/compare/index.html?models=pythia/pythia-70m,pythia/pythia-160m")
        tab.go_back()
        expect(tab.get_by_role("checkbox", name="Compare Pythia 160M", exact=True)).to_be_checked()
        tab.get_by_role("button", name="Choose none").click()
        expect(tab.get_by_role("checkbox", name="Compare Pythia 160M", exact=True)).not_to_be_checked()


# The way back


def test_the_way_back_undoes_one_filter_and_a_typed_word_is_one(own: Tab) -> None:
    everything = names(own)
    tick(own, "Parameters", "100M to 1B")
    sized = names(own)
    search = own.get_by_role("searchbox")
    search.press_sequentially("pythia")
    search.press("Enter")
    found = names(own)
    expect(own).to_have_url(re.compile("find=pythia"))
    own.locator("summary", has_text="Columns").click()
    own.get_by_role("group", name="Columns").get_by_label("Checkpoints").check()
    own.keyboard.press("Escape")
    head(own, "Parameters").click()
    expect(own).to_have_url(re.compile("sort=parameters"))
    for expected, filters in ((found, 2), (sized, 1), (everything, 0)):
        own.go_back()
        expect(own.locator(".cs-chip")).to_have_count(filters)
        assert names(own) == expected
        assert column(own, "checkpoints")
    own.go_forward()
    expect(own.locator(".cs-chip")).to_have_count(1)
    assert names(own) == sized != everything
    # Columns are no filter: they stay, in the address too.
    expect(own).to_have_url(re.compile("columns=.*checkpoints"))


# Nothing found


def test_where_nothing_is_left_the_page_says_which_filter_to_drop(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(own_site)
    with opened(browser, f"{origin}{MODELS}?find=apache&organization=meta,cerebras&size=over-100b") as tab:
        ways = tab.locator(".cs-ways li")
        assert ways.all_inner_texts() == [
            "Without Parameters: 100B and more: 8 models",
        ]
        tab.get_by_role("button", name="Without Parameters: 100B and more").focus()
        tab.keyboard.press("Enter")
        assert len(names(tab)) == 8
        assert tab.locator("div.cs-none").is_hidden()
        tab.go_back()
        assert tab.locator("div.cs-none").is_visible()
    # No single one is enough.
    with opened(browser, f"{origin}{MODELS}?find=xyzxyz&size=over-100b&organization=meta") as tab:
        said = tab.locator(".cs-ways li").all_inner_texts()
        assert said[0] == "Without “xyzxyz” and Parameters: 100B and more: 10 models"


# Narrow windows


@pytest.mark.parametrize("width", [820, 1024, 1280, 1400])
def test_the_page_itself_scrolls_and_keeps_the_heads_in_sight(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], width: int
) -> None:
    many = "?columns=organization,family,parameters,context,tokens,license,released,task,library,status,hub"
    for query in ("", many):
        address = serve(own_site) + MODELS + query
        with opened(browser, address, viewport={"width": width, "height": 900}) as tab:
            sizes = "box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight]"
            beside, below = tab.locator(".cs-frame").evaluate(sizes)
            assert below <= 0
            # The usual columns are as many as there is room for; those that were chosen are all there.
            assert beside <= 1 if not query else tab.locator("thead th").count() == 13
            tab.evaluate("scrollTo(0, 1500)")
            head_of_table = tab.get_by_role("columnheader", name="Parameters")
            expect(head_of_table).to_be_in_viewport()
            frame = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            tab.evaluate(frame)
            top = "(name, end) => document.querySelector(name).getBoundingClientRect()[end]"
            bar = tab.evaluate(f"({top})('.md-header', 'bottom')")
            assert bar - 4 <= tab.evaluate(f"({top})('thead th', 'top')") < bar + 40


# A phone


def test_on_a_phone_each_row_is_a_card_and_the_page_scrolls_one_way(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    columns = "family,parameters,context,tokens,license,released,task,languages,data,library,status,hub"
    for query in ("", f"?columns={columns}"):
        with opened(browser, serve(own_site) + MODELS + query, viewport=PHONE) as tab:
            assert tab.evaluate(wide) <= 0
            assert tab.evaluate("document.querySelector('.cs-frame').scrollWidth") <= PHONE["width"]
            tab.get_by_label("Sort by").select_option("-tokens")
            block = tab.locator("tbody tr:not(.cs-space)").first.locator("td:not(.cs-pick)")
            placed = "cells => cells.map(cell => [cell.getBoundingClientRect(), cell.dataset.column])"
            order = """.filter(([box]) => box.width > 0).sort(([a], [b]) => a.top - b.top || a.left - b.left)
                .slice(0, 4).map(([, id]) => id)"""
            assert block.evaluate_all(placed + order) == ["model", "parameters", "license", "tokens"]
            tab.get_by_label("Sort by").select_option("-parameters")
            assert names(tab)[0] == "DeepSeek-V3"
            tab.locator("summary", has_text="Filters").click()
            tick(tab, "Organisation", "Cerebras")
            assert names(tab)[0] == "Cerebras-GPT 13B"
            assert tab.evaluate(wide) <= 0


# Very many models


def test_of_very_many_models_only_the_rows_in_view_are_in_the_page(
    large_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(large_site)}models/") as tab:
        rows = tab.locator(".cs-all-models tbody tr:not(.cs-space)")
        assert rows.count() < 120
        expect(tab.locator(".cs-all-models")).to_have_attribute("aria-rowcount", str(MANY + 2))
        height = tab.evaluate("document.querySelector('.cs-all-models').getBoundingClientRect().height")
        one = rows.first.evaluate("row => row.getBoundingClientRect().height")
        assert abs(height - one * (MANY + 1)) < 3 * one
        tab.evaluate("document.querySelector('.cs-all-models').scrollIntoView({block: 'end'})")
        expect(rows.last).to_have_attribute("aria-rowindex", str(MANY + 2))
        assert rows.count() < 120
        rows.last.locator("a").first.focus()
        for _ in range(60):
            tab.keyboard.press("Shift+Tab")
        assert tab.evaluate("document.activeElement.closest('tr') !== null")
        tab.get_by_role("searchbox").fill("tarn 399")
        assert names(tab) == ["Tarn 399 399"]


def test_of_very_many_models_names_stand_in_the_page_without_scripts(
    large_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(large_site)}models/", java_script_enabled=False) as tab:
        assert tab.locator(".cs-listing li a").count() == MANY + 1
        assert tab.locator(".cs-listing table").count() == 0


def test_rows_lead_to_pages_whatever_the_sites_addresses_look_like(
    large_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(large_site)}models/?find=tarn+399") as tab:
        tab.locator("td[data-column=model] a").click()
        expect(tab.locator("h1")).to_contain_text("Tarn 399")
        assert tab.url.endswith("/models/m399/")


def test_what_is_not_disclosed_is_told_from_what_is_missing(
    large_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(large_site)}models/?sort=-parameters&columns=parameters,context") as tab:
        assert column(tab, "parameters")[0] == "400K"
        assert column(tab, "context")[0] == "–"
        tab.evaluate("document.querySelector('.cs-all-models').scrollIntoView({block: 'end'})")
        expect(tab.locator("tr[aria-rowindex='402'] td[data-column=parameters]")).to_have_text("–")
        expect(tab.locator("tr[aria-rowindex='401'] td[data-column=parameters]")).to_have_text(
            "not disclosed"
        )


def test_names_that_are_attacks_are_shown_as_text(
    large_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with opened(browser, f"{serve(large_site)}models/?columns=organization,license") as tab:
        assert "</title><script>window.__pwned=1</script> 1" in names(tab)
        for text in ("onerror", "script", '"><img'):
            tab.get_by_role("searchbox").fill(text)
            assert names(tab)
        assert (
            tab.locator(".cs-results").locator("script, img, iframe, svg, [onclick], [onerror]").count() == 0
        )
        assert tab.evaluate("window.__pwned") is None
