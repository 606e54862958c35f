"""How long a catalogue of many cards takes: reading, checking, rendering, exports, and a whole build.

    python benchmarks/catalogue.py 100 1000 5000

makes that many cards of about 5 kB in a temporary folder and prints a table in Markdown. Times are those of
the processor, which other programs on the machine hardly change; each size runs in processes of its own, so
that memory is that of one build.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

from mkdocs.__main__ import cli
from mkdocs.plugins import CombinedEvent

from cardsite import build
from cardsite.build import Rules, build_site, read_catalogue
from cardsite.engine.plugin import CardsitePlugin
from cardsite.yamlio.document import read

FAMILIES = 30
WORDS = """
    model layer token data corpus context attention head width depth step batch rate schedule loss
    score benchmark language code question answer sentence paragraph training evaluation checkpoint
    release licence weight precision memory accelerator cluster result error table figure paper
    repository configuration tokenizer vocabulary small large early late final common rare public
    careful measured reported larger smaller because although while where the the the of of a a to
    in and is was for with on by at from that it as are were this these no not only also
""".split()  # noqa: SIM905  (words read better as words)
SCORED = "arc-challenge boolq hellaswag lambada logiqa openbookqa piqa sciq winogrande wsc".split()  # noqa: SIM905


# The cards


def write_catalogue(folder: Path, count: int) -> None:
    """A project of `count` cards in families, with its mkdocs.yml."""
    chance = random.Random(count)
    cards = folder / "cards"
    _write(cards / "organizations.yaml", "".join(_organization(chance, number) for number in range(12)))
    _write(cards / "datasets.yaml", "".join(_dataset(chance, number) for number in range(8)))
    for number in range(FAMILIES):
        _write(cards / f"family-{number}/family.yaml", _family(chance, number))
    for number in range(count):
        family = number % FAMILIES
        _write(cards / f"family-{family}/model-{number}.yaml", _card(chance, number, family))
    _write(folder / "docs/about.md", "# About\n\nCards made up for measuring.\n")
    _write(folder / "mkdocs.yml", json.dumps(SETTINGS))


SETTINGS = {
    "site_name": "Measured",
    "use_directory_urls": False,
    "plugins": ["search", "cardsite"],
    "theme": {
        "name": "material",
        "font": False,
        "features": ["content.code.copy", "navigation.footer", "navigation.tabs", "toc.follow"],
    },
    "markdown_extensions": ["admonition", "attr_list", {"toc": {"permalink": True}}, "pymdownx.highlight"],
    "nav": [
        {"Models": "index.md"},
        {"All models": "models/index.md"},
        {"Families": "families/index.md"},
        {"Organisations": "organizations/index.md"},
        {"Benchmarks": "benchmarks/index.md"},
        {"Datasets": "datasets/index.md"},
        {"Licences": "licenses.md"},
        {"About": "about.md"},
    ],
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _sentence(chance: random.Random) -> str:
    """Words in any order, but none twice in a row: cards that are right say nothing to checks."""
    words = chance.choices(WORDS, k=chance.randint(8, 22))
    kept = [word for before, word in pairwise(["", *words]) if word != before]
    return " ".join(kept).capitalize() + "."


def _prose(chance: random.Random, sentences: int) -> str:
    return " ".join(_sentence(chance) for _ in range(sentences))


def _passage(chance: random.Random, indent: int) -> str:
    """Two paragraphs, a list and emphasis, as a block."""
    paragraphs = [
        _prose(chance, 3).replace(" model ", " **model** ").replace(" code ", " `code` "),
        "\n".join(f"- *{chance.choice(WORDS)}*: {_sentence(chance)}" for _ in range(3)),
        _prose(chance, 2) + f" See [the paper](https://example.org/{chance.randrange(10_000)}).",
    ]
    lines = "\n\n".join(paragraphs).split("\n")
    return "|\n" + "\n".join(" " * indent + line if line else "" for line in lines) + "\n"


def _organization(chance: random.Random, number: int) -> str:
    return f"""org-{number}:
  name: Laboratory {number}
  summary: {_sentence(chance)}
  about: {_passage(chance, 4)}"""


def _dataset(chance: random.Random, number: int) -> str:
    return f"""data-{number}:
  name: Corpus {number}
  summary: {_sentence(chance)}
  tokens: {number + 1}00B
  description: {_passage(chance, 4)}"""


def _family(chance: random.Random, number: int) -> str:
    return f"""name: Family {number}
summary: {_sentence(chance)}
organization: org-{number % 12}
description: {_passage(chance, 2)}
shared:
  organization: org-{number % 12}
  language: en
  pipeline_tag: text-generation
  library_name: transformers
  license: apache-2.0
  training:
    data: [data-{number % 8}]
    data_description: {_passage(chance, 6)}
    optimizer: {{name: Adam, beta1: 0.9, beta2: 0.95}}
    schedule: cosine
    steps: 143_000
    batch_tokens: 2_097_152
  intended_use: {_passage(chance, 4)}
  limitations: {_passage(chance, 4)}
  sources:
    paper: {{title: The paper of family {number}, url: "https://example.org/paper-{number}"}}
"""


def _card(chance: random.Random, number: int, family: int) -> str:
    layers, heads = chance.choice((6, 12, 24, 32)), chance.choice((8, 12, 16))
    width = heads * 64
    count = 2 * 50_304 * width + layers * (12 * width * width + 13 * width) + 2 * width
    results = "\n".join(
        f"        - {{benchmark: {name}, score: {chance.uniform(0.5, 0.9):.4f}, error: 0.01{number % 10}}}"
        for name in SCORED
    )
    return f"""name: Tarn{family} {number}
summary: {_sentence(chance)}
hub_id: org-{family % 12}/tarn{family}-{number}
release_date: 20{chance.randint(18, 25)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}
tags: [{chance.choice(WORDS)}, {chance.choice(WORDS)}]
links:
  weights: https://huggingface.co/org-{family % 12}/tarn{family}-{number}
  paper: https://example.org/paper-{family}
description: {_passage(chance, 2)}
architecture:
  source: config
  type: gpt_neox
  parameters: {{value: {count}, source: paper, quote: "we train a model of {count} parameters"}}
  layers: {{value: {layers}, source: config, quote: '"num-layers": {layers}'}}
  hidden_size: {{value: {width}, quote: '"hidden-size": {width}'}}
  attention_heads: {heads}
  context_length: 2048
  vocabulary_size: 50_304
  position_embedding: rotary
  precision: float16
training:
  learning_rate: {{value: {chance.randint(1, 9)}.0e-4, source: config}}
  weight_decay: {{value: 0.1, source: config, note: "{_sentence(chance)}"}}
  hardware: {{accelerator: NVIDIA A100, memory: 40GB, count: {chance.randint(8, 512)}}}
evaluation:
  runs:
    - harness: lm-evaluation-harness
      harness_version: 0.4.0
      shots: 0
      source: results
      results:
{results}
  commentary: {_passage(chance, 4)}
inference:
  examples:
    - title: A completion
      input: {_sentence(chance)}
      output: {_sentence(chance)}
      parameters: {{temperature: 0.7, max_new_tokens: 64}}
      seed: {number}
ethical_considerations: {_passage(chance, 2)}
citation: |
  @misc{{tarn{number}, title={{Tarn {number}}}, year={{2024}}, author={{A. Author}}, howpublished={{Web}}}}
sources:
  config: {{title: Configuration of Tarn{family} {number}, url: "https://example.org/config-{number}.yml"}}
  results: {{title: Results of Tarn{family} {number}, url: "https://example.org/results-{number}.json"}}
"""


# What is measured, each in a process of its own


def measure_stages(folder: Path) -> dict[str, float]:
    """Seconds to read the files, to validate them, to run the checks, to render pages, and for all else.

    Exports are the files for machines beside the pages, with what pages say of their subject to machines.
    """
    build_site(Path(__file__).parents[1] / "cards")  # so that imports and templates are not measured
    reading = _seconds(lambda: [read(path, path.name) for path in sorted((folder / "cards").rglob("*.yaml"))])
    loading = _seconds(lambda: read_catalogue(folder / "cards", folder))
    checking = _seconds(lambda: read_catalogue(folder / "cards", folder, Rules()))
    rendering: list[float] = []
    build.render_catalogue = _recorded(build.render_catalogue, rendering)  # type: ignore[attr-defined]
    whole = _seconds(lambda: build_site(folder / "cards", None, folder))
    stages = {"read": reading, "validate": loading - reading, "render": sum(rendering)}
    return {**stages, "exports": whole - checking - sum(rendering), "checks": checking - loading}


def _recorded(method: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def recorded(*args: Any, **named: Any) -> Any:
        before = process_time()
        made = method(*args, **named)
        spent.append(process_time() - before)
        return made

    return recorded


def _seconds(work: Callable[[], Any]) -> float:
    gc.collect()
    before = process_time()
    work()
    return process_time() - before


def measure_build(folder: Path) -> dict[str, float]:
    """Seconds of a whole `mkdocs build`, and of each event of the plugin in it."""
    spent: Counter[str] = Counter()
    for name in dir(CardsitePlugin):
        if name.startswith("on_") and name in vars(CardsitePlugin):
            event = vars(CardsitePlugin)[name]
            # An event may have several methods, each with a priority of its own.
            parts = event.methods if isinstance(event, CombinedEvent) else (event,)
            timed = [_timed(name, part, spent) for part in parts]
            setattr(CardsitePlugin, name, CombinedEvent(*timed) if len(timed) > 1 else timed[0])
    cli(["build", "--strict", "--quiet", "-f", str(folder / "mkdocs.yml")], standalone_mode=False)
    return {**spent, "whole": process_time()}


def _timed(name: str, method: Callable[..., Any], spent: Counter[str]) -> Callable[..., Any]:
    @wraps(method)  # it carries the priority of the event too
    def timed(*args: Any, **named: Any) -> Any:
        before = process_time()
        try:
            return method(*args, **named)
        finally:
            spent[name] += process_time() - before  # type: ignore[assignment]

    return timed


def _in_a_process(task: str, folder: Path) -> dict[str, float]:
    """What a task measured, and the most memory that its process held, in MB."""
    out = folder / f"{task}.json"
    child = subprocess.Popen([sys.executable, __file__, "--task", task, str(folder), str(out)])
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{task} failed")
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return {**json.loads(out.read_text()), "memory": usage.ru_maxrss / scale}


# The table

HEAD = (
    *("cards", "kB of YAML each", "read", "validate", "render", "exports", "checks", "whole build"),
    *("read, validate, render", "of it in cardsite", "share"),
    *("ms per card: cardsite", "ms per card: build", "peak memory in MB", "kB of site per card"),
)


def report(sizes: list[int], folder: Path) -> Iterator[str]:
    """The lines of a Markdown table, one for each size."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|" + "--:|" * len(HEAD)
    for size in sizes:
        project = folder / str(size)
        write_catalogue(project, size)
        yield "| " + " | ".join(_row(size, project)) + " |"


def _row(size: int, project: Path) -> list[str]:
    written = sum(path.stat().st_size for path in (project / "cards").rglob("model-*.yaml"))
    stages = _in_a_process("stages", project)
    build = _in_a_process("build", project)
    ours = sum(seconds for name, seconds in build.items() if name.startswith("on_"))
    site = sum(path.stat().st_size for path in (project / "site").rglob("*") if path.is_file())
    print(json.dumps({"cards": size, **stages, **build}), file=sys.stderr)
    return [
        f"{size:,}",
        f"{written / size / 1000:.1f}",
        *(f"{stages[name]:.2f} s" for name in ("read", "validate", "render", "exports", "checks")),
        f"{build['whole']:.1f} s",
        f"{sum(stages[name] for name in ('read', 'validate', 'render')) / build['whole']:.1%}",
        f"{ours:.2f} s",
        f"{ours / build['whole']:.1%}",
        f"{ours / size * 1000:.1f}",
        f"{build['whole'] / size * 1000:.1f}",
        f"{build['memory']:,.0f}",
        f"{site / size / 1000:.0f}",
    ]


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", help="numbers of cards; 100 1000 5000 by default")
    parser.add_argument("--task", choices=("stages", "build"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        folder, out = map(Path, arguments.sizes)
        measured = measure_stages(folder) if arguments.task == "stages" else measure_build(folder)
        out.write_text(json.dumps(measured))
        return
    with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
        for line in report([int(size) for size in arguments.sizes] or [100, 1000, 5000], Path(made)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
