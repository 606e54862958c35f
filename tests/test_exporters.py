"""Cards for machines: the hub's metadata and README, and JSON that gives the same card again."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cardsite.build import build_site
from cardsite.catalogue import load
from cardsite.exporters import card_json, eval_results_text, hub_metadata
from cardsite.problems import Severity, at_least
from cardsite.schema import Card
from published import published_catalogue, published_files, published_pages
from tinysite import LICENSED, TINY, write

HUB_FRONT_MATTER = re.compile(r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))")
"""How `huggingface_hub` finds the metadata of a README."""

HEAPS = """\
heap: {name: Heap, summary: Text., hub_id: acme/heap}
pile: {name: Pile, summary: More text.}
"""


def readmes() -> dict[str, str]:
    """The README of each of our own cards, by its id."""
    ending = ".huggingface.txt"
    return {
        path.removeprefix("models/").removesuffix(ending): text
        for path, text in published_files().items()
        if path.endswith(ending)
    }


def metadata(identity: str) -> dict[str, Any]:
    return hub_metadata(published_catalogue().cards[identity], published_catalogue())


def tiny(folder: Path, fields: str, **others: str) -> dict[str, Any]:
    """The metadata of a card with these fields, beside other cards."""
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(folder / "cards/datasets.yaml", HEAPS)
    for name, text in {"tiny": TINY + fields, **others}.items():
        write(folder / f"cards/{name}.yaml", text)
    found = load(folder / "cards", "cards")
    assert found.problems == ()
    return hub_metadata(found.cards["tiny"], found)


# The hub's metadata of our own cards


def test_an_adapter_names_its_base_model_and_its_data_as_the_hub_does() -> None:
    found = metadata("gpt-6.7b-alpaca")
    (sample,) = found.pop("widget")
    assert sample["example_title"] == "Planning a watch party"
    assert found == {
        "language": ["en"],
        "license": "cc-by-nc-4.0",
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "tags": ["lora", "instruction tuning", "alpaca"],
        "datasets": ["yahma/alpaca-cleaned"],
        "base_model": ["cerebras/Cerebras-GPT-6.7B"],
        "base_model_relation": "adapter",
    }


def test_a_model_without_a_base_has_its_scores_with_their_shots_and_sources() -> None:
    found = metadata("code-llama/code-llama-34b")
    (index,) = found.pop("model-index")
    assert found == {
        "language": ["en", "code"],
        "license": "llama2",
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["code-llama", "code generation"],
    }
    assert index["name"] == "Code Llama 34B"
    assert index["results"][1] == {
        "task": {"type": "text-generation"},
        "dataset": {
            "type": "google-research-datasets/mbpp",
            "name": "MBPP",
            "args": {"num_few_shot": 3},
        },
        "metrics": [{"type": "pass@1", "value": 55.0}],
        "source": {
            "name": "Code Llama: Open Foundation Models for Code",
            "url": "https://arxiv.org/abs/2308.12950",
        },
    }


def scores(identity: str, benchmark: str) -> list[tuple[int | None, str, float]]:
    """Shots, metric and value of each block of a benchmark."""
    (index,) = metadata(identity)["model-index"]
    return [
        (block["dataset"].get("args", {}).get("num_few_shot"), metric["type"], metric["value"])
        for block in index["results"]
        if block["dataset"]["name"] == benchmark
        for metric in block["metrics"]
    ]


def test_scores_that_were_measured_in_two_ways_stay_two_blocks() -> None:
    found = scores("gpt-neo/gpt-neo-1.3b", "HellaSwag")
    assert (None, "acc", 38.66) in found
    assert (10, "acc_norm", 48.47) in found


def test_a_figure_for_several_models_together_is_nobodys_emission() -> None:
    card = published_catalogue().cards["code-llama/code-llama-34b"].card
    assert card.training is not None
    assert card.training.energy is not None
    assert card.training.energy.carbon_tco2eq is not None
    assert "co2_eq_emissions" not in metadata("code-llama/code-llama-34b")


@pytest.mark.parametrize("identity", published_catalogue().cards)
def test_a_readme_holds_the_metadata_where_the_hub_looks_for_them(identity: str) -> None:
    match = HUB_FRONT_MATTER.match(readmes()[identity])
    assert match
    assert yaml.safe_load(match[2]) == metadata(identity)


@pytest.mark.parametrize("identity", published_catalogue().cards)
def test_a_readme_holds_the_page_without_its_links_to_other_pages(identity: str) -> None:
    text = html.unescape(readmes()[identity])
    assert text.count(f"\n# {published_catalogue().cards[identity].card.name}\n") == 1
    assert "\n## Evaluation\n" in text
    assert "\n### Sources\n" in text
    assert re.findall(r"\]\((?!https?://|mailto:)[^)]*\)", re.sub(r"<q>.*?</q>", "", text)) == []
    assert re.findall(r'(?:href|src)="(?!https?://|#|mailto:)[^"]*"', text) == []
    assert "## Data behind this page" not in text
    assert "\n---\n" not in text.split("\n---\n", 1)[1]


def test_a_readme_holds_nothing_that_is_for_scripts() -> None:
    assert 'data-cs-key="' in published_pages()["models/pythia/pythia-160m.md"]
    assert "data-cs-" not in readmes()["pythia/pythia-160m"]


def test_a_readme_has_a_line_for_each_score_and_none_for_the_rest_of_the_family() -> None:
    text = readmes()["gpt-neo/gpt-neo-1.3b"]
    _, head, body = text.split("---\n", 2)
    lines = head.splitlines()
    start = lines.index("model-index:")
    assert lines[start + 1 : start + 3] == ['- name: "GPT-Neo 1.3B"', "  results:"]
    assert all(line.startswith('  - {"task": ') for line in lines[start + 3 :])
    assert "cs-switcher" not in body
    assert "<nav" not in body


def test_a_readme_has_the_table_of_the_memory_without_the_calculator() -> None:
    text = readmes()["pythia/pythia-160m"]
    section = text.partition("\n## Will it fit?\n")[2].partition("\n## ")[0]
    assert "| int8, float8 | 162 MB |" in section
    assert "data-cs-script" not in section


def test_a_readme_is_plain_markdown_and_says_nothing_of_the_site() -> None:
    for text in readmes().values():
        body = HUB_FRONT_MATTER.sub("", text, count=1)
        assert body.startswith("\n# ")
        assert not re.search(r"&#\d+;|<div|<span|<sup|markdown=", body)
        for heading in ("Coverage", "Similar models", "Data behind this page"):
            assert not re.search(rf"^(#+ |\*\*){heading}\b", body, re.MULTILINE), heading


def test_a_readme_has_no_pictures_and_keeps_the_tables_of_their_numbers() -> None:
    for text in readmes().values():
        assert "<svg" not in text
        assert "cs-picture" not in text
    assert "### Over the training" in readmes()["pythia/pythia-160m"]
    assert "| accuracy | 32.84 ± 0.65 % | – | perplexity ↓ 38.1 ± 1.4 |" in readmes()["pythia/pythia-160m"]


def test_a_readme_names_no_models_to_compare_with() -> None:
    text = readmes()["gpt-neo/gpt-neo-1.3b"]
    assert "## Lineage and licences" in text
    assert "Compare" not in text
    assert "Similar models" not in text


def test_a_readme_can_be_read_whatever_the_characters_of_a_name(tmp_path: Path) -> None:
    title = '"a: \\u00a0b\\u200d 🐢 \\\\ # \\"--- [x]"'
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/tiny.yaml", f"{LICENSED}tags: [{title}]\n")
    site = build_site(tmp_path / "cards")
    assert at_least(site.problems, Severity.WARNING) == ()
    (readme,) = [asset.content.decode() for asset in site.assets if asset.path.endswith(".huggingface.txt")]
    match = HUB_FRONT_MATTER.match(readme)
    assert match
    assert yaml.safe_load(match[2])["tags"] == ['a: \u00a0b\u200d 🐢 \\ # "--- [x]']


# What the metadata are made of


def test_the_hub_takes_languages_and_their_tags_apart(tmp_path: Path) -> None:
    found = tiny(tmp_path, "language: [zh-Hant, zh, pt-BR, yue, multilingual]\n")
    assert found["language"] == ["zh", "pt", "yue", "multilingual"]
    assert found["language_bcp47"] == ["zh-Hant", "pt-BR"]
    assert "language_bcp47" not in tiny(tmp_path, "language: [en, code]\n")


def test_what_a_card_does_not_state_is_left_out(tmp_path: Path) -> None:
    assert tiny(tmp_path, "") == {}
    absent = (
        "license: not_disclosed\nlanguage: unknown\npipeline_tag: not_applicable\nlibrary_name: unknown\n"
    )
    assert tiny(tmp_path, absent) == {}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("mit", {"license": "mit"}),
        ("llama2", {"license": "llama2"}),
        ("Apache-2.0", {"license": "apache-2.0"}),
        ("0BSD", {"license": "other", "license_name": "0BSD"}),
        (
            "{id: QPL-1.0, name: Q Public License 1.0, link: 'https://example.org/q'}",
            {
                "license": "other",
                "license_name": "Q Public License 1.0",
                "license_link": "https://example.org/q",
            },
        ),
        (
            "{id: other, name: House rules, link: 'https://example.org/rules'}",
            {"license": "other", "license_name": "House rules", "license_link": "https://example.org/rules"},
        ),
    ],
    ids=["hub-id", "hub-only", "spdx-spelling", "spdx-only", "spdx-with-link", "own-terms"],
)
def test_a_licence_is_named_as_the_hub_names_it(
    stated: str, expected: dict[str, str], tmp_path: Path
) -> None:
    assert tiny(tmp_path, f"license: {stated}\n") == expected


def test_a_licence_that_a_catalogue_describes_itself_is_none_of_the_hubs(tmp_path: Path) -> None:
    text = "house-1.0: {name: House rules, url: 'https://example.org/house'}\nmit: {name: The MIT licence}\n"
    write(tmp_path / "cards/licenses.yaml", text)
    expected = {
        "license": "other",
        "license_name": "House rules",
        "license_link": "https://example.org/house",
    }
    assert tiny(tmp_path, "license: house-1.0\n") == expected
    assert tiny(tmp_path, "license: mit\n") == {"license": "mit"}


def test_only_data_that_are_on_the_hub_are_named(tmp_path: Path) -> None:
    data = "training: {data: [heap, pile, {name: Secret}]}\n"
    assert tiny(tmp_path, data) == {"datasets": ["acme/heap"]}


@pytest.mark.parametrize(
    ("address", "hub_id"),
    [
        ("https://huggingface.co/datasets/acme/Corpus", "acme/Corpus"),
        ("https://huggingface.co/datasets/squad/", "squad"),
        ("https://hf.co/datasets/acme/corpus.v2/tree/main/data?x=1#top", "acme/corpus.v2"),
        ("https://huggingface.co/acme/corpus", None),
        ("https://example.org/datasets/acme/corpus", None),
        ("https://huggingface.co.example.org/datasets/acme/corpus", None),
        ("https://huggingface.co/spaces/acme/corpus", None),
    ],
)
def test_data_that_only_the_card_names_are_known_by_their_page(
    address: str, hub_id: str | None, tmp_path: Path
) -> None:
    data = f"training: {{data: [heap, {{name: Corpus, url: '{address}'}}]}}\n"
    assert tiny(tmp_path, data) == {"datasets": ["acme/heap", *filter(None, [hub_id])]}


def test_the_page_links_data_that_only_the_card_names(tmp_path: Path) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    data = "training: {data: [{name: Corpus, url: 'https://example.org/corpus'}, {name: Secret}]}\n"
    write(tmp_path / "cards/tiny.yaml", LICENSED + data)
    (page,) = [page for page in build_site(tmp_path / "cards").pages if page.path == "models/tiny.md"]
    assert re.search(r'<a href="https://example\.org/corpus"[^>]*>Corpus</a>', html.unescape(page.markdown))
    assert "Secret" in page.markdown
    model = json.loads(page.structured)["@graph"][0]
    assert model["isBasedOn"] == [{"@type": "Dataset", "name": "Corpus", "@id": "https://example.org/corpus"}]


@pytest.mark.parametrize(
    ("address", "hub_id"),
    [
        ("https://huggingface.co/acme/Far-7B/", "acme/Far-7B"),
        ("https://www.huggingface.co/acme/Far-7B?library=x", "acme/Far-7B"),
        ("https://hf.co/acme/Far-7B/blob/main/config.json", "acme/Far-7B"),
        ("https://huggingface.co/acme", None),
        ("https://huggingface.co/datasets/far", None),
        ("https://huggingface.co/datasets/acme/far", None),
        ("https://huggingface.co/spaces/acme/far", None),
        ("https://huggingface.co/papers/2307.09288", None),
        ("https://huggingface.co/blog/far", None),
        ("https://huggingface.co/acme/Far-7B/other/page", None),
    ],
)
def test_a_base_without_a_card_is_known_by_its_page(address: str, hub_id: str | None, tmp_path: Path) -> None:
    made = f"base_model: {{title: Far, url: '{address}'}}\nbase_model_relation: finetune\n"
    expected = {"base_model": [hub_id], "base_model_relation": "finetune"} if hub_id else {}
    assert tiny(tmp_path, made) == expected


@pytest.mark.parametrize(
    ("fields", "bases", "relation"),
    [
        ("quantization: {method: GGUF}\nbase_model: {hub}", ["acme/Far-7B"], "quantized"),
        ("merge: {models: [{hub}, base]}", ["acme/Far-7B", "acme/base"], "merge"),
        ("base_model: {title: Far, url: 'https://example.org/acme/Far-7B'}\nadapter: {rank: 8}", None, None),
    ],
    ids=["quantised", "merge", "not on the hub"],
)
def test_blocks_and_pages_of_the_hub_say_what_a_model_was_made_from(
    tmp_path: Path, fields: str, bases: list[str] | None, relation: str | None
) -> None:
    far = "{title: Far, url: 'https://huggingface.co/acme/Far-7B'}"
    base = TINY.replace("Tiny", "Base") + "hub_id: acme/base\n"
    found = tiny(tmp_path, fields.replace("{hub}", far) + "\n", base=base)
    assert (found.get("base_model"), found.get("base_model_relation")) == (bases, relation)


def test_a_relation_needs_a_base_model_that_is_on_the_hub(tmp_path: Path) -> None:
    base = TINY.replace("Tiny", "Base")
    made = "base_model: base\nbase_model_relation: finetune\n"
    assert tiny(tmp_path, made, base=base) == {}
    assert tiny(tmp_path, made, base=base + "hub_id: acme/base\n") == {
        "base_model": ["acme/base"],
        "base_model_relation": "finetune",
    }


def test_a_successor_is_the_new_version(tmp_path: Path) -> None:
    newer = TINY.replace("Tiny", "Tiny 2") + "hub_id: acme/tiny-2\n"
    assert tiny(tmp_path, "status: deprecated\nsuccessor: newer\n", newer=newer) == {
        "new_version": "acme/tiny-2"
    }


def test_emissions_are_in_grams(tmp_path: Path) -> None:
    energy = "training: {energy: {carbon_tco2eq: 1.5, region: France}}\n"
    assert tiny(tmp_path, energy) == {
        "co2_eq_emissions": {"emissions": 1_500_000.0, "geographical_location": "France"}
    }


def test_emissions_are_those_of_all_stages_if_each_states_its_own(tmp_path: Path) -> None:
    stages = "training: {{stages: [{{name: SFT, energy: {{carbon_tco2eq: 1.5}}}}, {{name: DPO{}}}]}}\n"
    both = tiny(tmp_path / "both", stages.format(", energy: {carbon_tco2eq: 0.25}"))
    assert both == {"co2_eq_emissions": {"emissions": 1_750_000.0}}
    assert tiny(tmp_path / "one", stages.format("")) == {}


def test_data_of_several_stages_are_named_once(tmp_path: Path) -> None:
    stages = "training: {stages: [{name: SFT, data: [heap]}, {name: DPO, data: [heap]}]}\n"
    assert tiny(tmp_path, stages) == {"datasets": ["acme/heap"]}


def test_scores_of_a_checkpoint_on_the_way_are_not_those_of_the_model(tmp_path: Path) -> None:
    run = "{checkpoint: %s, results: [{benchmark: piqa, score: %s}]}"
    runs = f"evaluation: {{runs: [{run % (1000, 0.5)}, {run % (2000, 0.6)}]}}\n"
    (index,) = tiny(tmp_path, f"checkpoints: {{first: 0, last: 2000, interval: 1000}}\n{runs}")["model-index"]
    assert [block["metrics"][0]["value"] for block in index["results"]] == [60.0]


@pytest.mark.parametrize(
    ("row", "dataset", "value"),
    [
        ("benchmark: piqa, split: validation, score: 0.612", ("ybisk/piqa", None, "validation"), 61.2),
        ("benchmark: piqa, score: 61.2 %", ("ybisk/piqa", None, None), 61.2),
        ("benchmark: arc-easy, score: 0.5", ("allenai/ai2_arc", "ARC-Easy", None), 50.0),
        ("benchmark: xnli, subset: fr, score: 0.76", ("facebook/xnli", "fr", None), 76.0),
        ("benchmark: superglue, score: 0.5", ("superglue", None, None), 50.0),
        ("benchmark: imagenet-1k, metric: top1, score: 0.8", ("imagenet-1k", None, None), 80.0),
        ("benchmark: mt-bench, score: 7.34", ("lighteval/mt-bench", None, None), 7.34),
        (
            "benchmark: librispeech-clean, metric: wer, score: 3.43",
            ("openslr/librispeech_asr", "clean", None),
            3.43,
        ),
        ("benchmark: stsb, metric: spearman, score: 0.841", ("nyu-mll/glue", "stsb", None), 0.841),
    ],
)
def test_scores_name_the_data_on_the_hub_and_have_the_unit_of_pages(
    row: str, dataset: tuple[str | None, ...], value: float, tmp_path: Path
) -> None:
    (index,) = tiny(tmp_path, f"evaluation: {{runs: [{{results: [{{{row}}}]}}]}}\n")["model-index"]
    (block,) = index["results"]
    assert tuple(map(block["dataset"].get, ("type", "config", "split"))) == dataset
    assert block["metrics"][0]["value"] == value


@pytest.mark.parametrize(
    ("task", "example", "sample"),
    [
        (
            "text-generation",
            "{title: Hats, input: A hat, output: A cap, parameters: {top_k: 5}}",
            {
                "text": "A hat",
                "example_title": "Hats",
                "parameters": {"top_k": 5},
                "output": {"text": "A cap"},
            },
        ),
        ("fill-mask", "{input: 'A [MASK]', output: [{label: hat, score: 0.5}]}", {"text": "A [MASK]"}),
        ("text-to-image", "{input: A hat}", {"text": "A hat"}),
        (
            "question-answering",
            "{input: {question: Who?, context: Ann did.}, output: Ann}",
            {"question": "Who?", "context": "Ann did.", "output": {"text": "Ann"}},
        ),
        (
            "image-classification",
            "{input: {src: 'https://example.org/a.png'}}",
            {"src": "https://example.org/a.png"},
        ),
        ("automatic-speech-recognition", "{input: The first recording, output: Hello}", None),
        ("image-text-to-text", "{input: A picture of a hat, output: A hat}", None),
        ("text-generation", "{input: {input_data: {input_string: [A hat]}}, output: [A cap]}", None),
        ("text-generation", "{input: {}, output: A cap}", None),
    ],
)
def test_examples_are_samples_of_the_widget_where_it_takes_such_input(
    task: str, example: str, sample: dict[str, Any] | None, tmp_path: Path
) -> None:
    found = tiny(tmp_path, f"pipeline_tag: {task}\ninference: {{examples: [{example}]}}\n")
    assert found.get("widget") == ([sample] if sample else None)


def test_leaderboards_of_the_hub_get_scores_of_whole_tasks_with_how_they_were_measured(
    tmp_path: Path,
) -> None:
    runs = """\
evaluation:
  runs:
    - harness: lm-evaluation-harness
      harness_version: 0.4.9
      date: 2025-03-14
      shots: 8
      source: https://example.org/r
      results:
        - {benchmark: gsm8k, filter: strict-match, score: 0.412, error: 0.014}
        - {benchmark: piqa, score: 0.6}
    - date: 2025-03
      results:
        - {benchmark: gpqa-diamond, score: 31.3 %}
        - {benchmark: gsm8k, samples: 100, score: 0.5}
        - {benchmark: mmlu-pro, subset: law, score: 0.3}
"""
    tiny(tmp_path, runs)
    found = load(tmp_path / "cards", "cards")
    assert yaml.safe_load(eval_results_text(found.cards["tiny"], found)) == [
        {
            "dataset": {"id": "openai/gsm8k", "task_id": "gsm8k"},
            "value": 41.2,
            "date": "2025-03-14",
            "source": {"url": "https://example.org/r"},
            "notes": "metric=exact_match, filter=strict-match, num_few_shot=8, error=0.014, "
            "harness=lm-evaluation-harness 0.4.9",
        },
        {
            "dataset": {"id": "Idavidrein/gpqa", "task_id": "gpqa_diamond"},
            "value": 31.3,
            "notes": "metric=exact_match",
        },
    ]


def test_a_model_without_such_scores_has_no_file_for_leaderboards() -> None:
    assert "models/pythia/pythia-160m.eval_results.yaml" not in published_files()
    cards = published_catalogue().cards
    beside = {path for path in published_files() if path.endswith(".eval_results.yaml")}
    texts = {
        f"models/{i}.eval_results.yaml": eval_results_text(e, published_catalogue()) for i, e in cards.items()
    }
    assert beside == {path for path, text in texts.items() if text} != set()


# JSON


@pytest.mark.parametrize("identity", published_catalogue().cards)
def test_the_json_of_a_card_gives_the_same_card_again(identity: str) -> None:
    entry = published_catalogue().cards[identity]
    data = json.loads(card_json(entry))
    assert data.pop("id") == identity
    assert Card.model_validate(data) == entry.card


def test_the_json_keeps_numbers_as_they_were_written_and_what_is_inherited() -> None:
    data = json.loads(card_json(published_catalogue().cards["pythia/pythia-160m"]))
    assert list(data)[:4] == ["id", "name", "summary", "organization"]
    assert data["organization"] == "eleutherai"
    assert data["training"]["learning_rate"] == {
        "value": "6.0e-4",
        "source": "config",
        "quote": '"lr": 0.0006',
    }
    assert data["architecture"]["context_length"]["value"] == "2_048"
