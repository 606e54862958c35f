"""The same pages for other site generators: a project for each, made from the Markdown that cardsite renders.

Each gets finished Markdown (Jinja's peer gets its pieces), all files for machines that lie beside the pages,
the same navigation of sections, a search index, and addresses with `.html`. What a generator cannot read as
it is has been rewritten before anything is timed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue import ROOT, SETTINGS
from selectolax.lexbor import LexborHTMLParser

__all__ = ["PEERS", "Peer", "different", "environment"]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Peer:
    """One of the others: how its project is made in a folder from the rendered one, and how it is built."""

    prepare: Callable[[Path, Path], None]
    command: tuple[str, ...]
    """Run in the folder of the project, with the environment's folder of programs before its first word."""
    site: str = "site"


def environment(folder: Path) -> Path:
    """The folder of programs in an environment that has the peers; made once for each list of them."""
    wanted = HERE / "peers.txt"
    constraints = ROOT / "constraints.txt"
    stamp = hashlib.sha256(wanted.read_bytes() + constraints.read_bytes()).hexdigest()
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (folder / stamp).exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", "-r", str(wanted), "-c", str(constraints)]
        subprocess.run([str(programs / "python"), *install], check=True)
        (folder / stamp).touch()
    return programs


# MkDocs and what reads its settings


def _settings(folder: Path, plugins: list[Any]) -> None:
    extensions = [*SETTINGS["markdown_extensions"], "md_in_html"]
    settings = {**SETTINGS, "plugins": plugins, "markdown_extensions": extensions}
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")


def _material(rendered: Path, folder: Path) -> None:
    shutil.copytree(rendered, folder / "docs")
    _settings(folder, ["search"])


_GENERATE = '''"""Makes each page from its values, with a template."""

import json
from pathlib import Path

import jinja2
import mkdocs_gen_files

here = Path(__file__).parent
jinja = jinja2.Environment(keep_trailing_newline=True)
template = jinja.from_string((here / "page.jinja").read_text("utf-8"))
for file in sorted((here / "pages").rglob("*.json")):
    path = file.relative_to(here / "pages").with_suffix("")
    with mkdocs_gen_files.open(path.as_posix(), "w") as page:
        page.write(template.render(json.loads(file.read_text("utf-8"))))
'''
_TEMPLATE = """\
---
{{ matter }}
---
{{ start }}
{% for section in sections %}
## {{ section.title }}
{{ section.body }}
{%- endfor %}"""


def _gen_files(rendered: Path, folder: Path) -> None:
    """A file of values for each page: its front matter, and the title and body of each section."""
    shutil.copytree(rendered, folder / "docs", ignore=shutil.ignore_patterns("*.md"))
    for page in sorted(rendered.rglob("*.md")):
        matter, text = _parts(page)
        start, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
        pairs = [section.split("\n", 1) for section in sections]
        values = {
            "matter": matter,
            "start": start,
            "sections": [{"title": pair[0], "body": pair[-1]} for pair in pairs],
        }
        _write(folder / "pages" / f"{page.relative_to(rendered)}.json", json.dumps(values))
    _write(folder / "page.jinja", _TEMPLATE)
    _write(folder / "generate.py", _GENERATE)
    _settings(folder, ["search", {"gen-files": {"scripts": ["generate.py"]}}])


def _parts(page: Path) -> tuple[str, str]:
    """Front matter, and what follows."""
    text = page.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        return "", text
    matter, _, rest = text[4:].partition("\n---\n")
    return matter, rest


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


# Hugo

_HUGO = """\
baseURL = "/"
title = "Measured"
uglyURLs = true
relativeURLs = true
disableKinds = ["taxonomy", "term", "rss", "sitemap"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.renderHooks.link]
useEmbedded = "always"
[markup.highlight]
noClasses = false
[outputs]
home = ["html", "json"]
"""
_LAYOUT = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} - {{ .Site.Title }}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
{{ with .Description }}<meta name="description" content="{{ . }}">{{ end }}</head><body>
<nav>{{ range .Site.Params.sections }}<a href="{{ .url | relURL }}">{{ .name }}</a> {{ end }}</nav>
<nav>{{ .TableOfContents }}</nav>
<main><article>{{ .Content }}</article></main></body></html>
"""
_INDEX = """\
[{{ range $i, $p := .Site.Pages }}{{ if $i }},{{ end }}\
{{ dict "title" .Title "location" .RelPermalink "text" .Plain | jsonify }}{{ end }}]
"""


def _hugo(rendered: Path, folder: Path) -> None:
    """Index pages are `_index.md` there, and only what is no page may lie outside of the content."""
    shutil.copytree(rendered, folder / "static", ignore=shutil.ignore_patterns("*.md"))
    for page in sorted(rendered.rglob("*.md")):
        path = page.relative_to(rendered)
        name = "_index.md" if path.name == "index.md" else path.name
        text = re.sub(r"\bindex\.md(?=[)#?])", "_index.md", page.read_text(encoding="utf-8"))
        # It takes `title: "2024"` for what it says, and tags for a taxonomy, which is off.
        _write(folder / "content" / path.parent / name, text)
    sections = [
        {"name": name, "url": "/" + path.replace(".md", ".html")}
        for entry in SETTINGS["nav"]
        for name, path in entry.items()
    ]
    listed = "".join(
        f"[[params.sections]]\nname = {json.dumps(each['name'])}\nurl = {json.dumps(each['url'])}\n"
        for each in sections
    )
    _write(folder / "hugo.toml", _HUGO + listed)
    for name in ("single", "list"):
        _write(folder / "layouts/_default" / f"{name}.html", _LAYOUT)
    _write(folder / "layouts/index.json", _INDEX)


_MKDOCS = ("python", "-m", "mkdocs", "build", "--quiet")
PEERS = {
    "plain Material": Peer(_material, _MKDOCS),
    "mkdocs-gen-files and Jinja": Peer(_gen_files, _MKDOCS),
    "Zensical": Peer(_material, ("zensical", "build", "--clean")),
    "Hugo": Peer(_hugo, ("hugo", "build", "--quiet", "--destination", "site")),
}


# Whether they have the same content


def different(ours: Path, theirs: Path, every: int = 10) -> list[str]:
    """Pages that another site lacks, and those of a sample whose headings, tables or code differ there."""
    found = []
    pages = sorted(path.relative_to(ours) for path in ours.rglob("*.html") if path.name != "404.html")
    for number, path in enumerate(pages):
        if not (theirs / path).exists():
            found.append(f"{path} is missing")
        elif number % every == 0 and (why := _difference(_content(ours / path), _content(theirs / path))):
            found.append(f"{path}: {why}")
    return found


def _content(path: Path) -> dict[str, list[str]]:
    """Headings, cells of tables and code, as words."""
    root = LexborHTMLParser(path.read_text(encoding="utf-8")).css_first("article")
    assert root, f"{path} has no article"
    for node in root.css(".headerlink, .md-content__button, nav.md-tags"):
        node.decompose()
    return {
        name: [" ".join(node.text().split()) for node in root.css(selector)]
        for name, selector in (("headings", "h1, h2, h3"), ("cells", "td"), ("code", "pre"))
    }


def _difference(ours: dict[str, list[str]], theirs: dict[str, list[str]]) -> str:
    for name, texts in ours.items():
        for one, other in zip(texts, theirs[name], strict=False):
            if one != other:
                return f"{one!r} is {other!r} there"
        if len(texts) != len(theirs[name]):
            return f"{len(texts)} {name}, there {len(theirs[name])}"
    return ""
