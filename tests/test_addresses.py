"""Which addresses count as another model's, on small catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import Rules, read_catalogue
from examples import write_example

CARDS = """\
# kestrel/family.yaml
name: Kestrel
summary: Two sizes.
# kestrel/big.yaml
name: Kestrel 2B
hub_id: acme/kestrel-2b
# kestrel/small.yaml
name: Kestrel 1B
{fields}
# fish.yaml
name: Minnow 1B
# bird.yaml
name: Heron 7B
organization: globex
"""
SAMPLE = "inference: {{samples: [{{type: Batch, python: {{title: run, url: 'https://example.org/{path}'}}{more}}}]}}"


def messages(folder: Path, text: str, code: str) -> list[str]:
    problems = read_catalogue(write_example(folder, text), folder, Rules(select=(code,))).problems
    return [problem.message for problem in problems if problem.code == code]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("links: {weights: 'https://a.b/acme/kestrel-2b'}", ["kestrel-2b"]),
        ("links: {repository: 'https://a.b/acme/kestrel-2b'}", []),
        ("links: {repository: 'https://a.b/acme/minnow-1b'}", []),
        ("links: {repository: 'https://a.b/globex/heron-7b'}", []),
        ("links: {other: [{title: The teacher Heron 7B, url: 'https://a.b/heron-7b'}]}", []),
        ("description: See [that](https://a.b/globex/heron-7b).", []),
        ("description: See [that](https://a.b/llama).", []),
        ("notes: See [that](https://a.b/acme/minnow-1b).", []),
        ("links: {repository: 'https://github.com/globex/train'}", []),
        ("sources: {x: {title: Card of Kestrel 1B, url: 'https://a.b/kestrel-2b'}}", ["kestrel-2b"]),
        ("sources: {x: {title: Card of Kestrel 1B, url: 'https://a.b/llama'}}", []),
        ("sources: {x: {title: Card of another, url: 'https://a.b/kestrel-2b'}}", []),
        (SAMPLE.format(path="run-kestrel-2b", more=""), ["kestrel-2b"]),
        (SAMPLE.format(path="run-dolly", more=""), ["Dolly"]),
        (SAMPLE.format(path="run-dolly", more=", note: Made for Dolly."), []),
        (SAMPLE.format(path="run-dolly", more=", note: As published."), ["Dolly"]),
        (SAMPLE.format(path="run-adolly", more=""), []),
    ],
)
def test_an_address_may_not_name_another_model(fields: str, expected: list[str], tmp_path: Path) -> None:
    found = messages(tmp_path, CARDS.format(fields=fields), "foreign-link")
    assert [end for end in expected if not any(each.endswith(end) for each in found)] == []
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("url", "count"),
    [
        ("https://huggingface.co/acme/kestrel-1b", 0),
        ("https://huggingface.co/Acme/Kestrel-1B/tree/main", 0),
        ("https://huggingface.co/acme/kestre-1b", 1),
        ("https://hf.co/acme/kestrel-2b", 1),
        ("https://huggingface.co/datasets/acme/pond", 0),
        ("https://huggingface.co/acme", 0),
        ("https://example.org/acme/kestrel-3b", 0),
    ],
)
def test_the_weights_are_linked_where_the_hub_id_says(url: str, count: int, tmp_path: Path) -> None:
    text = f"hub_id: acme/kestrel-1b\nlinks: {{weights: '{url}'}}\n"
    assert len(messages(tmp_path, text, "link-weights")) == count
