"""Pages in the shell of their theme: the bytes that the theme itself gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cardsite.engine.theme_shell import Shells
from tinysite import LICENSED, build, catalogue, write

ROOT = Path(__file__).parents[1]
MATERIAL: dict[str, Any] = {"theme": {"name": "material", "font": False}, "plugins": ["search", "cardsite"]}
FEATURES = ["content.action.edit", "navigation.footer", "navigation.path", "navigation.tabs", "toc.follow"]
TITLES = (
    "A & B", "<b>Bold</b>", "it's \"it\"", "a  b", "caf\u00e9", "&#46;", "-- x", "\\1 \\g<0>", "&amp;",
)  # fmt: skip
"""Names of models that a theme could print in more than one way."""


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[bool]]:
    """Whether each page that came by a shell is what the theme gives, and how many came by one."""
    found: list[bool] = []
    rendered: list[object] = []
    page = Shells.page

    def both(self: Shells, context: Mapping[str, Any]) -> str:
        theme = self.theme

        def counted(context: Mapping[str, Any]) -> str:
            rendered.append(context)
            return theme(context)

        self.theme, before = counted, len(rendered)
        html = page(self, context)
        self.theme = theme
        if len(rendered) == before:
            found.append(html == theme(context))
        return html

    monkeypatch.setattr(Shells, "page", both)
    return lambda: found


def models(folder: Path) -> None:
    for number, title in enumerate(TITLES):
        name = f"name: {yaml.safe_dump(title, width=999).splitlines()[0]}\n"
        tags = f"tags: [{number}, b]\n" if number % 2 else ""
        summary = f"summary: Not {number} & <i>&amp;</i>.\n" + f"organization: acme\nlicense: mit\n{tags}"
        write(folder / f"cards/family-{number % 3}/card-{number}.yaml", name + summary)


SITES: dict[str, dict[str, Any]] = {
    "nothing set": {},
    "files": {"use_directory_urls": False},
    "an address, edit buttons and features": {
        "site_url": "https://acme.example/models/",
        "repo_url": "https://codeberg.example/acme/cards",
        "edit_uri": "edit/main/docs/",
        "theme": MATERIAL["theme"] | {"features": FEATURES},
        "extra_css": ["models/family-1/own.css"],
        "markdown_extensions": [{"toc": {"permalink": True}}],
    },
    "a navigation with a model": {"nav": ["index.md", {"One": "models/family-1/card-1.md"}]},
    "settings that name files": {
        "theme": MATERIAL["theme"] | {"logo": "models/logo.svg", "favicon": "docs/x/y.svg"},
        "extra": {"homepage": "models/", "social": [{"icon": "simple/git", "link": "families/x"}]},
    },
    "another language": {"theme": MATERIAL["theme"] | {"language": "he"}},
}


@pytest.mark.parametrize("settings", SITES.values(), ids=SITES)
def test_a_page_in_a_shell_has_the_bytes_of_the_theme(
    tmp_path: Path, compared: Callable[[], list[bool]], settings: dict[str, Any]
) -> None:
    mkdocs_yml = catalogue(tmp_path, **(MATERIAL | settings))
    models(tmp_path)
    write(tmp_path / "docs/models/family-1/own.css", "a{}")
    build(mkdocs_yml, strict=False)
    assert len(compared()) > len(TITLES) // 2
    assert all(compared())


def test_so_have_all_pages_of_this_site(tmp_path: Path, compared: Callable[[], list[bool]]) -> None:
    build(ROOT / "mkdocs.yml", strict=False, site_dir=str(tmp_path / "site"))
    assert len(compared()) > 50
    assert all(compared())


LISTENING = "def on_page_context(context, *, page, **_):\n    page.meta['secret'] = page.url\n"
READS = '{% extends "base.html" %}{% block content %}{{ page.content | length }}{% endblock %}'


@pytest.mark.parametrize(
    ("file", "text", "settings"),
    [
        ("hook.py", LISTENING, {"hooks": ["hook.py"]}),
        ("own/main.html", READS, {"theme": MATERIAL["theme"] | {"custom_dir": "own"}}),
        ("own/partials/toc.html", "{{ page.toc }}", {"theme": MATERIAL["theme"] | {"custom_dir": "own"}}),
        ("docs/x.md", "# X\n", {"theme": {"name": "mkdocs", "highlightjs": False}}),
    ],
    ids=["another plugin listens", "a template of the site", "a part of one", "another theme"],
)
def test_every_page_goes_through_the_theme_where(
    tmp_path: Path, compared: Callable[[], list[bool]], file: str, text: str, settings: dict[str, Any]
) -> None:
    mkdocs_yml = catalogue(tmp_path, **(MATERIAL | settings))
    write(tmp_path / file, text)
    write(tmp_path / "cards/more.yaml", LICENSED.replace("Tiny", "More"))
    build(mkdocs_yml, strict=False)
    assert compared() == []


ASKED = ("page.file.src_uri", "page.content | length", "page.title | upper", "page.meta.items()")


@pytest.mark.parametrize("asked", ASKED)
def test_a_theme_that_asks_for_what_no_mark_shows_renders_every_page(
    tmp_path: Path, compared: Callable[[], list[bool]], monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    main = '{% extends "base.html" %}{% block footer %}{{ page and ' + asked + " }}{% endblock %}"
    theme = write(tmp_path / "own/main.html", main).parent
    monkeypatch.setattr("cardsite.engine.plugin.get_theme_dir", lambda _name: str(theme))
    custom = {"theme": MATERIAL["theme"] | {"custom_dir": str(theme)}}
    mkdocs_yml = catalogue(tmp_path, **(MATERIAL | custom))
    models(tmp_path)
    build(mkdocs_yml, strict=False)
    assert compared() == []
