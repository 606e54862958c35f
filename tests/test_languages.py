"""Codes of languages: which there are, what they are called, and what a message says of what is not one."""

from __future__ import annotations

import json
from pathlib import Path

import iso639
import pytest

from cardsite.build import build_site
from cardsite.catalogue import load
from cardsite.schema.languages import language_name, language_scripts
from examples import write_example
from fences import ROOT


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("eng", "English"),
        ("fre", "French"),
        ("fra", "French"),
        ("no", "Norwegian"),
        ("nb", "Norwegian Bokmål"),
        ("nn", "Norwegian Nynorsk"),
        ("yue", "Cantonese"),
        ("cmn", "Mandarin Chinese"),
        ("nan", "Min Nan Chinese"),
        ("arz", "Egyptian Arabic"),
        ("ckb", "Central Kurdish"),
        ("hsb", "Upper Sorbian"),
        ("tzm", "Central Atlas Tamazight"),
        ("ast", "Asturian"),
        ("war", "Waray"),
        ("aho", "Ahom"),
        ("roa", "Romance languages"),
        ("ber", "Berber languages"),
        ("sh", "Serbo-Croatian"),
        ("mul", "Multiple languages"),
        ("und", "Unknown language"),
        ("zxx", "No linguistic content"),
        ("code", "code"),
        ("multilingual", "multilingual"),
        ("zh-Hant", "Traditional Chinese"),
        ("zh-hant", "Traditional Chinese"),
        ("pt-BR", "Brazilian Portuguese"),
        ("es-419", "Latin American Spanish"),
        ("sr-Latn", "Serbian (Latin)"),
        ("eng-Latn", "English (Latin)"),
        ("tzm-Tfng-MA", "Central Atlas Tamazight (Tifinagh, Morocco)"),
        ("de-1996", "German (German orthography of 1996)"),
        ("aho-Ahom", "Ahom (Ahom)"),
        ("on", None),
        ("xx", None),
        ("off", None),
        ("iw", None),
        ("zh-yue", None),
        ("zh_Hant", None),
        ("zh-Hantt", None),
        ("zh-Hans-Hant", None),
        ("ca-valencia", "Catalan (Valencian)"),
        ("en-UK", None),
        ("EN", None),
        ("e", None),
        ("en-", None),
        ("", None),
    ],
)
def test_a_code_of_the_list_has_a_name(code: str, name: str | None) -> None:
    assert language_name(code) == name


@pytest.mark.parametrize(
    ("code", "scripts"),
    [
        ("ru", {"Cyrl"}),
        ("sr", {"Cyrl", "Latn"}),
        ("sr-Latn", {"Latn"}),
        ("zh-Hant-TW", {"Hant"}),
        ("pt-BR", {"Latn"}),
        ("eng", set()),
        ("mul", set()),
        ("code", set()),
        ("x", set()),
    ],
)
def test_a_language_has_its_scripts(code: str, scripts: set[str]) -> None:
    assert language_scripts(code) == scripts


def test_every_language_and_group_of_iso_639_has_a_name() -> None:
    codes = {code for each in iso639.iter_langs() for code in each[1:] if code}
    assert len(codes) > 8_000
    assert {code for code in codes if not language_name(code)} == set()


LIST = "all codes: https://iso639-3.sil.org/code_tables/639/data"
A_CODE = "write the code of a language, such as en for English"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        pytest.param("on", f"on is yes or no to other readers of YAML: {A_CODE}; {LIST}", id="on"),
        pytest.param("Off", f"Off is yes or no to other readers of YAML: {A_CODE}; {LIST}", id="off"),
        pytest.param("true", f"true is yes or no to other readers of YAML: {A_CODE}; {LIST}", id="true"),
        pytest.param(
            "yes",
            f'yes is yes or no to other readers of YAML: {A_CODE}; for Nyankpa write "yes" in quotes; {LIST}',
            id="a flag that is a code too",
        ),
        pytest.param("xx", f"{A_CODE}; {LIST}", id="nothing near"),
        pytest.param("<b>", f"{A_CODE}; {LIST}", id="no word"),
        pytest.param("english", f'did you mean "en" (English)? {LIST}', id="a name"),
        pytest.param("German", f'did you mean "de" (German)? {LIST}', id="a name with a capital"),
        pytest.param("Mandarin Chinese", f'did you mean "cmn" (Mandarin Chinese)? {LIST}', id="a long name"),
        pytest.param("mandarin", f'did you mean "cmn" (Mandarin Chinese)? {LIST}', id="half a name"),
        pytest.param("Castilian", f'did you mean "es" (Spanish)? {LIST}', id="another name"),
        pytest.param("portugese", f'did you mean "pt" (Portuguese)? {LIST}', id="a misspelt name"),
        pytest.param("EN", f'did you mean "en" (English)? {LIST}', id="capitals"),
        pytest.param("pt_br", f'did you mean "pt-br" (Brazilian Portuguese)? {LIST}', id="an underscore"),
        pytest.param("eng_Latn", f'did you mean "eng-Latn" (English (Latin))? {LIST}', id="FLORES"),
        pytest.param("en-UK", f'did you mean "en" (English)? {LIST}', id="no such region"),
        pytest.param("zh-yue", f'did you mean "yue" (Cantonese)? {LIST}', id="one of a macrolanguage"),
        pytest.param("jp", f'did you mean "ja" (Japanese)? {LIST}', id="a country"),
        pytest.param("iw", f'ISO 639 withdrew it: write "he" (Hebrew); {LIST}', id="withdrawn"),
        pytest.param("in", f'ISO 639 withdrew it: write "id" (Indonesian); {LIST}', id="withdrawn, a word"),
        pytest.param("mo", f'ISO 639 withdrew it: write "ro-MD" (Moldavian); {LIST}', id="withdrawn, merged"),
        pytest.param("ajp", f'ISO 639 withdrew it: write "apc" (Levantine Arabic); {LIST}', id="merged"),
        pytest.param(
            "ais", f"ISO 639 withdrew it: Split into Amis [ami] and Sakizaya [szy]; {LIST}", id="split"
        ),
        pytest.param("aay", f"ISO 639 withdrew it; {A_CODE}; {LIST}", id="never was"),
    ],
)
def test_a_message_says_which_code_may_be_meant(written: str, hint: str, tmp_path: Path) -> None:
    (problem,) = load(write_example(tmp_path, f"language: [en, {written}]\n"), "cards").problems
    expected = f'expected a language code (ISO 639), such as en, found "{written}"'
    assert (problem.field, problem.message, problem.hint) == ("language[1]", expected, hint)


@pytest.mark.parametrize("code", ["no", '"no"', '"yes"', "nan", "nul", "war", "[code, multilingual]"])
def test_words_that_are_codes_are_taken_as_written(code: str, tmp_path: Path) -> None:
    assert load(write_example(tmp_path, f"language: {code}\n"), "cards").problems == ()


def test_pages_and_data_give_the_names_of_languages(tmp_path: Path) -> None:
    text = (
        "language: [en, aho, sr-Latn]\n# datasets.yaml\nd: {name: D, summary: Text., language: [yue, ber]}\n"
    )
    cards = write_example(tmp_path, text)
    site = build_site(cards, ROOT / "templates", tmp_path)
    pages = {page.path: page.markdown for page in site.pages}
    assert "English, Ahom, Serbian &#40;Latin&#41;" in pages["models/card.md"]
    assert "Cantonese, Berber languages" in pages["datasets/d.md"]
    (catalog,) = (json.loads(asset.content) for asset in site.assets if asset.path == "catalog.json")
    assert catalog["languages"] == {"aho": "Ahom", "en": "English", "sr-Latn": "Serbian (Latin)"}
