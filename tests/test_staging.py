"""The last good site stays until a whole new one takes its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cardsite.engine import staging
from cardsite.errors import CardsiteError
from tinysite import write


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder with a built site of one page."""
    write(tmp_path / "site/index.html", "old")
    return tmp_path / "site"


def begun(target: Path) -> staging.Staging:
    started = staging.begin(target)
    assert started is not None
    return started


def beside(target: Path) -> list[str]:
    return sorted(entry.name for entry in target.parent.iterdir() if entry != target)


def test_the_new_folder_takes_the_whole_place_of_the_old_one(target: Path) -> None:
    write(target / "gone/index.html", "old")
    staged = begun(target)
    write(staged.folder / "index.html", "new")
    staging.swap(staged)
    assert (target / "index.html").read_text() == "new"
    assert not (target / "gone").exists()
    assert beside(target) == []


def test_a_first_build_needs_no_old_folder_nor_one_above_it(tmp_path: Path) -> None:
    staged = begun(tmp_path / "a/b/site")
    write(staged.folder / "index.html", "new")
    staging.swap(staged)
    assert (tmp_path / "a/b/site/index.html").read_text() == "new"


def test_a_discarded_folder_leaves_the_old_one_as_it_is(target: Path) -> None:
    staged = begun(target)
    write(staged.folder / "index.html", "new")
    staging.discard(staged)
    assert (target / "index.html").read_text() == "old"
    assert beside(target) == []


def test_hidden_entries_stay_as_they_do_when_mkdocs_builds_in_place(target: Path) -> None:
    write(target / ".git/config", "kept")
    write(target / ".nojekyll", "old")
    (target / ".link").symlink_to("nowhere")
    staged = begun(target)
    write(staged.folder / ".nojekyll", "new")
    staging.swap(staged)
    assert (target / ".git/config").read_text() == "kept"
    assert (target / ".nojekyll").read_text() == "new"
    assert (target / ".link").is_symlink()


def test_other_users_may_read_the_new_folder_as_they_could_the_old_one(target: Path) -> None:
    target.chmod(0o755)
    staged = begun(target)
    staging.swap(staged)
    assert target.stat().st_mode & 0o777 == 0o755


def test_a_swap_that_fails_half_way_puts_the_old_folder_back(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = begun(target)
    rename = Path.rename

    def fail_for_the_new(self: Path, to: Path) -> Path:
        if self == staged.folder:
            raise OSError("no space left on device")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with pytest.raises(OSError, match="no space left"):
        staging.swap(staged)
    assert (target / "index.html").read_text() == "old"
    staging.discard(staged)
    assert beside(target) == []


def killed(code: str, target: Path) -> None:
    """Run code that has `target` and `staged`, and kill its process without a chance to clean up."""
    script = (
        "import os, signal, sys; from pathlib import Path; from cardsite.engine import staging\n"
        "target = Path(sys.argv[1]); staged = staging.begin(target)\n"
        f"{code}\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, target], check=False)
    assert done.returncode == -signal.SIGKILL


def test_what_a_killed_run_left_is_removed_by_the_next_one(target: Path) -> None:
    killed("(staged.folder / 'index.html').write_text('half')", target)
    assert len(beside(target)) == 1
    staging.discard(begun(target))
    assert beside(target) == []
    assert (target / "index.html").read_text() == "old"


def test_a_run_killed_between_the_two_renames_loses_no_site(target: Path) -> None:
    killed("target.rename(str(staged.folder) + '-old')", target)
    assert not target.exists()
    staging.discard(begun(target))
    assert (target / "index.html").read_text() == "old"
    assert beside(target) == []


def test_a_run_killed_after_the_two_renames_has_published_the_new_site(target: Path) -> None:
    renames = "target.rename(str(staged.folder) + '-old'); staged.folder.rename(target)"
    killed(f"(staged.folder / 'index.html').write_text('new'); {renames}", target)
    assert len(beside(target)) == 1
    staging.discard(begun(target))
    assert (target / "index.html").read_text() == "new"
    assert beside(target) == []


def test_the_folder_of_a_run_that_lives_is_left_alone(target: Path) -> None:
    first = begun(target)
    second = begun(target)
    assert first.folder.is_dir()
    staging.discard(first)
    staging.discard(second)


def test_folders_with_similar_names_are_left_alone(target: Path) -> None:
    write(target.parent / ".site.cards/x", "mine")
    write(target.parent / ".other.cardsite-1/x", "mine")
    (target.parent / ".site.cardsite-link").symlink_to(target.parent / ".site.cards")
    staging.discard(begun(target))
    assert beside(target) == [".other.cardsite-1", ".site.cards", ".site.cardsite-link"]


def test_a_symbolic_link_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    write(tmp_path / "real/index.html", "old")
    (tmp_path / "site").symlink_to("real")
    with pytest.raises(
        CardsiteError, match=r"^site_dir is a symbolic link: .*; name the folder that it leads to instead$"
    ):
        staging.begin(tmp_path / "site")
    assert (tmp_path / "real/index.html").read_text() == "old"


def test_a_folder_with_something_else_in_it_is_not_replaced(tmp_path: Path) -> None:
    write(tmp_path / "site/thesis.tex", "years of work")
    with pytest.raises(CardsiteError, match="site_dir holds files but no built site: "):
        staging.begin(tmp_path / "site")
    assert (tmp_path / "site/thesis.tex").exists()
    assert beside(tmp_path / "site") == []


def test_a_file_in_the_targets_place_is_not_replaced(tmp_path: Path) -> None:
    write(tmp_path / "site", "a file")
    with pytest.raises(CardsiteError, match="site_dir is not a folder: "):
        staging.begin(tmp_path / "site")


@pytest.mark.parametrize("left", [(), (".git",)], ids=["empty", "only hidden entries"])
def test_a_folder_without_visible_entries_can_be_built_into(tmp_path: Path, left: tuple[str, ...]) -> None:
    (tmp_path / "site").mkdir()
    for name in left:
        write(tmp_path / "site" / name, "")
    staging.discard(begun(tmp_path / "site"))


def test_a_mounted_folder_is_left_to_be_built_in_place(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_mount", lambda self: self == target)
    assert staging.begin(target) is None


def test_a_folder_beside_which_nothing_can_be_made_is_left_to_be_built_in_place(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by taking the permission away: root, who runs the tests in containers, may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != target.parent)
    assert staging.begin(target) is None
