"""Sentences for made-up cards, of so many words that no two cards get the same paragraph."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import chain, zip_longest
from random import Random

__all__ = ["about_nothing", "listed", "paragraph", "remark", "rounded", "short", "spelled", "story", "table"]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(";"))


_WHO = _phrases("""
    the evaluation; this release; a later study; the group; its documentation; the second half of
    training; one ablation; the tokenizer; a small pilot; the data team; the filter; early work; the
    final report; most of the effort; the schedule
""")
_DOES = _phrases("""
    looks at; leaves out; depends on; was written for; says little about; is explained by; changes; was
    compared with; keeps; avoids; is limited by; describes; follows; was planned around; confirms
""")
_WHAT = _phrases("""
    spelling in old newspapers; rare place names; questions about weather; recipes and household advice;
    long lists; public law texts; sports reports; the order of documents; short dialogues; chemistry
    notes; tables in plain text; film subtitles; repair manuals; village chronicles; letters of the last
    century; exercises from textbooks; programs with comments; proofs in plain words; travel diaries;
    minutes of meetings
""")
_HOW = _phrases("""
    in most languages that were tried; with the same settings as before; for reasons of cost; as far as
    anyone measured; without a clear trend; more than first expected; in a later appendix; over several
    weeks; to keep things simple; by a fixed rule; from the beginning; only near the end; at moderate
    effort; as a matter of habit; with some luck
""")
_THEN = _phrases("""
    which matters for reuse; and nothing more; so that others can repeat it; although opinions differ;
    and the text says why; which is easy to check; because time was short; and that is on purpose; but
    not beyond it; as the notes tell; which readers should know; while the rest stayed as it was
""")
_BEGINNINGS = _phrases("""
    The river behind the mill; My grandmother's clock; A ship without lamps; The last bus to town; Our
    neighbour's dog; An empty theatre; The road across the moor; A box of letters; The smallest island;
    Two keys on a string; The bell of the chapel; A glass of cold tea; The oldest oak; Nobody at the
    station; A kite over the harbour
""")
_MIDDLES = _phrases("""
    had been there longer than; never quite belonged to; was painted green by; could be heard from;
    stood open for; was left behind by; kept its secret from; turned slowly towards; smelled faintly of;
    was sold twice to
""")
_ENDS = _phrases("""
    the children who passed it; every second winter; people from the coast; a man with a lantern; the
    market square; rain and tar; anyone who asked; the first light of June; three generations of bakers;
    a quarrel about nothing
""")
_LAST = _phrases("""
    Nobody asked why; It stayed that way until spring; Later they laughed about it; The rest is in the
    register; That was the whole story; A week passed; She wrote it down; Then the wind changed; He
    closed the door; The others had gone home
""")


def about_nothing(chance: Random) -> str:
    """A sentence without a number in it."""
    said = f"{chance.choice(_WHO)} {chance.choice(_DOES)} {chance.choice(_WHAT)} {chance.choice(_HOW)}"
    return f"{said[0].upper()}{said[1:]}, {chance.choice(_THEN)}."


def remark(chance: Random, sentence: str) -> str:
    """A sentence with something at its end that says nothing."""
    nothing = about_nothing(chance)
    return f"{sentence.removesuffix('.')}; {nothing[0].lower()}{nothing[1:]}"


def paragraph(chance: Random, facts: list[str], fillers: int = 2) -> str:
    """Sentences that state facts, in any order, with others between them, so that no two texts are equal."""
    facts = chance.sample(facts, len(facts))
    others = [about_nothing(chance) for _ in range(max(fillers, len(facts) - 1))]
    first, second = (others, facts) if len(others) > len(facts) or chance.random() < 0.5 else (facts, others)
    return " ".join(filter(None, chain.from_iterable(zip_longest(first, second))))


def listed(chance: Random) -> str:
    """A list of three to five points, each with a word in bold."""
    points = (about_nothing(chance).split(" ", 2) for _ in range(chance.randint(3, 5)))
    return "\n".join(f"- **{first} {second}** {rest}" for first, second, rest in points)


def table(chance: Random) -> str:
    """A table of four to seven rows, in which nothing is a number."""
    rows = zip(chance.sample(_WHO, chance.randint(4, 7)), chance.sample(_WHAT, 7), strict=False)
    lines = (f"| {who} | `{what.split()[-1]}` | {what}, {chance.choice(_HOW)} |" for who, what in rows)
    return "\n".join(("| part | key | what it looks at |", "|:--|:-:|---|", *lines))


def story(chance: Random) -> tuple[str, str]:
    """A beginning, and a short text that continues it to the end of a sentence."""
    beginning = chance.choice(_BEGINNINGS)
    end, other = chance.sample(_ENDS, 2)
    last = ". ".join(chance.sample(_LAST, 3))
    rest = f" {chance.choice(_MIDDLES)} {end} and {other}. {last}."
    return beginning, beginning + rest


_UNITS = (
    (10**12, "T", "trillion"),
    (10**9, "B", "billion"),
    (10**6, "M", "million"),
    (10**3, "K", "thousand"),
)


def rounded(number: int | Decimal, figures: int) -> Decimal:
    """The number to so many significant figures."""
    return Context(prec=figures, rounding=ROUND_HALF_EVEN).plus(Decimal(number))


def _in_units(number: int | Decimal, figures: int) -> tuple[str, str, str]:
    value = rounded(number, figures)
    for size, suffix, word in _UNITS:
        if value >= size:
            shown = f"{value / size:f}"
            whole = shown.partition(".")[0]
            digits = shown.rstrip("0").rstrip(".") if len(whole) >= figures and "." in shown else shown
            return digits, suffix, word
    return f"{int(value)}", "", ""


def short(number: int | Decimal, figures: int = 2) -> str:
    """`1.3B`, `380B`, `246K`."""
    digits, suffix, _ = _in_units(number, figures)
    return digits + suffix


def spelled(chance: Random, number: int) -> str:
    """A number as people write it in a sentence: all its digits, or a few of them and a word or a letter."""
    if number < 10_000:
        return chance.choice((f"{number:,}", str(number)))
    digits, suffix, word = _in_units(number, chance.choice((2, 3, 3)))
    about = chance.choice(("", "about ", "roughly ", "nearly ", "some "))
    return chance.choice((f"{number:,}", f"{about}{digits}{suffix}", f"{about}{digits} {word}".rstrip()))
