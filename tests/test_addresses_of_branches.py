"""Sources that follow a branch: which addresses those are, and what says which state was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from finding import messages

FILE = "https://github.com/acme/tapir/blob/main/tapir.yml"


@pytest.mark.parametrize(
    ("url", "branch"),
    [
        ("https://github.com/acme/tapir", ""),
        ("https://github.com/acme/main", ""),
        ("https://github.com/acme/tapir/blob/v1.0/main/tapir.yml", ""),
        ("https://github.com/acme/tapir/blob/mainline/tapir.yml", ""),
        ("https://github.com/acme/tapir/blob/3f2504e04f8964cd/tapir.yml", ""),
        ("https://github.com/acme/tapir/wiki/main", ""),
        ("https://example.org/acme/tapir/blob/main/tapir.yml", ""),
        ("https://huggingface.co/acme/tapir/resolve/3f2504e/config.json", ""),
        ("https://huggingface.co/acme/tapir", ""),
        (FILE, "main"),
        ("https://github.com/acme/tapir/tree/master", "master"),
        ("https://github.com/acme/tapir/blob/refs/heads/main/a.md", "main"),
        ("https://raw.githubusercontent.com/acme/tapir/HEAD/a.md", "HEAD"),
        ("https://huggingface.co/acme/tapir/resolve/main/config.json", "main"),
        ("https://huggingface.co/datasets/acme/tapir/blob/main/README.md?x=1", "main"),
        ("https://gitlab.example.org/acme/group/tapir/-/blob/develop/a.md", "develop"),
    ],
)
def test_a_source_on_a_branch_is_noted(url: str, branch: str, tmp_path: Path) -> None:
    card = f'name: Tapir 111M\nsources: {{config: {{title: A file, url: "{url}"}}}}\n'
    found = [f'the source follows the branch "{branch}"'] if branch else []
    assert messages(tmp_path, "link-branch", card) == found


@pytest.mark.parametrize("more", ["accessed: 2026-11-20", "commit: 3f2504e"])
def test_a_day_or_a_commit_says_which_state_was_read(more: str, tmp_path: Path) -> None:
    card = f'name: Tapir 111M\nsources: {{config: {{title: A file, url: "{FILE}", {more}}}}}\n'
    assert messages(tmp_path, "link-branch", card) == []
