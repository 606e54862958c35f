"""What CommonMark libraries do with text made to be slow, and how fast they are with prose as cards have it.

    pip install comrak pyromark cmarkgfm markdown-it-py mdit-py-plugins
    python benchmarks/markdown_libraries.py

prints a table in Markdown. Each text is rendered in a process of its own, which is ended after 20 seconds;
`crash` is one that a signal ended. The last line is milliseconds for the texts of a card.

The kinds of text are those of cmark's own test (`test/pathological_tests.py` in
https://github.com/commonmark/cmark), and of the extensions: tables, footnotes, formulas, links in text.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import reduce
from importlib import import_module
from operator import or_
from time import process_time
from typing import Any

LIMIT = 20

HOSTILE: dict[str, Callable[[], str]] = {
    "`[` × 400,000": lambda: "[" * 400_000,
    "nested quotes × 100,000": lambda: "> " * 100_000 + "x",
    "nested lists × 2,000": lambda: "".join("  " * depth + "* a\n" for depth in range(2_000)),
    "`- ` × 100,000": lambda: "- " * 100_000 + "x",
    "strong in emphasis × 65,000": lambda: "*a **a " * 65_000 + "b" + " a** a*" * 65_000,
    "closers without openers": lambda: "a_ " * 65_000,
    "openers without closers": lambda: "_a " * 65_000,
    "mismatched emphasis": lambda: "*a_ " * 50_000,
    "multiples of three": lambda: "a**b" + "c* " * 50_000,
    "links and emphasis": lambda: "[ a_" * 50_000,
    "nested brackets × 50,000": lambda: "[" * 50_000 + "a" + "]" * 50_000,
    "nested links × 50,000": lambda: "[a](" * 50_000 + "b" + ")" * 50_000,
    "pictures × 50,000": lambda: "![" * 50_000 + "a" + "](b)" * 50_000,
    "backticks": lambda: "".join("e" + "`" * length for length in range(1, 1_500)),
    "unclosed links": lambda: "[a](<b" * 30_000,
    "many references": lambda: "".join(f"[{n}]: u\n" for n in range(20_000)) + "[0] " * 20_000,
    "unclosed comments": lambda: "a <!--" * 50_000,
    "unclosed instructions": lambda: "a <?" * 50_000,
    "entities": lambda: "&" * 200_000 + "&a" * 100_000,
    "tildes": lambda: "~~a " * 60_000,
    "a table of 400 million cells": lambda: "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|a\n" * 20_000,
    "headers without a table": lambda: "a|b\n" * 60_000,
    "many footnotes": lambda: "".join(f"[^{n}]: a[^{n + 1}]\n\n" for n in range(20_000)) + "[^0]",
    "one footnote, many marks": lambda: "[^1]" * 60_000 + "\n\n[^1]: x",
    "footnotes in footnotes": lambda: "[^1]: " * 20_000 + "x\n\n[^1]",
    "dollars": lambda: "$a " * 65_000 + "a$ " * 65_000,
    "braces in formulas": lambda: "$" + "{" * 200_000 + "$",
    "alerts in alerts": lambda: "".join("> " * depth + "[!NOTE]\n" for depth in range(1, 600)),
    "addresses": lambda: "http://a.b" * 20_000,
    "addresses with brackets": lambda: "http://a.b/" + ")" * 100_000,
}

CARD = """A model of **160 million** parameters, trained on [The Pile](https://pile.eleuther.ai/).

| Task | Score |
|:-----|------:|
| LAMBADA | 32.1 |
| `a \\| b` | *0.7* |

- It was trained in English only, see https://example.org/data?x=1.
- It has **not** been made safe.

```python
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained("EleutherAI/pythia-160m")
```

Text that was taken from the web holds prejudice, and so does what the model says. Results should be read
before they are used, and nothing here says that they are true.

> A quote of one line.

1. one
2. two
"""


def _comrak() -> Callable[[str], object]:
    comrak = import_module("comrak")
    options, render = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in ("table", "strikethrough", "autolink", "tasklist", "footnotes", "alerts", "math_dollars"):
        setattr(options, name, True)
    render.escape = True
    return lambda text: comrak.render_markdown(text, extension_options=options, render_options=render)


def _pyromark_parser() -> Any:
    pyromark = import_module("pyromark")
    names = ("TABLES", "STRIKETHROUGH", "TASKLISTS", "FOOTNOTES", "GFM", "MATH")
    options = reduce(or_, (pyromark.Options[f"ENABLE_{name}"] for name in names))
    return pyromark.Markdown(options=options)


def _pyromark() -> Callable[[str], object]:
    html: Callable[[str], object] = _pyromark_parser().html
    return html


def _pyromark_events() -> Callable[[str], object]:
    parser = _pyromark_parser()
    return lambda text: list(parser.events_with_range(text, merge_text=True))


def _cmarkgfm() -> Callable[[str], object]:
    cmarkgfm = import_module("cmarkgfm")
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    options = cmarkgfm.cmark.Options.CMARK_OPT_FOOTNOTES
    return lambda text: cmarkgfm.markdown_to_html_with_extensions(text, options, extensions)


def _markdown_it() -> Callable[[str], object]:
    plugins = import_module("mdit_py_plugins.footnote"), import_module("mdit_py_plugins.dollarmath")
    parser = import_module("markdown_it").MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"]).use(plugins[0].footnote_plugin)
    parser.use(plugins[1].dollarmath_plugin, allow_digits=False)
    render: Callable[[str], object] = parser.render
    return render


LIBRARIES: dict[str, Callable[[], Callable[[str], object]]] = {
    "comrak": _comrak,
    "pyromark, HTML": _pyromark,
    "pyromark, events": _pyromark_events,
    "cmarkgfm": _cmarkgfm,
    "markdown-it-py": _markdown_it,
}


def measure(library: str, case: str) -> float:
    """Seconds for one hostile text, or milliseconds for the texts of a card, in this process."""
    render, text = LIBRARIES[library](), HOSTILE[case]() if case else CARD
    rounds = 1 if case else 300
    before = process_time()
    for _ in range(rounds):
        render(text)
    return (process_time() - before) / rounds * (1 if case else 1000)


def _measured(library: str, case: str) -> str:
    command = [sys.executable, __file__, json.dumps([library, case])]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"> {LIMIT}"
    if run.returncode < 0:
        return "crash"
    if run.returncode:
        return run.stderr.strip().rpartition("\n")[2].partition(":")[0]
    return f"{float(run.stdout):.2f}"


def main() -> None:
    if len(sys.argv) > 1:
        print(measure(*json.loads(sys.argv[1])))
        return
    print("| text | " + " | ".join(LIBRARIES) + " |")
    print("|:--|" + "--:|" * len(LIBRARIES))
    for case in (*HOSTILE, ""):
        row = " | ".join(_measured(library, case) for library in LIBRARIES)
        print(f"| {case or 'a card, in milliseconds'} | {row} |", flush=True)


if __name__ == "__main__":
    main()
