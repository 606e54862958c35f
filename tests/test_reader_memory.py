"""Whether a model fits, as a reader finds out: by keyboard, from a link, on a phone, without scripts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

import browser as windows
from cardsite.facts.memory import PRECISIONS, MemoryShape, Requirement, requirement
from cardsite.facts.weight_files import WeightFile
from tinysite import LICENSED, build, catalogue, write

pytestmark = pytest.mark.browser


SUMMARY = "Calculator for other GPUs, precisions and batches, with the formulas"


@contextmanager
def opened(browser: Browser, address: str, **options: object) -> Iterator[Tab]:
    """A page whose calculator is open: by an address that holds a choice, else by the reader."""
    with windows.opened(browser, address, **options) as tab:
        fold = tab.locator(".cs-fits > details")
        if fold.count() and fold.get_attribute("open") is None:
            fold.get_by_text(SUMMARY).click()
        yield tab


ARCHITECTURE = """\
architecture:
  type: llama
  parameters: 7_000_000_000
  layers: 32
  hidden_size: 4_096
  attention_heads: 32
  context_length: 4_096
"""


FILES = """\
base_model: whole
quantization: {method: GGUF}
files:
  - {name: m.Q4_K_M.gguf, quantization: Q4_K_M, size: 4.37 GB}
  - {name: m.Q8_0.gguf, quantization: Q8_0, size: 7.70 GB}
  - {name: m.Q2_K.gguf, quantization: Q2_K, size: 3.08 GB}
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """A site of three models of one size, which say more or less of their heads, and of files of one."""
    folder = tmp_path_factory.mktemp("memory")
    mkdocs_yml = catalogue(folder, theme={"name": "material", "font": False}, use_directory_urls=False)
    for name, kv_heads in (("whole", "8"), ("silent", ""), ("secret", "not_disclosed")):
        more = f"  kv_heads: {kv_heads}\n" if kv_heads else ""
        write(folder / f"cards/{name}.yaml", LICENSED.replace("Tiny", name.title()) + ARCHITECTURE + more)
    of_fp8 = LICENSED.replace("Tiny", "Eighth") + ARCHITECTURE + "  kv_heads: 8\n  precision: FP8\n"
    write(folder / "cards/eighth.yaml", of_fp8)
    write(folder / "cards/files.yaml", LICENSED.replace("Tiny", "Files") + FILES)
    return serve(build(mkdocs_yml, strict=False))


def address(tab: Tab) -> str:
    return str(tab.evaluate("location.href"))


def verdict(tab: Tab) -> str:
    return tab.locator(".cs-verdict").inner_text().replace("\n", " ")


def test_the_calculator_is_folded_until_a_reader_asks_for_it(browser: Browser, origin: str) -> None:
    with windows.opened(browser, f"{origin}models/whole.html") as tab:
        answer, summary = tab.get_by_text("Loaded in float16 or bfloat16"), tab.get_by_text(SUMMARY)
        slider = tab.get_by_role("slider", name="GPU memory")
        tab.locator(".cs-verdict strong").wait_for(state="attached")
        assert (answer.is_visible(), summary.is_visible(), slider.is_visible()) == (True, True, False)
        summary.focus()
        tab.keyboard.press("Enter")
        assert slider.is_visible()
        tab.keyboard.press("Enter")
        assert not slider.is_visible()


def test_a_shared_address_opens_the_calculator_and_leads_to_it(browser: Browser, origin: str) -> None:
    phone = {"width": 390, "height": 844}
    with windows.opened(browser, f"{origin}models/whole.html?gpu=16#will-it-fit", viewport=phone) as tab:
        assert verdict(tab).startswith("Does not fit: 1.34 GB too much")
        expect(tab.get_by_role("heading", name="Will it fit?")).to_be_in_viewport()
        expect(tab.get_by_role("slider", name="GPU memory")).to_be_visible()


def test_the_slider_moves_by_keyboard_and_a_fresh_page_at_its_address_says_the_same(
    browser: Browser, origin: str
) -> None:
    with opened(browser, f"{origin}models/whole.html") as tab:
        assert verdict(tab).startswith("Fits, with 6.66 GB to spare A batch of up to 13 fits.")
        tab.get_by_role("slider", name="GPU memory").focus()
        tab.keyboard.press("ArrowLeft")
        assert verdict(tab).startswith("Does not fit: 1.34 GB too much")
        assert verdict(tab).endswith("It would fit in int8 or in 24 GB.")
        assert tab.get_by_role("slider", name="GPU memory").get_attribute("aria-valuetext") == "16 GB"
        assert address(tab).endswith("?gpu=16&precision=float16&context=4096&batch=1")
        said, shared = verdict(tab), address(tab)
    with opened(browser, shared) as fresh:
        assert verdict(fresh) == said
        assert fresh.get_by_role("slider", name="GPU memory").get_attribute("aria-valuetext") == "16 GB"


def test_precision_is_chosen_by_arrow_keys_and_numbers_can_be_typed(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html?gpu=16&batch=2&context=2048#will-it-fit") as tab:
        tab.get_by_role("radio", name="float16").focus()
        tab.keyboard.press("ArrowRight")
        assert "Fits" in verdict(tab)
        tab.get_by_label("Batch, exactly").fill("3")
        assert address(tab).endswith("?gpu=16&batch=3&context=2048&precision=int8#will-it-fit")
        tab.get_by_label("Batch, exactly").fill("")
        assert "batch=3" in address(tab)


def test_the_calculator_starts_at_the_precision_that_weights_are_published_in(
    browser: Browser, origin: str
) -> None:
    for query, precision in (("", "int8"), ("?precision=float32", "float32")):
        with opened(browser, f"{origin}models/eighth.html{query}") as tab:
            assert tab.get_by_role("radio", checked=True).get_attribute("value") == precision
            assert "7,000,000,000 parameters" in tab.locator(".cs-fit-parts").inner_text()


def test_what_would_fit_does_fit(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html?gpu=18&batch=64&context=4096&precision=float16") as tab:
        batch = re.search(r"with a batch of (\d+)", verdict(tab))
        context = re.search(r"with a context of (\d+) tokens", verdict(tab))
        assert batch or context
        for name, found in (("Batch", batch), ("Context", context)):
            if found is None:
                continue
            before = tab.get_by_label(f"{name}, exactly").input_value()
            tab.get_by_label(f"{name}, exactly").fill(found[1])
            assert verdict(tab).startswith("Fits")
            tab.get_by_label(f"{name}, exactly").fill(str(int(found[1]) + 1))
            assert verdict(tab).startswith("Does not fit")
            tab.get_by_label(f"{name}, exactly").fill(before)


@pytest.mark.parametrize(
    "query",
    ["gpu=x&precision=constructor&context=-1&batch=1.5", "gpu=0&precision=%3Cb%3E&context=1e99&batch=NaN"],
)
def test_an_address_that_makes_no_sense_is_read_as_if_it_said_nothing(
    browser: Browser, origin: str, query: str
) -> None:
    with opened(browser, f"{origin}models/whole.html?{query}") as tab:
        assert verdict(tab).startswith("Fits, with 6.66 GB to spare")


def test_of_a_quantised_model_readers_choose_a_file(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/files.html?gpu=8&file=Q8_0") as tab:
        assert verdict(tab).startswith("Does not fit: 1.78 GB too much")
        assert "with Q4_K_M or in 12 GB" in verdict(tab)
        assert tab.locator(".cs-fit-parts").get_by_text("the published size of Q8_0").is_visible()
        tab.get_by_role("radio", name="Q2_K").check()
        assert verdict(tab).startswith("Fits, with 3.77 GB to spare")
        assert address(tab).endswith("?gpu=8&file=Q2_K&context=4096&batch=1")
    with opened(browser, f"{origin}compare/index.html?models=whole,files&gpu=12&precision=int4") as tab:
        tab.locator(".cs-fit-models li").first.wait_for()
        assert (
            tab.locator(".cs-fit-models li").nth(1).inner_text().startswith("Files needs 5.51 GB with Q4_K_M")
        )


@pytest.mark.parametrize("page", ["silent", "secret"])
def test_a_page_does_not_ask_what_its_card_cannot_answer(browser: Browser, origin: str, page: str) -> None:
    with opened(browser, f"{origin}models/{page}.html") as tab:
        tab.get_by_role("heading", name="Architecture").wait_for()
        assert tab.get_by_role("heading", name="Will it fit?").count() == 0


def test_without_scripts_the_page_has_the_table_and_the_formulas(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html", java_script_enabled=False) as tab:
        assert tab.locator(".cs-fit").is_hidden()
        assert tab.locator(".cs-memory").is_visible()
        cells = tab.locator(".cs-memory tr").nth(2).locator("td").all_inner_texts()
        assert cells == ["float16, bfloat16", "14.0 GB", "537 MB", "2.80 GB", "17.3 GB"]
        assert tab.get_by_text("2 × 32 layers × 8 key–value heads × 128 wide × 4,096 tokens").is_visible()


def test_the_calculator_is_no_wider_than_a_phone(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html", viewport={"width": 390, "height": 844}) as tab:
        tab.locator(".cs-verdict strong").wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        parts = "[...document.querySelectorAll('.cs-fit *')]"
        assert tab.evaluate(f"Math.max(...{parts}.map(each => each.getBoundingClientRect().right))") <= 390


def test_a_link_leads_to_all_models_that_fit(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html?gpu=18") as tab:
        tab.get_by_label("Batch, exactly").fill("2")
        tab.get_by_role("link", name="All models that fit in 18 GB").click()
        tab.get_by_text("3 of 6 models").wait_for()
        assert address(tab).endswith("models/index.html?fits=18&precision=float16&context=4096&batch=2")
        assert tab.get_by_role("link", name="Whole").is_visible()


def test_models_that_are_compared_are_asked_for_together(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}compare/index.html?models=whole,secret&gpu=16&context=131072") as tab:
        rows = tab.locator(".cs-fit-models li")
        rows.first.wait_for()
        assert tab.locator(".cs-fit-all .cs-verdict").inner_text() == "0 of 2 fit into 16 GB"
        assert rows.all_inner_texts() == [
            "Whole needs 17.3 GB at 4,096 tokens, its longest context: does not fit, 1.34 GB too much",
            "Secret: cannot be computed: key–value heads not disclosed",
        ]
        tab.get_by_role("radio", name="int8").check()
        assert tab.locator(".cs-fit-all .cs-verdict").inner_text() == "1 of 2 fit into 16 GB"
        assert "models=whole,secret&gpu=16&context=131072&precision=int8&batch=1" in address(tab)
        tab.get_by_label("GPU memory, exactly").fill("6")
        assert rows.nth(1).inner_text() == (
            "Secret needs 7.00 GB for its weights alone: does not fit, 1.00 GB too much"
        )


GGUF_FILES = tuple(
    WeightFile(name, size, Decimal(bits) if bits else None)
    for name, size, bits in (
        *(("Q2_K", 3_080_000_000, 2), ("Q4_K_M", 4_370_000_000, 4), ("Q4_0", 4_110_000_000, 4)),
        *(("Q8_0", 7_700_000_000, 8), ("mixed", 5_000_000_000, None)),
    )
)
SHAPES = [
    MemoryShape(6_738_415_616, 32, 32, 128, 4096),
    MemoryShape(68_976_648_192, 80, 8, 128, 4096),
    MemoryShape(162_322_947, 12, 12, 64, 2048),
    MemoryShape(1, 1, 1, 1, 1),
    MemoryShape(671_026_404_352, 61, context_length=131_072, latent=576),
    MemoryShape(7_241_732_096, 32, 8, 128, 32_768, window=4_096, windowed=32),
    MemoryShape(4_300_000_079, 34, 4, 256, 131_072, window=1_024, windowed=29),
    MemoryShape(2_768_345_600, 64, state=6_553_600),
    MemoryShape(109_482_240, 12, context_length=512),
    MemoryShape(86_567_656, 12, overhead_percent=0),
    MemoryShape(7, 3, None, 5, None, missing=("key–value heads not disclosed",)),
    MemoryShape(None, 3, 2, 5, None, missing=("parameters not filled in",)),
    MemoryShape(None, 32, 8, 128, 32_768, files=GGUF_FILES),
    MemoryShape(None, 32, 8, 128, 32_768, files=GGUF_FILES[-1:]),
    MemoryShape(7_241_732_096, 32, 8, 128, 32_768, files=GGUF_FILES),
]
CHOICES = list(itertools.product(PRECISIONS, (1, 2048, 131_072), (1, 3, 64)))


def in_python(shape: MemoryShape, precision: str, context: int, batch: int) -> list[int | None]:
    found = requirement(shape, precision, context, batch)
    if isinstance(found, Requirement):
        return [found.size, found.weights.size, found.cache.size, found.overhead.size]
    return [None, found.weights.size if found.weights else None, None, None]


def test_the_browser_and_python_come_to_the_same_byte(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html") as tab:
        tab.locator(".cs-verdict strong").wait_for()
        found = tab.evaluate(
            """([shapes, choices]) => shapes.map(shape => choices.map(([precision, context, batch]) => {
                 const made = cardsite.memory.requirement(shape, {precision, context, batch});
                 return [made.bytes, made.weights, made.cache, made.overhead];
               }))""",
            [[shape.data() for shape in SHAPES], [list(choice) for choice in CHOICES]],
        )
    assert found == [[in_python(shape, *choice) for choice in CHOICES] for shape in SHAPES]


def test_the_browser_has_the_formats_of_python(browser: Browser, origin: str) -> None:
    with opened(browser, f"{origin}models/whole.html") as tab:
        tab.locator(".cs-verdict strong").wait_for()
        formats = tab.evaluate("cardsite.memory.PRECISIONS")
    assert {name: (each["weight"], each["cache"], each["bits"]) for name, each in formats.items()} == {
        name: (float(each.weight_bytes), each.cache_bytes, each.bits) for name, each in PRECISIONS.items()
    }
