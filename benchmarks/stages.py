"""Where the processor time of a build goes, by looking at the stack a few hundred times a second.

    python benchmarks/stages.py mkdocs.yml

builds a site in this process and prints seconds by stage as JSON. Nothing of the package is changed: when
the processor has worked some milliseconds, the innermost function on the stack that belongs to a stage gets
what has passed since the last look. What libraries do counts for whoever called them.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from time import process_time
from types import FrameType

__all__ = ["OTHER", "STAGES", "stage_of"]

STAGES = {
    "imports": ("<frozen importlib",),
    "reading": ("cardsite/yamlio/", "cardsite/catalogue/", "cardsite/schema/"),
    "checks": ("cardsite/checks/",),
    "templates": ("cardsite/render/",),
    "HTML of pages": ("cardsite/engine/page_html", "/markdown/core.py"),
    "exports": ("cardsite/exporters/",),
    "search": ("cardsite/engine/search_text", "/plugins/search/", "mkdocs/contrib/search/"),
    "content policy": ("cardsite/engine/content_policy", "cardsite/engine/csp"),
    "theme": ("/material/templates/", "mkdocs/theme.py"),
}
"""Files whose functions belong to a stage. `facts`, `markup` and the like belong to whoever asks them."""
OTHER = "everything else"
EVERY = 0.003


def stage_of(files: list[str]) -> str:
    """The stage of a stack, given as the files of its functions from the innermost outwards."""
    if any(file.startswith(STAGES["imports"]) for file in files):
        return "imports"
    for file in files:
        for stage, parts in STAGES.items():
            if any(part in file for part in parts):
                return stage
    return OTHER


def _files(frame: FrameType | None) -> list[str]:
    found = []
    while frame:
        found.append(frame.f_code.co_filename.replace("\\", "/"))
        frame = frame.f_back
    return found


def main() -> None:
    """Build the site whose settings the command line names."""
    spent: Counter[str] = Counter()
    last = process_time()

    def look(_signal: int, frame: FrameType | None) -> None:
        nonlocal last
        stage, now = stage_of(_files(frame)), process_time()
        spent[stage] += now - last  # type: ignore[assignment]
        last = now

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    from mkdocs.__main__ import cli  # noqa: PLC0415  (its imports are measured too)

    cli(["build", "--quiet", "-f", sys.argv[1]], standalone_mode=False)
    signal.setitimer(signal.ITIMER_PROF, 0)
    spent[OTHER] += process_time() - last  # type: ignore[assignment]
    print(json.dumps(spent))


if __name__ == "__main__":
    main()
