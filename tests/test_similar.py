"""Which models are listed as similar to a card, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.facts.similar import MOST, Neighbours
from examples import write_example
from published import published_catalogue


def similar(folder: Path, text: str, identity: str = "card") -> list[tuple[str, str]]:
    """The ids of what is similar to a card, with the reasons."""
    catalogue = read_catalogue(write_example(folder, text), folder)
    found = Neighbours(catalogue).of(catalogue.cards[identity])
    return [(each.entry.id, ", ".join((each.reason, *each.data))) for each in found]


def sized(**sizes: str) -> str:
    """Cards of these sizes, the first of them `card`."""
    return "".join(f"# {name}.yaml\narchitecture: {{parameters: {size}}}\n" for name, size in sizes.items())


@pytest.mark.parametrize(
    ("mine", "other", "reason"),
    [
        ("1B", "1.09B", "same-size"),
        ("1B", "1.11B", "somewhat-larger"),
        ("1B", "1.9B", "somewhat-larger"),
        ("1B", "920M", "same-size"),
        ("1B", "900M", "somewhat-smaller"),
        ("1B", "600M", "somewhat-smaller"),
        ("1B", "2.1B", None),
        ("1B", "450M", None),
        ("1B", "not_disclosed", None),
        ("not_disclosed", "1B", None),
    ],
)
def test_models_of_other_families_are_similar_up_to_twice_the_size(
    mine: str, other: str, reason: str | None, tmp_path: Path
) -> None:
    assert similar(tmp_path, sized(card=mine, other=other)) == ([("other", reason)] if reason else [])


@pytest.mark.parametrize(
    ("mine", "other", "alike"),
    [
        ("pipeline_tag: text-generation", "pipeline_tag: text-generation", True),
        ("pipeline_tag: feature-extraction", "pipeline_tag: sentence-similarity", True),
        ("pipeline_tag: text-generation", "pipeline_tag: text-to-image", False),
        ("pipeline_tag: image-classification", "pipeline_tag: object-detection", False),
        ("pipeline_tag: automatic-speech-recognition", "pipeline_tag: text-to-speech", False),
        ("pipeline_tag: text-generation", "status: active", False),
    ],
)
def test_models_of_other_families_are_similar_only_in_one_field(
    mine: str, other: str, alike: bool, tmp_path: Path
) -> None:
    size = "\narchitecture: {parameters: 1B}\ntraining: {data: [{dataset: heap}]}\n"
    found = similar(tmp_path, f"{mine}{size}# other.yaml\n{other}{size}{DATASETS}")
    assert [name for name, _ in found] == (["other"] if alike else [])


DATASETS = "# datasets.yaml\nheap: {name: Heap, summary: Text.}\n"


def trained(size: str, *names: str) -> str:
    data = ", ".join(f"{{dataset: {name}}}" for name in names)
    return f"architecture: {{parameters: {size}}}\ntraining: {{data: [{data}]}}\n"


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ("1B", "same-size, Heap"),
        ("3.9B", "larger, Heap"),
        ("260M", "smaller, Heap"),
        ("4.1B", None),
    ],
)
def test_shared_training_data_reach_further_than_size_alone(
    size: str, reason: str | None, tmp_path: Path
) -> None:
    text = f"{trained('1B', 'heap')}# other.yaml\n{trained(size, 'heap')}{DATASETS}"
    assert similar(tmp_path, text) == ([("other", reason)] if reason else [])


def test_shared_training_data_come_before_a_nearer_size(tmp_path: Path) -> None:
    text = f"{trained('1B', 'heap')}# far.yaml\n{trained('1.8B', 'heap')}{DATASETS}{sized(near='1B')}"
    assert [name for name, _ in similar(tmp_path, text)] == ["far", "near"]


FAMILY = "# family/family.yaml\nname: Tiny\nsummary: Sizes.\n"


def test_a_member_of_a_family_stands_beside_the_next_sizes_and_its_own(tmp_path: Path) -> None:
    names = ("tiny-1b", "tiny-3b", "tiny-3b-chat", "tiny-7b", "tiny-7b-chat", "tiny-70b")
    sizes = ("1B", "3B", "3B", "7B", "7B", "70B")
    members = sized(**{f"family/{name}": size for name, size in zip(names, sizes, strict=True)})
    assert similar(tmp_path, FAMILY + members, "family/tiny-3b-chat") == [
        ("family/tiny-3b", "family-same-size"),
        ("family/tiny-7b-chat", "family-next-up"),
        ("family/tiny-1b", "family-next-down"),
    ]


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ("1.09B", "family-same-size"),
        ("1.11B", "family-next-up"),
        ("920M", "family-same-size"),
        ("900M", "family-next-down"),
    ],
)
def test_within_a_family_sizes_that_differ_by_a_tenth_are_the_same(
    size: str, reason: str, tmp_path: Path
) -> None:
    members = sized(**{"family/one": "1B", "family/two": size})
    assert similar(tmp_path, FAMILY + members, "family/one") == [("family/two", reason)]


def test_of_a_family_at_most_three_are_named_even_if_there_is_room_for_more(tmp_path: Path) -> None:
    members = {"a": "3B", "b": "3B", "c": "3B", "smaller": "1B", "larger": "7B"}
    text = FAMILY + sized(**{f"family/{name}": size for name, size in members.items()})
    assert [name for name, _ in similar(tmp_path, text, "family/a")] == [
        "family/b",
        "family/c",
        "family/larger",
    ]


def test_what_a_model_was_made_from_and_what_was_made_from_it_come_first(tmp_path: Path) -> None:
    text = "base_model: base\n" + sized(near="1B", base="9B") + "# child.yaml\nbase_model: card\n"
    text = f"architecture: {{parameters: 1B}}\n{text}"
    assert similar(tmp_path, text) == [
        ("base", "base"),
        ("child", "made-from-it"),
        ("near", "same-size"),
    ]


def test_five_places_are_shared_by_two_of_the_lineage_one_of_the_family_and_two_others(
    tmp_path: Path,
) -> None:
    text = (
        "# family/card.yaml\nbase_model: base\narchitecture: {parameters: 3B}\n# base.yaml\nstatus: active\n"
    )
    text += "".join(f"# {name}.yaml\nbase_model: family/card\n" for name in ("child", "grown"))
    text += FAMILY + sized(**{"family/twin": "3B", "family/larger": "7B"})
    text += sized(a="3B", b="3B", c="3B")
    assert [name for name, _ in similar(tmp_path, text, "family/card")] == [
        "base",
        "child",
        "family/twin",
        "a",
        "b",
    ]


def test_a_large_family_of_one_size_does_not_hide_what_is_beyond_it(tmp_path: Path) -> None:
    members = {f"family/m{number:02}": f"1_000_0{number:02}_000" for number in range(1, 31)}
    text = FAMILY + sized(**{"family/card": "1B", **members, "other": "1.05B"})
    assert ("other", "same-size") in similar(tmp_path, text, "family/card")


def test_of_another_family_only_the_nearest_is_named(tmp_path: Path) -> None:
    members = sized(**{"family/a": "1.1B", "family/b": "1.02B", "family/c": "900M"})
    assert similar(tmp_path, sized(card="1B") + FAMILY + members) == [("family/b", "same-size")]


def test_no_model_is_similar_to_itself_and_a_loop_of_bases_ends(tmp_path: Path) -> None:
    text = "base_model: other\n# other.yaml\nbase_model: card\n"
    assert similar(tmp_path, text) == [("other", "base")]


def test_each_of_our_own_models_of_a_family_has_a_few_that_are_like_it_each_with_a_reason() -> None:
    catalogue = published_catalogue()
    neighbours = Neighbours(catalogue)
    for entry in catalogue.cards.values():
        found = neighbours.of(entry)
        names = [each.entry.id for each in found]
        assert len(set(names)) == len(names) <= MOST
        assert names or not (entry.family or any(base.model for base in entry.card.bases))
        assert entry.id not in names
        assert all(each.reason for each in found)


def test_among_many_of_one_size_the_nearest_are_named(tmp_path: Path) -> None:
    text = sized(**{f"m{number:03}": f"1_000_{number:03}_000" for number in range(100)})
    found = similar(tmp_path, text, "m050")
    assert [name for name, _ in found] == ["m046", "m047", "m048", "m049", "m051"]
