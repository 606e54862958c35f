"""Mistakes that a card's tags, code, samples and sources imply: what is reported, and what is left alone."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from finding import messages

CARD = "name: Tapir 1.3B\nhub_id: acme/tapir-1.3b\n"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("pipeline_tag: image-classification\nlibrary_name: timm\n", ""),
        ("pipeline_tag: image-feature-extraction\nlibrary_name: timm\n", ""),
        ("pipeline_tag: feature-extraction\nlibrary_name: timm\n", ""),
        ("pipeline_tag: text-ranking\nlibrary_name: sentence-transformers\n", ""),
        ("pipeline_tag: depth-estimation\nlibrary_name: diffusers\n", ""),
        ("pipeline_tag: text-classification\nlibrary_name: sklearn\n", ""),
        # A language model that speaks, one that forecasts, one that ranks, one that reads pictures.
        ("pipeline_tag: text-to-speech\narchitecture: {type: llama}\n", ""),
        ("pipeline_tag: time-series-forecasting\narchitecture: {type: t5}\n", ""),
        ("pipeline_tag: text-ranking\narchitecture: {type: qwen3}\n", ""),
        ("pipeline_tag: image-text-to-text\narchitecture: {type: llama}\n", ""),
        ("pipeline_tag: text-classification\narchitecture: {type: gpt2}\n", ""),
        ("pipeline_tag: translation\narchitecture: {type: whisper}\n", ""),
        ("pipeline_tag: audio-classification\narchitecture: {type: convnext}\n", ""),
        ("pipeline_tag: time-series-forecasting\narchitecture: {type: vit_mae}\n", ""),
        ("pipeline_tag: text-generation\nlibrary_name: timm\n", "library"),
        ("pipeline_tag: automatic-speech-recognition\nlibrary_name: sentence-transformers\n", "library"),
        ("pipeline_tag: text-generation\narchitecture: {type: vit}\n", "architecture"),
        ("pipeline_tag: text-classification\narchitecture: {type: wav2vec2}\n", "architecture"),
        ("pipeline_tag: object-detection\narchitecture: {type: mistral}\n", "architecture"),
        ("pipeline_tag: automatic-speech-recognition\narchitecture: {type: llama}\n", "architecture"),
    ],
)
def test_a_task_is_one_of_the_library_and_the_architecture(fields: str, found: str, tmp_path: Path) -> None:
    said = messages(tmp_path, "capability-task", CARD + fields)
    assert [found in each for each in said] == ([True] if found else [])


def code(*blocks: str) -> str:
    return "quick_start:\n" + "".join(
        f"  - title: block {number}\n    code: |\n{indent(block, '      ')}\n"
        for number, block in enumerate(blocks)
    )


OWN = '"acme/tapir-1.3b"'


@pytest.mark.parametrize(
    ("tag", "blocks", "found"),
    [
        ("text-generation", [f"AutoModelForCausalLM.from_pretrained({OWN})"], ""),
        ("text-generation", [f"GPTNeoForCausalLM.from_pretrained({OWN})"], ""),
        ("text-classification", [f"pipeline('sentiment-analysis', model={OWN})"], ""),
        ("token-classification", [f"pipeline('ner', model={OWN})"], ""),
        ("fill-mask", [f"AutoModel.from_pretrained({OWN})"], ""),
        ("translation", [f"AutoModelForCausalLM.from_pretrained({OWN})"], ""),
        # Language models that rank, speak or judge.
        ("text-ranking", [f"AutoModelForCausalLM.from_pretrained({OWN})"], ""),
        ("text-to-speech", [f"AutoModelForCausalLM.from_pretrained({OWN})"], ""),
        ("automatic-speech-recognition", [f"AutoModelForCausalLM.from_pretrained({OWN})"], ""),
        ("audio-classification", [f"Wav2Vec2ForSequenceClassification.from_pretrained({OWN})"], ""),
        ("text-classification", [f"# a guard model\nx = AutoModelForCausalLM.from_pretrained({OWN})"], ""),
        ("audio-classification", [f"ConvNextForImageClassification.from_pretrained({OWN})"], ""),
        # One block for the tag is enough; so is a head that is about to be trained.
        (
            "fill-mask",
            [f"AutoModelForMaskedLM.from_pretrained({OWN})", f"BertLMHeadModel.from_pretrained({OWN})"],
            "",
        ),
        (
            "text-generation",
            [f"m = AutoModelForSequenceClassification.from_pretrained({OWN}, num_labels=2)"],
            "",
        ),
        # Another model, or two.
        ("fill-mask", ['AutoModelForCausalLM.from_pretrained("acme/other")'], ""),
        (
            "fill-mask",
            [f'AutoModelForCausalLM.from_pretrained("a/b"); AutoModel.from_pretrained({OWN})'],
            "",
        ),
        ("text-classification", [f"AutoModelForCausalLM.from_pretrained({OWN})"], "for text-generation"),
        ("text-generation", [f"AutoModelForMaskedLM.from_pretrained({OWN})"], "for fill-mask"),
        ("text-generation", [f"pipeline('fill-mask', model={OWN})"], "for fill-mask"),
        ("text-classification", [f"AutoModelForCTC.from_pretrained({OWN})"], "for automatic-speech"),
    ],
)
def test_code_is_for_the_task_of_the_card(tag: str, blocks: list[str], found: str, tmp_path: Path) -> None:
    said = messages(tmp_path, "snippet-task", f"{CARD}pipeline_tag: {tag}\n{code(*blocks)}")
    assert [found in each for each in said] == ([True] if found else [])


def test_a_model_that_writes_verdicts_may_be_tagged_as_a_classifier(tmp_path: Path) -> None:
    card = (
        f"{CARD}pipeline_tag: text-classification\ndescription: A guard model that answers safe or unsafe.\n"
    )
    assert (
        messages(tmp_path, "snippet-task", card + code(f"AutoModelForCausalLM.from_pretrained({OWN})")) == []
    )


def examples(*pairs: tuple[str, str]) -> str:
    return "inference:\n  examples:\n" + "".join(
        f'    - input: "{given}"\n      output: "{made}"\n' for given, made in pairs
    )


RUSSIAN, CHINESE = (
    "Гавань находится на восточной стороне города.",
    "港口位于城市的东边，每天早上都有许多渔船从那里出发，晚上才回来。",
)
JAPANESE = "港は町の東側にあり、毎朝たくさんの漁船がそこから出て、夕方に帰ってきます。"


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Where is the harbour of the town, and who was it that built it?", ""),
        ("en", "Où est le port de l'œuvre, à côté de l'église où l'on était déjà allé ?", ""),
        ("en", "The letters αβγδε and Гавань stand in a text that is otherwise in English.", ""),
        ("[en, ru]", RUSSIAN, ""),
        ("uk", RUSSIAN, ""),
        ("zh", CHINESE, ""),
        ("zh", "Models for Chinese may well be asked something in English now and then.", ""),
        ("ja", JAPANESE, ""),
        ("mul", RUSSIAN, ""),
        ("[en, sah]", RUSSIAN, ""),
        ("[en, code]", RUSSIAN, ""),
        ("uz", RUSSIAN, ""),
        ("zh-Hant", CHINESE, ""),
        ("ru", "А", ""),
        ("en", RUSSIAN, "Cyrillic"),
        ("[en, de]", CHINESE, "Cjk"),
        ("zh", JAPANESE, "Hiragana"),
        ("ru", "המזח נמצא בצד המזרחי של העיר, ליד השוק הישן", "Hebrew"),
    ],
)
def test_a_sample_is_in_a_script_of_the_languages(
    language: str, text: str, found: str, tmp_path: Path
) -> None:
    card = f"{CARD}language: {language}\n{examples(('?', text))}"
    said = messages(tmp_path, "sample-script", card)
    assert [found in each for each in said] == ([True] if found else [])


@pytest.mark.parametrize(
    ("title", "url", "found"),
    [
        ("Configuration of Tapir 1.3B", "https://huggingface.co/acme/tapir-1.3b/blob/main/config.json", ""),
        ("Configuration of Tapir 1.3B", "https://github.com/acme/tapir/blob/main/tapir_1300m.yml", ""),
        ("Configuration of Tapir 1.3B", "https://github.com/acme/tapir/blob/main/tapir-1-3b.yml", ""),
        ("Configuration of Tapir 1.3B", "https://github.com/acme/tapir/blob/main/1p3b.yml", ""),
        # One of several, a size that is no model's, and a page of another name.
        ("Scores of Tapir 1.3B", "https://acme.example/blog/tapir-70m-to-7b", ""),
        ("Tapir after 300B tokens", "https://huggingface.co/acme/tapir-1.3b", ""),
        ("Tapir 1.3B, which was called 1B", "https://huggingface.co/acme/tapir-1b", ""),
        ("Configuration of Crane 7B, from which it was made", "https://huggingface.co/globex/crane-7b", ""),
        (
            "The card, with the scores of Crane 7B beside its own",
            "https://huggingface.co/acme/tapir-1.3b",
            "",
        ),
        (
            "Configuration of Tapir 1.3B",
            "https://github.com/acme/tapir/blob/main/tapir-7b.yml",
            "the title says 1.3B, but the address 7B",
        ),
    ],
)
def test_the_title_and_the_address_of_a_source_are_of_one_model(
    title: str, url: str, found: str, tmp_path: Path
) -> None:
    used = "architecture: {layers: {value: 24, source: it}}\n"
    card = f'{CARD}{used}sources:\n  it: {{title: "{title}", url: "{url}"}}\n'
    other = (
        "# crane.yaml\nname: Crane 7B\norganization: globex\nhub_id: globex/crane-7b\n# organizations.yaml\n"
    )
    assert messages(
        tmp_path, "foreign-link", f"{card}{other}acme: {{name: Acme}}\nglobex: {{name: Globex}}\n"
    ) == ([found] * bool(found))
