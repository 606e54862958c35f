"""Everything contributors' text goes through before it stands in a Markdown page; it knows no card.

A page is parsed again by Python-Markdown, with whatever extensions a site enables, or by another engine.
So nothing a contributor wrote reaches a page as itself: each character that Markdown or HTML could act on
is a numeric character reference, and block Markdown arrives as one line of finished HTML.
"""

from .code import code
from .escape import (
    FrontMatter,
    Safe,
    around,
    attribute,
    cell,
    front_matter,
    heading,
    inline_code,
    join,
    text,
    title,
)
from .inline_markdown import words
from .links import Resolved, Resolver, encoded, link, page_link, safe_url
from .plain_markdown import END_LINK, FOOTNOTES, LINK, TO, guarded, in_address, settled
from .prose_html import distinct_footnotes, inline, may_lead, prose
from .prose_markdown import marked_markdown, prose_markdown

__all__ = [
    "END_LINK",
    "FOOTNOTES",
    "LINK",
    "TO",
    "FrontMatter",
    "Resolved",
    "Resolver",
    "Safe",
    "around",
    "attribute",
    "cell",
    "code",
    "distinct_footnotes",
    "encoded",
    "front_matter",
    "guarded",
    "heading",
    "in_address",
    "inline",
    "inline_code",
    "join",
    "link",
    "marked_markdown",
    "may_lead",
    "page_link",
    "prose",
    "prose_markdown",
    "safe_url",
    "settled",
    "text",
    "title",
    "words",
]
