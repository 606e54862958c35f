"""Files are written whole or not at all, and only where their bytes change."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cardsite.errors import CardsiteError
from cardsite.files import Shelf, create_file, write_file, write_tree
from cardsite.site import Asset, Page, Site
from tinysite import write

MANIFEST = ".cardsite-files.json"
LONG_AGO = 1_000_000_000


def site(**files: str) -> Site:
    """A site of pages, and of assets where a name does not end in `md`; `__` is a slash, `_md` an ending."""
    named = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    pages = tuple(Page(path, path, text.encode()) for path, text in named.items() if path.endswith(".md"))
    assets = tuple(Asset(path, text.encode()) for path, text in named.items() if not path.endswith(".md"))
    return Site(pages, assets, ())


def listing(folder: Path) -> dict[str, str]:
    """What a folder holds, without the list that cardsite keeps."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") if path.is_file() else "/"
        for path in sorted(folder.rglob("*"))
        if path.name != MANIFEST
    }


# One file


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    assert write_file(tmp_path / "a/b/c.md", b"text\n")
    assert listing(tmp_path) == {"a": "/", "a/b": "/", "a/b/c.md": "text\n"}


def test_a_written_file_can_be_read_by_everybody(tmp_path: Path) -> None:
    write_file(tmp_path / "page.md", b"text\n")
    assert (tmp_path / "page.md").stat().st_mode & 0o777 == 0o644


def test_a_file_that_holds_the_content_already_is_not_touched(tmp_path: Path) -> None:
    path = write(tmp_path / "page.md", "text\n")
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert not write_file(path, b"text\n")
    assert path.stat().st_mtime == LONG_AGO


def test_a_link_is_replaced_and_what_it_led_to_is_left_alone(tmp_path: Path) -> None:
    target = write(tmp_path / "elsewhere.md", "text\n")
    (tmp_path / "page.md").symlink_to(target)
    assert write_file(tmp_path / "page.md", b"text\n")
    assert not (tmp_path / "page.md").is_symlink()
    write_file(tmp_path / "page.md", b"new\n")
    assert target.read_text(encoding="utf-8") == "text\n"


@pytest.mark.parametrize("step", ["replace", "chmod"])
def test_a_write_that_fails_leaves_the_old_content_and_nothing_beside_it(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "page.md", "old\n")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, b"new\n")
    assert listing(tmp_path) == {"page.md": "old\n"}


def test_a_write_that_is_interrupted_leaves_the_old_content_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "page.md", "old\n")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(path, b"new\n")
    assert listing(tmp_path) == {"page.md": "old\n"}


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "a/card.yaml"
    create_file(path, "first\n")
    with pytest.raises(CardsiteError) as raised:
        create_file(path, "second\n")
    assert str(raised.value) == f"{path} already exists; nothing was written"
    assert path.read_text(encoding="utf-8") == "first\n"


# A site


def test_a_second_run_changes_nothing_and_touches_nothing(tmp_path: Path) -> None:
    pages = site(index_md="Home\n", models__a_md="A\n", models__a_json="{}\n")
    assert write_tree(pages.files, tmp_path) == (3, 0)
    for path in tmp_path.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert write_tree(pages.files, tmp_path) == (0, 0)
    assert {path.stat().st_mtime for path in tmp_path.rglob("*")} == {LONG_AGO}


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    write_tree(site(a_md="A\n", b_md="B\n").files, tmp_path)
    os.utime(tmp_path / "a.md", (LONG_AGO, LONG_AGO))
    assert write_tree(site(a_md="A\n", b_md="New\n").files, tmp_path) == (1, 0)
    assert (tmp_path / "a.md").stat().st_mtime == LONG_AGO
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == "New\n"


def test_what_is_no_longer_made_is_taken_away_with_the_folders_it_leaves_empty(tmp_path: Path) -> None:
    write_tree(site(index_md="Home\n", models__old__a_md="A\n", models__b_md="B\n").files, tmp_path)
    assert write_tree(site(index_md="Home\n", models__b_md="B\n").files, tmp_path) == (0, 1)
    assert listing(tmp_path) == {"index.md": "Home\n", "models": "/", "models/b.md": "B\n"}


def test_files_of_others_stay_also_in_folders_that_are_taken_away(tmp_path: Path) -> None:
    write_tree(site(index_md="Home\n", models__a_md="A\n").files, tmp_path)
    write(tmp_path / "models/notes.txt", "Mine.\n")
    write(tmp_path / "own.md", "Mine.\n")
    write_tree(site(index_md="Home\n").files, tmp_path)
    expected = {"index.md": "Home\n", "models": "/", "models/notes.txt": "Mine.\n", "own.md": "Mine.\n"}
    assert listing(tmp_path) == expected


def test_a_file_that_somebody_else_wrote_is_never_replaced(tmp_path: Path) -> None:
    write(tmp_path / "index.md", "Mine.\n")
    with pytest.raises(CardsiteError) as raised:
        write_tree(site(index_md="Home\n", a_md="A\n").files, tmp_path)
    said = "is not from cardsite and would be replaced; nothing was written"
    assert str(raised.value) == f"{tmp_path / 'index.md'} {said}"
    assert listing(tmp_path) == {"index.md": "Mine.\n"}
    assert not (tmp_path / MANIFEST).exists()


def test_a_link_that_leads_nowhere_is_somebodys_too(tmp_path: Path) -> None:
    (tmp_path / "index.md").symlink_to(tmp_path / "nowhere.md")
    with pytest.raises(CardsiteError, match="is not from cardsite"):
        write_tree(site(index_md="Home\n").files, tmp_path)
    assert (tmp_path / "index.md").is_symlink()


def test_a_file_that_holds_the_same_already_is_taken_over(tmp_path: Path) -> None:
    write(tmp_path / "index.md", "Home\n")
    assert write_tree(site(index_md="Home\n").files, tmp_path) == (0, 0)
    assert write_tree(site().files, tmp_path) == (0, 1)


def test_a_folder_that_is_a_link_is_not_followed_out(tmp_path: Path) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.mkdir()
    (out / "models").symlink_to(elsewhere)
    with pytest.raises(CardsiteError) as raised:
        write_tree(site(models__a_md="A\n").files, out)
    said = f"leads out of {out} by a link; nothing was written"
    assert str(raised.value) == f"{out / 'models/a.md'} {said}"
    assert listing(elsewhere) == {}


@pytest.mark.parametrize("name", ["../victim.md", "/etc/victim.md", "a/../../victim.md"])
def test_a_list_that_was_tampered_with_takes_nothing_away_outside(name: str, tmp_path: Path) -> None:
    victim = write(tmp_path / "victim.md", "Mine.\n")
    write(tmp_path / "out" / MANIFEST, json.dumps([name, 7, str(victim)]))
    assert write_tree(site(index_md="Home\n").files, tmp_path / "out") == (1, 0)
    assert victim.read_text(encoding="utf-8") == "Mine.\n"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_a_list_that_cannot_be_read_stops_the_run(content: bytes, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(CardsiteError) as raised:
        write_tree(site(index_md="Home\n").files, tmp_path)
    said = "cannot be read; delete it and what cardsite wrote beside it"
    assert str(raised.value) == f"{tmp_path / MANIFEST} {said}"
    assert listing(tmp_path) == {}


def test_a_run_that_was_stopped_half_way_can_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def fail_at_b(self: Path, target: Path) -> Path:
        if target.name == "b.md":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail_at_b)
        with pytest.raises(OSError, match="No space left"):
            write_tree(site(a_md="A\n", b_md="B\n").files, tmp_path)
    assert write_tree(site(a_md="Other\n", b_md="B\n").files, tmp_path) == (2, 0)
    assert listing(tmp_path) == {"a.md": "Other\n", "b.md": "B\n"}


def test_what_was_put_aside_comes_back_in_any_order_and_after_the_shelf() -> None:
    shelf = Shelf()
    kept = [shelf.keep(content) for content in (b"one\n", b"", b"\xff\x00three")]
    del shelf
    assert [each.content for each in reversed(kept)] == [b"\xff\x00three", b"", b"one\n"]
    assert kept[0].content == b"one\n"
