"""What several test files share: the option that writes golden files, a real browser, pages served to it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from browser import NOT_FOUND, arguments, find_chromium, serving
from fences import ROOT
from tinysite import build

# How many examples hypothesis tries; there is no deadline, since a busy machine is not a fault of the code.
# The usual run tries the same ones each time, so that a change fails only for what it did itself; new ones
# are for the thorough run.
settings.register_profile("usual", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=250)


# A machine with much else to do takes longer than the five seconds that Playwright gives a page.
expect.set_options(timeout=60_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are read in the diff of the commit that changes them."""
    parser.addoption("--update-goldens", action="store_true", help="write the expected files anew")
    parser.addoption("--libraries", action="store_true", help="run the tests marked libraries too")
    parser.addoption("--editor", action="store_true", help="run the tests marked editor too")
    parser.addoption(
        "--thorough",
        action="store_true",
        help="run the tests marked thorough too, and try five times the examples",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Test modules are imported after this: `settings().max_examples` there is that of the run."""
    settings.load_profile("thorough" if config.getoption("thorough") else "usual")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that take long or need what no Python package brings, unless they are asked for."""
    unasked = [name for name in ("thorough", "editor", "libraries") if not config.getoption(name)]
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in unasked)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window. Mark the tests that use it `@pytest.mark.browser`."""
    executable = find_chromium()
    if executable is None:
        pytest.fail(NOT_FOUND, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, headless=True, args=arguments())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder until the tests end and returns its address, such as http://127.0.0.1:4000/."""
    with ExitStack() as servers:
        yield cache(lambda folder: servers.enter_context(serving(folder)))


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that this repository publishes, built once; tests read it, and change nothing in it."""
    temporary = tmp_path_factory.getbasetemp()
    # The workers of pytest-xdist have a folder each, side by side.
    shared = temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary
    site = shared / "own-site"
    with (shared / "own-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return site if site.exists() else build(ROOT / "mkdocs.yml", strict=False, site_dir=str(site))


@pytest.fixture(scope="session")
def own_address(own_site: Path, serve: Callable[[Path], str]) -> str:
    """The address of that site, with a slash at its end."""
    return serve(own_site)
