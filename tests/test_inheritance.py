"""Inheritance as a calculation on trees: what it keeps, what it replaces, whose words back a value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardsite.catalogue.inheritance import is_null, merge
from cardsite.problems import Place
from cardsite.schema import Card
from cardsite.yamlio.document import MappingNode, Node, ScalarNode, SequenceNode

PLACE = Place("a.yaml", 2, 3)


def node(data: Any, file: str) -> Node:
    """The node of plain data; None is an explicit `~`."""
    place = Place(file)
    if isinstance(data, dict):
        entries = {name: node(value, file) for name, value in data.items()}
        return MappingNode(entries, dict.fromkeys(data, place), place, flow=False)
    if isinstance(data, list):
        return SequenceNode(tuple(node(item, file) for item in data), place, flow=False)
    return ScalarNode("~" if data is None else data, False, *place)


def plain(found: Node) -> Any:
    if isinstance(found, MappingNode):
        return {name: plain(value) for name, value in found.entries.items()}
    if isinstance(found, SequenceNode):
        return [plain(item) for item in found.items]
    return None if is_null(found) else found.text


def merged(base: dict[str, Any], own: dict[str, Any]) -> MappingNode:
    below, above = node(base, "family.yaml"), node(own, "card.yaml")
    assert isinstance(below, MappingNode)
    assert isinstance(above, MappingNode)
    return merge(below, above, Card)


@pytest.mark.parametrize(
    ("base", "own", "result"),
    [
        pytest.param({"a": "1"}, {"b": "2"}, {"a": "1", "b": "2"}, id="both"),
        pytest.param({"a": "1"}, {"a": "2"}, {"a": "2"}, id="nearest"),
        pytest.param({"tags": ["x", "y"]}, {"tags": ["z"]}, {"tags": ["z"]}, id="lists-replace"),
        pytest.param({"a": {"b": "1", "c": "1"}}, {"a": {"c": "2"}}, {"a": {"b": "1", "c": "2"}}, id="deep"),
        pytest.param({"a": {"b": "1"}}, {"a": "2"}, {"a": "2"}, id="scalar-for-mapping"),
        pytest.param({"a": "1"}, {"a": {"b": "2"}}, {"a": {"b": "2"}}, id="mapping-for-scalar"),
        pytest.param({"a": "1", "b": "1"}, {"a": None}, {"b": "1"}, id="removed"),
        pytest.param({"a": {"b": "1"}}, {"a": {"b": None}}, {"a": {}}, id="removed-deep"),
        pytest.param({"a": {"b": "1"}}, {"a": None}, {}, id="removed-whole"),
        pytest.param({}, {"a": None}, {"a": None}, id="nothing-to-remove"),
    ],
)
def test_fields_merge_and_the_card_has_the_last_word(base: Any, own: Any, result: Any) -> None:
    assert plain(merged(base, own)) == result


FULL = {"value": "12", "source": "config", "quote": '"layers": 12', "note": "n"}


@pytest.mark.parametrize(
    ("base", "own", "result"),
    [
        pytest.param(FULL, "24", "24", id="plain-value"),
        pytest.param(FULL, {"value": "24"}, {"value": "24"}, id="value-without-evidence"),
        pytest.param(FULL, {"absent": "unknown"}, {"absent": "unknown"}, id="absence"),
        pytest.param(FULL, "unknown", "unknown", id="plain-absence"),
        pytest.param(FULL, {"note": "m"}, {**FULL, "note": "m"}, id="only-a-note"),
        pytest.param(
            "12", {"value": "24", "source": "card"}, {"value": "24", "source": "card"}, id="evidence"
        ),
    ],
)
def test_a_new_value_never_stands_on_the_familys_evidence(base: Any, own: Any, result: Any) -> None:
    found = plain(merged({"architecture": {"layers": base}}, {"architecture": {"layers": own}}))
    assert found["architecture"]["layers"] == result


def test_a_block_that_names_a_source_speaks_for_its_own_facts_only() -> None:
    base = {"architecture": {"layers": "12", "extra": [{"name": "a", "value": "b"}], "source": "paper"}}
    own = {"architecture": {"hidden_size": "768", "source": "card"}}
    assert plain(merged(base, own))["architecture"] == {
        "layers": {"value": "12", "source": "paper"},
        "extra": [{"name": "a", "value": "b", "source": "paper"}],
        "hidden_size": "768",
        "source": "card",
    }


@pytest.mark.parametrize(
    ("base", "own", "attention"),
    [
        pytest.param("dense", None, {"value": "dense", "source": "paper"}, id="words keep their source"),
        pytest.param(
            {"value": "dense", "quote": "q"},
            None,
            {"value": "dense", "quote": "q", "source": "paper"},
            id="a fact",
        ),
        pytest.param(
            {"kind": "grouped-query"},
            None,
            {"kind": {"value": "grouped-query", "source": "paper"}},
            id="a block",
        ),
        pytest.param(
            "dense",
            {"kind": "linear"},
            {"value": "dense", "source": "paper", "kind": "linear"},
            id="a field beside words",
        ),
        pytest.param({"kind": "linear"}, "dense", "dense", id="words in place of a block"),
        pytest.param(
            {"kind": "multi-head-latent", "kv_rank": "512"},
            {"kv_rank": "256"},
            {"kind": {"value": "multi-head-latent", "source": "paper"}, "kv_rank": "256"},
            id="one field of a block",
        ),
    ],
)
def test_attention_is_shared_in_words_as_a_fact_or_as_a_block(base: Any, own: Any, attention: Any) -> None:
    mine = {"source": "card"} if own is None else {"source": "card", "attention": own}
    found = merged({"architecture": {"attention": base, "source": "paper"}}, {"architecture": mine})
    assert plain(found)["architecture"]["attention"] == attention


def test_a_licence_is_one_statement() -> None:
    base = {"license": {"id": "mit", "source": "readme", "quote": "MIT"}}
    assert plain(merged(base, {"license": {"id": "apache-2.0"}})) == {"license": {"id": "apache-2.0"}}
    assert plain(merged(base, {"license": "apache-2.0"})) == {"license": "apache-2.0"}


NAMES = st.sampled_from(["architecture", "training", "layers", "tags", "a", "b"])
LEAVES = st.sampled_from(["1", "2", "x"])
TREES = st.recursive(
    LEAVES | st.lists(LEAVES, max_size=2),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
CARDS = st.dictionaries(NAMES, TREES, max_size=4)
untimed = settings(deadline=None)


@untimed
@given(CARDS)
def test_nothing_over_something_and_something_over_nothing_change_nothing(card: dict[str, Any]) -> None:
    assert plain(merged(card, {})) == card
    assert plain(merged({}, card)) == card


@untimed
@given(CARDS)
def test_a_card_over_itself_is_itself(card: dict[str, Any]) -> None:
    assert plain(merged(card, card)) == card


@untimed
@given(CARDS, CARDS)
def test_whatever_the_card_says_it_says_after_merging(base: dict[str, Any], own: dict[str, Any]) -> None:
    found = merged(base, own)
    assert set(found.entries) == {*base, *own}
    assert_within(own, plain(found))
    for name, below in found.entries.items():
        assert below.place.file == ("card.yaml" if name in own else "family.yaml")


def assert_within(own: Any, found: Any) -> None:
    for name, value in own.items():
        if isinstance(value, dict):
            assert_within(value, found[name])
        else:
            assert found[name] == value


@untimed
@given(CARDS, CARDS)
def test_a_tilde_for_each_field_leaves_nothing_of_the_family(
    base: dict[str, Any], own: dict[str, Any]
) -> None:
    kept = {name: value for name, value in own.items() if name not in base}
    assert plain(merged(base, {**dict.fromkeys(base), **kept})) == kept


FACTS = st.fixed_dictionaries(
    {"value": st.just("12"), "source": st.just("theirs"), "quote": st.just("their words")}
)
OWN = st.one_of(
    st.just("24"),
    st.just("unknown"),
    st.fixed_dictionaries(
        {"value": st.just("24")}, optional={"source": st.just("mine"), "note": st.just("n")}
    ),
    st.fixed_dictionaries({"absent": st.just("unknown")}, optional={"reason": st.just("r")}),
)


@untimed
@given(FACTS, OWN, st.sampled_from(["architecture", "training"]), st.booleans(), st.booleans())
def test_no_value_of_a_card_ever_carries_words_that_the_family_quotes(
    base: Any, own: Any, block: str, base_source: bool, own_source: bool
) -> None:
    family = {block: {"layers": base, **({"source": "theirs"} if base_source else {})}}
    card = {block: {"layers": own, **({"source": "mine"} if own_source else {})}}
    assert plain(merged(family, card))[block]["layers"] == own
