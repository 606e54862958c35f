"""What a search should know of a finished page: its words, and not its tables, code and marks."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["searchable"]

# Nobody looks for a page by a score or a line of code, and in a catalogue these are most of what there is.
# What unfolds says it again in detail; marks are signs; and pages that are linked are found by themselves.
_LEFT_OUT = ", ".join(
    (
        *("pre", "svg", "nav", "details", "input", "sup.cs-mark", "table", ".headerlink", ".cs-tabs"),
        *(".cs-conditions", ".cs-coverage", ".cs-legend", ".cs-links", ".cs-sources"),
        ".cs-unsearched",
    )
)
_KEPT = ".cs-facts table"
# Sections that name other models, files or what follows from numbers: nothing that leads to this page.
_SECTIONS = (
    "#will-it-fit, #lineage-and-licences, #similar-models, #sources, #coverage, #data-behind-this-page"
)
_PASSAGES = ".cs-prose, .cs-steps, .cs-authors"
_HEADINGS = {"h2", "h3", "h4"}


def searchable(html: str, said: set[str]) -> str:
    """The page's content with its title, key facts and prose, each below the heading that leads to it.

    A passage that another page has said, such as those that members of a family share, is left out: `said`
    holds what was, and grows. A heading that nothing is left of goes as well.
    """
    parser = LexborHTMLParser(f"<div>{html}</div>")
    kept = {node.mem_id for node in parser.css(_KEPT)}
    for node in parser.css(_LEFT_OUT):
        if node.mem_id not in kept:
            node.decompose()
    for heading in parser.css(_SECTIONS):
        for node in _below(heading):
            node.decompose()
    for node in parser.css(_PASSAGES):
        passage = node.html or ""
        if passage in said:
            node.decompose()
        said.add(passage)
    for heading in _without_words(parser):
        heading.decompose()
    return (parser.body.inner_html if parser.body else "") or ""


def _below(heading: LexborNode) -> list[LexborNode]:
    """What stands between a heading and the next one of its level."""
    found, node = [], heading.next
    while node is not None and node.tag != heading.tag:
        found.append(node)
        node = node.next
    return found


def _without_words(parser: LexborHTMLParser) -> list[LexborNode]:
    """The headings with no text between them and the next one."""
    found: list[LexborNode] = []
    last: LexborNode | None = None
    for node in parser.root.traverse(include_text=True) if parser.root else ():
        if node.tag in _HEADINGS:
            found += [last] if last else []
            last = node
        elif last and node.tag == "-text" and (node.text_content or "").strip() and not _is_in(node, last):
            last = None
    return found + ([last] if last else [])


def _is_in(node: LexborNode, heading: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.tag not in _HEADINGS:
        above = above.parent
    return above is not None and above.mem_id == heading.mem_id
