"""What kind of model a card describes, on which it depends what can be derived, asked and compared."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..schema import Architecture, BaseModelRelation, Card, ModelKind, known
from .experts import has_experts

__all__ = ["Trait", "kind", "kind_of_task", "kind_of_type", "reads_tokens", "traits"]

_BY_TASK = {
    ModelKind.LANGUAGE_MODEL: "text-generation table-to-text",
    ModelKind.ENCODER_DECODER: "translation summarization",
    ModelKind.ENCODER: """
        fill-mask text-classification token-classification question-answering
        table-question-answering zero-shot-classification multiple-choice text-ranking
    """,
    ModelKind.EMBEDDING: "sentence-similarity text-retrieval visual-document-retrieval feature-extraction",
    ModelKind.VISION_LANGUAGE: """
        image-text-to-text visual-question-answering document-question-answering
        video-text-to-text image-to-text
    """,
    ModelKind.MULTIMODAL: "audio-text-to-text any-to-any",
    ModelKind.SPEECH: """
        automatic-speech-recognition text-to-speech text-to-audio audio-to-audio
        audio-classification voice-activity-detection
    """,
    ModelKind.VISION: """
        image-classification zero-shot-image-classification object-detection
        zero-shot-object-detection image-segmentation mask-generation depth-estimation
        keypoint-detection video-classification image-feature-extraction
    """,
    ModelKind.DIFFUSION: """
        text-to-image text-to-video image-to-image image-to-video image-text-to-image
        image-text-to-video unconditional-image-generation video-to-video text-to-3d image-to-3d
    """,
    ModelKind.TIME_SERIES: "time-series-forecasting",
    ModelKind.TABULAR: "tabular-classification tabular-regression tabular-to-text",
    ModelKind.OTHER: "reinforcement-learning robotics graph-ml other",
}
_BY_TYPE = {
    ModelKind.LANGUAGE_MODEL: """
        arctic baichuan bamba bitnet bloom codegen cohere cohere2 cpmant dbrx deepseek
        deepseek_v2 deepseek_v3 exaone4 falcon falcon_h1 falcon_mamba gemma gemma2 gemma3_text
        glm glm4 glm4_moe gpt2 gpt_bigcode gpt_neo gpt_neox gpt_oss gptj granite granitemoe
        granitemoehybrid jamba lfm2 llama llama4_text mamba mamba2 mistral mixtral mpt nemotron
        nemotron_h olmo olmo2 olmo3 olmoe opt persimmon phi phi3 phimoe qwen qwen2 qwen2_moe
        qwen3 qwen3_moe qwen3_next recurrent_gemma rwkv smollm3 stablelm starcoder2 zamba zamba2
    """,
    ModelKind.ENCODER_DECODER: """
        bart led longt5 m2m_100 marian mbart mt5 pegasus prophetnet switch_transformers t5 umt5
    """,
    ModelKind.ENCODER: """
        albert bert big_bird camembert deberta deberta-v2 distilbert electra esm funnel layoutlm
        longformer mobilebert modernbert mpnet roberta roformer squeezebert xlm-roberta
        xlm-roberta-xl
    """,
    ModelKind.VISION_LANGUAGE: """
        blip blip-2 florence2 gemma3 idefics idefics2 idefics3 instructblip internvl kosmos-2
        llama4 llava llava_next llava_onevision mistral3 mllama paligemma pix2struct pixtral
        qwen2_5_vl qwen2_vl qwen3_vl smolvlm video_llava
    """,
    ModelKind.SPEECH: """
        audio-spectrogram-transformer bark encodec hubert musicgen seamless_m4t speech_to_text
        speecht5 unispeech vits wav2vec2 wav2vec2-bert wav2vec2-conformer wavlm whisper
    """,
    ModelKind.VISION: """
        align beit clip conditional_detr convnext convnextv2 cvt deit depth_anything detr dinov2
        dinov3_vit dpt efficientnet levit mask2former maskformer mobilenet_v1 mobilenet_v2
        mobilevit owlvit regnet resnet rt_detr sam sam2 segformer siglip siglip2 swin swinv2
        table-transformer timm_wrapper videomae vit vit_mae vit_msn yolos
    """,
    ModelKind.TIME_SERIES: "autoformer informer patchtst time_series_transformer timesfm",
}


def _index(named: dict[ModelKind, str]) -> dict[str, ModelKind]:
    return {name: each for each, names in named.items() for name in names.split()}


_OF_TASK, _OF_TYPE = _index(_BY_TASK), _index(_BY_TYPE)

_VAGUE_TASKS = frozenset({"feature-extraction", "translation", "summarization", "question-answering"})
"""Tasks of several kinds of model, of which the architecture says which."""
_ENCODER_DECODER = ModelKind.ENCODER_DECODER
_TEXT_OF_TOKENS = ("kv_heads", "vocabulary_size", "context_length")
_TRAINED_ON_TOKENS = ("tokens", "batch_tokens", "sequence_length")


def kind_of_task(task: str | None) -> ModelKind | None:
    """The one kind of model that has a task; None where several have it, or none is known."""
    return None if task in _VAGUE_TASKS else _OF_TASK.get(task or "")


def kind_of_type(name: str | None) -> ModelKind | None:
    """The kind of a type of architecture, as transformers calls it; None where it is not known."""
    return _OF_TYPE.get(name or "")


def kind(card: Card) -> ModelKind | None:
    """The kind that the card states, else that of its task, its architecture, or the fields it fills in.

    None where nothing tells: then nothing may be derived that holds for one kind only.
    """
    if card.kind is not None:
        return card.kind
    shape = card.architecture or Architecture()
    task = known(card.pipeline_tag) or ""
    of_task, of_type = _OF_TASK.get(task), _OF_TYPE.get(known(shape.type) or "")
    if task == "feature-extraction" and (
        _filled(shape, "pooling", "embedding_dimension") or _of_sentences(card)
    ):
        return ModelKind.EMBEDDING
    if task in _VAGUE_TASKS and of_type is not None:
        # Vectors of a text model are what this task asks for.
        texts = {ModelKind.ENCODER, ModelKind.ENCODER_DECODER, ModelKind.LANGUAGE_MODEL}
        return ModelKind.EMBEDDING if task == "feature-extraction" and of_type in texts else of_type
    # The hub has one task for all that write text.
    stacks = shape.encoder_layers is not None and shape.decoder_layers is not None
    if task == "text-generation" and (of_type or (_ENCODER_DECODER if stacks else None)) is _ENCODER_DECODER:
        return _ENCODER_DECODER
    return of_task or of_type or _of_fields(card, shape)


def _of_sentences(card: Card) -> bool:
    return (known(card.library_name) or "").casefold() == "sentence-transformers"


def _of_fields(card: Card, shape: Architecture) -> ModelKind | None:
    """The kind of a card without a task and a known type, by what only one kind has."""
    if card.tabular is not None:
        return ModelKind.TABULAR
    if _of_sentences(card) or _filled(shape, "pooling", "similarity_function"):
        return ModelKind.EMBEDDING
    if _filled(shape, "sampling_rate", "mel_bins", "audio_window"):
        return ModelKind.SPEECH
    if (known(card.library_name) or "").casefold() == "diffusers":
        return ModelKind.DIFFUSION
    if _filled(shape, "image_size", "patch_size", "image_channels"):
        return None if _filled(shape, *_TEXT_OF_TOKENS) or shape.components else ModelKind.VISION
    if shape.encoder_layers is not None and shape.decoder_layers is not None:
        return ModelKind.ENCODER_DECODER
    writes = card.prompting is not None or _filled(shape, *_TEXT_OF_TOKENS)
    tokens = any(
        known(getattr(part, name)) is not None
        for _, part in card.training_parts
        for name in _TRAINED_ON_TOKENS
    )
    return ModelKind.LANGUAGE_MODEL if writes or tokens else None


def _filled(shape: Architecture, *names: str) -> bool:
    return any(known(getattr(shape, name)) is not None for name in names)


def reads_tokens(card: Card) -> bool:
    """Whether its training is counted in tokens of text, one after another."""
    return kind(card) in {ModelKind.LANGUAGE_MODEL, ModelKind.ENCODER_DECODER, ModelKind.ENCODER}


class Trait(StrEnum):
    """How a model of any kind is built or was made."""

    MIXTURE_OF_EXPERTS = "mixture-of-experts"
    STATE_SPACE = "state-space"
    ADAPTER = "adapter"
    QUANTIZED = "quantized"
    MERGE = "merge"


_STATE_SPACE_TYPES = frozenset(
    "bamba falcon_h1 falcon_mamba jamba mamba mamba2 nemotron_h zamba zamba2".split()  # noqa: SIM905
)


def traits(card: Card) -> tuple[Trait, ...]:
    """What holds of it besides its kind."""
    return tuple(_traits(card))


def _traits(card: Card) -> Iterable[Trait]:
    shape = card.architecture
    if has_experts(card):
        yield Trait.MIXTURE_OF_EXPERTS
    if shape and (known(shape.state_size) or (known(shape.type) or "") in _STATE_SPACE_TYPES):
        yield Trait.STATE_SPACE
    if card.relation and card.relation is not BaseModelRelation.FINETUNE:
        yield Trait(card.relation.value)
