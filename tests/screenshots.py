"""Pictures of the built site: pages of each kind, wide and narrow, in the light and the dark scheme.

    python tests/screenshots.py site screenshots

writes one PNG for each into the second folder. `make screenshots` builds the site first, and updates the
picture in the README.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from browser import NOT_FOUND, arguments, find_chromium, serving

MODELS = "pythia/pythia-160m,gpt-neo/gpt-neo-125m,cerebras-gpt/cerebras-gpt-111m"
PAGES = {
    "home": "index.html",
    "models": "models/index.html",
    "card": "models/pythia/pythia-160m.html",
    "family": "families/pythia.html",
    "benchmark": "benchmarks/lambada.html",
    "compare": f"compare/index.html?models={MODELS}",
}
WIDTHS = {"wide": (1400, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main(site: Path, out: Path) -> None:
    """Take all pictures: of what fits into the window, and of the whole page."""
    executable = find_chromium()
    if executable is None:
        sys.exit(NOT_FOUND)
    out.mkdir(parents=True, exist_ok=True)
    with serving(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments())
        for width, (across, down) in WIDTHS.items():
            for scheme in SCHEMES:
                window = browser.new_context(
                    viewport={"width": across, "height": down}, color_scheme=scheme, reduced_motion="reduce"
                )
                tab = window.new_page()
                for name, path in PAGES.items():
                    tab.goto(address + path)
                    tab.wait_for_load_state("networkidle")
                    tab.reload()  # fonts that came late are shown from the second time on
                    tab.wait_for_load_state("networkidle")
                    tab.screenshot(path=out / f"{name}-{width}-{scheme}.png")
                    # What lies far below the window is laid out when it comes near, which it does not here.
                    tab.add_style_tag(content="* { content-visibility: visible !important }")
                    tab.screenshot(path=out / f"{name}-{width}-{scheme}-whole.png", full_page=True)
                window.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
