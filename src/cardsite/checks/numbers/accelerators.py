"""What makers publish of the accelerators that models are trained on; knows nothing of cards."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["ACCELERATORS", "Accelerator", "accelerator"]


class Accelerator(NamedTuple):
    """One kind of accelerator."""

    name: str
    tflops: float
    """Trillions of floating-point operations in a second: dense, 16-bit, as its maker states them."""
    watts: int | None
    """The rated power of one; None where the maker states none."""
    words: str
    """The pattern by which a card's text means it."""


# Of variants with one name, the one with most operations and power is meant, unless the name tells them
# apart; the limits of the checks are wider than what lies between them.
ACCELERATORS: tuple[Accelerator, ...] = tuple(
    Accelerator(*row)
    for row in (
        # NVIDIA Tesla P100 data sheet (2016), SXM2.
        ("P100", 21.2, 300, r"p100"),
        # NVIDIA V100 data sheet (2020), SXM2; tensor cores.
        ("V100", 125, 300, r"v100"),
        # NVIDIA T4 data sheet (2018).
        ("T4", 65, 70, r"t4"),
        # NVIDIA A100 data sheet (2021), SXM; 64 GB is the custom part of Leonardo (CINECA).
        ("A100", 312, 400, r"a100"),
        # NVIDIA A10, A30, A40 and RTX A6000 data sheets (2021).
        ("A10", 125, 150, r"a10"),
        ("A30", 165, 165, r"a30"),
        ("A40", 149.7, 300, r"a40"),
        ("RTX A6000", 154.8, 300, r"a6000"),
        # A variant of the A10 that one provider rents out, without a data sheet.
        ("A10G", 125, None, r"a10g"),
        # NVIDIA H100 data sheet (2023): half of what it gives with sparsity. PCIe and NVL before SXM.
        ("H100 PCIe", 756, 350, r"h100[ -]?(?:\w+[ -])?pcie"),
        ("H100 NVL", 835, 400, r"h100[ -]?(?:\w+[ -])?nvl"),
        ("H100", 989, 700, r"h100"),
        # NVIDIA H200 data sheet (2024); GH200 data sheet (2023), which rates the processor too.
        ("GH200", 989, 1000, r"gh200"),
        ("H200", 989, 700, r"h200"),
        # NVIDIA L4, L40 and L40S data sheets (2023).
        ("L40S", 362, 350, r"l40s"),
        ("L40", 181, 300, r"l40"),
        ("L4", 121, 72, r"l4"),
        # NVIDIA Blackwell data sheet (2024): half of what it gives with sparsity.
        ("GB200", 2500, 1200, r"gb200"),
        ("B200", 2250, 1000, r"b200"),
        # NVIDIA GA102 (2020) and Ada (2022) white papers; with 16-bit accumulation.
        ("RTX 3090", 142, 350, r"3090"),
        ("RTX 4090", 330, 450, r"4090"),
        # AMD Instinct data sheets: MI100 (2020), MI250 and MI250X (2021), MI300X (2023).
        ("MI100", 184.6, 300, r"mi100"),
        ("MI250X", 383, 560, r"mi250x"),
        ("MI250", 362.1, 560, r"mi250"),
        ("MI300X", 1307, 750, r"mi300x"),
        # Cloud TPU documentation, system architecture, for one chip. Power: Jouppi et al. 2020 (v2, v3).
        ("TPU v2", 46, 280, r"tpu[ -]?v2"),
        ("TPU v3", 123, 450, r"tpu[ -]?v3"),
        ("TPU v4", 275, None, r"tpu[ -]?v4"),
        ("TPU v5e", 197, None, r"tpu[ -]?v5(?:e|litepod)"),
        ("TPU v5p", 459, None, r"tpu[ -]?v5p"),
        ("TPU v6e", 918, None, r"tpu[ -]?v6e|trillium"),
    )
)
"""Those that models of catalogues are known to have been trained on."""

_PATTERNS = tuple(
    (re.compile(rf"(?<![a-z0-9])(?:{each.words})s?(?![a-z0-9])", re.IGNORECASE), each)
    for each in ACCELERATORS
)


@lru_cache(maxsize=1024)
def accelerator(text: str) -> Accelerator | None:
    """The accelerator that a text names; None where it names none that is known, or several."""
    found = [each for pattern, each in _PATTERNS if pattern.search(text)]
    # What says H100 PCIe says H100 too, and what says L40S may say several L40.
    only = [
        one for one in found if not any(other.name.startswith(one.name) for other in found if other != one)
    ]
    return only[0] if len(only) == 1 else None
