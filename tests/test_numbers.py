"""How numbers look on a page, and the small words around them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cardsite.facts.numbers import grouped, rounded, short, storage
from cardsite.facts.scores import Notation
from cardsite.problems import did_you_mean
from cardsite.schema.skeleton import SECTIONS, section_id


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("7", "7"),
        ("999", "999"),
        ("999.4", "999"),
        ("1000", "1K"),
        ("1234", "1.23K"),
        ("70426624", "70.4M"),
        ("162322944", "162M"),
        ("1011781632", "1.01B"),
        ("1300000000", "1.3B"),
        ("999500", "1M"),
        ("999499", "999K"),
        ("999999999", "1B"),
        ("11846072320", "11.8B"),
        ("299892736000", "300B"),
        ("1400000000000", "1.4T"),
        ("100000000000000", "100T"),
    ],
)
def test_short_is_three_figures_and_a_suffix(number: str, text: str) -> None:
    assert short(Decimal(number)) == text


@pytest.mark.parametrize(
    ("number", "figures", "text"),
    [
        ("0", 3, "0"),
        ("1", 3, "1.00"),
        ("0.324645888", 3, "0.325"),
        ("1.0005", 3, "1.00"),
        ("12.345", 3, "12.3"),
        ("123.45", 3, "123"),
        ("1234.5", 3, "1,230"),
        ("0.000012345", 3, "0.0000123"),
        ("9.996", 3, "10.0"),
        ("99.96", 3, "100"),
        ("2.5", 1, "2"),
        ("3.5", 1, "4"),
        ("-12.345", 3, "-12.3"),
    ],
)
def test_rounded_keeps_significant_figures_and_no_exponent(number: str, figures: int, text: str) -> None:
    assert rounded(Decimal(number), figures) == text


def test_grouped_is_digits_in_threes() -> None:
    assert [grouped(n) for n in (0, 999, 1000, Decimal("299892736000"))] == [
        "0",
        "999",
        "1,000",
        "299,892,736,000",
    ]


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ("324645888", "325 MB"),
        ("54500000", "54.5 MB"),
        ("999499999", "999 MB"),
        ("999500000", "1.00 GB"),
        ("27000000000", "27.0 GB"),
    ],
)
def test_gigabytes_are_of_a_thousand_million_bytes_and_megabytes_of_a_million(size: str, text: str) -> None:
    assert storage(Decimal(size)) == text


@pytest.mark.parametrize(
    ("value", "percent", "places", "text"),
    [
        ("0.3866", True, 4, "38.66 %"),
        ("0.3866", False, 4, "0.3866"),
        ("0.5", True, 1, "50 %"),
        ("0.5", True, 4, "50.00 %"),
        ("0.12345", True, 4, "12.34 %"),
        ("0.7527", False, 4, "0.7527"),
        ("11.2", False, 1, "11.2"),
        ("38.1234567", False, 4, "38.1235"),
        ("1", True, 0, "100 %"),
        ("-0.001", False, 3, "-0.001"),
    ],
)
def test_a_score_keeps_its_places(value: str, percent: bool, places: int, text: str) -> None:
    assert Notation(percent, " %" if percent else "").text(Decimal(value), places) == text


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("layer", 'did you mean "layers"?'),
        ("Layers", 'did you mean "layers"?'),
        ("hiden_size", 'did you mean "hidden_size"?'),
        ("", ""),
        ("zzz", ""),
    ],
)
def test_the_nearest_known_name_is_offered(word: str, hint: str) -> None:
    assert did_you_mean(word, ["hidden_size", "layers", "attention_heads"]) == hint


def test_the_nearest_name_does_not_depend_on_the_order_of_names() -> None:
    names = ["acc_a", "acc_b", "acc_c"]
    assert {did_you_mean("acc_", order) for order in (names, names[::-1], set(names))} == {
        did_you_mean("acc_", names)
    }


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Quick start", "quick-start"),
        ("  What: now? ", "what-now"),
        ("Grüße 2", "grüße-2"),
        ("!?", ""),
        ("a--b__c", "a-b-c"),
    ],
)
def test_a_heading_has_an_anchor(title: str, anchor: str) -> None:
    assert section_id(title) == anchor


def test_no_two_sections_of_the_skeleton_have_one_anchor() -> None:
    anchors = [section_id(title) for title in SECTIONS.values()]
    assert len(set(anchors)) == len(anchors)
