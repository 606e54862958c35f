"""Writes made-up cards as YAML, with numbers as their authors spell them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["Data", "Raw", "dump", "slug", "write_card"]

Data = dict[str, Any]


class Raw(str):
    """A scalar that is written as it stands, without quotes: `1.3B`, `6.0e-4`, `2_048`."""

    __slots__ = ()


class _Dumper(yaml.CSafeDumper):
    pass


def _raw(dumper: _Dumper, data: Raw) -> yaml.ScalarNode:
    tag = dumper.resolve(yaml.ScalarNode, str(data), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(data))


def _text(dumper: _Dumper, data: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(Raw, _raw)
_Dumper.add_representer(str, _text)


def dump(data: Data) -> str:
    """The data as the YAML of a card; what is None or empty is left out."""
    kept = {name: value for name, value in data.items() if value not in (None, [], {})}
    return str(
        yaml.dump(
            kept, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000, default_flow_style=False
        )
    )


def slug(name: str) -> str:
    """A name as an id: `umbra-labs`."""
    return name.lower().replace(" ", "-")


def write_card(path: Path, data: Data) -> None:
    """A file of YAML, in a folder that need not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(data), encoding="utf-8", newline="\n")
