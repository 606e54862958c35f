"""The hub's own library reads what the site exports for it, and finds every score."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from cardsite.exporters import hub_metadata
from published import published_catalogue, published_files

hub = pytest.importorskip("huggingface_hub", reason="it is in the group of dependencies for tests")

README = ".huggingface.txt"
LEADERBOARDS = ".eval_results.yaml"


def ids(ending: str) -> list[str]:
    paths = [path for path in published_files() if path.endswith(ending)]
    return [path.removeprefix("models/").removesuffix(ending) for path in paths]


def written(result: Any) -> tuple[Any, ...]:
    """What tells a score from others, and its value, as the library has it."""
    return (
        result.dataset_type,
        result.dataset_name,
        result.dataset_config,
        result.dataset_split,
        result.dataset_args,
        result.metric_type,
        result.metric_value,
        result.source_url,
    )


def expected(block: dict[str, Any]) -> tuple[Any, ...]:
    data, (metric,) = block["dataset"], block["metrics"]
    return (
        *(data.get(name) for name in ("type", "name", "config", "split", "args")),
        *(metric["type"], metric["value"]),
        block.get("source", {}).get("url"),
    )


@pytest.mark.parametrize("identity", ids(README))
def test_the_library_loads_a_readme_and_finds_every_score(identity: str) -> None:
    entry = published_catalogue().cards[identity]
    stated = hub_metadata(entry, published_catalogue())
    card = hub.ModelCard(published_files()[f"models/{identity}{README}"])
    assert isinstance(card.data, hub.ModelCardData)
    found = card.data.eval_results or []
    assert all(isinstance(each, hub.EvalResult) for each in found)
    blocks = [block for index in stated.pop("model-index", []) for block in index["results"]]
    assert [written(each) for each in found] == [expected(block) for block in blocks]
    assert {name: card.data.get(name) for name in stated} == stated


@pytest.mark.parametrize("identity", ids(LEADERBOARDS))
def test_the_library_reads_what_leaderboards_get(identity: str) -> None:
    results = yaml.safe_load(published_files()[f"models/{identity}{LEADERBOARDS}"])
    found = hub.parse_eval_result_entries(results)
    assert hub.eval_result_entries_to_yaml(found) == results
    assert all(isinstance(each.value, float) for each in found)
