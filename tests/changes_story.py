"""The story of the tests of `cardsite diff`: a repository of 25 cards, and a branch that changes some."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tinysite import write

__all__ = ["git", "tell_story"]

_DAY = "2024-04-01T12:30:00+02:00"
_SIZES = (70, 160, 410, 900, 1300, 2800, 6700, 12000)
_FAMILIES = ("Basalt", "Chalk", "Marble")
_ALONE = "Slate"


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular, always at the same moment; gives what it prints."""
    name = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": _DAY, "GIT_COMMITTER_DATE": _DAY}
    # Nothing of this machine: a signing key, a template, hooks.
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**os.environ, **name, **dates, **alone},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


def _family(name: str) -> str:
    return f"""\
name: {name}
summary: Language models named after a stone, of eight sizes.
shared:
  organization: quarry
  license: apache-2.0
  library_name: transformers
  pipeline_tag: text-generation
  architecture:
    vocabulary_size: 50_304
    context_length: 2_048
  training:
    source: paper
    tokens: 300B
  sources:
    paper: {{title: The {name} report, url: "https://example.org/{name.lower()}.pdf"}}
"""


def _member(name: str, number: int, size: int) -> str:
    score = 0.25 + number * 0.04
    return f"""\
name: {name} {size}M
summary: A language model of the family with {size} million parameters.
architecture:
  source: paper
  parameters: {size}M
  layers: {6 + 2 * number}
evaluation:
  runs:
    - title: Five-shot
      harness: lm-evaluation-harness
      shots: 5
      date: 2024-02-01
      source: paper
      results:
        - {{benchmark: mmlu, metric: acc, score: {score:.4f}, error: 0.0031}}
        - {{benchmark: hellaswag, metric: acc_norm, score: {score + 0.1:.4f}, error: 0.0042}}
limitations: >
  It was trained on text of the web and repeats what it says of {name.lower()}.
"""


def _cards(folder: Path) -> None:
    write(folder / "organizations.yaml", "quarry:\n  name: The Quarry\n")
    for name in _FAMILIES:
        write(folder / f"{name.lower()}/family.yaml", _family(name))
        for number, size in enumerate(_SIZES):
            path = folder / f"{name.lower()}/{name.lower()}-{size}m.yaml"
            write(path, _member(name, number, size))
    alone = f"""\
name: {_ALONE}
summary: An encoder that stands alone.
organization: quarry
license: mit
library_name: transformers
hub_id: quarry/slate
release_date: {{value: 2024-03-01, source: "https://example.org/slate"}}
architecture:
  parameters: 110M
  layers: 12
intended_use: For comparing sentences, and for nothing that matters.
"""
    write(folder / "slate.yaml", alone)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    write(path, text.replace(old, new, 1))


def tell_story(folder: Path) -> Path:
    """A repository whose branch `change` is checked out, and whose `main` has gone on since."""
    cards = folder / "cards"
    _cards(cards)
    git(folder, "init", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "Describe 25 models")
    git(folder, "checkout", "-b", "change")
    # A score, and not where it was read or when.
    _edit(cards / "basalt/basalt-410m.yaml", "score: 0.3300", "score: 0.5300")
    # What eight members share.
    _edit(cards / "chalk/family.yaml", "tokens: 300B", "tokens: {value: 1.2T, note: Counted anew.}")
    # A name, and nothing else.
    (cards / "slate.yaml").rename(cards / "slate-base.yaml")
    # Quotes, line breaks, comments and the order of fields.
    path = cards / "marble/marble-160m.yaml"
    _, summary, *rest = path.read_text(encoding="utf-8").splitlines()
    write(path, "\n".join(["# The second size.", summary, 'name: "Marble 160M"', *rest]) + "\n")
    _edit(path, "web and repeats", "web\n  and repeats")
    # A card that does not follow the format.
    write(cards / "granite.yaml", "name: Granite\nsummary: Hard.\norganization: quarry\nlayers: twelve\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "Change some")
    # What others did meanwhile is not part of it.
    git(folder, "checkout", "main")
    _edit(cards / "marble/marble-70m.yaml", "layers: 6", "layers: 5")
    git(folder, "commit", "--all", "--message", "Correct another card")
    git(folder, "checkout", "change")
    return cards
