"""Numbers in texts against the fields: which contradict, which are left alone, which have no field."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.checks import Rules
from examples import write_example
from fences import ROOT

CEREBRAS = """
name: Cerebras-GPT 2.7B
description: {text}
architecture:
  type: gpt2
  layers: 32
  hidden_size: 2560
  attention_heads: {heads}
"""
PYTHIA = """
name: Pythia 1B
description: {text}
training:
  learning_rate: {rate}
  final_learning_rate: 2.5e-5
"""
DEDUPED = """
name: Pythia 12B deduped
description: {text}
architecture:
  layers: {layers}
  attention_heads: {heads}
"""


def said(folder: Path, text: str) -> list[str]:
    """What the checks of claims and quotes say about an example, shortened to code and message."""
    rules = Rules(select=("claim", "quote"))
    problems = read_catalogue(write_example(folder, text), folder, rules).problems
    return [f"{problem.code}: {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    ("card", "found"),
    [
        pytest.param(
            CEREBRAS.format(text="It has 32 layers and 20 heads of width 128.", heads=32),
            [
                "claim-shape: the text says 20 heads, but architecture.attention_heads is 32",
                "claim-shape: the text says 128, but hidden size 2,560 ÷ 32 heads",
            ],
            id="heads of 2.7B in the text",
        ),
        pytest.param(
            CEREBRAS.format(
                text="A model.", heads='{value: 32, quote: "20 heads", source: "https://example.org"}'
            ),
            ['quote-value: the quote "20 heads" does not hold 32'],
            id="heads of 2.7B in the quote",
        ),
        pytest.param(
            CEREBRAS.format(text="It has 32 heads.", heads=20),
            ["claim-shape: the text says 32 heads, but architecture.attention_heads is 20"],
            id="heads of 2.7B in the field",
        ),
        pytest.param(
            PYTHIA.format(text="The learning rate peaks at 3.0e-4.", rate="2.5e-4"),
            ["claim-training: the text says 3.0e-4, but training.learning_rate is 2.5e-4"],
            id="rate of 1B in the text",
        ),
        pytest.param(
            PYTHIA.format(text="Trained with a learning rate of 2.5 × 10⁻⁴.", rate="3.0e-4"),
            ["claim-training: the text says 2.5 × 10⁻⁴, but training.learning_rate is 3e-4"],
            id="rate of 1B in the field",
        ),
        pytest.param(
            PYTHIA.format(
                text="A model.", rate="{value: 2.5e-4, quote: 'lr 3.0e-4', source: 'https://example.org'}"
            ),
            ['quote-value: the quote "lr 3.0e-4" does not hold 2.5e-4'],
            id="rate of 1B in the quote",
        ),
        pytest.param(
            DEDUPED.format(text="36 layers and 40 attention heads.", layers=40, heads=36),
            [
                "claim-shape: the text says 36 layers, but architecture.layers is 40",
                "claim-shape: the text says 40 attention heads, but architecture.attention_heads is 36",
            ],
            id="layers and heads of 12B-deduped swapped",
        ),
        pytest.param(
            DEDUPED.format(text="40 layers and 36 attention heads.", layers=36, heads=40),
            [
                "claim-shape: the text says 40 layers, but architecture.layers is 36",
                "claim-shape: the text says 36 attention heads, but architecture.attention_heads is 40",
            ],
            id="layers and heads of 12B-deduped swapped in the text",
        ),
    ],
)
def test_contradictions_that_were_published_are_caught(tmp_path: Path, card: str, found: list[str]) -> None:
    assert said(tmp_path, card) == found


FIELDS = """
name: Small 1.3B
description: TEXT
release_date: 2023-04-03
architecture:
  parameters: 1_315_575_808
  layers: 24
  hidden_size: 2048
  attention_heads: 16
  context_length: 2048
  vocabulary_size: 50304
training:
  steps: 362_000
  batch_sequences: 512
  learning_rate: 2e-4
  start: 2023-01
  end: 2023-03
  gpu_hours: 400K
  hardware: {count: 64}
  energy: {carbon_tco2eq: 65.3}
checkpoints: {first: 0, last: 362_000, interval: 1_000}
evaluation:
  runs:
    - results:
        - {benchmark: hellaswag, metric: acc, shots: 0, score: 38.66 %}
        - {benchmark: piqa, metric: acc, shots: 0, score: 71.11 %}
"""


@pytest.mark.parametrize(
    "text",
    [
        "It has 1.3 billion parameters, 24 layers and 16 heads.",
        "It has about 1.35 billion parameters.",
        "It has more than a billion, about 1.3B parameters.",
        "Trained over 380B tokens.",
        "Trained on nearly 400 billion tokens.",
        "Its context is 2k tokens.",
        "The tokenizer has a vocabulary of 50,257 tokens.",
        "In batches of 1M tokens.",
        "363 checkpoints were kept.",
        "38.7 % on HellaSwag, and PIQA (71.1 %).",
        "The mean of both, an average of 54.9 %, says little.",
        "Released in April 2023 and trained between January 2023 and March 2023.",
        "It took 400,000 GPU hours and 65 tCO2eq.",
        "GPT-3 has 96 layers and was trained on 300B tokens.",
        "Unlike the 2.7B model with its 32 layers, it is small.",
        "Each of the nine models has 48 layers.",
        "The README says 32 layers.",
        "The base model has 48 layers.",
        "Sizes from 70M to 12B parameters.",
        "The learning rate was warmed up for 3,000 steps, from 1e-7 to 2e-4.",
        "Two runs differ: one has 24 layers, one has 32 layers.",
        "A model of 175B parameters would be better.",
        "Prompts longer than 2,048 tokens are cut, and it generates up to 256 tokens.",
        "It was fine-tuned for 500 steps on 10M tokens; fine-tuning with a learning rate of 1e-5 works well.",
        "Trained on a 300B-token corpus for 1.27 epochs.",
        "Random guessing gives 25 % on HellaSwag.",
        "Half of the heads sit in 8 layers, and attention alternates with a window of 256 tokens.",
        "About 100M parameters are in the embedding, and weights come in blocks of 64 parameters.",
        "The code was released in March 2021, and The Pile was released in December 2020.",
        "At step 100,000 the learning rate was lowered to 1e-4.",
        "It saw 5B tokens of German and 375B tokens of English.",
        "Throughput is 40K tokens per second.",
        "Compared with GPT-3 (175B parameters, 96 layers) it is small.",
        "Text was packed into sequences of 2,048 tokens.",
        "It was trained on 64 A100 GPUs, and 64 GPUs took 8 sequences each.",
        "It was trained on 300 billion tokens of text and 80 billion tokens of code.",
        "It was trained on 190*2B tokens.",
        "It has 1.4B parameters, or 1.3B of them.",
        "It is a 1.3B model.",
        "The model was pretrained with a context of 512 tokens, which was then extended.",
        "Heads 7 and 9 in layer 12 copy names.",
        "Induction needs 5 heads in layer 3.",
        "Small has 24 layers in all; Small large has 48 layers and 32 heads.",
        "(dim = 2048, hidden_dim = 8192, n_heads = 16)",
        "Two heads are added on top for boxes and classes.",
        "A prompt encoder and a mask decoder have 4M parameters together.",
        "Trained for 300k steps with short text and 62k steps with long text.",
        "The UNet has 0, 2 and 10 transformer blocks.",
        "It attends to a context of 768 dimensions.",
        "Learning rates of 3 × 10⁻⁴ and others were tried.",
        "Sequences were limited to 128 tokens for 90 % of the steps.",
        "A teacher model with 48 layers was used.",
        "It has the layers of GPT-3 175B: 96 layers.",
        "One model was trained from scratch, ViT-g with 1.1 billion parameters.",
        "A ViT-S/16 has 21M parameters, and BEiT-L has 96 layers.",
        "Minnow v1 had 26M parameters.",
    ],
)
def test_texts_that_agree_or_speak_of_others_are_left_alone(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, FIELDS.replace("TEXT", f'"{text}"')) == []


@pytest.mark.parametrize(
    "text",
    [
        "One layer in 4 attends to a window of 256 tokens.",
        "After 29,500 steps the loss had fallen by half.",
        "By 10,000 steps the loss was flat.",
        "Until 5,000 steps it was unstable.",
        "One batch holds 512 sequences of 2,048 tokens.",
        "A pilot with 17M parameters had come before it.",
        "Larger models, of 70 billion parameters and more, were not tried.",
        "It was evaluated on prompts of 512 tokens.",
        "It answers with at most 256 tokens.",
        "Outputs are limited to 512 tokens.",
        "Summaries of at most 128 tokens were written.",
        "Documents were split into chunks of 512 tokens.",
        "Its embeddings hold 103 million parameters.",
        "A reward model of 350M parameters scored the answers.",
        "Problems that need 8 steps are rarely solved.",
        "It was distilled from a teacher with 13 billion parameters.",
        "In a trial run of 5,000 steps the rate was chosen.",
        "An ablation of 20,000 steps showed no gain.",
        "The data holds 210 billion tokens, of which it saw 380 billion tokens in all.",
        "On a single GPU it generates 40 tokens per second.",
        "Two epochs would be 420 billion tokens.",
        "The validation set holds 10 million tokens of held-out text.",
        "The tokenizer was trained on 100 million tokens.",
        "Of the 380 billion tokens read in training, 12 billion tokens are German.",
        "The learning rate was warmed up over 3,000 steps to 2e-4.",
        "It can be fine-tuned on 8 GPUs in a day.",
        "Every 5,000 steps a checkpoint was written.",
        "Rotary embeddings cover 32 dimensions of each head of 128.",
        "Prompts were padded to 1,024 tokens for speed.",
        "A sweep over models of 10M, 50M and 100M parameters set the rate.",
        "The rate was restarted at 120,000 steps after a crash.",
        "Loss spikes at 40,000 steps and again at 90,000 steps were skipped.",
        "The best checkpoint was that of 340,000 steps.",
        "Scores are means over 3 seeds with a batch size of 16.",
        "Inference with a batch size of 1 takes 20 ms.",
        "Evaluation used a batch of 32 and prompts cut at 1,024 tokens.",
        "A vocabulary of 32,000 was tried first and given up.",
        "Attention layers have a local window of 512 tokens.",
        "The embedding of 50,304 rows includes 47 unused ones.",
        "Experiments with 12 layers were run first.",
        "With LoRA only 4.2M parameters are trained.",
        "Quantized to 4 bits it needs 1.2 GB for 1.3 billion parameters.",
        "The last checkpoint was released in May 2023.",
        "The paper was published in June 2023, and the weights were released in April 2023.",
        "It was trained with dropout of 0.1 and a rate of 2e-4.",
        "A learning rate of 1e-5 suits further tuning.",
        "Rates of 1e-4 and 4e-4 were tried too.",
        "An update of this card was published on 5 May 2024.",
        "Half of its 24 layers are local.",
        "The top 8 layers were frozen in the study.",
        "A context of 512 tokens was enough for most documents.",
        "Needle tests at 1,024 tokens of context are solved.",
        "Its KV cache takes 200 MB at a context of 1,024 tokens.",
        "Most documents are shorter than 1,000 tokens.",
        "The mean length of a document is 800 tokens.",
        "Few-shot prompts took up to 1,500 tokens of the context.",
        "A batch size of 512 was used, ramped up from 32.",
        "The batch size was 128 during the first 10,000 steps.",
        "The test needs 10 steps of reasoning over 500 tokens.",
        "Chinchilla's rule asks for 26 billion tokens.",
        "About 20 tokens per parameter would be 26 billion tokens.",
        "The German part counts 12 billion tokens seen in training.",
        "Each device took 4 sequences of 2,048 tokens at a time.",
        "It was compared at 10,000 steps with its twin.",
        "The first stage ran for 200,000 steps, the second for 162,000 steps.",
        "Two stages of 181,000 steps each were run.",
        "About 1.2 billion parameters are outside the embedding.",
        "Of its 1.3 billion parameters, 103 million are in the embedding.",
        "Without embeddings it has 1.2 billion parameters.",
        "Text beyond 2,048 tokens is cut off.",
        "The sliding window of 128 tokens saves memory.",
        "It can be served on 2 A100 GPUs.",
        "One copy of the model was spread over 8 GPUs during training.",
        "A node of 8 GPUs is enough to train an adapter.",
        "Training used data parallelism over 64 GPUs.",
        "It was trained with 8-way model parallelism on 64 GPUs.",
        "Perplexity was measured on sequences of 1,024 tokens.",
        "Sequences of fewer than 100 tokens were dropped.",
        "Documents were joined into sequences of 2,048 tokens.",
        "The scheduler restarts every 10,000 steps.",
        "Training stopped 500 steps before the end of the schedule of 362,500 steps.",
        "The best of 5 runs of 1,000 steps each is shown.",
        "Warm-up took 1 % of the 362,000 steps.",
        "The heads of the last 4 layers can be pruned.",
        "Probing layers 6 to 12 shows this best.",
        "It has 24 layers, of which 12 layers use local attention.",
        "The classifier on top has 2 layers.",
        "A smaller vocabulary of 10,000 entries would do for German.",
        "GPU hours were 400,000 in all; 20,000 GPU hours went into failed runs.",
        "The pilot runs took 5,000 GPU hours.",
        "Filtering the training data took 3,000 GPU hours.",
        "Training took 400K GPU hours.",
        "Data processing emitted another 2 tCO2eq.",
        "The weight decay of 0.1 is as usual and the learning rate was halved to 1e-4 after a spike.",
        "The learning rate of the router was 1e-3.",
        "A grid of learning rates of 1e-4, 2e-4 and 4e-4 was searched.",
        "Its data were published in December 2020.",
        "The demo was released in 2024.",
        "It saw each of the 190 billion tokens of the corpus twice.",
        "A token count of 190 billion tokens per epoch was planned.",
        "Only 30 billion tokens of the corpus were read before the first evaluation.",
        "At most 512 tokens of the answer are scored.",
        "The input is 2,048 tokens, of which 100 tokens are the instruction.",
        "A system prompt of 300 tokens is prepended to each input.",
        "It has a context of 2,048 tokens and a sliding window of 1,024 tokens.",
        "It reads 2,048 tokens of context with sliding-window attention of 512 tokens.",
        "The large model has 7 billion parameters and needs four times as long.",
        "The tiny variant has 12 layers.",
        "* `base40M` is a 40 million parameter model.\\n* `base1B` is larger.",
        "The huge network has 48 layers.",
        "It is trained with sequences of 1,024 tokens; at inference, the context is 2,048 tokens.",
        "A 2-layer MLP projects what an image gives.",
        "The feature encoder contains seven blocks.",
        "A small model with 33M parameters is available as well.",
        "It natively supports scaling of the sequence length past 1,024 tokens.",
    ],
)
def test_numbers_of_use_of_trials_and_of_parts_are_not_taken_for_the_models(
    tmp_path: Path, text: str
) -> None:
    assert said(tmp_path, FIELDS.replace("TEXT", f'"{text}"')) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This 2.7B model is small.", "claim-shape: the text says 2.7B"),
        ("It is a 2.7B decoder-only model.", "claim-shape: the text says 2.7B"),
        ("It has 13 billion weights.", "claim-shape: the text says 13 billion weights"),
        (
            "This repository contains the 34B parameters model.",
            "claim-shape: the text says 34B parameters",
        ),
        ("Thirty-two layers are stacked.", "claim-shape: the text says Thirty-two layers"),
        ("It has 16 heads and 13B parameters.", "claim-shape: the text says 13B parameters"),
        ("Training tokens: 15T", "claim-training: the text says 15T"),
        ("It has forty layers.", "claim-shape: the text says forty layers"),
        ("It has 64 attention heads.", "claim-shape: the text says 64 attention heads"),
        ("Set n_heads = 64.", "claim-shape: the text says 64"),
        ("Layers: 40", "claim-shape: the text says 40"),
        ("**Layers**: 40", "claim-shape: the text says 40"),
        ("A 64k vocabulary.", "claim-shape: the text says 64k vocabulary"),
        ("Its d_model is 5120.", "claim-shape: the text says 5120"),
        ("Trained on 380 million tokens.", "claim-training: the text says 380 million tokens"),
        ("It has 2.7 billion parameters.", "claim-shape: the text says 2.7 billion parameters"),
        ("Trained on 300B tokens.", "claim-training: the text says 300B tokens"),
        ("Trained for 400,000 steps.", "claim-training: the text says 400,000 steps"),
        ("It was trained on 20*6.7B tokens.", "claim-training: the text says 20*6.7B tokens"),
        (
            "It was trained on 50 billion tokens in sequences of 2,048 tokens.",
            "claim-training: the text says 50 billion tokens",
        ),
        ("Text was packed into sequences of 4,096 tokens.", "claim-shape: the text says 4,096 tokens"),
        ("A batch of 1,024 sequences.", "claim-training: the text says 1,024 sequences"),
        ("A context of 4,096 tokens.", "claim-shape: the text says 4,096 tokens"),
        ("A vocabulary of 32,000.", "claim-shape: the text says 32,000"),
        ("It is 768 wide.", "claim-shape: the text says 768 wide"),
        ("Training took 600,000 GPU hours.", "claim-training: the text says 600,000 GPU hours"),
        ("It was trained for 40K A100-hours.", "claim-training: the text says 40K A100-hours"),
        ("A learning rate of 6e-4.", "claim-training: the text says 6e-4"),
        ("The learning rate decays from 6e-4 along a cosine.", "claim-training: the text says 6e-4"),
    ],
)
def test_a_number_that_no_field_bears_out_is_a_contradiction(tmp_path: Path, text: str, found: str) -> None:
    (message,) = said(tmp_path, FIELDS.replace("TEXT", f'"{text}"'))
    assert message.startswith(f"{found}, but ")


FAMILY = """
# fam/family.yaml
name: Fam
summary: A family.
organization: acme
shared:
  limitations: The larger model has more layers, and 12 layers are few.
# fam/fam-1b.yaml
name: Fam 1B
description: TEXT
architecture: {layers: 12}
# fam/fam-7b.yaml
name: Fam 7B
architecture: {layers: 32}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It has 12 layers, fewer than the 32 layers of Fam 7B.", []),
        ("It has 32 layers.", ["claim-shape: the text says 32 layers, but architecture.layers is 12"]),
    ],
)
def test_a_number_of_a_sibling_is_fine_only_where_the_text_speaks_of_it(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    assert said(tmp_path, FAMILY.replace("TEXT", text)) == found


SHARED = """
# fam/family.yaml
name: Fam
summary: Two sizes.
description: TEXT
organization: acme
shared: {architecture: {context_length: 2048}}
# fam/fam-1b.yaml
name: Fam 1B
# fam/fam-7b.yaml
name: Fam 7B
architecture: {context_length: 4096}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("All read a context of 2,048 tokens.", []),
        ("The larger model has a context of 4,096 tokens.", []),
        ("GPT-3 has a context of 1,024 tokens.", []),
        ("It was tested with prompts of 1,024 tokens.", []),
        ("All have a context of 8,192 tokens.", ["8,192 tokens"]),
    ],
)
def test_what_a_family_says_of_all_members_is_true_of_one_at_least(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    against = "architecture.context_length is 2,048"
    assert said(tmp_path, SHARED.replace("TEXT", text)) == [
        f"claim-shape: the family's text says {each}, but {against}" for each in found
    ]


def test_a_text_may_state_the_context_that_a_model_is_extended_to(tmp_path: Path) -> None:
    shape = "architecture: {context_length: 32_768, context_extension: {length: 131_072, method: YaRN}}\n"
    assert said(tmp_path, f"description: It has a context of 131,072 tokens.\n{shape}") == []
    assert len(said(tmp_path / "other", f"description: It has a context of 65,536 tokens.\n{shape}")) == 1


def test_a_text_may_state_what_the_base_model_is(tmp_path: Path) -> None:
    card = "description: It has 6.7 billion parameters.\nbase_model: base\nadapter: {parameters: 2M}\n"
    base = "# base.yaml\narchitecture: {parameters: 6_658_404_352}\n"
    assert said(tmp_path, card + base) == []
    assert said(tmp_path / "without", card.replace("base_model: base\n", "")) != []


LENGTHS = """
name: Small 1B
training: {procedure: TEXT, sequence_length: 4096}
architecture: {context_length: 16384}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sequences of 4,096 tokens, then sequences of 16,384.", []),
    ],
)
def test_each_length_of_sequences_in_a_sentence_is_one_of_a_field(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    messages = said(tmp_path, LENGTHS.replace("TEXT", f'"{text}"'))
    against = "training.sequence_length is 4,096"
    assert messages == [f"claim-shape: the text says {each}, but {against}" for each in found]


def test_numbers_that_stand_in_texts_only_are_listed() -> None:
    """The published description that has every number in a sentence."""
    cards = ROOT / "tests/seeds/cards"
    problems = read_catalogue(cards, cards, Rules(select=("claim",))).problems
    found = [
        each.message.split(";")[0].removeprefix("the text says ")
        for each in problems
        if each.code == "claim-unstructured" and each.place.file.endswith("gpt-neo-1.3b.yaml")
    ]
    scores = "29.44 on average, 31.23 on ARC, 48.47 on HellaSwag, 24.82 on MMLU, 39.63 on TruthfulQA, "
    scores += "56.91 on Winogrande, 0.45 on GSM8K, 4.6 on DROP"
    others = ["1.3 billion parameters", "362,000 steps", "380 billion tokens"]
    assert sorted(found) == sorted([*others, *scores.split(", ")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HellaSwag (10-shot) at 48.47, and", "48.47 on HellaSwag"),
        ("38.66 % on HellaSwag", "38.66 % on HellaSwag"),
        ("hellaswag stands at 38.66 %", "38.66 % on hellaswag"),
        ("ARC easy (60.6 % ± 1.4)", "60.6 % on ARC easy"),
        ("ARC (25-shot) at 31.23", "31.23 on ARC"),
        ("an average of 29.44 %", "29.44 % on average"),
        ("HellaSwag, taking 25 %", ""),
        ("HellaSwag goes up by 2.5 points", ""),
        ("It solves 23 % of HellaSwag", ""),
    ],
)
def test_a_number_beside_a_benchmark_is_a_score(tmp_path: Path, text: str, found: str) -> None:
    message = f"claim-unstructured: the text says {found}; the card has no such result in evaluation.runs"
    assert said(tmp_path, f"description: {text!r}\n") == ([message] if found else [])


def test_a_step_on_the_way_is_not_asked_for_as_a_field(tmp_path: Path) -> None:
    assert said(tmp_path, "description: After 5,000 steps the loss had fallen.\n") == []


def test_an_adapter_is_asked_for_its_own_parameters(tmp_path: Path) -> None:
    card = "description: An adapter of 2M parameters.\nadapter: {method: LoRA, rank: 4}\n"
    (message,) = said(tmp_path, card)
    assert message.endswith("the text says 2M parameters; the card has no adapter.parameters")


def test_a_card_that_says_why_a_value_is_absent_is_not_asked_for_it(tmp_path: Path) -> None:
    text = "description: Trained on 300B tokens.\ntraining: {tokens: not_disclosed}\n"
    assert said(tmp_path, text) == []


NATURAL = "name: Small 350M\ndescription: {text!r}\n{fields}\n"
SCORES = """
evaluation:
  runs:
    - results:
        - {benchmark: hellaswag, metric: acc, shots: 0, score: 52.1 %}
        - {benchmark: mmlu, metric: acc, shots: 5, score: 69.8 %}
        - {benchmark: truthfulqa, metric: mc2, shots: 0, score: 62.18 %}
"""
BATCH = "training: {batch_sequences: 1024}"
STEPS = "training: {batch_sequences: 1024, steps: 100_000}"
RATES = "training: {learning_rate: 3e-4, final_learning_rate: 3e-5}"
RATE = "training: {learning_rate: 3e-4}"
CONTEXT = "architecture: {context_length: 131_072}"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("The tokenizer knows 32k tokens.", "architecture: {vocabulary_size: 32000}"),
        ("The vocabulary has 32k tokens.", "architecture: {vocabulary_size: 32000}"),
        ("A vocabulary of 32K.", "architecture: {vocabulary_size: 32768}"),
        ("A context of 32k tokens.", "architecture: {context_length: 32000}"),
        ("A batch of 512k tokens.", "training: {batch_tokens: 524288}"),
        (
            "First stage: 10 epochs with learning rate 1e-4. Second stage: 5 epochs, learning rate 1e-5.",
            "training: {learning_rate: 1e-5}",
        ),
        ("Pre-training used 1.5T tokens, fine-tuning 50M tokens.", "training: {tokens: 1.5T}"),
        ("Pre-training used 1.5T tokens, fine-tuning 50M tokens.", "training: {tokens: 50M}"),
        (
            "It was tuned on 50M tokens. Note that falcon-7b itself saw 1,500B tokens.",
            "training: {tokens: 50M}\nbase_model: [{title: Falcon 7B, url: 'https://example.org/falcon'}]",
        ),
        ("The learning rate was warmed up from 1e-7 to 3e-4 and decayed to 3e-5.", RATES),
        ("The learning rate warms up from 1e-7 and peaks at 3e-4.", RATE),
        ("The batch was ramped from 16 to 1,024 sequences over 10,000 steps.", BATCH),
        ("The batch was ramped from 16 to 1,024 sequences over 10,000 steps.", STEPS),
        (
            "Training took a cumulative 3.3M GPU hours. Estimated total emissions were 539 tCO2eq.",
            "training: {gpu_hours: 184_320, energy: {carbon_tco2eq: 31.22}}",
        ),
        ("The models took 3.3M GPU hours altogether.", "training: {gpu_hours: 184_320}"),
        ("Unlike its predecessor, which had 24 layers, it has 32.", "architecture: {layers: 32}"),
        ("The U-Net alone has 2.6B parameters.", "architecture: {parameters: 3.5B}"),
        ("Version m has 25.9M parameters.", "architecture: {parameters: 3.2M}"),
        ("It has one billion parameters fewer than GPT-J.", "architecture: {parameters: 5B}"),
        ("Small has 350M trainable parameters.", "architecture: {parameters: 357M}"),
        ("TruthfulQA rises to 62.18% against 41.86% for the pretrained model.", SCORES),
        ("A 4-bit quantization loses another 0.6 points on MMLU (69.2%).", SCORES),
        ("It reaches 45.2% on HellaSwag in German and 61.0% on HellaSwag in French.", SCORES),
        (
            "Full 131,072 tokens. The current config.json is set for context length up to 32,768 tokens. "
            "To go beyond, we use YaRN.",
            CONTEXT,
        ),
        (
            "This model is the usual compromise: the version with twelve layers is slower.",
            "architecture: {layers: 6}",
        ),
        ("It saw one trillion tokens four times.", "training: {tokens: 4T}"),
        ("Eight query heads share one pair of keys and values.", "architecture: {attention_heads: 32}"),
        ("The encoder (Stem-B0) has 3.3M parameters.", "architecture: {parameters: 3.75M}"),
        ("Trained with batch 64.", ""),
        ("Batch size 32k, Adam.", ""),
        ("A batch size of 720.", ""),
        ("A per-device batch of 4.", ""),
    ],
)  # fmt: skip
def test_what_natural_cards_say_is_left_alone(tmp_path: Path, text: str, fields: str) -> None:
    assert said(tmp_path, NATURAL.format(text=text, fields=fields)) == []


@pytest.mark.parametrize(
    ("text", "fields", "found"),
    [
        ("A vocabulary of 32k tokens.", "architecture: {vocabulary_size: 50257}", "claim-shape"),
        ("A batch of 512 sequences.", BATCH, "claim-training"),
        ("It has 350M parameters.", "architecture: {parameters: 1.3B}", "claim-shape"),
        ("Full 65,536 tokens of context.", CONTEXT, "claim-shape"),
        ("It has 2.6B parameters.", "architecture: {parameters: 3.5B}", "claim-shape"),
        ("A batch of 512 sequences.", "", "claim-unstructured"),
    ],
)
def test_a_contradiction_on_a_natural_card_is_caught(
    tmp_path: Path, text: str, fields: str, found: str
) -> None:
    codes = {each.partition(":")[0] for each in said(tmp_path, NATURAL.format(text=text, fields=fields))}
    assert codes == {found}


def test_a_batch_of_examples_is_asked_for_as_sequences(tmp_path: Path) -> None:
    (message,) = said(tmp_path, "description: It was trained with a batch size of 720 examples.\n")
    assert (
        message == "claim-unstructured: the text says 720 examples; the card has no training.batch_sequences"
    )


TABLES = """
name: Small 1.3B
hub_id: acme/small-1.3b
architecture: {layers: 24, hidden_size: 2048, attention_heads: 16}
sections:
  - title: Sizes
    after: architecture
    body: |
      TABLE
"""


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (
            "| Model | Layers | d_model |\n|---|---|---|\n| small-1.3b | 24 | 2,048 |\n| big-7b | 32 | 96 |",
            [],
        ),
        (
            "| Model | Layers | Heads |\n|---|---|---|\n| Small 1.3B | 42 | 16 |\n| Large 7B | 32 | 32 |",
            ["42"],
        ),
        ("| | Small 1.3B | Large 7B |\n|---|---|---|\n| Layers | 32 | 24 |", ["32"]),
        ("| Parameter | Value |\n|---|---|\n| hidden size | 4096 |\n| layers | 24 |", ["4096"]),
        ("| Vocabulary (K) | Layers |\n|---|---|\n| 128 | 32 |", []),
        ("|| Layers | Heads |\n|---|---|---|\n| Small 1.3B | 24 | 32 |", ["32"]),
        ("n_layers | 32\n--- | ---\nn_heads | 61", ["61"]),
    ],
    ids=["agree", "row", "column", "values", "other names", "empty corner", "without outer pipes"],
)
def test_cells_of_this_model_are_compared(tmp_path: Path, table: str, found: list[str]) -> None:
    card = TABLES.replace("TABLE", table.replace("\n", "\n      "))
    said_of = [message.partition(",")[0] for message in said(tmp_path, card)]
    assert said_of == [f"claim-shape: the text says {each}" for each in found]


@pytest.mark.parametrize(
    ("size", "counted"),
    [
        ("1.5B", "1.54B"),
        ("14B", "14.7B"),
        ("65.2B", "65_286_000_000"),
        ("405B", "405.85B"),
        ("1.23B", "1.2358B"),
    ],
)
def test_makers_cut_counts_as_well_as_rounding_them(tmp_path: Path, size: str, counted: str) -> None:
    card = f"name: Other\ndescription: It has {size} parameters.\narchitecture: {{parameters: {counted}}}\n"
    assert said(tmp_path, card) == []


@pytest.mark.parametrize(
    "fields",
    [
        "{parameters: {value: 1_418_270_720, note: Published as 1.3B.}}",
        "{parameters: 3.3B, active_parameters: 1.3B}",
    ],
)
def test_a_number_that_a_note_or_another_field_has_is_no_contradiction(tmp_path: Path, fields: str) -> None:

    card = f"name: Small\ndescription: It has 1.3 billion parameters.\narchitecture: {fields}\n"
    assert said(tmp_path / "stated", card) == []
    other = card.replace("1.3 billion", "1.9 billion")
    assert [each.partition(":")[0] for each in said(tmp_path / "other", other)] == ["claim-shape"]
