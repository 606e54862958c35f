"""BibTeX entries and arXiv ids."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.samples.bibtex import bibliography
from cardsite.checks.samples.citations import arxiv_ids
from finding import messages

WHOLE = """\
@inproceedings{stone2024,
  title     = {{Stones}: A Suite of {\\'E}tudes},
  author    = {Stone, Ada and O'Brien, Kyle},
  booktitle = "Proceedings of the " # {Quarry},
  month     = mar,
  pages     = {1--9},
  year      = 2024,
}
"""


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "@misc(k, title={a}, author={b})",
        "@MISC{k, Title={a}, AUTHOR={b}}",
        "@software{k, title={a}, organization={b}}",
        "@online{k, title={a}, author={b}, url={https://example.org}}",
        "@artcle{k, title={a}, author={b}}",
        "@article{k, title={a}, author={b}, date={2020-01}, journaltitle={c}}",
        "@Manual{,\n title={a}, author={{R Core Team}},\n}",
        "@misc{k, title={a}, author={b}, month=May}",
        "@misc{k, title={a}, author={b}, month=aug # {~5--7}}",
        "@string{Quarry = {a}}\n@misc{k, title=quarry, author={b}}",
        "@misc{k, título={a}, title={b}, author={c}}",
        "@misc{k, title={a}, author={b}}\n\n% and\n\n@misc{l, title={a}, author={b}}",
        "```bibtex\n@misc{k, title={a}, author={b}}\n```",
        "@comment{done by hand} @misc{k, title={a}, author={b}}",
        "@misc{k, title={a}, author={b}}}",
        "Stone, A. (2024). Stones. Write to ada@example.org {or call}.",
        "Cite us @stonelab",
        "@misc{k, " + "a" * 30_000,
    ],
    ids=lambda text: text[:12],
)
def test_nothing_is_said_of_bibtex_that_bibtex_reads_whole(text: str) -> None:
    assert bibliography(text).faults == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("@misc{k, title={a}", ["line 1: the entry is not closed"]),
        ("@misc{k,\n title={a,\n year={2020}\n}", ["line 4: the entry is not closed"]),
        (
            "@misc{k, title={a} year=2020}",
            ['line 1: expected a comma, or the brace that closes the entry, before "year=2020}"'],
        ),
        (
            "@misc{k title={a}}",
            ['line 1: expected a comma, or the brace that closes the entry, before "title={a}}"'],
        ),
        ("@misc{k, title {a}}", ['line 1: expected = after the name of a field, before "{a}}"']),
        ("@misc{k, title=}", ['line 1: expected a value in braces or quotes after =, before "}"']),
        ("@misc{title={a}}", ["the entry has no key"]),
        ("@misc{k, title={a}}\n@misc{K, title={b}}", ['two entries have the key "k"']),
    ],
    ids=["open", "open value", "no comma", "no first comma", "no equals", "no value", "no key", "key twice"],
)
def test_what_bibtex_refuses_is_told_in_a_line(text: str, faults: list[str]) -> None:
    assert list(bibliography(text).faults) == faults


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@article{...}", ["@article without a title"]),
        ("@article{k, title={a}}", []),
        ("@misc{k, title={...}, author={b}}", ["@misc without a title"]),
    ],
    ids=["skeleton", "no author", "dots"],
)
def test_a_citation_without_a_title_lacks_it(text: str, found: list[str], tmp_path: Path) -> None:
    assert messages(tmp_path, "citation-fields", f"citation: '{text}'\n") == found


def test_the_entries_of_bibtex_are_read() -> None:
    (entry,) = bibliography(WHOLE).entries
    assert (entry.type, entry.key, entry.fields["year"]) == ("inproceedings", "stone2024", "2024")
    assert entry.fields["booktitle"] == "Proceedings of the Quarry"


def test_what_one_text_defines_is_not_known_in_another() -> None:
    defining = bibliography("@string{quarry = {Quarry}}\n@misc{k, title=quarry}")
    assert [entry.fields["title"] for entry in defining.entries] == ["Quarry"]
    assert [entry.fields["title"] for entry in bibliography("@misc{k, title=quarry}").entries] == [""]


@given(st.text(alphabet='@misc{}(),="#\n %\\ak1', max_size=80))
def test_any_text_is_read_as_bibtex(text: str) -> None:
    assert all("\n" not in fault for fault in bibliography(f"@misc{{{text}").faults)


# Ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://arxiv.org/abs/2304.01373", ["2304.01373"]),
        ("[x](https://arxiv.org/pdf/2304.01373v2.pdf).", ["2304.01373v2"]),
        ("arXiv preprint arXiv:2304.03208, 2023", ["2304.03208"]),
        ("arXiv:2304.03208v2 [cs.CL] and arxiv.org/abs/0704.0001", ["2304.03208v2", "0704.0001"]),
        (
            "arXiv:hep-th/9901001, https://arxiv.org/abs/math.GT/0309136",
            ["hep-th/9901001", "math.GT/0309136"],
        ),
        ("CoRR, abs/2101.00027", ["2101.00027"]),
        ("https://huggingface.co/papers/2304.01373?x=1#y", ["2304.01373"]),
        ("https://doi.org/10.48550/arXiv.2304.01373", ["2304.01373"]),
        ("arXiv:cs.CL has 23 of them; https://arxiv.org/list/cs.CL/recent and arXiv: see above", []),
        ("https://arxiv.org/abs/ and https://arxiv.org", []),
        ("https://example.org/abs/2304.99999", []),
    ],
)
def test_arxiv_ids_are_found_in_addresses_and_behind_the_word(text: str, found: list[str]) -> None:
    assert [(each.text, each.fault) for each in arxiv_ids(text)] == [(identity, "") for identity in found]


FORM = "an id is four digits, a dot and five digits (2304.01373), or an old one such as hep-th/9901001"


@pytest.mark.parametrize(
    ("identity", "fault"),
    [
        ("2313.01373", "its first four digits are year and month, and there is no month 13"),
        ("2300.01373", "its first four digits are year and month, and there is no month 00"),
        ("hep-th/9913001", "its first four digits are year and month, and there is no month 13"),
        ("2304.0137", "ids of 2023 have 5 digits behind the dot"),
        ("1404.01373", "ids of 2014 have 4 digits behind the dot"),
        ("230401373", FORM),
        ("2304.013730", FORM),
        ("2304.01373v0", FORM),
        ("hep-th/99010", FORM),
    ],
)
def test_an_arxiv_id_that_cannot_exist_has_a_fault(identity: str, fault: str) -> None:
    assert [each.fault for each in arxiv_ids(f"https://arxiv.org/abs/{identity}")] == [fault]


def test_an_arxiv_id_knows_its_year_and_its_paper() -> None:
    new, old, older = arxiv_ids("arXiv:2304.01373v3 arXiv:math.GT/0309136 arXiv:hep-th/9901001v1")
    assert [each.year for each in (new, old, older)] == [2023, 2003, 1999]
    assert [each.paper for each in (new, old, older)] == ["2304.01373", "math.gt/0309136", "hep-th/9901001"]


@given(st.text(alphabet="arxiv.org/abs:doi0123456789v-[]()., \n", max_size=60))
def test_ids_are_looked_for_in_any_text(text: str) -> None:
    ids = [*arxiv_ids(f"arXiv:{text}"), *arxiv_ids(f"https://arxiv.org/abs/{text}")]
    assert all(each.text and "\n" not in each.text for each in ids)


# Cards


def test_ids_are_looked_for_in_the_link_and_in_the_citation(tmp_path: Path) -> None:
    entry = "@misc{k, title={x}, note={arXiv:2313.00002}}"
    text = f"links: {{paper: 'https://arxiv.org/abs/2313.00001'}}\ncitation: '{entry}'\n"
    found = messages(tmp_path, "citation-arxiv", text)
    assert [message.split('"')[1] for message in found] == ["2313.00001", "2313.00002"]


PREPRINT = "@article{k, author={a}, title={b}, "


@pytest.mark.parametrize(
    ("entry", "year"),
    [
        (PREPRINT + "journal={arXiv preprint arXiv:2304.01373}, year=2019}", "2019"),
        (PREPRINT + "journal={arXiv preprint arXiv:2304.01373}, year=2027}", "2027"),
        (PREPRINT + "journal={arXiv preprint arXiv:2304.01373}, year=2025}", ""),
        (PREPRINT + "journal={arXiv preprint arXiv:2301.00234}, year=2022}", ""),
        (PREPRINT + "journal={Stones}, eprint={2304.01373}, archivePrefix={arXiv}, year=2019}", ""),
        ("@misc{k, title={b}, eprint={2304.01373}, archivePrefix={arXiv}, year=2019}", "2019"),
        ("@misc{stone2023a, title={b}, eprint={1706.03762}, archivePrefix={arXiv}, year=2023}", ""),
        ("@misc{k, title={b}, eprint={12345}, archivePrefix={HAL}, year=2023}", ""),
    ],
    ids=["before", "late", "later", "january", "journal", "eprint before", "last version", "elsewhere"],
)
def test_the_year_of_a_preprint_is_near_its_id(entry: str, year: str, tmp_path: Path) -> None:
    found = messages(tmp_path, "citation-differs", f"citation: |\n  {entry}\n")
    assert found == ([f"year is {year}, but arXiv:2304.01373 is of 2023"] if year else [])


@pytest.mark.parametrize(
    ("key", "fires"),
    [
        *(("stone2019a", True), ("stone-etal-2019-a", True), ("stone2022a", False), ("stone2023", False)),
        *(("journals/corr/abs-1910-01108", False), ("stone", False)),
    ],
)
def test_a_year_in_the_key_is_near_that_of_the_entry(key: str, fires: bool, tmp_path: Path) -> None:
    entry = f"@inproceedings{{{key}, title={{a}}, author={{b}}, year=2023}}"
    assert bool(messages(tmp_path, "citation-differs", f"citation: |\n  {entry}\n")) is fires


def test_an_id_in_eprint_has_to_be_one(tmp_path: Path) -> None:
    entry = "@misc{k, title={b}, eprint={2304.137}, archivePrefix={arXiv}, year=2023}"
    assert messages(tmp_path, "citation-arxiv", f"citation: |\n  {entry}\n") == [
        f'arXiv has no "2304.137": {FORM}'
    ]


@pytest.mark.parametrize(
    ("paper", "entry", "found"),
    [
        ("https://arxiv.org/pdf/2304.01373v2", PREPRINT + "journal={arXiv:2304.01373}, year=2023}", []),
        ("https://arxiv.org/abs/2304.01373", "@misc{k, title={b}, doi={10.1000/a}}", []),
        ("https://example.org/paper.pdf", "@misc{k, title={b}, doi={10.1000/a}}", []),
        (
            "https://arxiv.org/abs/2304.03208",
            "@misc{k, title={b}, eprint={2304.01373}, archivePrefix={arXiv}}",
            ["the citation names arXiv:2304.01373, but links.paper is arXiv:2304.03208"],
        ),
    ],
    ids=["same", "another kind", "no id", "another paper"],
)
def test_link_and_citation_name_one_paper(paper: str, entry: str, found: list[str], tmp_path: Path) -> None:
    text = f"links: {{paper: '{paper}'}}\ncitation: |\n  {entry}\n"
    assert messages(tmp_path, "citation-differs", text) == found


def test_ids_in_what_a_family_shares_are_found_in_members_that_say_nothing_themselves(tmp_path: Path) -> None:
    text = """\
# stone/family.yaml
name: Stone
summary: Stones.
shared:
  citation: |
    @article{a, title={b}, author={c}, journal={arXiv preprint arXiv:2301.1}, year={2023}}
# stone/small.yaml
name: Stone small
"""
    found = messages(tmp_path, "citation-arxiv", text)
    assert [message.split('"')[1] for message in found] == ["2301.1"]


_IN_VALUES = st.lists(
    st.sampled_from(["a", "{B}", "{{C}}", " ", "\n", ",", "=", "#", "%", "\\", "é", "'", "(", '"', "1"]),
    max_size=6,
)
_FIELDS = st.tuples(
    st.sampled_from(["title", "Author", "year", "x_1"]),
    st.sampled_from(["=", " = ", "=\n"]),
    st.one_of(
        _IN_VALUES.map(lambda parts: f"{{{''.join(parts)}}}"),
        _IN_VALUES.map(lambda parts: f'"{"".join(parts)}"'),
        st.sampled_from(["2024", "may", ""]),
    ),
).map("".join)


@given(st.lists(_FIELDS, max_size=4), st.sampled_from([",", " , ", ",\n"]), st.sampled_from(["", ",", " "]))
def test_plain_entries_are_read_as_the_parser_reads_them(fields: list[str], comma: str, end: str) -> None:
    entry = f"@misc{{key,{comma.join(fields)}{end}}}"
    # Beside a preamble, the parser reads all.
    assert bibliography(entry) == bibliography(f'@preamble{{"x"}} {entry}')
