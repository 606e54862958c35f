"""Formulas in LaTeX as MathML; what cannot be converted is for the caller to show as it was written."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3
from latex2mathml.converter import convert

__all__ = ["ATTRIBUTES", "ELEMENTS", "mathml"]

# What of MathML Core (https://www.w3.org/TR/mathml-core/) formulas become: shapes, and nothing that leads,
# loads or runs. `semantics` and the annotations, which may hold any HTML, are not among them, nor is `href`.
ELEMENTS = frozenset(
    """
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    """.split()  # noqa: SIM905  (words read better in rows)
)
_SWITCH = re.compile(r"true|false")
_LENGTH = re.compile(r"-?0?\.\d{1,4}em|[0-3](?:\.\d{1,4})?em")
"""No formula pushes anything far, or back over what stands before it."""
_VALUES = {
    "accent": _SWITCH,
    "accentunder": _SWITCH,
    "alttext": re.compile(".*", re.DOTALL),
    "columnalign": re.compile("left|center|right"),
    "columnspan": re.compile(r"\d"),
    "display": re.compile("block|inline"),
    "displaystyle": _SWITCH,
    "fence": _SWITCH,
    "form": re.compile("prefix|infix|postfix"),
    "largeop": _SWITCH,
    "linethickness": re.compile("0|0px"),
    "mathvariant": re.compile("normal|bold|italic|bold-italic"),
    "movablelimits": _SWITCH,
    "scriptlevel": re.compile(r"[+-]?\d"),
    "separator": _SWITCH,
    "stretchy": _SWITCH,
    "width": _LENGTH,
}
ATTRIBUTES = frozenset(_VALUES)
"""The attributes that elements of formulas may have."""


def _kept(_tag: str, attribute: str, value: str) -> str | None:
    return value if _VALUES[attribute].fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(ELEMENTS), attributes={"*": set(ATTRIBUTES)}, attribute_filter=_kept, link_rel=None
)
_LONGEST = 1_000
_DEEPEST = 60
_TAG = re.compile(r"<(/?)[a-z]+[^<>]*?(/?)>")
# The library sets a single upright letter as a variable, in italics, and a word of them letter by letter.
_UPRIGHT = re.compile(r"\\mathrm\s*\{([A-Za-z]+)\}")
_HELD = str.maketrans("<>", "\ue000\ue001")
_FREED = (
    ("<mi>\ue000</mi>", "<mo>&lt;</mo>"),
    ("<mi>\ue001</mi>", "<mo>&gt;</mo>"),
    ("\ue000", "&lt;"),
    ("\ue001", "&gt;"),
)
_UNKNOWN = re.compile(r"<mi>\\|<mo\s*/>")
"""A command that the library does not know, or has left empty."""


@lru_cache(maxsize=1024)
def mathml(source: str, *, display: bool) -> str | None:
    """The formula as one `<math>` element of clean MathML, with its source as the text for who cannot see it.

    None for a formula that cannot be read: one of over 1,000 characters, nested over 60 levels deep, or with
    a command that is not known.
    """
    source = source.strip()
    if not source or len(source) > _LONGEST:
        return None
    try:
        written = _UPRIGHT.sub(r"\\text{\1}", source)
        made = convert(written.translate(_HELD), display="block" if display else "inline")
    except Exception:  # RecursionError, and whatever else crafted text brings about
        return None
    # Raised to text, "<" would be taken for the beginning of an element.
    for held, freed in _FREED:
        made = made.replace(held, freed)
    if _UNKNOWN.search(made) or _too_deep(made):
        return None
    clean = _CLEANER.clean(made)
    if not (clean.startswith("<math") and clean.endswith("</math>") and clean.count("<math") == 1):
        return None
    return clean.replace("<math", f'<math alttext="{html.escape(source)}"', 1)


def _too_deep(made: str) -> bool:
    depth = 0
    for match in _TAG.finditer(made):
        depth += -1 if match[1] else not match[2]
        if depth > _DEEPEST:
            return True
    return False
