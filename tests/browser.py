"""Where Chromium is on this machine, how the tests start it, and a small server for the pages it opens."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `make test` asks this file for a browser before Playwright is there
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

NAMES = ("chromium", "chromium-browser", "google-chrome")

NOT_FOUND = (
    f"no Chromium found: looked for $CARDSITE_CHROMIUM, then on PATH for {', '.join(NAMES)}. "
    "On Debian: apt-get install chromium. Elsewhere install one, or set CARDSITE_CHROMIUM to its path."
)

# Chromium looks for updates and reports home unless told otherwise. The last argument leaves it no host but
# this machine, so whatever a page asks of anyone else fails.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def find_chromium() -> str | None:
    """The browser's path: `$CARDSITE_CHROMIUM` if it is set, else the first of the usual names on PATH."""
    named = os.environ.get("CARDSITE_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def arguments() -> list[str]:
    """How Chromium is started. Its sandbox does not work for root, which is who runs tests in a container."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else [*ARGUMENTS]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it overrides
        """Say nothing: the tests look at the pages, not at the requests."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine while the block runs; gives its address, with a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened(browser: Browser, address: str, **options: object) -> Iterator[Tab]:
    """A page in a window of its own; it must fail at nothing, and write nothing to the console."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(address)
    yield tab
    context.close()
    assert said == []


if __name__ == "__main__":  # `make test` asks whether there is one
    found = find_chromium()
    print(found or NOT_FOUND, file=sys.stdout if found else sys.stderr)
    sys.exit(0 if found else 1)
