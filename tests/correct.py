"""Makes catalogues of many kinds of cards in which everything is right: whoever finds a mistake is wrong.

Nothing in them is real, and all follows from a seed. The numbers fit each other by the formulas of networks
and by arithmetic. The texts repeat them in many spellings, beside others that mean something else.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import count, product
from pathlib import Path
from random import Random
from typing import Any

from cardsite.facts.parameter_count import ParameterCount, parameter_count
from cardsite.schema import Architecture
from correct_kinds import Base, helpers, other_kinds, quantized
from correct_yaml import Data, Raw, slug, write_card
from sentences import about_nothing, listed, paragraph, remark, rounded, short, spelled, story, table

__all__ = ["write_correct_catalogue"]

ORGANIZATIONS = ("Acme", "Globex", "Initech", "Umbra Labs", "Northwind", "Tyrell Works")
NAMES = """
    Basalt Gneiss Obsidian Quartzite Marl Pumice Dolerite Travertine Feldspar Olivine Andesite Syenite
    Granodiorite Serpentine Breccia Rhyolite Phyllite Tuffite Ignimbrite Chalcedony Malachite Azurite
    Galenite Hematite Kyanite Zoisite Apatite Beryllite Cinnabar Dioptase Epidote Fluorite
""".split()  # noqa: SIM905  (names read better as words)
PREFIXES = "meta para ortho micro leuco melano proto pseudo ultra poly iso hypo".split()  # noqa: SIM905
DATA = ("Harbour", "Meadow", "Lantern", "Orchard")
SHAPES = (
    *((6, 512, 8), (8, 640, 10), (12, 768, 12), (14, 1088, 17), (24, 1024, 16), (18, 1536, 12)),
    *((16, 2048, 8), (24, 2048, 16), (32, 2560, 32), (32, 4096, 32), (36, 5120, 40), (48, 6144, 48)),
)
LICENSES = {
    "apache-2.0": ("Apache 2.0", "the Apache License 2.0", "Apache-2.0"),
    "mit": ("MIT", "the MIT License", "an MIT licence"),
    "cc-by-4.0": ("CC BY 4.0", "CC-BY-4.0", "Creative Commons Attribution 4.0"),
    "cc-by-nc-4.0": ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
    "bigscience-openrail-m": ("BigScience OpenRAIL-M",),
}
PERMISSIVE = ("apache-2.0", "mit", "cc-by-4.0")
TASKS = {
    "arc-challenge": ("acc_norm", 1172, 25),
    "hellaswag": ("acc_norm", 10042, 10),
    "piqa": ("acc_norm", 1838, 0),
    "winogrande": ("acc", 1267, 5),
    "lambada": ("acc", 5153, 0),
    "sciq": ("acc", 1000, 0),
    "boolq": ("acc", 3270, 0),
    "mmlu": ("acc", 14042, 5),
    "openbookqa": ("acc_norm", 500, 0),
    "gsm8k": ("exact_match", 1319, 5),
    "logiqa": ("acc_norm", 651, 0),
}
"""Benchmarks with a metric, the number of their questions, and the usual number of examples in the prompt."""
ACCELERATORS = {
    "NVIDIA A100": (312, 400, ("40GB", "80GB")),
    "NVIDIA H100": (989, 700, ("80GB",)),
    "NVIDIA V100": (125, 300, ("16GB", "32GB")),
}
"""Peak in tera-operations per second, rated power in watts, memory."""
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@dataclass
class Model:
    """One model, from whose few numbers everything else follows."""

    chance: Random
    family: str
    kind: str
    shape: tuple[int, int, int]
    organization: str
    license: str
    vocabulary: int
    context: int
    tag: str = ""
    """What sets it apart from the other models of its size: `Chat`."""
    base: Model | None = None
    rival: Model | None = None
    """Another model that its texts may name, since the card declares it."""
    in_family: bool = False
    extra: Data = field(default_factory=dict)

    @cached_property
    def architecture(self) -> Data:
        """The shape, as fields of a card."""
        layers, width, heads = self.shape
        inner = 256 * (width * 8 // 768) if self.kind == "llama" else 4 * width
        found: Data = {"type": self.kind, "layers": layers, "hidden_size": width, "attention_heads": heads}
        if self.kind == "llama":
            found["kv_heads"] = heads // self.chance.choice((1, 1, 2, 4)) if heads % 4 == 0 else heads
        if self.kind == "llama" or self.chance.random() < 0.5:
            found["feed_forward_size"] = inner
        if self.chance.random() < 0.3:
            found["head_dimension"] = width // heads
        if self.chance.random() < 0.4:
            found["tied_embeddings"] = self.kind in {"gpt2", "gpt_neo"}
        return {**found, "context_length": self.context, "vocabulary_size": self.vocabulary}

    @cached_property
    def count(self) -> ParameterCount:
        """Its parameters, by the formula of its kind."""
        spelled_out = {name: str(value).lower() for name, value in self.architecture.items()}
        count = parameter_count(Architecture.model_validate(spelled_out))
        assert isinstance(count, ParameterCount)
        return count

    @cached_property
    def size(self) -> str:
        """`1.3B`."""
        return short(self.count.total, 2)

    @cached_property
    def name(self) -> str:
        """What it is called."""
        size = self.size if sum(map(ord, self.family)) % 3 else self.size.lower()
        return " ".join(part for part in (self.family, size, self.tag) if part)

    @cached_property
    def slug(self) -> str:
        """Its file's name."""
        return self.name.lower().replace(" ", "-")

    @cached_property
    def id(self) -> str:
        """Its card's id."""
        return f"{slug(self.family)}/{self.slug}" if self.in_family else self.slug

    @cached_property
    def hub_id(self) -> str:
        """Its repository on the hub."""
        return f"{self.organization.replace(' ', '')}/{self.name.replace(' ', '-')}"

    @cached_property
    def data(self) -> str:
        """What it was trained on."""
        return self.chance.choice(DATA)

    @cached_property
    def silent(self) -> bool:
        """Whether its makers say nothing about machines and cost."""
        return self.chance.random() < 0.2

    @cached_property
    def training(self) -> Training:
        """How it was trained."""
        return Training.of(self)


@dataclass
class Training:
    """Numbers of a training run that fit each other."""

    steps: int
    sequences: int
    length: int
    accelerator: str
    devices: int
    hours: Decimal
    energy: Decimal
    carbon: Decimal
    start: datetime.date
    end: datetime.date
    release: datetime.date

    @classmethod
    def of(cls, model: Model) -> Training:
        """A run of a plausible length at a plausible speed."""
        chance = model.chance
        sequences = chance.choice((256, 512, 1024, 2048))
        steps = chance.choice((1000, 1000, 500, 217)) * chance.randint(20, 150)
        accelerator = chance.choice(sorted(ACCELERATORS))
        peak, power, _ = ACCELERATORS[accelerator]
        work = Decimal(6) * model.count.total * steps * sequences * model.context
        exact = work / (Decimal(peak) * 10**12 * Decimal(chance.randint(25, 55)) / 100) / 3600
        hours = rounded(exact, 3)
        energy = rounded(hours * power * Decimal(chance.randint(100, 130)) / 100 / 10**6, 3)
        devices = chance.choice((8, 32, 64, 256, 512, 1024))
        start = datetime.date(chance.randint(2020, 2024), chance.randint(1, 12), chance.randint(1, 28))
        end = start + datetime.timedelta(days=int(exact / devices / 24) + 1)
        return cls(
            steps,
            sequences,
            model.context,
            accelerator,
            devices,
            hours,
            energy,
            rounded(energy * Decimal(chance.randint(5, 60)) / 100, 2),
            start,
            end,
            end + datetime.timedelta(days=chance.randint(3, 200)),
        )

    @property
    def batch(self) -> int:
        """Tokens in one step."""
        return self.sequences * self.length

    @property
    def tokens(self) -> int:
        """Tokens seen in all."""
        return self.steps * self.batch


def _plain(number: Decimal) -> Raw:
    return Raw(f"{number:f}")


def _digits(chance: Random, number: int) -> Raw:
    return Raw(chance.choice((str(number), f"{number:_}", f"{number:,}" if number > 999 else str(number))))


def _dated(chance: Random, day: datetime.date) -> Raw:
    return Raw(chance.choice((day.isoformat(), day.isoformat(), day.isoformat()[:7])))


# What texts say: each line is right for every model that has the numbers


def _sentences(model: Model) -> list[str]:
    chance, training = model.chance, model.training
    layers, width, heads = model.shape
    total, names, name = model.count.total, LICENSES[model.license], model.name
    cost = [
        f"It ran on {training.devices} {training.accelerator} GPUs.",
        f"The run took {training.hours:,f} GPU hours and caused {training.carbon:f} tCO2eq.",
    ]
    shape = [  # many models have it in common, but not these words
        f"The network of {name} is {width:,} wide, with {layers} layers of {heads} attention heads each.",
        f"{layers} transformer blocks with a hidden size of {width} make up {name}.",
        f"The context of {name} is {model.context} tokens long, and its vocabulary "
        f"has {model.vocabulary:,} entries.",
    ]
    return [
        *([] if model.silent else cost),
        f"It has {spelled(chance, total)} parameters in {layers} layers.",
        f"With {spelled(chance, total)} parameters it fits on one device.",
        *(remark(chance, sentence) for sentence in shape),
        f"It was trained on {spelled(chance, training.tokens)} tokens of {model.data}.",
        f"Training took {training.steps:,} steps and saw {spelled(chance, training.tokens)} tokens in all.",
        f"Each step saw a batch of {spelled(chance, training.batch)} tokens.",
        f"One batch holds {training.sequences:,} sequences of {training.length:,} tokens.",
        f"It reads at most {model.context:,} tokens.",
        f"The weights are released under {chance.choice(names)}.",
        f"It was published in {MONTHS[training.release.month - 1]} {training.release.year}.",
    ]


def _others(model: Model) -> list[str]:
    """Sentences with numbers of other things, which contradict nothing."""
    chance, training, name = model.chance, model.training, model.name
    return [
        f"The learning rate was warmed up over the first {chance.randint(1, 5)},000 steps.",
        f"Of these, {chance.randint(1, 4)} billion tokens are code.",
        f"Documents of fewer than {chance.choice((16, 32, 64))} tokens were dropped.",
        f"One layer in {chance.choice((2, 3, 4))} attends to a window of 256 tokens.",
        f"The tokenizer was made from a sample of {chance.randint(10, 90)} million words.",
        f"Before {name}, a pilot with {chance.randint(10, 60)}M parameters was trained.",
        f"After {training.steps // 4:,} steps the loss had fallen by half.",
        f"Larger models than {name}, of 70 billion parameters and more, were not tried.",
        f"About {chance.randint(2, 9)} % of the text for {name} is in other languages.",
        f"A loss of {chance.randint(21, 35) / 10} was reached on the validation set.",
        f"Weights take {Decimal(2 * model.count.total) / 10**9:.2f} GB in half precision.",
        f"The training code of {name} is a separate work under the MIT licence.",
        f"The tokenizer of {name} follows GPT-2's, and its layout that of GPT-3.",
        "In formulas $d_{model}$ stands for the hidden size.",
        f"The corpus was collected until {training.start.year - 1}.",
        f"An earlier version of this text gave other numbers for {name}.",
        f"It was compared with {model.rival.name}." if model.rival else "It was compared with nothing.",
    ]


def _told(model: Model, facts: int, others: int) -> str:
    chance = model.chance
    remarks = [remark(chance, sentence) for sentence in chance.sample(_others(model), others)]
    return paragraph(chance, chance.sample(_sentences(model), facts) + remarks)


# The parts of a card


def _fact(model: Model, value: Any, quote: str) -> Any:
    """A value, sometimes with its evidence."""
    chance = model.chance
    way = chance.random()
    if way < 0.5:
        return value
    if way < 0.7:
        return {"value": value, "source": "paper"}
    return {"value": value, "source": "config", "quote": quote}


def _architecture(model: Model) -> Data:
    chance = model.chance
    quotes = {"layers": '"num_layers": {}', "hidden_size": "hidden_size={}", "attention_heads": "n_head: {}"}
    found = {
        name: _fact(model, value, quotes.get(name, '"' + name + '": {}').format(value))
        if isinstance(value, int) and not isinstance(value, bool)
        else value
        for name, value in model.architecture.items()
    }
    way, total = chance.random(), model.count.total
    if way < 0.5:
        found["parameters"] = _fact(model, _digits(chance, total), f"{total:,} parameters in total")
    elif way < 0.8:
        billions = f"a model of {rounded(total, 3) / 10**6:f} million parameters"
        found["parameters"] = _fact(model, Raw(short(total, chance.choice((2, 3)))), billions)
    if way < 0.3:
        found["non_embedding_parameters"] = _digits(chance, model.count.non_embedding)
    if chance.random() < 0.3:
        found["description"] = _told(model, 1, 1)
    if chance.random() < 0.2:
        found["precision"] = "not_disclosed"
    return found


def _rates(chance: Random) -> tuple[Raw, Raw, str]:
    """A peak learning rate, a tenth of it, and the peak in other digits."""
    digit = chance.choice((1, 2, 3, 6))
    return Raw(f"{digit}.0e-4"), Raw(f"{digit}.0e-5"), f"lr = 0.000{digit}"


def _training(model: Model) -> Data:
    chance, run = model.chance, model.training
    _, power, memories = ACCELERATORS[run.accelerator]
    peak, last, quote = _rates(chance)
    found: Data = {
        "objective": "next-token prediction, cross-entropy",
        "data": [slug(model.data)],
        "steps": _fact(model, _digits(chance, run.steps), f"trained for {run.steps} steps"),
        "learning_rate": {"value": peak, "source": "config", "quote": quote},
        "final_learning_rate": last,
        "schedule": chance.choice(("cosine", "linear")),
        "optimizer": {"name": "Adam", "beta1": Raw("0.9"), "beta2": Raw("0.95"), "epsilon": Raw("1e-8")},
        "weight_decay": Raw("0.1"),
        "procedure": _told(model, 2, 2),
    }
    if chance.random() < 0.7:
        found["batch_sequences"] = run.sequences
    if chance.random() < 0.5:
        found["batch_tokens"] = _fact(model, _digits(chance, run.batch), f"batches of {run.batch:,} tokens")
    elif "batch_sequences" in found and chance.random() < 0.5:
        found["sequence_length"] = run.length
    way = chance.random()
    if way < 0.3:
        found["tokens"] = _digits(chance, run.tokens)
    elif way < 0.6:
        said = f"saw {rounded(run.tokens, 3) / 10**9:f} billion tokens"
        found["tokens"] = _fact(model, Raw(short(run.tokens, chance.choice((2, 3)))), said)
    return found | _cost(model, power, chance.choice(memories))


def _cost(model: Model, power: int, memory: str) -> Data:
    chance, run = model.chance, model.training
    if model.silent:
        return {"hardware": {"accelerator": "not_disclosed"}, "gpu_hours": "not_disclosed"}
    found: Data = {
        "hardware": {"accelerator": run.accelerator, "memory": Raw(memory), "count": run.devices},
        "start": _dated(chance, run.start),
        "end": _dated(chance, run.end),
        "data_cutoff": Raw(str(run.start.year - 1)),
    }
    if chance.random() < 0.6:
        found["hardware"]["tdp_watts"] = power
        found["gpu_hours"] = _fact(model, _plain(run.hours), f"{run.hours:,f} GPU hours")
        found["energy"] = {"energy_mwh": _plain(run.energy), "carbon_tco2eq": _plain(run.carbon)}
        if chance.random() < 0.3:
            found["energy"]["offset"] = Raw("100 %")
    return found


def _score(chance: Random, questions: int) -> tuple[Decimal, Decimal]:
    right = Decimal(chance.randint(questions * 26 // 100, questions * 85 // 100)) / questions
    return right, (right * (1 - right) / (questions - 1)).sqrt()


def _run(model: Model, title: str) -> Data:
    chance = model.chance
    percent, errors = chance.random() < 0.5, chance.random() < 0.5
    results, values = [], []
    for benchmark in chance.sample(sorted(TASKS), chance.randint(2, 8)):
        metric, questions, shots = TASKS[benchmark]
        score, error = _score(chance, questions)
        shown = round(score * 100, 2) if percent else round(score, 4)
        values.append(shown)
        unit = " %" if percent else ""
        row: Data = {"benchmark": benchmark, "metric": metric, "shots": shots, "score": Raw(f"{shown}{unit}")}
        if errors:
            row["error"] = Raw(f"{round(error * 100, 2) if percent else round(error, 4)}{unit}")
        if chance.random() < 0.2:
            row["quote"] = f"| {benchmark} | {shown} |"
        results.append(row)
    run: Data = {"title": title, "harness": "lm-evaluation-harness", "source": "paper", "results": results}
    if chance.random() < 0.5:
        mean = sum(values, Decimal(0)) / len(values)
        run["average"] = Raw(f"{round(mean, 1)} %" if percent else f"{round(mean, 3)}")
    return run


def _evaluation(model: Model) -> Data:
    chance = model.chance
    runs = [_run(model, title) for title in ("Own scores", "Scores of others")[: chance.randint(1, 2)]]
    best = runs[0]["results"][0]
    said = f"On {best['benchmark']} it reaches {best['score']}, which is the first row of the table."
    return {"runs": runs, "commentary": paragraph(chance, [said])}


def _checkpoints(model: Model) -> Data:
    chance, run = model.chance, model.training
    interval = max(run.steps // chance.choice((10, 20, 100)), 1)
    early = [step for step in (1, 2, 4, 8, 16, 32) if step % interval]
    grid = len(range(0, run.steps + 1, interval)) + (run.steps % interval > 0)
    found: Data = {
        "first": 0,
        "last": _digits(chance, run.steps),
        "interval": _digits(chance, interval),
        "revision": "step{step}",
    }
    if chance.random() < 0.5:
        found["extra_steps"] = early
        grid += len(early)
    found["description"] = paragraph(
        chance, [f"There are {grid} checkpoints, from step 0 to step {run.steps:,}."]
    )
    return found


def _example(model: Model) -> Data:
    """A sample that can be as it is: what it shows ends where a text may end."""
    chance = model.chance
    settings: Data = {"max_new_tokens": chance.choice((160, 200, 256)), "do_sample": False}
    if chance.random() < 0.5:
        settings |= {"do_sample": True, "temperature": 0.7, "top_p": 0.9}
    seed = {"seed": chance.randint(1, 9999)} if settings["do_sample"] else {}
    if model.tag in {"Chat", "Instruct"}:
        return {**chance.choice((_answer, _label))(chance), "parameters": settings, **seed}
    beginning, whole = chance.choice((story, _function))(chance)
    if chance.random() < 0.3:
        data = {"input_data": {"input_string": [beginning], "parameters": settings}}
        return {"title": "Through a service", "input": data, "output": [{"0": whole}], "seed": 7}
    return {"title": "A continuation", "input": beginning, "output": whole, "parameters": settings, **seed}


def _answer(chance: Random) -> Data:
    """A request and a list."""
    _, first = story(chance)
    _, second = story(chance)
    return {
        "title": "A list",
        "input": f"Write {chance.randint(3, 9)} sentences about a journey, as a list.",
        "output": f"1. {first}\n2. {second}\n3. Nothing else happened.",
    }


def _label(chance: Random) -> Data:
    """A question and one word."""
    asked = f"Is this sentence about the weather? {about_nothing(chance)} Answer yes or no."
    return {"title": "A question", "input": asked, "output": chance.choice(("no", "No", "No."))}


def _function(chance: Random) -> tuple[str, str]:
    """The head of a function, and all of it."""
    name, by = chance.choice(("scaled", "shifted", "padded", "folded")), chance.randint(2, 9_999_999)
    head = f"def {name}_{by}(values):"
    body = f"    found = []\n    for value in values:\n        found.append(value * {by})\n    return found"
    return head, f"{head}\n{body}"


def _inference(model: Model) -> Data:
    folder = f"https://example.org/samples/{model.slug}"
    samples = [
        {
            "type": "Real time",
            "python": {"title": "online.ipynb", "url": f"{folder}/online.ipynb"},
            "cli": {"title": "online.sh", "url": f"{folder}/online.sh"},
        },
        {
            "type": "Batch",
            "python": {"title": "batch.ipynb", "url": f"{folder}/batch.ipynb"},
            "cli": "coming_soon",
        },
    ]
    return {"samples": samples[: model.chance.randint(1, 2)], "examples": [_example(model)]}


def _snippet(model: Model) -> Data:
    revision = f', revision="step{model.training.steps}"' if "checkpoints" in model.extra else ""
    adapter = model.extra.get("base_model_relation") == "adapter"
    loaded = model.base.hub_id if adapter and model.base else model.hub_id
    lines = [
        "```python",
        "from transformers import AutoModelForCausalLM, AutoTokenizer",
        "",
        f'model = AutoModelForCausalLM.from_pretrained("{loaded}"{revision if not adapter else ""})',
        f'tokenizer = AutoTokenizer.from_pretrained("{loaded}")',
        'print(f"{model.num_parameters():,}")',
        "```",
    ]
    if adapter:
        lines.insert(1, "from peft import PeftModel")
        lines.insert(-2, f'model = PeftModel.from_pretrained(model, "{model.hub_id}")')
    body = (about_nothing(model.chance), "\n".join(lines), *helpers(model.chance))
    return {"title": "In a few lines", "body": "\n\n".join(body) + "\n"}


def _citation(model: Model) -> str:
    year, key = model.training.release.year, model.slug.replace("-", "").replace(".", "")
    kind, fields = model.chance.choice(
        (
            ("article", f"journal = {{arXiv preprint arXiv:{_arxiv(model)}}}"),
            ("misc", f"eprint = {{{_arxiv(model)}}},\n  archivePrefix = {{arXiv}}"),
            ("inproceedings", "booktitle = {Proceedings of a Conference}"),
        )
    )
    title = f"title = {{{{{model.name}}}: a Technical Report}}"
    author = f"author = {{{{{model.organization}}}}}"
    return f"@{kind}{{{key},\n  {title},\n  {author},\n  {fields},\n  year = {{{year}}}\n}}"


def _arxiv(model: Model) -> str:
    day = model.training.release
    return f"{day.year % 100}{day.month:02}.{10_000 + sum(map(ord, model.name)) % 9000}"


def _texts(model: Model) -> Data:
    chance = model.chance
    found = {
        "description": "\n\n".join((_told(model, 3, 1), listed(chance), _told(model, 0, 1))),
        "intended_use": listed(chance),
        "out_of_scope": about_nothing(chance),
        "limitations": paragraph(chance, [f"It reads at most {model.context:,} tokens."], 3),
        "biases": {"absent": "not_disclosed", "reason": "Nothing was measured."},
        "ethical_considerations": paragraph(chance, []),
        "notes": f"{about_nothing(chance)}\n\n{table(chance)}",
    }
    return {name: text for name, text in found.items() if chance.random() < 0.8}


def _prompting(model: Model) -> Data:
    template = "### Instruction:\n{instruction}\n\n### Response:\n"
    return {
        "templates": [{"title": "One instruction", "template": template}],
        "description": about_nothing(model.chance),
    }


def _sources(model: Model) -> Data:
    url = f"https://arxiv.org/abs/{_arxiv(model)}"
    return {
        "paper": {"title": f"Report on {model.name}", "url": url},
        "config": {
            "title": f"Configuration of {model.name}",
            "url": f"https://huggingface.co/{model.hub_id}",
        },
    }


def _capabilities(model: Model) -> list[Data]:
    chat = model.tag in {"Chat", "Instruct"}
    return [
        {"name": "Text completion", "supported": True},
        {"name": "Instructions / chat", "supported": chat},
    ]


def _license(model: Model) -> Any:
    chance, names = model.chance, LICENSES[model.license]
    if chance.random() < 0.3:
        return {"id": model.license, "source": "paper", "quote": f"released under {names[0]}"}
    return model.license


def _card(model: Model) -> Data:
    chance, run = model.chance, model.training
    model.extra.setdefault("tags", [slug(model.family), "language model"])
    some: dict[str, Callable[[Model], Any]] = {
        "architecture": _architecture,
        "checkpoints": _checkpoints,
        "training": _training,
        "evaluation": _evaluation,
        "inference": _inference,
        "capabilities": _capabilities,
        "citation": _citation,
    }
    parts = {
        name: make(model) for name, make in some.items() if chance.random() < 0.8 or name == "architecture"
    }
    summary = chance.choice(
        (
            f"A language model of {spelled(chance, model.count.total)} parameters by {model.organization}.",
            f"{model.name} is a language model with {model.shape[0]} layers, made for studies.",
        )
    )
    found = {
        "name": model.name,
        "summary": summary,
        "organization": slug(model.organization),
        "hub_id": model.hub_id,
        "release_date": _dated(chance, run.release),
        "language": "en",
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "license": _license(model),
        "links": {"weights": f"https://huggingface.co/{model.hub_id}"},
        **_texts(model),
        **parts,
        "sources": _sources(model),
    }
    if model.rival:
        found["related"] = [{"model": model.rival.id, "relation": "of the same kind"}]
    found |= model.extra
    if chance.random() < 0.4:
        model.extra |= parts
        found["sections"] = [_snippet(model)]
    return found


# Kinds of models


def _new(chance: Random, family: str, kind: str, shape: tuple[int, int, int], **given: Any) -> Model:
    vocabulary = {"gpt2": 50_257, "gpt_neo": 50_257, "gpt_neox": 50_304, "llama": 32_000}[kind]
    return Model(
        Random(chance.random()),
        family,
        kind,
        shape,
        given.pop("organization", chance.choice(ORGANIZATIONS)),
        given.pop("license", chance.choice(sorted(LICENSES))),
        vocabulary=vocabulary,
        context=chance.choice((1024, 2048, 4096)),
        **given,
    )


def _derived(chance: Random, base: Model, tag: str, relation: str) -> Model:
    license_ = chance.choice((*PERMISSIVE, "cc-by-nc-4.0")) if base.license in PERMISSIVE else base.license
    made = _new(
        chance,
        base.family,
        base.kind,
        base.shape,
        organization=chance.choice((base.organization, *ORGANIZATIONS)),
        license=license_,
        tag=tag,
        base=base,
    )
    made.context, made.extra["base_model"], made.extra["base_model_relation"] = (
        base.context,
        base.id,
        relation,
    )
    made.__dict__["architecture"] = base.architecture
    # It is made after its base was.
    made.training.release = max(made.training.release, base.training.release + datetime.timedelta(days=40))
    return made


_MODULES = {
    "gpt2": ("c_attn", 3),
    "gpt_neox": ("query_key_value", 3),
    "gpt_neo": ("q_proj", 1),
    "llama": ("q_proj", 1),
}
"""A module of each architecture, and how many times wider than the network its output is."""


def _adapter(chance: Random, base: Model) -> Data:
    model = _derived(chance, base, "LoRA", "adapter")
    layers, width, _ = model.shape
    module, factor = _MODULES[model.kind]
    rank = chance.choice((4, 8, 16))
    weights = layers * rank * (width + factor * width)
    adapter: Data = {
        "method": "LoRA",
        "rank": rank,
        "alpha": 2 * rank,
        "dropout": Raw("0.05"),
        "target_modules": module,
        "examples": Raw("52K"),
        "epochs": 3,
        "batch_size": 128,
        "learning_rate": Raw("2e-5"),
    }
    if chance.random() < 0.7:
        adapter["parameters"] = _digits(chance, weights)
    card = _card(model)
    for name in ("architecture", "training", "checkpoints", "evaluation", "description", "limitations"):
        card.pop(name, None)
    said = f"An adapter of {spelled(chance, weights)} parameters for {base.name}, tuned on 52,000 examples."
    return card | {
        "summary": said,
        "library_name": "peft",
        "adapter": adapter,
        "description": paragraph(chance, [f"Load {base.name} first; it has {base.shape[0]} layers."]),
    }


def _finetune(chance: Random, base: Model, tag: str) -> tuple[Model, Data]:
    model = _derived(chance, base, tag, "finetune")
    card = _card(model)
    said = (
        f"{model.name} was tuned from {base.name}, which has {spelled(chance, base.count.total)} parameters."
    )
    return model, card | {"summary": remark(chance, said), "prompting": _prompting(model)}


def _family(chance: Random, name: str, rival: Model | None) -> tuple[list[Model], dict[str, Data]]:
    """A family whose members share all but their shape and what follows from it; its files, too."""
    kind = chance.choice(sorted(_MODULES))
    shapes = sorted(chance.sample(SHAPES, chance.randint(3, 6)), key=SHAPES.index)
    organization, license_ = chance.choice(ORGANIZATIONS), chance.choice(sorted(LICENSES))
    members = [
        _new(
            chance,
            name,
            kind,
            shape,
            organization=organization,
            license=license_,
            in_family=True,
            rival=rival,
        )
        for shape in shapes
    ]
    for model in members:
        model.context = members[0].context
    members.sort(key=lambda model: model.count.total)
    sizes = f"{len(members)} sizes, from {members[0].size} to {members[-1].size} parameters"
    first = members[0]
    shape = {"type": kind, "context_length": first.context, "vocabulary_size": first.vocabulary}
    shared = {
        "tags": [slug(name)],
        "organization": slug(organization),
        "architecture": shape,
        "training": {"library": "GPT-NeoX", "gradient_clipping": Raw("1.0")},
        "intended_use": paragraph(chance, [f"The family has {sizes}."], 4),
        "limitations": paragraph(chance, [f"All members read at most {first.context:,} tokens."], 3),
    }
    files: dict[str, Data] = {
        f"{slug(name)}/family": {
            "name": name,
            "summary": f"Language models in {sizes}.",
            "organization": slug(organization),
            "description": f"{paragraph(chance, [])}\n\n{table(chance)}",
            "shared": shared,
        }
    }
    over_training = chance.random() < 0.3
    for smaller, model in zip([None, *members], members, strict=False):
        card = _card(model)
        for inherited in ("intended_use", "limitations", "organization"):
            card.pop(inherited, None)
        card["architecture"] = {
            name: value for name, value in card["architecture"].items() if name not in shape
        }
        if smaller:
            near = {"model": smaller.id, "relation": "next smaller size"}
            card["related"] = [near, *card.get("related", [])]
        if over_training and "checkpoints" in card:
            runs = [
                *card.pop("evaluation", {"runs": []})["runs"],
                *_over_training(model, card["checkpoints"]),
            ]
            files[f"{model.id}.evals"] = {"runs": runs}
        files[model.id] = card
    return members, files


def _over_training(model: Model, checkpoints: Data) -> list[Data]:
    """The same benchmarks at some twenty steps."""
    chance = model.chance
    interval, last = (int(str(checkpoints[name]).replace(",", "")) for name in ("interval", "last"))
    stride = interval * max(1, last // interval // 20)
    tasks = sorted(chance.sample(sorted(TASKS), 5))
    runs = []
    for step in range(0, last - stride + 1, stride):
        rows = []
        for benchmark in tasks:
            metric, questions, shots = TASKS[benchmark]
            score, error = _score(chance, questions)
            rows.append(
                {"benchmark": benchmark, "metric": metric, "shots": shots}
                | {"score": Raw(f"{score:.6f}"), "error": Raw(f"{error:.6f}")}
            )
        run = {"harness": "lm-evaluation-harness", "checkpoint": step, "revision": f"step{step}"}
        runs.append({**run, "source": "paper", "results": rows})
    return runs


def _registries(chance: Random, folder: Path) -> None:
    write_card(folder / "organizations.yaml", {slug(name): {"name": name} for name in ORGANIZATIONS})
    datasets = {
        slug(name): {"name": name, "summary": about_nothing(chance), "license": "cc-by-4.0"} for name in DATA
    }
    write_card(folder / "datasets.yaml", datasets)


def _names() -> Iterator[str]:
    """As many as anybody asks for: `Basalt`, and later `Metabasalt` and `Parametabasalt`."""
    for length in count():
        for prefixes in product(PREFIXES, repeat=length):
            for name in NAMES:
                yield "".join((*prefixes, name)).capitalize()


def write_correct_catalogue(folder: Path, seed: int, cards: int = 420) -> Path:
    """A folder of so many cards that have nothing wrong with them; the same for the same seed and number."""
    chance, out = Random(seed), folder / "cards"
    rival: Model | None = None
    _registries(chance, out)
    names, missing = _names(), cards
    while missing:
        name = next(names)
        if missing > 30:  # no name has so many cards
            rival, files = _named(chance, name, rival)
        else:
            others = other_kinds(chance, name, chance.choice(ORGANIZATIONS), sorted(LICENSES))
            files = dict(list(others.items())[:missing])
        for id_, data in files.items():
            write_card(out / f"{id_}.yaml", data)
        missing -= sum(not id_.endswith(("/family", ".evals")) for id_ in files)
    return out


def _named(chance: Random, name: str, rival: Model | None) -> tuple[Model, dict[str, Data]]:
    """All files of cards that bear one name, by id; and one of the models, which others may name."""
    if chance.random() < 0.25:
        shape = chance.choice(SHAPES)
        bases = [_new(chance, name, chance.choice(sorted(_MODULES)), shape, rival=rival)]
        files = {bases[0].id: _card(bases[0])}
    else:
        bases, files = _family(chance, name, rival)
    for base in bases:
        files[f"adapters/{base.slug}-lora"] = _adapter(chance, base)
        tuned, card = _finetune(chance, base, chance.choice(("Chat", "Instruct")))
        files[f"tuned/{tuned.slug}"] = card
    base = bases[-1]
    weights = Base(base.name, base.id, base.license, base.count.total, base.architecture)
    files[f"quantised/{base.slug}-gguf"] = quantized(chance, weights, chance.choice(ORGANIZATIONS))
    files |= other_kinds(chance, name, chance.choice(ORGANIZATIONS), sorted(LICENSES))
    files[f"{slug(name)}-draft"] = _draft(chance, name)
    return chance.choice(bases), files


def _draft(chance: Random, name: str) -> Data:
    """A card that has little in it, and says so."""
    return {
        "name": f"{name} next",
        "summary": about_nothing(chance),
        "organization": slug(chance.choice(ORGANIZATIONS)),
        "status": "draft",
        "license": "not_disclosed",
        "architecture": {"parameters": "not_disclosed", "layers": "unknown"},
        "training": {"data": [{"name": "Undisclosed text"}], "tokens": "not_disclosed"},
    }
