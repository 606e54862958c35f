"""Numbers with a unit in free text: what is taken for a statement, of what kind, and what is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.agreement import cut, exactly, written
from cardsite.checks.claims.numerals import number, reading
from cardsite.checks.claims.statements import calculations, cells, sentences, statements


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
        ("trained on 380\nbillion tokens", [("tokens", "380 billion tokens", "3.8e11")]),
        ("a context of 2048 tokens", [("context", "2048 tokens", "2048")]),
        ("a 2,048-token context", [("context", "2,048-token context", "2048")]),
        ("a context length of 32K", [("context", "32K", "32768")]),
        ("a batch of 2M tokens", [("batch-tokens", "2M tokens", "2097152")]),
        ("batches of 1,024 sequences", [("batch-sequences", "1,024 sequences", "1024")]),
        ("524,288 tokens per step", [("batch-tokens", "524,288 tokens per step", "524288")]),
        ("for 362,000 steps", [("steps", "362,000 steps", "362000")]),
        ("forty-two layers", [("layers", "forty-two layers", "42")]),
        ("this 13B model", [("parameters", "13B", "13e9")]),
        ("num_hidden_layers=40", [("layers", "40", "40")]),
        ("a 64k vocabulary", [("vocabulary", "64k vocabulary", "65536")]),
        ("six layers, 8 heads", [("layers", "six layers", "6"), ("heads", "8 heads", "8")]),
        ("a 12-layer decoder", [("layers", "12-layer", "12")]),
        ("8 key-value heads", [("kv-heads", "8 key-value heads", "8")]),
        ("a hidden size of 768", [("width", "768", "768")]),
        ("12 layers, 768 wide", [("layers", "12 layers", "12"), ("width", "768 wide", "768")]),
        ("20 heads of width 128", [("heads", "20 heads", "20"), ("head-width", "128", "128")]),
        ("16 attention heads of 128", [("heads", "16 attention heads", "16"), ("head-width", "128", "128")]),
        ("a vocabulary of 50,257 tokens", [("vocabulary", "50,257 tokens", "50257")]),
        ("a learning rate of 3.0e-4", [("rate", "3.0e-4", "0.0003")]),
        ("learning rate: 0.0006", [("rate", "0.0006", "0.0006")]),
        ("learning rate of 2 × 10^-4", [("rate", "2 × 10^-4", "0.0002")]),
        ("learning rate of 2 × 10⁻⁴", [("rate", "2 × 10⁻⁴", "0.0002")]),
        ("text in sequences of 4,096 tokens", [("sequence", "4,096 tokens", "4096")]),
        ("in sequences of 4,096, then", [("sequence", "4,096", "4096")]),
    ],
)  # fmt: skip
def test_a_number_with_a_unit_is_a_claim(text: str, found: list[tuple[str, str, str]]) -> None:
    seen = statements(text)
    assert [(claim.kind, claim.said) for claim in seen] == [(kind, said) for kind, said, _ in found]
    assert all(
        claim.range.same(exactly(Decimal(value))) for claim, (*_, value) in zip(seen, found, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "20 tokens per parameter",
        "warmed up over 375 million tokens",
        "every 1,000 steps",
        "a context of 512 × 2,048 tokens",
        "GPT-3 layers",
        "v1.12 heads",
        "the first 4 layers",
        "Three of four layers have rotary embeddings",
        "in 3 of 4 layers",
        "The Pile has 371 billion tokens",
        "weight decay of 0.01 and a learning rate that falls",
        "Adam with an epsilon of 1e-8 and a learning rate",
        "eight more layers",
        "runs on 2 GPUs",
        "trained on 8 nodes of 8 GPUs",
        "512 × 2,048 tokens",
        "layers attend to windows of 256 tokens, in 3 steps",
        "a learning rate of 0.01 × batch size / 64",
        "a learning rate of 1e-3 * sqrt(width)",
        "Its heads are 128 wide",
        "a context of 2,000 steps",
        "It predicts the next 720 steps",
    ],
)
def test_a_number_of_something_else_is_no_claim(text: str) -> None:
    assert not any(each.sure for each in statements(text))


def test_a_count_that_is_left_to_the_reader_is_worked_out() -> None:
    (found,) = calculations("trained on 20 × 6.7 billion tokens")
    assert found.said == "20 × 6.7 billion tokens"
    assert found.range.same(exactly(Decimal("134e9")))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two has 1.3 billion.\n\nThree", ["One.", "Two has 1.3 billion.", "Three"]),
        ("- a: 1\n- b: 2", ["- a: 1", "- b: 2"]),
        ("It has, e.g. 12 layers", ["It has, e.g. 12 layers"]),
        ("```\n12 layers.\nNot text\n```\nText", ["Text"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nText", ["Text"]),
    ],
)
def test_a_text_is_read_by_its_sentences(text: str, found: list[str]) -> None:
    assert [each.strip() for each in sentences(text)] == found


def test_an_item_may_begin_with_a_star() -> None:
    found = [each.strip() for each in sentences("One:\n\n* `a` is 1\n * *b* is 2 * 3")]
    assert found == ["One:", "-  a  is 1", "-  b  is 2 * 3"]


def test_a_table_is_read_by_its_cells() -> None:
    (layers, heads) = cells("| Model | Layers | Heads |\n|---|--:|--:|\n| Small | 24 | 16 |")
    assert (layers.row, layers.column, layers.text) == ("Small", "Layers", "24")
    assert (heads.row, heads.column, heads.text, heads.lone) == ("Small", "Heads", "16", False)


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


def test_a_number_may_have_been_cut_or_rounded_by_less_than_a_unit() -> None:
    range_ = cut(reading(number("14", "B")))
    assert [range_.same(exactly(each)) for each in (14_770_000_000, 13_200_000_000, 15_000_000_000)] == [
        *(True, True, False)
    ]


@given(st.text(max_size=300))
def test_no_text_is_too_much_for_the_search(text: str) -> None:
    for sentence in sentences(text):
        for each in statements(sentence):
            assert sentence[each.start : each.end].split() == each.said.split()
    list(calculations(text))
    cells(text)


PIECES = st.sampled_from(
    ["9" * 30, "1,234", "2.5", "e-4", "×10^", "10⁻⁴", "B", " tokens", " layers", "-", " ", "\n",
     "learning rate of ",
     "HellaSwag ", "%", "(", "batch of ", "released in ", "April ", "2023", ".", "٣", "²", "GPT-3 "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_of_numbers_is_too_much_for_the_search(text: str) -> None:
    for sentence in sentences(text):
        statements(sentence)
    list(calculations(text))
