"""The sizes of the files with a model's weights: one for each variant that a reader can choose."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ..schema import Card, ModelFile, known

__all__ = ["WeightFile", "bits_of", "weight_files"]


@dataclass(frozen=True, slots=True)
class WeightFile:
    """All weights in one format, in one file or several parts."""

    name: str
    """What readers know it by: the type of quantisation, else the file's name."""
    size: int
    """In bytes."""
    bits: Decimal | None = None
    """Bits per weight, as its type is named by: a file of 4 bits has more for each, with its scales."""

    def data(self) -> dict[str, Any]:
        """The file for a script, as plain data."""
        whole = self.bits is None or self.bits == self.bits.to_integral_value()
        bits = None if self.bits is None else int(self.bits) if whole else float(self.bits)
        return {"name": self.name, "bytes": self.size, "bits": bits}


_PART = re.compile(r"[-.](\d{5})-of-(\d{5})(?=\.\w+\Z)", re.ASCII)
_OF_WEIGHTS = re.compile(r"\.(?:bin|gguf|h5|msgpack|pt|pth|safetensors)\Z", re.IGNORECASE)
_NAMED_BITS = re.compile(
    r"(?<![a-z0-9])(?:[it]?q|(?:mx|nv)?fp|nf|u?int|b?f|b?float|w)(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})[- ]?bit",
    re.IGNORECASE | re.ASCII,
)
_LEAST_BITS = 1
"""A file with fewer bits for each parameter holds a part of them, such as the encoder of pictures."""


def bits_of(name: str) -> Decimal | None:
    """The bits per weight that a number format is named by: 4 for `Q4_K_M`, 16 for `bfloat16`."""
    found = _NAMED_BITS.search(name)
    return Decimal(found[1] or found[2]) if found else None


def weight_files(card: Card, parameters: int | None = None) -> tuple[WeightFile, ...]:
    """The variants whose sizes the card states, in its order; a split file once, if all parts are there.

    `parameters` is how many each of them has to hold.
    """
    groups: dict[tuple[str, str], list[ModelFile]] = defaultdict(list)
    for file in card.files:
        groups[_PART.sub("", file.name), file.revision or ""].append(file)
    found = [each for files in groups.values() if (each := _variant(files, card, parameters))]
    names = Counter(variant.name for variant, _ in found)
    return tuple(
        replace(variant, name=f"{variant.name}, {own}") if names[variant.name] > 1 else variant
        for variant, own in found
    )


def _variant(files: list[ModelFile], card: Card, parameters: int | None) -> tuple[WeightFile, str] | None:
    """The variant that the files make up together, and what tells it from others of its type."""
    first = files[0]
    part = _PART.search(first.name)
    sizes = [known(file.size) for file in files]
    stated = [size.value for size in sizes if size]
    if len(stated) < (int(part[2]) if part else 1) or not sum(stated):
        return None
    kind = known(first.quantization) or ""
    precision = (known(card.architecture.precision) or "") if card.architecture else ""
    bits = known(first.bits)
    named = bits.value if bits else bits_of(kind or precision)
    if not (bits or kind or (named and _OF_WEIGHTS.search(first.name))):
        return None
    size = int(sum(stated))
    if parameters and size * 8 < _LEAST_BITS * parameters:
        return None
    whole = _PART.sub("", first.name)
    # One branch for each variant, as with GPTQ, of which the first has no name on the card.
    branch = first.revision or ("main" if any(file.revision for file in card.files) else whole)
    return WeightFile(kind or (f"{bits} bits" if bits else whole), size, named), branch
