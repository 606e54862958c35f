"""Numbers with a unit in free text: what is taken for a claim, of what kind, and what is left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.agreement import exactly, written
from cardsite.checks.claims.claims import claims
from cardsite.checks.claims.numerals import number, reading
from cardsite.checks.claims.scored import names_of, score_claims
from cardsite.checks.claims.speaking import sentence

NAMES = names_of(
    {"hellaswag": ("HellaSwag",), "arc-easy": ("ARC easy",), "arc-challenge": ("ARC challenge",)}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("with 1.3 billion parameters", [("parameters", "1.3 billion parameters", "1.3e9")]),
        ("a 1.3B-parameter model", [("parameters", "1.3B-parameter", "1.3e9")]),
        ("a 256-million-parameter GPT", [("parameters", "256-million-parameter", "256e6")]),
        ("1,315,575,808 parameters", [("parameters", "1,315,575,808 parameters", "1315575808")]),
        ("50M trainable parameters", [("parameters", "50M trainable parameters", "5e7")]),
        ("an adapter of two million parameters", [("parameters", "two million parameters", "2e6")]),
        ("trained on 300B tokens", [("tokens", "300B tokens", "3e11")]),
        ("steps on 380\nbillion tokens", [("tokens", "380 billion tokens", "3.8e11")]),
        ("300B training tokens", [("tokens", "300B training tokens", "3e11")]),
        ("a context of 2048 tokens", [("context", "2048 tokens", "2048")]),
        ("a 2,048-token context", [("context", "2,048-token", "2048")]),
        ("a context length of 32K", [("context", "32K", "32768")]),
        ("a batch of 2M tokens", [("batch-tokens", "2M tokens", "2097152")]),
        ("batches of 1,024 sequences", [("batch-sequences", "1,024 sequences", "1024")]),
        ("524,288 tokens per step", [("batch-tokens", "524,288 tokens", "524288")]),
        ("for 362,000 steps", [("steps", "362,000 steps", "362000")]),
        ("six layers, 8 heads", [("layers", "six layers", "6"), ("heads", "8 heads", "8")]),
        ("a 12-layer decoder", [("layers", "12-layer", "12")]),
        ("8 key-value heads", [("kv-heads", "8 key-value heads", "8")]),
        ("a hidden size of 768", [("width", "768", "768")]),
        ("12 layers, 768 wide", [("layers", "12 layers", "12"), ("width", "768 wide", "768")]),
        ("20 heads of width 128", [("heads", "20 heads", "20"), ("head-width", "128", "128")]),
        ("a vocabulary of 50,257 tokens", [("vocabulary", "50,257 tokens", "50257")]),
        ("154 public checkpoints", [("checkpoints", "154 public checkpoints", "154")]),
        ("a learning rate of 3.0e-4", [("rate", "3.0e-4", "0.0003")]),
        ("learning rate: 0.0006", [("rate", "0.0006", "0.0006")]),
        ("learning rate of 2 × 10^-4", [("rate", "2 × 10^-4", "0.0002")]),
        ("learning rate of 2 × 10⁻⁴", [("rate", "2 × 10⁻⁴", "0.0002")]),
        ("text in sequences of 4,096 tokens", [("sequence", "4,096 tokens", "4096")]),
        ("in sequences of 4,096, then", [("sequence", "4,096", "4096")]),
        ("trained on 20*6.7B tokens", [("tokens", "20*6.7B tokens", "134e9")]),
        ("trained on 20 × 6.7 billion tokens", [("tokens", "20 × 6.7 billion tokens", "134e9")]),
        ("trained on 64 A100s", [("devices", "64 A100s", "64")]),
        ("trained on 64 NVIDIA A100 80GB GPUs", [("devices", "64 NVIDIA A100 80GB GPUs", "64")]),
        ("here 32 GPUs took a week", [("devices", "32 GPUs", "32")]),
        ("took 400K GPU hours", [("hours", "400K GPU hours", "400000")]),
        ("emitted 65.3 tCO2eq", [("carbon", "65.3 tCO2eq", "65.3")]),
        ("emitted 900 kg of CO2", [("carbon", "900 kg of CO2", "0.9")]),
    ],
)  # fmt: skip
def test_a_number_with_a_unit_is_a_claim(text: str, found: list[tuple[str, str, str]]) -> None:
    seen = claims(text)
    assert [(claim.kind, claim.said) for claim in seen] == [(kind, said) for kind, said, _ in found]
    assert all(
        claim.range.same(exactly(Decimal(value))) for claim, (*_, value) in zip(seen, found, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("released in April 2023", ["2023-04-01", "2023-04-30"]),
        ("published on 3 April 2023", ["2023-04-03", "2023-04-03"]),
        ("released on Apr. 3, 2023", ["2023-04-03", "2023-04-03"]),
        ("released on 2023-04-03", ["2023-04-03", "2023-04-03"]),
    ],
)
def test_a_date_of_release_is_a_claim_of_its_days(text: str, days: list[str]) -> None:
    (claim,) = claims(text)
    assert claim.kind == "released"
    assert [Decimal(_ordinal(day)) for day in days] == [claim.range.low, claim.range.high]


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def test_a_time_of_training_is_two_claims() -> None:
    found = claims("trained between January 2023 and July 2023")
    assert [(claim.kind, claim.said) for claim in found] == [
        ("started", "trained January 2023"),
        ("ended", "trained to July 2023"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "20 tokens per parameter",
        "warmed up over 375 million tokens",
        "warm-up of 3,000 steps",
        "every 1,000 steps",
        "a context of 512 × 2,048 tokens",
        "GPT-3 layers",
        "v1.12 heads",
        "the first 4 layers",
        "The Pile has 371 billion tokens",
        "weight decay of 0.01 and a learning rate that falls",
        "Adam with an epsilon of 1e-8 and a learning rate",
        "released on 2023-13-40",
        "released on 31 February 2023",
        "eight more layers",
        "runs on 2 GPUs",
        "trained on 8 nodes of 8 GPUs",
        "512 × 2,048 tokens",
        "layers attend to windows of 256 tokens, in 3 steps",
        "embeddings of 38 million parameters",
    ],
)
def test_a_number_of_something_else_is_no_claim(text: str) -> None:
    assert claims(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HellaSwag (10-shot) at 48.47, and", [("HellaSwag", "48.47")]),
        ("38.66 % on HellaSwag", [("HellaSwag", "38.66 %")]),
        (
            "HellaSwag stands twice, at 38.66 % and 48.47 %",
            [("HellaSwag", "38.66 %"), ("HellaSwag", "48.47 %")],
        ),
        ("ARC easy (60.6 % ± 1.4)", [("ARC easy", "60.6 %")]),
        ("ARC (25-shot) at 31.23", [("ARC", "31.23")]),
        ("an average of 29.44 %", [("average", "29.44 %")]),
        ("HellaSwag, guessing 25 %", []),
        ("HellaSwag rises by 2.5 points", []),
        ("It solves 23 % of HellaSwag", []),
    ],
)
def test_a_number_beside_a_benchmark_is_a_score(text: str, found: list[tuple[str, str]]) -> None:
    assert [(claim.name, claim.said) for claim in score_claims(text, NAMES)] == found


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("GPT-3 has 12 layers.", ("GPT-3",)),
        ("The 2.7B model has 12 layers.", ("2.7B",)),
        ("It has 12 layers, after the design of GPT-3.", ()),
        ("After the design of GPT-3 it has 12 layers.", ()),
        ("With the GPT-3 architecture and 12 layers it is small.", ()),
        ("It is made from Llama 2, which has 12 layers.", ("Llama 2",)),
        ("Among the 12 layers of GPT-3 are sparse ones.", ("GPT-3",)),
    ],
)
def test_a_sentence_tells_whose_number_it_holds(text: str, subjects: tuple[str, ...]) -> None:
    at = text.index("12 layers")
    assert sentence(text, at, at + len("12 layers")).subjects == subjects


@pytest.mark.parametrize(
    ("text", "reported", "others"),
    [
        ("It has 12 layers.", False, False),
        ("The README says 12 layers.", True, False),
        ("Other models have 12 layers.", False, True),
        ("The README says 24. It has 12 layers.", False, False),
        ("It has 12 layers instead of 24.", False, False),
    ],
)
def test_a_sentence_tells_who_says_it(text: str, reported: bool, others: bool) -> None:
    at = text.index("12 layers")
    found = sentence(text, at, at + len("12 layers"))
    assert (found.reported, found.others) == (reported, others)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.3B", "1315575808", True),
        ("38.66", "38.7", True),
        ("38.66", "38.67", False),
        ("2048", "2049", False),
        ("600B", "500B", False),
    ],
)
def test_the_coarser_of_two_numbers_decides_whether_they_are_the_same(
    one: str, other: str, same: bool
) -> None:
    numbers = [number(each.rstrip("B"), each[-1].strip("0123456789")) for each in (one, other)]
    first, second = map(written, numbers)
    assert first.same(second) is same
    assert second.same(first) is same


def test_a_round_number_in_a_sentence_is_right_to_three_figures() -> None:
    assert reading(number("143,000")).same(exactly(143_400))
    assert not reading(number("143,000")).same(exactly(144_000))


@given(st.text(max_size=300))
def test_no_text_is_too_much_for_the_search(text: str) -> None:
    for claim in claims(text):
        assert text[claim.start : claim.end].split() == claim.said.split() or claim.kind in {
            "released",
            "started",
            "ended",
        }
        sentence(text, claim.start, claim.end)
    score_claims(text, NAMES)


PIECES = st.sampled_from(
    ["9" * 30, "1,234", "2.5", "e-4", "×10^", "10⁻⁴", "B", " tokens", " layers", "-", " ", "\n",
     "learning rate of ",
     "HellaSwag ", "%", "(", "batch of ", "released in ", "April ", "2023", ".", "٣", "²", "GPT-3 "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_of_numbers_is_too_much_for_the_search(text: str) -> None:
    for claim in claims(text):
        sentence(text, claim.start, claim.end)
    score_claims(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "9," * 50_000,
        "1,234" * 20_000,
        "1,234," * 20_000 + " tokens",
        "1.5e" * 25_000,
        "9 " * 50_000,
        "learning rate of " * 5_000 + "0.01",
        "batch of 9 tokens " * 2_000,
        "layers" * 20_000,
        " 1 layers" * 10_000,
        "HellaSwag 1.5 " * 7_000,
        "released in April 2023 " * 4_000,
        "10" + " × 10^" * 20_000,
        "9 context " * 10_000,
    ],
    ids=lambda text: text[:12],
)
def test_long_runs_take_no_longer_than_they_are(text: str) -> None:
    began = process_time()
    for claim in claims(text)[:200]:
        sentence(text, claim.start, claim.end)
    score_claims(text, NAMES)
    assert process_time() - began < 1.5
