"""What readers wait for and go through: the table's answer to a keystroke, sizes of pages, lengths of cards.

    python benchmarks/reading.py table 5000
    python benchmarks/reading.py pages 100 1000 5000
    python benchmarks/reading.py cards [SITE ...]

`table` opens the table of so many models in Chromium and times a typed word, a filter and a sort: the time
that the page's thread works (script, styles, layout, paint), which other programs hardly change, and the time
until the frame that shows the rows has ended, which they do. `pages` prints what pages and catalog.json weigh
without the theme's part, in brackets with gzip; the last line has this repository's own cards. All others are
made up.

`cards` opens a card of each of some kinds in Chromium, of sites that were built before or else of this
repository, and prints how much of it there is to go through: screens of 1400×900, the screen on which the
evaluation begins, words that show before anything is opened, headings in the contents, marks of evidence,
pages of A4 in print, and screens of a phone (390×844). Of two sites a cell has both numbers.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from catalogue import ROOT, write_project
from playwright.sync_api import Browser, CDPSession, sync_playwright
from playwright.sync_api import Page as Tab

from cardsite.build import build_site
from cardsite.engine.page_html import Headings, rendered
from cardsite.site import Page

sys.path.insert(0, str(ROOT / "tests"))

from browser import arguments, find_chromium, serving  # type: ignore[import-not-found,unused-ignore]

CARDS = {
    "base model": "pythia/pythia-160m",
    "mixture of experts": "deepseek-v3",
    "chat model": "code-llama/code-llama-7b-instruct",
    "speech": "whisper-small",
    "image": "resnet50.a1_in1k",
    "image generation": "sana-1.6b-1024px",
    "adapter": "gpt-6.7b-alpaca",
    "table": "breast-cancer-logistic-regression",
}
MODELS = "models/index.html"
MODELS_PAGE = "models/index.md"
HEADINGS = Headings.of({"permalink": " ¶"})

TIMED = """async (act) => {
  const frame = () => new Promise(done => requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  await frame();
  const start = performance.now();
  new Function(act)();
  await frame();
  return performance.now() - start;
}"""
"""Runs some code and gives the milliseconds until the frame that shows its changes ends."""

TYPE = """
  const input = document.querySelector('.cs-search');
  input.value = %r;
  input.dispatchEvent(new Event('input', {bubbles: true}));
"""


def _click(selector: str) -> str:
    return f"document.querySelector({selector!r}).click()"


# The table


def write_table(folder: Path, count: int) -> Path:
    """The table's page with its data and scripts, without other pages; gives the folder of the site."""
    write_project(folder, count)
    built = build_site(folder / "cards", None, folder)
    site = folder / "site"
    for asset in built.assets:
        if asset.path.startswith(("assets/", "catalog")):
            _write(site / asset.path, asset.content)
    page = next(page for page in built.pages if page.path == MODELS_PAGE)
    body = _html(page).decode()
    head = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
    style = '<link rel="stylesheet" href="../assets/cardsite/cardsite.css">'
    script = '<script src="../assets/cardsite/cardsite.js"></script>'
    html = f"{head}{style}<body>{body.replace('.md', '.html')}{script}"
    _write(site / MODELS, html.encode())
    return site


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def measure_table(folder: Path, count: int) -> Iterator[str]:
    """The lines of a Markdown table: what a reader does, and how long the answer takes."""
    site = write_table(folder, count)
    data = (site / "catalog.json").read_bytes()
    page = (site / MODELS).read_bytes()
    yield f"{count:,} models. catalog.json: {_size(data)}; {MODELS} without a theme: {_size(page)}."
    yield ""
    yield "| action | processor, median | worst | until shown, median | worst |"
    yield "|---|--:|--:|--:|--:|"
    with sync_playwright() as playwright, serving(site) as origin:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments())
        tab = chromium.new_page(viewport={"width": 1400, "height": 900})
        tab.goto(origin + MODELS)
        tab.locator(".cs-all-models tbody tr").first.wait_for(state="attached")
        processor = tab.context.new_cdp_session(tab)
        processor.send("Performance.enable", {"timeDomain": "threadTicks"})
        for name, actions in _actions().items():
            yield _row(name, tab, processor, actions)
        chromium.close()


def _actions() -> dict[str, list[str]]:
    word, slip, clear = "gneiss 1", "quartizte", TYPE % ""
    sorts = [_click(f'th[data-column="{name}"] button') for name in ("parameters", "context", "model")]
    return {
        f'each letter of "{word}"': [*(TYPE % word[:end] for end in range(1, len(word) + 1)), clear],
        f'each letter of "{slip}", with a slip': [
            *(TYPE % slip[:end] for end in range(1, len(slip) + 1)),
            clear,
        ],
        "a filter, on and off": [_click(".cs-facet input[type=checkbox]")] * 6,
        "a sort by a column for the first time": sorts,
        "the same sorts again, the other way": sorts,
        "a screen further": ["scrollBy(0, 900)"] * 10,
    }


def _row(name: str, tab: Tab, processor: CDPSession, actions: list[str]) -> str:
    work, shown = [], []
    for action in actions:
        before = _processor_time(processor)
        shown.append(tab.evaluate(TIMED, action))
        work.append(_processor_time(processor) - before)
    cells = [f"{pick(times):.0f} ms" for times in (work, shown) for pick in (statistics.median, max)]
    return f"| {name} | {' | '.join(cells)} |"


def _processor_time(processor: CDPSession) -> float:
    """The milliseconds that the page's thread has worked: script, styles, layout, paint."""
    metrics = processor.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


# The pages


def measure_pages(folder: Path, count: int) -> Iterator[str]:
    """A line of a Markdown table: the sizes of some pages of a site of so many cards, without the theme."""
    write_project(folder, count)
    built = build_site(folder / "cards", None, folder)
    pages = {page.path: page for page in built.pages}
    cards = _cards(built.pages)[:: max(1, count // 50)]
    named = [_html(pages[path]) for path in ("index.md", "benchmarks/lambada.md", "models/index.md")]
    data = next(asset.content for asset in built.assets if asset.path == "catalog.json")
    median = sorted(cards, key=len)[len(cards) // 2]
    yield " | ".join([f"| {count:,}", *map(_size, (median, *named, data))]) + " |"


def measure_own() -> str:
    """The sizes of this repository's cards."""
    built = build_site(ROOT / "cards", ROOT / "templates", ROOT)
    cards = sorted(_cards(built.pages), key=len)
    pythia = next(page for page in built.pages if page.path == "models/pythia/pythia-160m.md")
    sizes = f"median {_size(cards[len(cards) // 2])}, Pythia 160M {_size(_html(pythia))}"
    return f"{len(cards)} own cards: {sizes}"


def _cards(pages: Iterable[Page]) -> list[bytes]:
    return [_html(page) for page in pages if page.path.startswith("models/") and page.path != MODELS_PAGE]


def _html(page: Page) -> bytes:
    """What a page holds, as HTML; the theme's part around it does not know how many cards there are."""
    text = page.markdown.partition("\n---\n")[2]
    return rendered(text, HEADINGS, lambda address: address.replace(".md", ".html")).html.encode()


# The cards


LENGTHS = """() => {
  const links = [...document.querySelectorAll(".md-sidebar--secondary .md-nav__link")];
  const evaluation = document.querySelector("#evaluation")?.getBoundingClientRect().top;
  return {
    screens: document.documentElement.scrollHeight / innerHeight,
    begins: evaluation && (evaluation + scrollY) / innerHeight,
    words: document.querySelector("article").innerText.match(/[\\p{L}\\p{N}]+/gu).length,
    headings: links.filter((each) => each.checkVisibility()).length,
    marks: document.querySelectorAll("article sup > button, article sup > a").length,
  };
}"""
COLUMNS = ("screens", "evaluation begins", "words", "headings", "marks", "pages of A4", "phone screens")


def measure_cards(sites: list[Path]) -> Iterator[str]:
    """The lines of a Markdown table: how much of each card there is, in each of the sites."""
    yield f"| card | {' | '.join(COLUMNS)} |"
    yield "|---|" + "--:|" * len(COLUMNS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments())
        for kind, model in CARDS.items():
            found = [_lengths(chromium, site, f"models/{model}.html") for site in sites]
            cells = " | ".join(map(_both, zip(*found, strict=True)))
            yield f"| {model.rpartition('/')[2]}, {kind} | {cells} |"
        chromium.close()


def _lengths(chromium: Browser, site: Path, page: str) -> list[str]:
    with serving(site) as origin:
        tab = chromium.new_page(viewport={"width": 1400, "height": 900})
        # What lies far below the window is laid out when it comes near, which it does not here.
        everything = {"content": "* { content-visibility: visible !important }"}
        tab.goto(origin + page)
        tab.wait_for_load_state("networkidle")
        paper = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4")))
        tab.add_style_tag(**everything)
        found = tab.evaluate(LENGTHS)
        tab.set_viewport_size({"width": 390, "height": 844})
        phone = tab.evaluate(LENGTHS)
        tab.close()
    begins = "none" if found["begins"] is None else f"{found['begins']:.1f}"
    counts = (f"{found[name]:,}" for name in ("words", "headings", "marks"))
    return [f"{found['screens']:.1f}", begins, *counts, str(paper), f"{phone['screens']:.1f}"]


def _both(values: Iterable[str]) -> str:
    return " → ".join(dict.fromkeys(values))


def _built(folder: Path) -> Path:
    site = folder / "site"
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    subprocess.run(build, cwd=ROOT, check=True)
    return site


def _size(data: bytes) -> str:
    return f"{len(data) / 1000:,.0f} kB ({len(gzip.compress(data)) / 1000:,.0f} kB)"


def main(arguments: Any = None) -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("table", "pages", "cards"))
    parser.add_argument("of", nargs="*", help="numbers of cards, 5000 by default; with `cards` built sites")
    chosen = parser.parse_args(arguments)
    if chosen.what == "cards":
        with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
            for line in measure_cards([Path(site) for site in chosen.of] or [_built(Path(made))]):
                print(line, flush=True)
        return
    if chosen.what == "pages":
        print("| cards | a card, median | home | a benchmark | all models | catalog.json |")
        print("|--:|--:|--:|--:|--:|--:|", flush=True)
    for count in map(int, chosen.of or [5000]):
        measure = measure_table if chosen.what == "table" else measure_pages
        with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
            for line in measure(Path(made), count):
                print(line, flush=True)
    if chosen.what == "pages":
        print(measure_own())


if __name__ == "__main__":
    main()
