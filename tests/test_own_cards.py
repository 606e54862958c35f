"""The catalogue that this repository publishes: no problem in it, and the numbers that were published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import markdown
import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from cardsite.authoring.editor_schemas import known_ids
from cardsite.catalogue import load
from cardsite.facts.derived import checkpoint_count, training_tokens, value_of
from cardsite.facts.memory import Requirement, requirement, shape_of
from cardsite.reports.text_report import as_text
from cardsite.schema import SCHEMAS, Fact, Part, Quantity, Result, json_schema, json_schema_text
from cardsite.yamlio.core_schema import core_value
from cardsite.yamlio.document import MappingNode, Node, ScalarNode, SequenceNode, parse, read
from fences import ROOT
from published import published_catalogue, published_files, published_pages
from tinysite import write

CARDS = ROOT / "cards"
FILES = sorted(CARDS.rglob("*.yaml"))


def test_the_catalogue_has_no_problem_at_all_not_even_a_note() -> None:
    assert as_text(published_catalogue().problems) == ""


# The numbers that were published

PARAMETERS = {
    "cerebras-gpt/cerebras-gpt-111m": 111_050_496,
    "cerebras-gpt/cerebras-gpt-256m": 255_977_024,
    "cerebras-gpt/cerebras-gpt-590m": 590_310_912,
    "cerebras-gpt/cerebras-gpt-1.3b": 1_315_723_264,
    "cerebras-gpt/cerebras-gpt-2.7b": 2_651_553_280,
    "cerebras-gpt/cerebras-gpt-6.7b": 6_658_404_352,
    "cerebras-gpt/cerebras-gpt-13b": 12_853_386_240,
    "gpt-neo/gpt-neo-125m": 125_198_592,
    "gpt-neo/gpt-neo-1.3b": 1_315_575_808,
    "gpt-neo/gpt-neo-2.7b": 2_651_307_520,
    "pythia/pythia-70m": 70_426_624,
    "pythia/pythia-160m": 162_322_944,
    "pythia/pythia-410m": 405_334_016,
    "pythia/pythia-1b": 1_011_781_632,
    "pythia/pythia-1.4b": 1_414_647_808,
    "pythia/pythia-2.8b": 2_775_208_960,
    "pythia/pythia-6.9b": 6_857_302_016,
    "pythia/pythia-12b": 11_846_072_320,
    "code-llama/code-llama-7b": 6_738_546_688,
    "code-llama/code-llama-13b": 13_016_028_160,
    "code-llama/code-llama-34b": 33_743_970_304,
    "deepseek-v3": 671_026_404_352,
    "gemma-2-9b-it": 9_241_705_984,
    "mixtral-8x7b-instruct-v0.1": 46_702_792_704,
    "qwen3-8b": 8_190_735_360,
    "smollm3-3b": 3_075_098_624,
}
NON_EMBEDDING = {
    "pythia/pythia-70m": 18_915_328,
    "pythia/pythia-160m": 85_056_000,
    "pythia/pythia-410m": 302_311_424,
    "pythia/pythia-1b": 805_736_448,
    "pythia/pythia-1.4b": 1_208_602_624,
    "pythia/pythia-2.8b": 2_517_652_480,
    "pythia/pythia-6.9b": 6_444_163_072,
    "pythia/pythia-12b": 11_327_027_200,
}
TOKENS = {
    "cerebras-gpt/cerebras-gpt-111m": 2_220_933_120,
    "cerebras-gpt/cerebras-gpt-256m": 5_119_082_496,
    "cerebras-gpt/cerebras-gpt-590m": 11_806_113_792,
    "cerebras-gpt/cerebras-gpt-1.3b": 26_313_424_896,
    "cerebras-gpt/cerebras-gpt-2.7b": 53_030_191_104,
    "cerebras-gpt/cerebras-gpt-6.7b": 133_166_858_240,
    "cerebras-gpt/cerebras-gpt-13b": 257_066_680_320,
    **dict.fromkeys(NON_EMBEDDING, 299_892_736_000),
}
SHAPES = {
    "cerebras-gpt/cerebras-gpt-111m": (10, 768, 12),
    "cerebras-gpt/cerebras-gpt-256m": (14, 1088, 17),
    "cerebras-gpt/cerebras-gpt-590m": (18, 1536, 12),
    "cerebras-gpt/cerebras-gpt-1.3b": (24, 2048, 16),
    "cerebras-gpt/cerebras-gpt-2.7b": (32, 2560, 32),
    "cerebras-gpt/cerebras-gpt-6.7b": (32, 4096, 32),
    "cerebras-gpt/cerebras-gpt-13b": (40, 5120, 40),
    "gpt-neo/gpt-neo-125m": (12, 768, 12),
    "gpt-neo/gpt-neo-1.3b": (24, 2048, 16),
    "gpt-neo/gpt-neo-2.7b": (32, 2560, 20),
    "pythia/pythia-70m": (6, 512, 8),
    "pythia/pythia-160m": (12, 768, 12),
    "pythia/pythia-410m": (24, 1024, 16),
    "pythia/pythia-1b": (16, 2048, 8),
    "pythia/pythia-1.4b": (24, 2048, 16),
    "pythia/pythia-2.8b": (32, 2560, 32),
    "pythia/pythia-6.9b": (32, 4096, 32),
    "pythia/pythia-12b": (36, 5120, 40),
    "code-llama/code-llama-7b": (32, 4096, 32),
    "code-llama/code-llama-13b": (40, 5120, 40),
    "code-llama/code-llama-34b": (48, 8192, 64),
}
"""Layers, hidden size, attention heads."""


@pytest.mark.parametrize(("identity", "count"), PARAMETERS.items(), ids=PARAMETERS)
def test_a_card_has_the_number_of_parameters_that_its_shape_gives(identity: str, count: int) -> None:
    assert published_catalogue().cards[identity].card.parameter_count == count


CACHES = {
    # Latent vectors of 512 and 64 in 61 layers; then 2 · layers · heads · width · tokens · 2 bytes, in Gemma
    # 2 with half of the layers kept to their window.
    "deepseek-v3": (131_072, 9_210_691_584),
    "gemma-2-9b-it": (8_192, 2_113_929_216),
    "mixtral-8x7b-instruct-v0.1": (32_768, 4_294_967_296),
    "qwen3-8b": (32_768, 4_831_838_208),
    "smollm3-3b": (65_536, 4_831_838_208),
}


@pytest.mark.parametrize(("identity", "cache"), CACHES.items(), ids=CACHES)
def test_a_card_has_the_cache_that_its_attention_gives(identity: str, cache: tuple[int, int]) -> None:
    cards = published_catalogue().cards
    shape = shape_of(cards[identity].card, cards)
    found = requirement(shape, "float16", cache[0])
    assert isinstance(found, Requirement)
    assert (shape.context_length, found.cache.size) == cache


@pytest.mark.parametrize(("identity", "count"), NON_EMBEDDING.items(), ids=NON_EMBEDDING)
def test_a_pythia_card_has_the_published_number_without_embeddings(identity: str, count: int) -> None:
    architecture = published_catalogue().cards[identity].card.architecture
    assert architecture is not None
    assert value_of(architecture.non_embedding_parameters) == count


@pytest.mark.parametrize(("identity", "shape"), SHAPES.items(), ids=SHAPES)
def test_a_card_has_the_shape_of_the_published_configuration(
    identity: str, shape: tuple[int, int, int]
) -> None:
    architecture = published_catalogue().cards[identity].card.architecture
    assert architecture is not None
    facts = (architecture.layers, architecture.hidden_size, architecture.attention_heads)
    assert [value_of(fact) for fact in facts] == [Decimal(number) for number in shape]


@pytest.mark.parametrize(("identity", "count"), TOKENS.items(), ids=TOKENS)
def test_the_tokens_of_the_training_are_those_published(identity: str, count: int) -> None:
    card = published_catalogue().cards[identity].card
    assert card.training is not None
    derived = training_tokens(card)
    assert (value_of(card.training.tokens) or (derived.value if derived else None)) == Decimal(count)


def test_the_tokens_of_pythia_follow_from_its_steps_and_are_typed_nowhere() -> None:
    for identity in NON_EMBEDDING:
        derived = training_tokens(published_catalogue().cards[identity].card)
        assert derived is not None
        assert derived.text == "299,892,736,000"
        assert derived.formula == "143,000 steps × 2,097,152 tokens"


def test_pythia_has_154_checkpoints() -> None:
    for identity in NON_EMBEDDING:
        checkpoints = published_catalogue().cards[identity].card.checkpoints
        assert checkpoints is not None
        count = checkpoint_count(checkpoints)
        assert count is not None
        assert count.text == "154"


# Evidence


def quantities(part: Part, source: str | None = None, path: str = "") -> Iterator[tuple[str, bool]]:
    """The numbers of a card, each with whether it says where it is from, or the part around it does."""
    source = getattr(part, "source", None) or source
    if isinstance(part, Fact):
        if isinstance(part.value, Quantity):
            yield path, bool(source or part.quote or part.formula)
        return
    if isinstance(part, Result):
        yield path, bool(source or part.quote)
        return
    for name in type(part).model_fields:
        value = getattr(part, name)
        for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(item, Part):
                below = f"{path}.{name}[{index}]" if isinstance(value, tuple) else f"{path}.{name}"
                yield from quantities(item, source, below.removeprefix("."))


def test_every_card_says_where_most_of_its_numbers_are_from() -> None:
    asserted = {}
    for identity, entry in published_catalogue().cards.items():
        found = dict(quantities(entry.card))
        without = [path for path, evidenced in found.items() if not evidenced]
        assert entry.card.sources, identity
        if len(without) > 0.4 * len(found):
            asserted[identity] = without
    assert asserted == {}


# Editors


def kind_of(path: Path) -> str:
    if path.stem in SCHEMAS:
        return path.stem
    return "evals" if path.name.endswith(".evals.yaml") else "card"


def plain(node: Node) -> Any:
    """The data as an editor reads them, which does not know what a field is for."""
    if isinstance(node, MappingNode):
        return {name: plain(below) for name, below in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    assert isinstance(node, ScalarNode)
    return node.text if node.quoted else core_value(node.text)


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema(kind))


def underlined(kind: str, node: Node | None) -> list[str]:
    """What an editor that knows the JSON Schema would underline."""
    assert node is not None
    return [f"{error.json_path}: {error.message}" for error in validator(kind).iter_errors(plain(node))]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schemas_that_editors_read_are_current(kind: str) -> None:
    written = (CARDS / f".schema/{kind}.json").read_text(encoding="utf-8")
    ids = known_ids(published_catalogue(), Path("cards"))
    assert written == json_schema_text(kind, ids), "cardsite schema --write cards/.schema"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CARDS).as_posix())
def test_a_file_names_the_schema_of_its_kind_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match
    assert (path.parent / match[1]).resolve() == CARDS / f".schema/{kind_of(path)}.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CARDS).as_posix())
def test_an_editor_underlines_nothing(path: Path) -> None:
    assert underlined(kind_of(path), read(path, path.name).root) == []


VALID = sorted((ROOT / "tests/cards").glob("*/*.yaml"))


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_editor_underlines_nothing_in_the_cards_of_the_tests(path: Path) -> None:
    assert underlined(kind_of(path), read(path, path.name).root) == []


FAMILY = """\
name: Stone
summary: Stones.
shared:
  organization: acme
  tags: [hard]
  status: deprecated
  license: mit
  architecture: {layers: 12, extra: [{name: Depth, value: 1}]}
  links: {paper: "https://example.org"}
  sources: {config: {title: Configuration}}
"""


@pytest.mark.parametrize(
    "fields",
    [
        "tags: ~",
        "tags: 7",
        "status: ~",
        "license: ~",
        "architecture: ~",
        "architecture: {layers: ~, extra: ~}",
        "architecture: {layers: 1_000, parameters: 1.3B, activation: 12}",
        "links: {paper: ~}",
        "sources: ~",
        "sources: {config: ~}",
        'sources: {config: {url: "https://example.org"}}',
        "sources: {7: {title: 9}}",
        "release_date: 2023",
        "language: no",
        "training: {steps: 1e3, energy: {offset: 100 %}}",
        "capabilities: [{name: Chat, supported: yes}, {name: 3, supported: false}]",
        "inference: {examples: [{input: {a: [1, null]}, output: null}]}",
        "license: not_disclosed",
    ],
)
def test_an_editor_underlines_nothing_that_a_member_may_say(fields: str, tmp_path: Path) -> None:
    member = f"name: Stone 1B\nsummary: A stone.\n{fields}\n"
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/stone/family.yaml", FAMILY)
    write(tmp_path / "cards/stone/stone-1b.yaml", member)
    assert load(tmp_path / "cards", "cards").problems == ()
    assert underlined("card", parse(member.encode(), "stone-1b.yaml").root) == []


@pytest.mark.parametrize(
    "fields",
    ["layers: 12", "architecture: {layer: 12}", "license: [mit]", "status: old", "evaluation: {runs: [{}]}"],
)
def test_an_editor_underlines_what_is_wrong(fields: str) -> None:
    assert underlined("card", parse(f"name: A\nsummary: B.\n{fields}\n".encode(), "a.yaml").root) != []


# Pages

SKELETON = """
Quick start; Will it fit?; Accessing intermediate checkpoints; Architecture; Training; Data; Procedure;
Evaluation; Limitations and intended use; Reproducing this model; Citation; About EleutherAI
"""


def test_the_page_of_pythia_has_every_section_of_the_skeleton_in_order() -> None:
    headings = re.findall(
        r"^#{2,3} (.*)$", published_files()["models/pythia/pythia-160m.md.txt"], re.MULTILINE
    )
    wanted = [title.strip() for title in SKELETON.split(";")]
    assert [heading for heading in headings if heading in wanted] == wanted


STATEMENTS = {
    "cerebras-gpt/cerebras-gpt-111m": (
        "Part of [Cerebras-GPT]",
        "research on scaling laws with open architectures and data sets",
        "how simply the training of language models scales on Cerebras's software and hardware",
        "Chinchilla scaling laws: about 20 tokens per parameter, which is compute-optimal",
        "| Number of accelerators | 16",
        "Andromeda",
        "weight streaming",
        "compute is separate from the storage of the model",
        "data parallelism",
        "Cerebras Model Studio",
        "checkpoint in its own format",
        "GPT-3",
        "| Tokenizer | BPE",
        "| Vocabulary size | 50,257",
        "| Sequence length in tokens | 2,048",
        "| Optimizer | AdamW",
        "| Position embedding | learned",
        "The Pile",
        "| Languages | English",
        "Apache License 2.0",
        "discord.gg",
        "https://huggingface.co/cerebras/Cerebras-GPT-111M",
        "https://arxiv.org/abs/2304.03208",
        "https://www.cerebras.net/blog/cerebras-gpt-a-family-of-open-compute-efficient-large-language-models/",
    ),
    "code-llama/code-llama-34b": (
        "three sizes (7B, 13B, 34B)",
        "Organisation: [Meta]",
        "| Code completion | yes",
        "| Infilling | no",
        "| Instructions / chat | no",
        "| Python specialist | no",
        "takes text only and generates text only",
        "auto-regressive",
        "| Start | 2023-01",
        "| End | 2023-07",
        "A static model, trained once on an offline data set. Meta announced future versions of the Instruct",
        "Llama 2 Community License",
        "https://arxiv.org/abs/2308.12950",
        "Commercial and research use in English and in programming languages",
        "code synthesis and understanding",
        "rules of trade compliance",
        "languages other than English",
        "acceptable use policy",
        "| Library | Meta's own",
        "Research Super Cluster",
        "400K",
        "A100-80GB",
        "350 to 400 W",
        "65.3",
        "| Offset | 100 %",
        "those of Llama 2 with other weights",
        "Section 3 of the paper",
        "Section 4 measurements of safety",
        "A new technology that carries risks",
        "Meta tested the models in English and could not cover every situation",
        "cannot be predicted",
        "inaccurate or objectionable",
        "Before deploying an application, do safety testing and tuning",
        "https://ai.meta.com/llama/responsible-user-guide",
        "cnn_dailymail",
        "def fibonacci(n):",
    ),
    "gpt-6.7b-alpaca": (
        "Only the projection that makes queries, keys and values was adapted",
        "watch party",
        "tokenizer's padding token to id 0",
        "| Base model loaded in | 8-bit",
        "**Instruction with input**",
        "causal language modeling",
        "text-davinci-003",
        "| Epochs | 3",
        "| Batch size | 128",
        "| Cut-off length in tokens | 512",
        "| Learning rate | 2e-5",
        "| Rank r | 4",
        "| Alpha | 16",
        "| Dropout | 0.05",
        "c_attn",
        "yahma/alpaca-cleaned",
        "Creative Commons Attribution 4.0",
        "Chinchilla-optimal",
        "20*6.7B",
        "The Pile",
        "Apache License 2.0",
        "liger",
        "accelerate",
        "Creative Commons Attribution-NonCommercial 4.0",
        "https://lucasmccabe.github.io/",
    ),
    "gpt-neo/gpt-neo-1.3b": (
        "after the design of GPT-3",
        "1.3 billion parameters",
        "| Steps | 362,000",
        "| Tokens seen | 380B",
        "next-token prediction, cross-entropy",
        "Masked autoregressive",
        "Generating English text from a prompt",
        "Features of English text for other tasks",
        "how it reacts to a given prompt is hard to foresee",
        "profanity",
        "Offensive text can come without warning",
        "Human curation is recommended: have people filter the outputs",
        "improves their quality",
        "| **Average** (as the source states it) | | 29.44 %",
        "31.23 %", "48.47 %", "24.82 %", "39.63 %", "56.91 %", "0.45 %", "4.6 %",
        "https://huggingface.co/datasets/open-llm-leaderboard/details_EleutherAI__gpt-neo-1.3B",
        "the meaning of life is to be found in the life of the soul,",
    ),
    "pythia/pythia-160m": (
        "It is a raw language model, tuned neither for instructions nor for safety",
        "Fluent and false statements are normal",
        "stereotypes",
        "Offensive text can appear without any prompt",
        "anything else where people rely on the output",
        "154 checkpoints from the training can be loaded",
        "the same step of another",
        "GPT-NeoX with DeeperSpeed",
        "up to the nondeterminism of the hardware",
        "a grassroots research collective",
        "lm-evaluation-harness",
    ),
}  # fmt: skip
"""What the five texts say that the first cards were made from, in the words of the models' pages."""

FOLDED = re.compile(r"(?<=\n)(Part of [^\n]*)\n.*?\nFrom the page of ", re.DOTALL)
"""What a family's page says too, but for its summary."""


@pytest.mark.parametrize(("identity", "statements"), STATEMENTS.items(), ids=STATEMENTS)
def test_what_the_original_card_says_stands_on_the_page_of_its_model(
    identity: str, statements: tuple[str, ...]
) -> None:
    visible = " ".join(FOLDED.sub(r"\1", published_files()[f"models/{identity}.md.txt"]).split())
    assert [words for words in statements if words not in visible] == []


# A table or emphasis that nobody made into one, an address, a hole of a template.
RAW = re.compile(r"\|---|^ ?\| |\*\*|\]\(|\{\{|\{%|^None$|TODO")


@cache
def html_of(path: str) -> str:
    """The page as an engine makes it that has Python-Markdown and what comes with it."""
    body = re.sub(r"\A---\n.*?\n---\n", "", published_pages()[path], flags=re.DOTALL)
    return markdown.markdown(body, extensions=["tables", "md_in_html", "fenced_code", "toc"])


def text_lines(html: str) -> list[str]:
    """The text that a reader sees, without code and without what is quoted verbatim."""
    tree = LexborHTMLParser(html)
    for node in tree.css("pre, code, q"):
        node.decompose()
    assert tree.body is not None
    return tree.body.text(separator="\n").splitlines()


def test_no_page_leaves_markdown_or_a_placeholder_as_text() -> None:
    raw = [
        f"{path}: {line}"
        for path in published_pages()
        for line in text_lines(html_of(path))
        if RAW.search(line)
    ]
    assert raw == []


def test_every_table_becomes_one() -> None:
    for path, text in published_pages().items():
        written = re.findall(r"^\|[-:| ]+\|$", text, re.MULTILINE)
        rows = re.findall(r"^\| .+ \|$", text, re.MULTILINE)
        tree = LexborHTMLParser(html_of(path))
        assert len(tree.css("table")) >= len(written), path
        assert len(tree.css("table tr")) >= len(rows), path
