"""Everything contributors' text goes through before it stands in a Markdown page; it knows no card.

A page is parsed again by Python-Markdown, with whatever extensions a site enables, or by another engine.
So nothing a contributor wrote reaches a page as itself: each character that Markdown or HTML could act on
is a numeric character reference, and block Markdown arrives as one line of finished HTML.
"""

from .code import code
from .escape import FrontMatter, Safe, attribute, cell, front_matter, heading, inline_code, join, text, title
from .links import Resolved, Resolver, link, page_link, safe_url
from .prose_html import distinct_footnotes, inline, prose
from .prose_markdown import prose_markdown

__all__ = [
    "FrontMatter",
    "Resolved",
    "Resolver",
    "Safe",
    "attribute",
    "cell",
    "code",
    "distinct_footnotes",
    "front_matter",
    "heading",
    "inline",
    "inline_code",
    "join",
    "link",
    "page_link",
    "prose",
    "prose_markdown",
    "safe_url",
    "text",
    "title",
]
