"""Licences along a lineage: what each asks, what a card may change, and which ids were given up."""

from __future__ import annotations

import html
import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import Rules, build_site, read_catalogue
from cardsite.catalogue import Registries, load
from cardsite.facts.licences import RULES, commercial_use, demands, license_answers
from cardsite.schema import LicenseAnswer, LicenseClass, LicenseDemand
from examples import write_example

NO_SALE, NO_CHANGE = LicenseDemand.NO_COMMERCIAL_USE, LicenseDemand.NO_DERIVATIVES
SAME, LIMITS = LicenseDemand.SAME_LICENSE, LicenseDemand.USE_RESTRICTIONS


@pytest.fixture(scope="module")
def registries(tmp_path_factory: pytest.TempPathFactory) -> Registries:
    """What comes with cardsite."""
    return load(tmp_path_factory.mktemp("cards"), "cards").registries


@pytest.mark.parametrize(
    ("identity", "asked"),
    [
        ("mit", set()),
        ("Apache-2.0", set()),
        ("cc-by-4.0", set()),
        ("cc-by-nc-4.0", {NO_SALE}),
        ("CC-BY-NC-SA-4.0", {NO_SALE, SAME}),
        ("CC-BY-NC-SA-2.5", {NO_SALE, SAME}),
        ("cc-by-nd-4.0", {NO_CHANGE}),
        ("cc-by-sa-3.0", {SAME}),
        ("agpl-3.0", {SAME}),
        ("GPL-3.0-or-later", {SAME}),
        ("LGPL-2.1+", {SAME}),
        ("bigscience-openrail-m", {LIMITS}),
        ("llama2", {LIMITS}),
        ("gemma", {LIMITS}),
        ("MIT OR GPL-3.0-only", set()),
        ("MIT AND GPL-3.0-only", {SAME}),
        ("CC-BY-NC-4.0 OR GPL-3.0-only", set()),
        ("MIT and CC-BY-NC-4.0 or GPL-3.0-only AND CC-BY-NC-4.0", {NO_SALE}),
    ],
)
def test_a_licence_asks_what_its_class_and_its_name_say(
    identity: str, asked: set[LicenseDemand], registries: Registries
) -> None:
    assert set(demands(identity, registries) or ()) == asked
    assert demands(identity, registries) is not None


@pytest.mark.parametrize(
    "identity",
    [
        "other",
        "unknown",
        "cc",
        "c-uda",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT AND (MIT)",
        "nothing",
    ],
)
def test_of_a_licence_that_cardsite_does_not_know_nothing_is_said(
    identity: str, registries: Registries
) -> None:
    assert demands(identity, registries) is None


@given(st.text(st.sampled_from("ANDORWITHmitcc-by+() \t0123456789"), max_size=60))
def test_any_text_can_be_asked_for_its_demands(text: str) -> None:
    assert demands(text, Registries({}, {}, {}, {}, {}, {})) in (None, frozenset()) or "cc-by" in text


def test_a_very_long_expression_is_read_in_a_moment(registries: Registries) -> None:
    began = process_time()
    assert demands("mit" + " " * 200_000 + "AND mit OR " * 20_000 + "mit", registries) == frozenset()
    assert process_time() - began < 5


def test_every_class_that_asks_something_asks_it_of_all_its_licences(registries: Registries) -> None:
    asked = {
        LicenseClass.PERMISSIVE: set(),
        LicenseClass.COPYLEFT: {SAME},
        LicenseClass.NON_COMMERCIAL: {NO_SALE},
        LicenseClass.RESPONSIBLE_AI: {LIMITS},
    }
    for entry in registries.licenses.values():
        found = demands(entry.id, registries)
        if entry.value.kind in asked:
            assert found is not None
            assert found >= asked[entry.value.kind], entry.id
        assert found is None or not found - set(RULES), entry.id


# Cards


def found(folder: Path, text: str, *groups: str) -> list[tuple[str, str]]:
    problems = read_catalogue(
        write_example(folder, text), folder, Rules(select=groups or ("license",))
    ).problems
    return [(problem.code, problem.message) for problem in problems]


def tuned(own: str, base: str, relation: str = "finetune") -> str:
    return (
        f"license: {own}\nbase_model: base\nbase_model_relation: {relation}\n# base.yaml\nlicense: {base}\n"
    )


@pytest.mark.parametrize(
    ("own", "base", "reasons"),
    [
        ("cc-by-nc-4.0", "apache-2.0", []),
        ("cc-by-nc-4.0", "cc-by-nc-4.0", []),
        ("gpl-3.0", "cc-by-sa-4.0", []),
        ("llama3", "llama2", []),
        ("other-name", "cc-by-nc-4.0", []),
        ("not_disclosed", "cc-by-nc-4.0", []),
        ("mit", "not_disclosed", []),
        ("mit", "cc-by-nc-4.0", ["forbids commercial use; MIT License allows it"]),
        ("cc-by-nc-4.0", "llama2", ["asks to pass these limits on; Creative Commons"]),
        ("cc-by-nd-4.0", "cc-by-nd-4.0", ["to be passed on; this model is one"]),
        ("apache-2.0", "gpl-3.0", ["stays under its terms; Apache License 2.0 has other terms"]),
        ("mit", "cc-by-nc-sa-4.0", ["MIT License has other terms", "MIT License allows it"]),
    ],
)
def test_a_card_may_ask_more_than_its_base_but_not_less(
    own: str, base: str, reasons: list[str], tmp_path: Path
) -> None:
    own = "{id: other, name: Own terms, link: 'https://example.org'}" if own == "other-name" else own
    messages = [message for _, message in found(tmp_path, tuned(own, base), "license-stricter")]
    assert len(messages) == len(reasons)
    for message, reason in zip(messages, reasons, strict=True):
        assert reason in message


@pytest.mark.parametrize(
    ("own", "base", "more", "listed"),
    [
        ("cc-by-nc-4.0", "apache-2.0", "", ["Apache License 2.0"]),
        (
            "cc-by-nc-4.0",
            "apache-2.0",
            "data_license: cc-by-4.0\n",
            ["Apache License 2.0", "Attribution 4.0"],
        ),
        ("apache-2.0", "Apache-2.0", "", []),
        ("apache-2.0", "not_disclosed", "", []),
        ("not_disclosed", "apache-2.0", "", []),
        ("mit", "cc-by-nc-4.0", "", []),
        ("mit", "apache-2.0", "data_license: cc-by-nc-4.0\n", []),
    ],
    ids=["base", "base and data", "same", "base unknown", "own unknown", "stricter", "stricter data"],
)
def test_licences_along_a_lineage_are_listed_where_they_differ_and_nothing_worse_is_said(
    own: str, base: str, more: str, listed: list[str], tmp_path: Path
) -> None:
    said = found(tmp_path, more + tuned(own, base, "adapter"), "license-lineage")
    assert len(said) == bool(listed)
    for _, message in said:
        assert all(name in message for name in listed)


def test_the_licence_of_a_base_reaches_over_generations_and_is_told_once(tmp_path: Path) -> None:
    text = """
license: mit
base_model: middle
base_model_relation: finetune
# middle.yaml
license: mit
base_model: top
base_model_relation: finetune
# top.yaml
name: Top
license: cc-by-nc-4.0
"""
    assert [message.partition(" is under")[0] for _, message in found(tmp_path, text)] == [
        'the base model "Top"',
        'the base model "Top"',
    ]


def test_a_base_without_a_card_has_the_licence_that_the_card_states_of_it(tmp_path: Path) -> None:
    text = """
base_model: {title: Elsewhere, url: "https://example.org"}
base_model_relation: adapter
base_model_license: llama2
"""
    ((code, message),) = found(tmp_path, text)
    assert code == "license-stricter"
    assert message.startswith('the base model "Elsewhere" is under Llama 2 Community License')


def test_a_loop_of_bases_ends(tmp_path: Path) -> None:
    text = "base_model: a\n# a.yaml\nlicense: mit\nbase_model: card\n"
    assert {code for code, _ in found(tmp_path, text)} == {"reference-loop"}


def test_the_licence_of_data_that_the_card_states_comes_before_that_of_the_registry(tmp_path: Path) -> None:
    registry = "talk: {name: Talk, summary: Talk., license: cc-by-nc-4.0}\n"
    data = f"training: {{data: [talk]}}\n# datasets.yaml\n{registry}"
    assert [code for code, _ in found(tmp_path, data)] == ["license-data"]
    assert found(tmp_path, "data_license: cc-by-4.0\n" + data) == []


def test_a_page_gives_the_reasons_or_the_justification_of_the_card(tmp_path: Path) -> None:
    def page(text: str) -> str:
        site = build_site(write_example(tmp_path, text), base=tmp_path)
        return next(page.markdown for page in site.pages if page.path == "models/card.md")

    assert "which forbids commercial use" in page(tuned("mit", "cc-by-nc-4.0"))
    justified = page("ignore: {license-stricter: Both are ours.}\n" + tuned("mit", "cc-by-nc-4.0"))
    assert "which forbids commercial use" not in justified
    assert "Both are ours" in justified


@pytest.mark.parametrize("status", ["active", "deprecated", "retired"])
def test_only_a_draft_may_leave_its_licence_open(status: str, tmp_path: Path) -> None:
    family = "# fam/family.yaml\nname: Fam\nsummary: A family.\nshared: {license: mit}\n"
    card = f"{family}# fam/one.yaml\nlicense: ~\n"
    assert [code for code, _ in found(tmp_path, f"{card}status: {status}\n")] == ["license-missing"]
    assert found(tmp_path, f"{card}status: draft\n") == []


# What a licence answers


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("apache-2.0", "yes"),
        ("Apache-2.0", "yes"),
        ("GPL-3.0-or-later", "yes"),
        ("cc-by-nc-4.0", "no"),
        ("CC-BY-NC-SA-2.5", "no"),  # its id says so
        ("CC-BY-SA-2.5", "unknown"),
        ("llama2", "with-terms"),
        ("gemma", "with-terms"),
        ("openrail", "unknown"),  # a family of licences
        ("gpl", "unknown"),
        ("unknown", "unknown"),
        ("other", "unknown"),
        ("MIT OR CC-BY-NC-4.0", "yes"),
        ("MIT AND CC-BY-NC-4.0", "no"),
        ("llama2 and MIT", "with-terms"),
        ("0BSD AND CC-BY-NC-4.0", "no"),
        ("0BSD AND MIT", "unknown"),
        ("0BSD OR MIT", "yes"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "unknown"),
        ("(MIT OR 0BSD) AND MIT", "unknown"),
        ("", "unknown"),
    ],
)
def test_commercial_use_is_what_the_text_says_and_unknown_where_nobody_read_it(
    identity: str, expected: str, registries: Registries
) -> None:
    assert commercial_use(identity, registries) == expected


def test_answers_agree_with_the_class_and_with_what_a_licence_asks(registries: Registries) -> None:
    agree = {
        NO_SALE: ("commercial_use", {"no"}),
        NO_CHANGE: ("redistribution", {"no", "with-terms"}),
        SAME: ("same_license", {"yes", "with-terms"}),
        LIMITS: ("use_restrictions", {"yes"}),
    }
    for name, entry in registries.licenses.items():
        answers = entry.value.answers
        if answers is None:
            continue
        for demand in demands(name, registries) or ():
            field, words = agree[demand]
            assert getattr(answers, field).answer in words, (name, field)
        if entry.value.kind is LicenseClass.PERMISSIVE:
            assert answers.commercial_use
            assert answers.commercial_use.answer == "yes", name


def test_each_answer_with_terms_names_them_and_each_text_that_was_read_has_an_address(
    registries: Registries,
) -> None:
    answered = {
        name: entry.value.answers for name, entry in registries.licenses.items() if entry.value.answers
    }
    assert len(answered) > 60
    for name, answers in answered.items():
        assert answers.text, name
        for field, said in answers:
            if isinstance(said, LicenseAnswer) and said.answer == "with-terms":
                assert said.note, (name, field)


def test_ids_that_name_no_single_licence_have_no_answers(registries: Registries) -> None:
    families = ("openrail", "cc", "bsd", "gpl", "lgpl", "gfdl", "unknown")
    assert [name for name in families if license_answers(name, registries)] == []


OWN = """# licenses.yaml
house-1.0:
  name: House rules 1.0
  url: https://example.org/house
  answers:
    commercial_use: {answer: with-terms, clause: §3, note: Only in the house.}
    changes: yes
mit: {answers: {patents: {answer: unknown}}}
# card.yaml
license: house-1.0
"""


def page_of(folder: Path, text: str, path: str) -> str:
    site = build_site(write_example(folder, text), base=folder)
    assert site.problems == ()
    return next(page.markdown for page in site.pages if page.path == path)


def test_a_catalogue_describes_licences_of_its_own_and_corrects_others(tmp_path: Path) -> None:
    page = page_of(tmp_path, OWN, "licenses.md")
    assert "## House rules 1.0\n" in page
    rows = dict(re.findall(r"^\| ([^|]*\?) \| (.*) \|$", html.unescape(page), re.MULTILINE))
    told = {question: " ".join(re.sub(r"<[^>]*>|\*", " ", row).split()) for question, row in rows.items()}
    assert told["May it be used commercially?"] == "With terms Only in the house. | §3"
    assert told["May it be changed?"] == "Yes | –"
    assert told["Are some uses forbidden?"] == "Unknown | –"
    registries = read_catalogue(tmp_path / "cards", tmp_path).registries
    answers = license_answers("MIT", registries)
    assert answers
    assert answers.patents
    assert answers.commercial_use
    assert (answers.patents.answer, answers.commercial_use.answer) == ("unknown", "yes")


def test_a_model_says_whether_it_may_be_used_commercially_and_why(tmp_path: Path) -> None:
    def said(text: str) -> str:
        found = re.search(r"Commercial use</a> \| (.*) \|\n", page_of(tmp_path, text, "models/card.md"))
        words = re.sub(r"<[^>]*>", " ", html.unescape(found[1])) if found else ""
        return " ".join(re.sub(r"\(\.\./licenses\.md#[^)]*\)", "", words).split())

    assert said(OWN) == "With terms [House rules 1.0]: Only in the house. §3. Not legal advice."
    assert said("license: mit\n") == "Yes [MIT License], 1st paragraph. Not legal advice."
    assert said("license: {id: other, name: House, link: 'https://example.org/a'}\n") == "Unknown [House]"
    assert said("license: not_disclosed\n") == ""


def test_a_base_whose_licence_allows_less_commercial_use_is_named(tmp_path: Path) -> None:
    def page(text: str) -> str:
        site = build_site(write_example(tmp_path, text), base=tmp_path)
        return next(page.markdown for page in site.pages if page.path == "models/card.md")

    assert re.search(r"Licence of \[[^]]*\]\(base\.md\): No\.<", page(tuned("mit", "cc-by-nc-4.0")))
    assert re.search(r"Licence of \[[^]]*\]\(base\.md\): With terms\.<", page(tuned("mit", "llama2")))
    for own, base in (("cc-by-nc-4.0", "llama2"), ("mit", "apache-2.0"), ("llama2", "openrail")):
        assert "Licence of" not in page(tuned(own, base))
    justified = "ignore: {license-stricter: Both are ours.}\n"
    assert "Licence of" not in page(justified + tuned("mit", "cc-by-nc-4.0"))


def test_what_is_no_answer_is_reported_at_its_place(tmp_path: Path) -> None:
    own = "# licenses.yaml\nhouse: {name: House, answers: {changes: maybe, sale: yes}}\n"
    text = f"{own}# card.yaml\nlicense: mit\n"
    problems = read_catalogue(write_example(tmp_path, text), tmp_path).problems
    assert [(each.code, each.place.file, each.message) for each in problems] == [
        ("unknown-name", "cards/licenses.yaml", 'expected yes, no, with-terms or unknown, found "maybe"'),
        ("unknown-field", "cards/licenses.yaml", 'unknown field "sale"'),
    ]
