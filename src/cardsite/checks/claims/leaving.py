"""Numbers that differ from a field and contradict nothing, by what the rest of their text says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ...catalogue import CardEntry
from ..agreement import Range, in_1024s, written
from .claims import Claim, claims
from .numerals import NUMBER, SCALE, number
from .relatives import OwnNames
from .scored import ScoreClaim
from .stated import Stated

__all__ = ["STAGES", "no_score_of_it", "not_meant"]

STAGES = re.compile(r"(?i)\b(?:stages?|phases?)\b")
"""A training in stages has a number of each kind for each, told in several sentences."""


def not_meant(claim: Claim, text: str, around: str, entry: CardEntry, found: Sequence[Stated]) -> bool:
    """Whether a claim of the sentence `around` is of something that the fields do not hold."""
    if claim.kind == "context":
        return _own_length_stands(text, found)
    if claim.kind == "batch":
        return _is_of_sequences(claim, found)
    if claim.kind in _TOTALS:
        return bool(_TOTAL.search(around)) and all(claim.range.low > each.range.high for each in found)
    return claim.kind == "parameters" and _is_size_of_name(claim, entry, found)


_TOTALS = frozenset({"hours", "carbon"})
_TOTAL = re.compile(r"(?i)\b(?:cumulative|total|in all|altogether|combined|overall)\b")
_LENGTH = re.compile(
    rf"(?<!sequences of )(?<![\w.,])(?P<number>{NUMBER})(?:[ ]?(?P<scale>{SCALE}))?[ -]?tokens?\b"
)


def _own_length_stands(text: str, found: Sequence[Stated]) -> bool:
    """Whether the text also states the field's own length; the other is then one of a setting or of a use."""
    said = [claim.range for claim in claims(text) if claim.kind == "context"]
    said += [in_1024s(number(each["number"], each["scale"] or "")) for each in _LENGTH.finditer(text)]
    return any(each.range.same(range_) for each in found for range_ in said)


_MOST_SEQUENCES = 100_000


def _is_of_sequences(claim: Claim, found: Sequence[Stated]) -> bool:
    """Whether a batch without a unit may be one of sequences, where the card holds one of tokens at most."""
    tokens_only = all(each.field == "training.batch_tokens" for each in found)
    return not found or (tokens_only and claim.range.high < _MOST_SEQUENCES)


_NEAR_ENOUGH = Decimal("0.25")
"""Models are named after a size that is at most so far from what they have."""


def _is_size_of_name(claim: Claim, entry: CardEntry, found: Sequence[Stated]) -> bool:
    """Whether a number of parameters is the size in the model's name, and near the field."""
    if not any(each.range.wider(_NEAR_ENOUGH).agrees(claim.range) for each in found):
        return False
    sizes = sorted(OwnNames(entry).sizes)
    return any(written(number(size[:-1], size[-1])).same(claim.range) for size in sizes)


_QUANTIZED = re.compile(r"(?i)\bquanti[sz]\w*|\b\d-bit\b")


def no_score_of_it(claim: ScoreClaim, around: str, entry: CardEntry, own: Sequence[Range]) -> bool:
    """Whether a score is a quantized copy's, or stands beside one that cannot be, as another check says."""
    if _QUANTIZED.search(around) and not entry.card.base_model:
        return True
    return bool(own) and "%" in claim.said and all(each.low > 1 for each in own)
