"""Numbers and dates as authors write them: what each spelling means, and what is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from cardsite.schema import (
    Bytes,
    Count,
    Date,
    Epochs,
    Hours,
    Number,
    Parameters,
    Percent,
    Quantity,
    Quoted,
    Score,
    Steps,
    Tokens,
)


@pytest.mark.parametrize(
    ("kind", "text", "value", "figures", "exact", "shown"),
    [
        (Count, "12", "12", 2, True, "12"),
        (Count, "0", "0", 1, True, "0"),
        (Count, "007", "7", 1, True, "7"),
        (Count, "999", "999", 3, True, "999"),
        (Count, "1000", "1000", 4, True, "1,000"),
        (Count, "2_097_152", "2097152", 7, True, "2,097,152"),
        (Count, "2,097,152", "2097152", 7, True, "2,097,152"),
        (Parameters, "1.3B", "1300000000", 2, False, "1.3B"),
        (Parameters, "162M", "162000000", 3, False, "162M"),
        (Parameters, "6.70B", "6700000000", 3, False, "6.70B"),
        (Tokens, "380B", "380000000000", 3, False, "380B"),
        (Tokens, "380 B", "380000000000", 3, False, "380B"),
        (Tokens, "246K", "246000", 3, False, "246K"),
        (Tokens, "1.08e6", "1080000", 3, False, "1.08e6"),
        (Tokens, "1.4T", "1400000000000", 2, False, "1.4T"),
        (Steps, "143_000", "143000", 6, True, "143,000"),
        (Hours, "400K", "400000", 3, False, "400K"),
        (Hours, "12.5", "12.5", 3, False, "12.5"),
        (Epochs, "1.5", "1.5", 2, False, "1.5"),
        (Number, "6.0e-4", "0.00060", 2, False, "6e-4"),
        (Number, "1e-4", "0.0001", 1, False, "1e-4"),
        (Number, "1.20E-08", "0.0000000120", 3, False, "1.2e-8"),
        (Number, "0.00006", "0.00006", 1, False, "6e-5"),
        (Number, "1.0e-3", "0.0010", 2, False, "0.001"),
        (Number, "28e3", "28e3", 2, False, "28,000"),
        (Number, "5e12", "5e12", 1, False, "5e12"),
        (Number, "1.0", "1", 2, False, "1.0"),
        (Number, "0.00", "0", 1, False, "0.00"),
        (Number, ".5", "0.5", 1, False, "0.5"),
        (Number, "5.", "5", 1, True, "5"),
        (Number, "-3", "-3", 1, True, "-3"),
        (Number, "+3", "3", 1, True, "+3"),
        (Number, "12_345.6", "12345.6", 6, False, "12,345.6"),
        (Bytes, "80GB", "80000000000", 2, False, "80 GB"),
        (Bytes, "80 GB", "80000000000", 2, False, "80 GB"),
        (Bytes, "512 MiB", "536870912", 3, False, "512 MiB"),
        (Bytes, "825GiB", "885837004800", 3, False, "825 GiB"),
        (Bytes, "3B", "3", 1, False, "3 B"),
        (Bytes, "4_368_439_584 B", "4368439584", 10, False, "4,368,439,584 B"),
        (Percent, "25 %", "0.25", 2, False, "25 %"),
        (Percent, "0.5%", "0.005", 1, False, "0.5 %"),
        (Score, "0.3866", "0.3866", 4, False, "0.3866"),
        (Score, "38.66 %", "0.3866", 4, False, "38.66 %"),
        (Score, "11.2", "11.2", 3, False, "11.2"),
        (Score, "-1.5", "-1.5", 2, False, "-1.5"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_a_spelling_has_a_value_and_its_significant_figures(
    kind: type[Quantity], text: str, value: str, figures: int, exact: bool, shown: str
) -> None:
    found = kind.parse(text)
    assert (found.value, found.figures, found.exact, str(found)) == (Decimal(value), figures, exact, shown)
    assert found.text == text


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Count, ""),
        (Count, "twelve"),
        (Count, Quoted("12")),
        (Count, 12),
        (Count, ["12"]),
        (Count, "1.5"),
        (Count, "-1"),
        (Count, "1,00"),
        (Count, "1__0"),
        (Count, "_1"),
        (Count, "1 000"),
        (Count, "12b"),
        (Count, "1.3 billion"),
        (Count, "0x10"),
        (Count, "١٢"),
        (Count, "1O24"),
        (Count, "~20"),
        (Count, "1-2"),
        (Count, "9" * 41),
        (Number, "1e9999"),
        (Number, ".inf"),
        (Number, "nan"),
        (Number, "e5"),
        (Number, "."),
        (Number, "1 %"),
        (Hours, "-1"),
        (Epochs, "2K"),
        (Bytes, "80"),
        (Bytes, "80 G"),
        (Bytes, "80gb"),
        (Percent, "25"),
        (Percent, "-1 %"),
        (Score, "12B"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else ascii(value)[:12],
)
def test_anything_else_is_refused(kind: type[Quantity], data: object) -> None:
    with pytest.raises(PydanticCustomError, match=f"^expected {kind.what}$"):
        kind.parse(data)


NUMBERS = st.from_regex(r"[0-9]{1,12}(_[0-9]{1,3}){0,3}(\.[0-9]{0,6})?([eE][-+]?[0-9]{1,2})?", fullmatch=True)
BELIEVABLE = NUMBERS.filter(lambda text: -18 <= Decimal(text.replace("_", "")).adjusted() <= 18)


@given(BELIEVABLE)
def test_a_number_is_the_decimal_that_it_spells(text: str) -> None:
    found = Number.parse(text)
    assert found.value == Decimal(text.replace("_", ""))
    assert Number.parse(found.text) == found


@given(st.integers(0, 10**19 - 1))
def test_a_whole_number_is_shown_with_every_digit(number: int) -> None:
    found = Count.parse(str(number))
    assert (int(found), str(found), found.exact) == (number, f"{number:,}", True)
    assert Count.parse(str(found)).value == number


@given(st.text())
def test_no_text_makes_a_quantity_fail_in_another_way(text: str) -> None:
    for kind in (Count, Number, Bytes, Percent, Score, Hours):
        try:
            found = kind.parse(text)
        except PydanticCustomError:
            continue
        assert found.value.is_finite()
        assert str(found)


@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("2023-04-03", datetime.date(2023, 4, 3)),
        ("2023-04", datetime.date(2023, 4, 1)),
        ("2023", datetime.date(2023, 1, 1)),
        ("2024-02-29", datetime.date(2024, 2, 29)),
    ],
)
def test_a_date_is_a_day_a_month_or_a_year(text: str, first_day: datetime.date) -> None:
    assert (Date.parse(text).first_day, Date.parse(text).text) == (first_day, text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2023-02-30", "a date that the calendar has"),
        ("2023-13", "a date that the calendar has"),
        ("0000", "a date that the calendar has"),
        ("April 2023", "a date, such as 2023-04-03, 2023-04 or 2023"),
        ("03.04.2023", "a date, such as 2023-04-03, 2023-04 or 2023"),
        ("2023-4-3", "a date, such as 2023-04-03, 2023-04 or 2023"),
        ("2023-04-03T12:00", "a date, such as 2023-04-03, 2023-04 or 2023"),
        ("", "a date, such as 2023-04-03, 2023-04 or 2023"),
        ("٢٠٢٣", "a date, such as 2023-04-03, 2023-04 or 2023"),
    ],
)
def test_another_date_is_refused(text: str, what: str) -> None:
    with pytest.raises(PydanticCustomError, match=f"^expected {what}$"):
        Date.parse(text)


@pytest.mark.parametrize("text", ["1e40", "1e-40", "9" * 30])
def test_a_number_beyond_any_model_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        Number.parse(text)
