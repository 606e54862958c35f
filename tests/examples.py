"""Small catalogues from the examples of checks: what every card needs, and what the example adds."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["ORGANIZATIONS", "write_example"]

ORGANIZATIONS = "acme:\n  name: Acme\nglobex:\n  name: Globex\n"
_FILE = re.compile(r"^# ([\w./-]+\.yaml)\n", re.MULTILINE)
_OF_EVERY_CARD = {"name": "Example", "summary": "A model.", "organization": "acme", "license": "mit"}
"""A licence too, since a check asks for one."""
_NO_CARDS = {"family.yaml", "organizations.yaml", "datasets.yaml", "benchmarks.yaml", "licenses.yaml"}


def write_example(folder: Path, text: str, **every: str) -> Path:
    """The folder of cards that holds an example; `card.yaml` where it names no file.

    `every` are further fields that each card has unless the example gives them itself.
    """
    cards = folder / "cards"
    head, *named = _FILE.split(text)
    files = dict(zip(named[::2], named[1::2], strict=True))
    if head.strip():
        files = {"card.yaml": head, **files}
    files.setdefault("organizations.yaml", ORGANIZATIONS)
    for name, body in files.items():
        path = cards / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            body if _is_no_card(name) else _with_what_cards_need(name, body, every), encoding="utf-8"
        )
    return cards


def _is_no_card(name: str) -> bool:
    return name.rpartition("/")[2] in _NO_CARDS or name.endswith(".evals.yaml")


def _with_what_cards_need(name: str, body: str, every: dict[str, str]) -> str:
    given = set(re.findall(r"^(\w+):", body, re.MULTILINE))
    fields = {**_OF_EVERY_CARD, "name": f"Example {name.removesuffix('.yaml')}", **every}
    lines = [f"{field}: {value}\n" for field, value in fields.items() if field not in given]
    return "".join(lines) + body
