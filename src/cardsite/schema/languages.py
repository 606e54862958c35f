"""Languages by their codes: what each is called, and what may be meant by what is not a code."""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global

if TYPE_CHECKING:
    import iso639
else:

    class _OnUse:
        def __getattr__(self, name: str) -> object:
            return getattr(importlib.import_module("iso639"), name)

    # It reads the list of all languages, and most catalogues name none that CLDR does not.
    iso639 = _OnUse()

__all__ = ["FLAGS", "code_hint", "language_name", "language_names", "language_scripts"]

FLAGS = frozenset({"y", "n", "yes", "on", "off", "true", "false"})
"""What many readers of YAML take for true or false; `no`, which they do too, is Norwegian."""

_SPECIAL = frozenset({"code", "multilingual"})
"""What the hub counts among the languages."""
_ENGLISH = Locale("en")
_LANGUAGES: Mapping[str, str] = _ENGLISH.languages
_SCRIPTS: Mapping[str, str] = _ENGLISH.scripts
_REGIONS: Mapping[str, str] = _ENGLISH.territories
_VARIANTS: Mapping[str, str] = _ENGLISH.variants
_OF_COUNTRIES: Mapping[str, str] = get_global("likely_subtags")
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?:-(?P<region>[A-Za-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*)",
    re.ASCII,
)
"""A language tag as BCP 47 has it, without extensions and private subtags."""


@cache
def language_name(code: str) -> str | None:
    """The English name of the language, such as `Serbian (Latin)` for `sr-Latn`; None for what is not a code.

    A code is one of ISO 639 (parts 1, 2, 3 and 5), alone or as the beginning of a language tag of BCP 47. The
    names are those of Unicode's CLDR, and for languages that it does not name those of ISO 639.
    """
    tag = _TAG.fullmatch(code)
    if code in _SPECIAL or tag is None:
        return code if code in _SPECIAL else None
    language, script, region = tag["language"], (tag["script"] or "").title(), (tag["region"] or "").upper()
    variants = [variant.upper() for variant in tag["variants"].split("-")[1:]]
    name = _LANGUAGES.get(language) or _listed(language)
    details = [_SCRIPTS.get(script)] if script else []
    details += [_REGIONS.get(region)] if region else []
    details += [_VARIANTS.get(variant) for variant in variants]
    if name is None or not all(details):
        return None
    whole = "_".join(filter(None, (language, script, region, *variants)))
    return _LANGUAGES.get(whole) or (f"{name} ({', '.join(filter(None, details))})" if details else name)


@cache
def language_scripts(code: str) -> frozenset[str]:
    """The scripts that a language is written in, as ISO 15924 has them: `Cyrl`; empty where CLDR has none."""
    language, _, rest = code.partition("-")
    stated = next((part for part in rest.split("-") if len(part) == len("Cyrl")), "")
    found = (tag.split("_") for tag in _OF_COUNTRIES.values())
    return frozenset({stated} if stated else {tag[1] for tag in found if tag[0] == language})


def language_names(codes: Iterable[str]) -> str:
    """The names of the codes, in a row."""
    return ", ".join(language_name(code) or code for code in codes)


def _listed(code: str) -> str | None:
    try:
        language = iso639.Lang(code)
    except (iso639.exceptions.InvalidLanguageValue, iso639.exceptions.DeprecatedLanguageValue):
        return None
    return _LANGUAGES.get(language.pt1) or _LANGUAGES.get(language.pt3) or language.name


# What may be meant

_LIST = "all codes: https://iso639-3.sil.org/code_tables/639/data"
_A_CODE = "write the code of a language, such as en for English"
_ALIKE = 0.85
"""So much alike is a misspelt name; with less, `Deutsch` would be Dutch."""


def code_hint(text: str) -> str:
    """What to write in place of a text that is not the code of a language."""
    if text.casefold() in FLAGS:
        name = language_name(text)
        quoted = f'; for {name} write "{text}" in quotes' if name else ""
        return f"{text} is yes or no to other readers of YAML: {_A_CODE}{quoted}; {_LIST}"
    try:
        iso639.Lang(text)
    except iso639.exceptions.DeprecatedLanguageValue as withdrawn:
        code = withdrawn.change_to or _names().get(withdrawn.name.casefold(), "")
        if language_name(code):
            return f'ISO 639 withdrew it: write "{code}" ({language_name(code)}); {_LIST}'
        split = f": {withdrawn.ret_remedy}" if withdrawn.ret_remedy else f"; {_A_CODE}"
        return f"ISO 639 withdrew it{split}; {_LIST}"
    except iso639.exceptions.InvalidLanguageValue:
        pass
    code = next(filter(language_name, _candidates(text)), "")
    return f'did you mean "{code}" ({language_name(code)})? {_LIST}' if code else f"{_A_CODE}; {_LIST}"


def _candidates(text: str) -> list[str]:
    """What may be meant by a text, the likeliest first; not all of it are codes."""
    name, (language, *rest) = text.casefold(), text.replace("_", "-").split("-")
    longer = [each for each in _names() if each.startswith(f"{name} ")]
    near = difflib.get_close_matches(name, _names(), n=1, cutoff=_ALIKE)
    return [
        "-".join([language.lower(), *rest]),
        _names().get(name, ""),
        rest[-1] if rest and _is_one_of(rest[-1], language) else "",
        language.lower(),
        # A country in place of its language: jp for ja.
        _OF_COUNTRIES.get(f"und_{text.upper()}", "").partition("_")[0],
        *(_names()[each] for each in (*sorted(longer, key=len), *near)),
    ]


def _is_one_of(code: str, macrolanguage: str) -> bool:
    """Whether both are languages, and one a part of the other, as Cantonese is of Chinese."""
    try:
        return iso639.Lang(code).macro() == iso639.Lang(macrolanguage)
    except (iso639.exceptions.InvalidLanguageValue, iso639.exceptions.DeprecatedLanguageValue):
        return False


@cache
def _names() -> dict[str, str]:
    """The code of each name, in small letters; where two lists differ, that of the names on pages."""
    found: dict[str, str] = {}
    for language in iso639.iter_langs():
        code = language.pt1 or language.pt3 or language.pt2b
        found |= {name.casefold(): code for name in (language.name, *language.other_names())}
    return found | {name.casefold(): code.replace("_", "-") for code, name in _LANGUAGES.items()}
