"""Whether a quote holds a value: the same number in other spellings, dates, words and licences."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import Rules, read_catalogue
from cardsite.checks.claims.quotes import holds, holds_license
from cardsite.schema import Bytes, Count, Date, Number, Percent, Score
from examples import write_example


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        (Count.parse("12"), '"num-layers": 12'),
        (Count.parse("48"), "n_layer=48"),
        (Count.parse("12"), "twelve layers"),
        (Count.parse("2M"), "two million examples"),
        (Count.parse("1_300_000_000"), "a 1.3B model"),
        (Count.parse("1.3B"), "1,300,000,000 parameters"),
        (Count.parse("1.3B"), "| parameters (billion) | 1.3 |"),
        (Count.parse("1_048_576"), "512 × 2048 tokens"),
        (Count.parse("2_097_152"), "a batch size of 2,097,152 tokens"),
        (Count.parse("400K"), "required 400K GPU hours"),
        (Count.parse("64"), "[0,1,2,4,8,16,32,64,128]"),
        (Number.parse("6e-4"), "lr: 0.0006"),
        (Number.parse("6e-4"), "6 × 10^-4"),
        (Number.parse("0.95"), '"betas": [0.9, 0.95]'),
        (Number.parse("400"), "TDP of 350-400W"),
        (Count.parse("10.73M"), "resnext26,256,8.920,91.080,36.000,64.000,10.73,0.965"),
        (Count.parse("1013.01M"), 'eva_giant,224,81.107,18.893,"1,013.01",1.000,bicubic'),
        (Count.parse("224"), "resnext26,256,224,288,64.000,10.73,0.965"),
        (Score.parse("0.3866"), "HellaSwag: 38.66%"),
        (Score.parse("38.66 %"), "HellaSwag 0.3866"),
        (Score.parse("29.44 %"), "reported as 29.44"),
        (Percent.parse("100 %"), "100% of which were offset"),
        (Percent.parse("38.0 %"), "a share of 0.38"),
        (Bytes.parse("80GB"), "of type A100-80GB"),
        (Date("2023-04-03"), "[April 3, 2023] We have released"),
        (Date("2023-04-03"), "Update 03/04/2023"),
        (Date("2023-04-03"), "on Apr. 3"),
        (Date("2023-04"), "since 2023-04-03"),
        (Date("2023"), "© 2023"),
        (Date("2023-04-03"), "le 3 avril 2023"),
        (Date("2023-04-03"), "a new version"),
        (Count.parse("32"), "many heads"),
        (Count.parse("1.3B"), "1.300.000.000 Parameter"),
        (Count.parse("1.3B"), "1,3 Milliarden Parameter"),
        (Count.parse("1.3B"), "13亿参数"),
        (Count.parse("13"), "dreizehn Schichten"),
        (Count.parse("1_048_576"), "a batch of 2^20 tokens"),
        (Score.parse("12.5 %"), "1/8 of the questions"),
        ("SwiGLU", '"hidden_act": "silu"'),
        (True, '"use_unified_attention": true'),
        ("3,000 steps", '"warmup_steps" : 3000'),
        ("1 % of the steps", '"warmup": 0.01'),
        ("1", '"gas": 1'),
        ("2", "two of them"),
        ("1234", "GPT-NeoX default: 1234"),
        ("64 × 4", '"mesh_shape" : "x:64,y:4"'),
        (True, '"recompute_grad" : true'),
        (False, '"no-weight-tying": true'),
        (True, "weights are shared"),
    ],
)
def test_a_quote_holds_its_value_in_any_spelling(value: Any, quote: str) -> None:
    assert holds(value, quote)


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        (Count.parse("32"), "20 attention heads"),
        (Count.parse("1.3B"), "a 2.7B model"),
        (Count.parse("13"), "twelve layers"),
        (Number.parse("2.5e-4"), "3.0e-4"),
        (Score.parse("0.3866"), "38.67 %"),
        (Bytes.parse("40GB"), "of type A100-80GB"),
        (Date("2023-04-03"), "[April 4, 2023]"),
        (Date("2023-04-03"), "[May 3, 2023]"),
        (Date("2023-04-03"), "April 3, 2022"),
        ("3,000 steps", '"warmup_steps" : 2000'),
        ("1", '"stage": 2'),
        ("2", '"train_micro_batch_size_per_gpu": 12'),
        ("1234", "GPT-NeoX default: 12345"),
        (True, '"recompute_grad" : false'),
        (True, '"no-weight-tying": true'),
    ],
)
def test_a_quote_of_something_else_does_not_hold_the_value(value: Any, quote: str) -> None:
    assert not holds(value, quote)


@pytest.mark.parametrize(
    ("identity", "quote", "held"),
    [
        ("apache-2.0", "license: apache-2.0", True),
        ("apache-2.0", "the Apache License, Version 2.0", True),
        ("mit", "MIT License", True),
        ("cc-by-nc-4.0", "Creative Commons NonCommercial (CC BY-NC 4.0)", True),
        (
            "cc-by-4.0",
            "the [Creative Commons 4.0](https://creativecommons.org/licenses/by/4.0/) license",
            True,
        ),
        ("llama2", "the Llama 2 Community License", True),
        ("other", "a licence of our own", True),
        ("mit", "released under these terms", True),
        ("mit", "license: apache-2.0", False),
        ("cc-by-4.0", "CC BY-NC 4.0", False),
        ("cc-by-nc-4.0", "CC BY 4.0", False),
        ("cc-by-4.0", "CC BY 3.0", False),
    ],
)
def test_a_quote_can_be_of_a_licence(identity: str, quote: str, held: bool) -> None:
    assert holds_license(identity, quote) is held


VALUES = [
    Count.parse("12"),
    Score.parse("38.66 %"),
    Bytes.parse("40GB"),
    Date("2023-04-03"),
    True,
    "3,000 steps",
    "x",
]


@given(st.text(max_size=200), st.sampled_from(VALUES))
def test_no_quote_is_too_much(quote: str, value: Any) -> None:
    holds(value, quote)
    holds_license("cc-by-4.0", quote)


@given(st.text(min_size=1, max_size=100), st.text(max_size=60))
def test_no_value_is_too_much(value: str, quote: str) -> None:
    holds(value, quote)
    holds_license(value, quote)


@pytest.mark.parametrize(
    "quote", ["9" * 50_000, "9," * 30_000, "1 × " * 20_000, "a " * 40_000, "a_" * 30_000 + ": true"], ids=len
)
def test_a_long_quote_takes_no_longer_than_it_is(quote: str) -> None:
    began = process_time()
    for value in VALUES:
        holds(value, quote)
    holds_license("cc-by-4.0", quote)
    assert process_time() - began < 3


@pytest.mark.parametrize(("quote", "count"), [('"stage": 1', 0), ('"stage": 2', 1), ('"stage": 12', 1)])
def test_the_value_of_an_extra_row_is_held_against_its_quote(quote: str, count: int, tmp_path: Path) -> None:
    row = f"{{name: ZeRO stage, value: '1', source: https://example.org/x, quote: '{quote}'}}"
    folder = write_example(tmp_path, f"training: {{extra: [{row}]}}\n")
    found = read_catalogue(folder, folder, Rules(("quote-value",))).problems
    assert [problem.field for problem in found] == ["training.extra[0].quote"] * count
