"""`cardsite gaps`: what it prints, and that what it writes into a card never changes what the card says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cardsite.authoring.gaps import Gaps
from cardsite.authoring.stubs import Stubbed, with_stubs
from cardsite.build import read_catalogue
from cardsite.cli import main
from cardsite.errors import CardsiteError
from cardsite.facts.coverage import DEFAULT, LENSES
from cardsite.schema import Card
from cardsite.yamlio.document import MappingNode, Node, ScalarNode, SequenceNode, parse
from fences import ROOT
from published import published_catalogue
from tinysite import TINY, write


def meaning(node: Node | None) -> Any:
    """What a document says, quotation marks and the order of fields included."""
    if isinstance(node, MappingNode):
        return [(name, meaning(inner)) for name, inner in node.entries.items()]
    if isinstance(node, SequenceNode):
        return [meaning(item) for item in node.items]
    return (node.text, node.quoted) if isinstance(node, ScalarNode) else None


def gaps_of(folder: Path, card: bytes, name: str = DEFAULT) -> Gaps:
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    path = write(folder / "cards/tiny.yaml", "")
    path.write_bytes(card)
    catalogue = read_catalogue(folder / "cards", folder)
    assert catalogue.problems == ()
    return Gaps(catalogue.cards["tiny"], name)


def stubbed(folder: Path, text: str, name: str = DEFAULT) -> str:
    """The card with stubs, which say nothing new, and of which a second time adds none."""
    return stubs(folder, text.encode(), name).content.decode()


def stubs(folder: Path, card: bytes, name: str = DEFAULT) -> Stubbed:
    found = gaps_of(folder, card, name)
    done = with_stubs(card, "tiny.yaml", found.entry.card, found.answers)
    check_nothing_changed(card, done.content)
    again = with_stubs(done.content, "tiny.yaml", found.entry.card, found.answers)
    assert (again.content, again.added) == (done.content, 0)
    return done


def check_nothing_changed(before: bytes, after: bytes) -> None:
    """The bytes that were there are there in their order, and mean the same; all others are comments."""
    assert parse(after, "a").problems == ()
    assert meaning(parse(after, "a").root) == meaning(parse(before, "a").root)
    rest = iter(after.splitlines(keepends=True))
    kept = [next(line for line in rest if line.rstrip() == old.rstrip()) for old in before.splitlines()]
    assert len(kept) == len(before.splitlines())
    assert all(line.lstrip().startswith(b"#") for line in set(after.splitlines()) - set(before.splitlines()))
    assert after.endswith(b"\n") == before.endswith(b"\n")
    assert after.startswith(before[:3])


# Where stubs go


def test_a_stub_has_the_name_of_the_field_and_what_it_holds(tmp_path: Path) -> None:
    lines = [re.sub(" +", " ", line) for line in stubbed(tmp_path, TINY).splitlines()]
    assert "# limitations: > # What it does badly." in lines
    assert "# license: # The licence of the weights; never guessed." in lines


def test_stubs_of_a_block_that_is_not_there_begin_with_its_name(tmp_path: Path) -> None:
    assert re.search(
        r"^# checkpoints: +# .*\n#   description: > +# .*\n#   first: +# .*\n",
        stubbed(tmp_path, TINY),
        re.MULTILINE,
    )


def test_stubs_follow_the_field_that_the_format_puts_before_them(tmp_path: Path) -> None:
    card = f"{TINY}license: mit\n\n# What it is not.\nout_of_scope: Nothing.\nsources: {{}}\n"
    lines = stubbed(tmp_path, card).splitlines()
    assert lines[lines.index("out_of_scope: Nothing.") + 1].startswith("# limitations: >")
    assert lines[lines.index("# What it is not.") + 1] == "out_of_scope: Nothing."
    assert lines[lines.index("organization: acme") + 1].startswith("# hub_id:")


def test_stubs_stand_inside_a_block_that_is_there_with_its_indentation(tmp_path: Path) -> None:
    card = f"{TINY}architecture:\n    layers: 12\n\n    # wide\n    hidden_size: 8\nlicense: mit\n"
    text = stubbed(tmp_path, card)
    assert "    hidden_size: 8\n    # attention_heads:" in text
    assert "architecture:\n    # description: >" in text


def test_a_text_of_many_lines_ends_before_the_stub(tmp_path: Path) -> None:
    card = f"{TINY}limitations: |+\n  Many.\n\n  # not a remark\n\nlicense: mit\n"
    assert "\n\n  # not a remark\n\n# biases: >" in stubbed(tmp_path, card)


def test_a_field_in_a_list_is_left_to_the_author(tmp_path: Path) -> None:
    card = f"{TINY}evaluation:\n  runs:\n    - results: []\n"
    assert (
        "evaluation.runs.harness: it belongs in the items of the list" in stubs(tmp_path, card.encode()).left
    )


def test_a_block_in_braces_is_left_to_the_author(tmp_path: Path) -> None:
    left = stubs(tmp_path, f"{TINY}architecture: {{layers: 12}}\n".encode()).left
    assert "architecture: it is written in braces" in left


def test_a_card_in_braces_is_left_as_it_is(tmp_path: Path) -> None:
    card = b"{name: Tiny, summary: A tiny model., organization: acme}\n"
    done = stubs(tmp_path, card)
    assert (done.content, done.added) == (card, 0)
    assert "license: the card is written in braces" in done.left


def test_a_free_section_has_a_stub_of_its_own(tmp_path: Path) -> None:
    text = stubbed(tmp_path, TINY, "huggingface")
    assert re.search(r"^# sections: .*\n#   - title: Funding\n#     body: > ", text, re.MULTILINE)


def test_a_free_section_goes_behind_those_that_are_there(tmp_path: Path) -> None:
    text = stubbed(
        tmp_path, f"{TINY}sections:\n  - title: Glossary\n    body: B\nlicense: mit\n", "huggingface"
    )
    assert "    body: B\n  # - title: Funding\n  #   body: >" in text
    assert "# - title: Glossary" not in text


def test_a_second_lens_adds_to_the_stubs_of_the_first(tmp_path: Path) -> None:
    first = stubbed(tmp_path, TINY, "huggingface")
    second = stubbed(tmp_path, first, "nvidia")
    assert second.count("# sections:") == 1
    assert second.count("# training:") == 1
    assert second.count("# - title: Recommendations") == first.count("# - title: Recommendations")
    assert re.search(r"^#   - title: Deployment geography\n#     body: >", second, re.MULTILINE)


def test_what_cardsite_new_offers_as_comments_is_not_offered_twice(tmp_path: Path) -> None:
    card = f"{TINY}\n# license:   # The licence.\n# architecture:  # Numbers.\n#   layers: # How many.\n"
    text = stubbed(tmp_path, card)
    assert text.count("# license:") == 1
    assert text.count("# architecture:") == 1
    assert "#   layers: # How many.\n#   description: >" in text


def test_stubs_whose_signs_are_taken_away_make_a_card(tmp_path: Path) -> None:
    lines = stubbed(tmp_path, TINY).splitlines()
    bare = "\n".join(re.sub(r"^# ", "", line) for line in lines)
    known = [problem for problem in parse(bare.encode(), "a").problems if problem.code != "yaml-hole"]
    assert known == []


# Bytes

ENDS = {
    "line-feeds": TINY,
    "carriage-returns": TINY.replace("\n", "\r\n"),
    "no-line-end-at-the-end": TINY.rstrip("\n"),
    "carriage-returns-and-none-at-the-end": TINY.rstrip("\n").replace("\n", "\r\n"),
    "byte-order-mark": "\ufeff" + TINY,
    "empty-lines-at-the-end": TINY + "\n\n\n",
    "remarks-at-the-end": TINY + "# The end.\n",
    "block-text-without-a-line-end": TINY + "limitations: |\n  Last words.",
    "kept-line-ends": TINY + "limitations: |+\n  Last words.\n\n\n",
    "folded-text": TINY + "limitations: >-\n  Last\n  words.\nlicense: mit\n",
    "plain-text-on-two-lines": TINY + "limitations: Last\n  words.\n",
    "quoted-text-on-two-lines": TINY + 'limitations: "Last\n\n  # words."\n',
    "list-at-the-left": TINY + "tags:\n- a\n- b\nlicense: mit\n",
    "nothing-but-a-block": TINY + "training:\n  optimizer:\n    name: Adam\n",
    "remark-behind-a-value": TINY + "license: mit # since 2023\n",
    "turkish-and-emoji": TINY + "limitations: ıİ 🐢 \u0085\n".replace("\u0085", ""),
}


@pytest.mark.parametrize("name", LENSES)
@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS)
def test_whatever_a_file_looks_like_stubs_leave_its_bytes_and_its_meaning(
    text: str, name: str, tmp_path: Path
) -> None:
    done = stubs(tmp_path, text.encode(), name)
    assert done.added > 0
    if "\r\n" in text:
        assert b"\n" not in done.content.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", LENSES)
def test_stubs_change_no_published_card(name: str) -> None:
    catalogue = published_catalogue()
    families = {entry.family: entry for entry in catalogue.cards.values()}
    for entry in families.values():
        before = (ROOT / entry.file).read_bytes()
        found = Gaps(entry, name)
        done = with_stubs(before, entry.file, entry.card, found.answers)
        check_nothing_changed(before, done.content)
        assert with_stubs(done.content, entry.file, entry.card, found.answers).added == 0


_WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n#:-|>'\"{}[]"), max_size=40
)
_KEYS = (
    "limitations",
    "biases",
    "intended_use",
    "notes",
    "citation",
    "status_note",
    "links",
    "training",
    "architecture",
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Fields in some order, with texts in every style, remarks and empty lines between them."""
    lines: list[str] = []
    for key in draw(st.permutations(_KEYS))[: draw(st.integers(0, 6))]:
        if key == "links":
            lines.append(
                "links:\n  paper: https://a.example" + draw(st.sampled_from(["", "\n", "\n\n  # more"]))
            )
        elif key in ("training", "architecture"):
            inner = {"training": "steps: 5", "architecture": "layers: 12"}[key]
            lines.append(f"{key}:\n{draw(st.sampled_from(['  ', '    ']))}{inner}")
        elif key == "citation":
            lines.append("citation: |\n  @misc{a,\n    title={T}}")
        else:
            lines.append(f"{key}: {_in_some_style(draw)}")
        lines.append(
            draw(st.sampled_from(["", "\n", "\n# a remark", "\n# biases: B\n", "\n   # limitations:"]))
        )
    text = TINY + "\n".join(lines)
    return draw(st.sampled_from([text, text + "\n", text + "\n\n", text.replace("\n", "\r\n")]))


def _in_some_style(draw: st.DrawFn) -> str:
    words = draw(_WORDS)
    style = draw(st.sampled_from(["|", "|+", "|-", ">", ">+", '"', "'"]))
    if style == '"':
        return json.dumps(words or "x", ensure_ascii=False)
    if style == "'":
        return "'" + re.sub(r"\s+", " ", words or "x").replace("'", "''") + "'"
    body = [f"  {line}".rstrip() for line in words.split("\n") if line.strip()] or ["  x"]
    return f"{style}\n  x\n" + "\n".join(body)


@given(texts(), st.sampled_from(LENSES))
def test_stubs_never_change_what_a_card_says(text: str, name: str) -> None:
    document = parse(text.encode(), "a")
    if document.problems:
        return
    card = Card.model_validate({"name": "Tiny", "summary": "S", "organization": "acme"})
    found = Gaps(_entry(card, text), name)
    done = with_stubs(text.encode(), "tiny.yaml", card, found.answers)
    check_nothing_changed(text.encode(), done.content)
    assert with_stubs(done.content, "tiny.yaml", card, found.answers).content == done.content


def _entry(card: Card, text: str) -> Any:
    """As much of a catalogue's entry as answers need: what is missing is decided by the card alone."""

    class Entry:
        def __init__(self) -> None:
            self.card, self.yaml = card, text

    return Entry()


def test_a_file_with_mistakes_is_not_touched() -> None:
    card = Card.model_validate({"name": "Tiny", "summary": "S", "organization": "acme"})
    with pytest.raises(CardsiteError, match=r"tiny\.yaml has mistakes, which cardsite check shows"):
        with_stubs(b"name: {hole}\n", "tiny.yaml", card, ())


# The command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    card = f"{TINY}license: {{absent: not_disclosed, reason: They do not say.}}\n"
    write(tmp_path / "cards/acme/tiny.yaml", card)
    write(tmp_path / "cards/broken.yaml", "name: Broken\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["gaps", *arguments])


def test_gaps_are_printed_by_section_with_their_lines(folder: Path) -> None:
    result = run("acme/tiny")
    assert result.exit_code == 0
    assert "\nOverview: 2 of 8, 1 absent\n" in result.stdout
    assert re.search(r"^  filled   Name +cards/acme/tiny\.yaml:1  name$", result.stdout, re.MULTILINE)
    reason = r"license: not disclosed \(They do not say\.\)"
    assert re.search(rf"^  absent   Licence +cards/acme/tiny\.yaml:4  {reason}$", result.stdout, re.MULTILINE)
    assert re.search(
        r"^  missing  Paper +cards/acme/tiny\.yaml:1  links\.paper$", result.stdout, re.MULTILINE
    )
    assert re.search(r"^  limitations: > +# What it does badly\.$", result.stdout, re.MULTILINE)
    assert result.stderr == ""


def test_gaps_as_json_name_field_state_line_and_audience(folder: Path) -> None:
    found = json.loads(run("acme/tiny", "--lens", "eu-gpai", "--format", "json").stdout)
    assert (found["card"], found["lens"], found["file"]) == ("acme/tiny", "eu-gpai", "cards/acme/tiny.yaml")
    (licence,) = [i for s in found["sections"] for i in s["items"] if i["item"] == "Licence"]
    assert licence == {
        "item": "Licence",
        "state": "absent",
        "field": "license",
        "section": None,
        "absent": "not_disclosed",
        "reason": "They do not say.",
        "points": ["XI.1.1f", "XII.1h"],
        "audience": ["ai-office", "national-authorities", "downstream-providers"],
        "file": "cards/acme/tiny.yaml",
        "line": 4,
    }


def test_the_lens_of_the_law_says_on_every_run_that_it_is_not_legal_advice(folder: Path) -> None:
    assert "This is not legal advice." in run("acme/tiny", "--lens", "eu-gpai").stdout


def test_write_puts_the_gaps_into_the_card_and_a_second_time_nothing(folder: Path) -> None:
    path = folder / "cards/acme/tiny.yaml"
    before = path.read_bytes()
    result = run("acme/tiny", "--write")
    after = path.read_bytes()
    check_nothing_changed(before, after)
    added = len(after.splitlines()) - len(before.splitlines())
    assert result.stderr == f"{added} lines added to cards/acme/tiny.yaml\n"
    assert run("acme/tiny", "--write").stderr == "0 lines added to cards/acme/tiny.yaml\n"
    assert path.read_bytes() == after


ERRORS = {
    "unknown-id": (("acme/tony",), 'there is no card "acme/tony"; did you mean "acme/tiny"?'),
    "far-id": (("zzz",), 'there is no card "zzz"; an id is the path below the folder of cards'),
    "broken": (("broken",), "cards/broken.yaml cannot be read as a card; cardsite check says why"),
    "unknown-lens": (
        ("acme/tiny", "--lens", "hugging"),
        'there is no lens "hugging"; did you mean "huggingface"?',
    ),
    "far-lens": (
        ("acme/tiny", "--lens", "zzz"),
        'there is no lens "zzz"; one of: eleutherai, huggingface, mitchell2019, nvidia, eu-gpai, cyclonedx',
    ),
}


@pytest.mark.parametrize(("arguments", "message"), ERRORS.values(), ids=ERRORS)
def test_what_is_not_there_is_answered_with_the_nearest(
    arguments: tuple[str, ...], message: str, folder: Path
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cardsite: {message}\n")
