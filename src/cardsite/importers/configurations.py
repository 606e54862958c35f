"""How transformers names the numbers of an architecture, and what it takes where a file leaves them out.

Read in the classes GPT2Config, GPTNeoConfig, GPTNeoXConfig and LlamaConfig of transformers.
"""

from __future__ import annotations

__all__ = ["DEFAULTS", "KEYS", "OTHER_KEYS", "PASSED_OVER"]

_PRECISION = {"precision": ("dtype", "torch_dtype")}
_TIED = {"tied_embeddings": ("tie_word_embeddings",)}

OTHER_KEYS: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "num_layers", "n_layer"),
    "hidden_size": ("hidden_size", "n_embd", "d_model"),
    "attention_heads": ("num_attention_heads", "num_heads", "n_head"),
    "kv_heads": ("num_key_value_heads",),
    "feed_forward_size": ("intermediate_size", "n_inner"),
    "context_length": ("max_position_embeddings", "n_positions"),
    "vocabulary_size": ("vocab_size",),
    "activation": ("hidden_act", "activation_function"),
    **_TIED,
    **_PRECISION,
}
"""The keys of most configurations, by field of a card."""

KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "gpt2": {
        "layers": ("n_layer",),
        "hidden_size": ("n_embd",),
        "attention_heads": ("n_head",),
        "feed_forward_size": ("n_inner",),
        "context_length": ("n_positions", "n_ctx"),
        "vocabulary_size": ("vocab_size",),
        "activation": ("activation_function",),
        **_TIED,
        **_PRECISION,
    },
    "gpt_neo": {
        "layers": ("num_layers",),
        "hidden_size": ("hidden_size",),
        "attention_heads": ("num_heads",),
        "feed_forward_size": ("intermediate_size",),
        "context_length": ("max_position_embeddings",),
        "vocabulary_size": ("vocab_size",),
        "activation": ("activation_function",),
        **_TIED,
        **_PRECISION,
    },
    "gpt_neox": {
        "layers": ("num_hidden_layers",),
        "hidden_size": ("hidden_size",),
        "attention_heads": ("num_attention_heads",),
        "feed_forward_size": ("intermediate_size",),
        "context_length": ("max_position_embeddings",),
        "vocabulary_size": ("vocab_size",),
        "activation": ("hidden_act",),
        **_TIED,
        **_PRECISION,
    },
    "llama": {
        "layers": ("num_hidden_layers",),
        "hidden_size": ("hidden_size",),
        "attention_heads": ("num_attention_heads",),
        "kv_heads": ("num_key_value_heads",),
        "feed_forward_size": ("intermediate_size",),
        "context_length": ("max_position_embeddings",),
        "vocabulary_size": ("vocab_size",),
        "activation": ("hidden_act",),
        **_TIED,
        **_PRECISION,
    },
}
"""The keys of the architectures that are known in full, by `model_type` and field."""

DEFAULTS: dict[str, dict[str, str]] = {
    "gpt2": {
        "layers": "12",
        "hidden_size": "768",
        "attention_heads": "12",
        "context_length": "1024",
        "vocabulary_size": "50257",
        "activation": "gelu_new",
        "tied_embeddings": "yes",
    },
    "gpt_neo": {
        "layers": "24",
        "hidden_size": "2048",
        "attention_heads": "16",
        "context_length": "2048",
        "vocabulary_size": "50257",
        "activation": "gelu_new",
        "tied_embeddings": "yes",
    },
    "gpt_neox": {
        "layers": "44",
        "hidden_size": "6144",
        "attention_heads": "64",
        "feed_forward_size": "24576",
        "context_length": "2048",
        "vocabulary_size": "50432",
        "activation": "gelu",
        "tied_embeddings": "no",
        "rotary_share": "0.25",
    },
    "llama": {
        "layers": "32",
        "hidden_size": "4096",
        "attention_heads": "32",
        "feed_forward_size": "11008",
        "context_length": "2048",
        "vocabulary_size": "32000",
        "activation": "silu",
        "tied_embeddings": "no",
    },
}
"""What transformers takes for a key that is not there."""

PASSED_OVER = frozenset(
    """
    _name_or_path architectures attention_bias attention_dropout attn_pdrop auto_map bos_token_id
    classifier_dropout embd_pdrop embed_dropout eos_token_id gradient_checkpointing hidden_dropout
    initializer_range is_decoder layer_norm_eps layer_norm_epsilon mlp_bias n_special model_name
    pad_token_id predict_special_tokens pretraining_tp reorder_and_upcast_attn resid_dropout resid_pdrop
    rms_norm_eps scale_attn_by_inverse_layer_idx scale_attn_weights summary_activation
    summary_first_dropout summary_proj_to_labels summary_type summary_use_proj task_specific_params
    tokenizer_class transformers_version use_cache use_parallel_residual
    """.split()  # noqa: SIM905  (words read better as words)
)
"""Keys that say nothing that a card has a field for: how to train on, which tokens are special."""
