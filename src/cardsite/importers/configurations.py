"""How transformers names the numbers of an architecture, and what it takes where a file leaves them out.

Read in the configuration classes of transformers, those of GPT2Config, GPTNeoConfig, GPTNeoXConfig and
LlamaConfig in full.
"""

from __future__ import annotations

__all__ = [
    "DEFAULTS",
    "EVERY_LAYER_WINDOWED",
    "EXPERTS_OF_FULL_WIDTH",
    "FOUR_TIMES",
    "GATED",
    "KEYS",
    "LEFT_OUT",
    "OTHER_KEYS",
    "PASSED_OVER",
    "TWO_NETWORKS",
    "WITHOUT_ATTENTION",
]

_PRECISION = {"precision": ("dtype", "torch_dtype")}
_TIED = {"tied_embeddings": ("tie_word_embeddings",)}

OTHER_KEYS: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "num_layers", "n_layer", "n_layers"),
    "encoder_layers": ("encoder_layers",),
    "decoder_layers": ("decoder_layers", "num_decoder_layers"),
    "hidden_size": ("hidden_size", "n_embd", "d_model", "n_embed"),
    "attention_heads": ("num_attention_heads", "num_heads", "n_head", "n_heads", "encoder_attention_heads"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "multi_query_group_num"),
    "head_dimension": ("head_dim", "d_kv", "kv_channels"),
    "feed_forward_size": (
        "intermediate_size",
        "n_inner",
        "ffn_dim",
        "d_ff",
        "ffn_hidden_size",
        "encoder_ffn_dim",
    ),
    "context_length": (
        "max_position_embeddings",
        "n_positions",
        "seq_length",
        "max_seq_len",
        "model_max_length",
    ),
    "vocabulary_size": ("vocab_size", "padded_vocab_size"),
    "activation": ("hidden_act", "activation_function"),
    "experts.total": ("num_local_experts", "n_routed_experts", "num_experts"),
    "experts.per_token": ("num_experts_per_tok",),
    "experts.shared": ("n_shared_experts",),
    "experts.width": ("moe_intermediate_size",),
    "attention.kv_rank": ("kv_lora_rank",),
    "attention.q_rank": ("q_lora_rank",),
    "attention.rope_dimension": ("qk_rope_head_dim",),
    "attention.window": ("sliding_window",),
    "state_size": ("state_size", "mamba_d_state"),
    "convolution_width": ("conv_kernel", "mamba_d_conv"),
    "mel_bins": ("num_mel_bins",),
    "image_size": ("image_size",),
    "image_channels": ("num_channels",),
    "patch_size": ("patch_size",),
    "embedding_dimension": ("projection_dim",),
    **_TIED,
    **_PRECISION,
}
"""The keys of most configurations, by field of a card."""

LEFT_OUT: dict[str, tuple[str, ...]] = {
    # An offset for the token that fills up stands among the positions: 514 for 512 tokens.
    "roberta": ("context_length",),
    "xlm-roberta": ("context_length",),
    "camembert": ("context_length",),
    # Positions are relative, and the number is no limit.
    "t5": ("context_length", "layers"),
    "mt5": ("context_length", "layers"),
    "umt5": ("context_length", "layers"),
    # Gate and value together.
    "qwen": ("feed_forward_size",),
}
"""Fields of which a key of the usual name says something else, by `model_type`."""

FOUR_TIMES = frozenset("gpt2 gpt_neo gptj codegen gpt_bigcode bloom".split())  # noqa: SIM905
"""Types whose feed-forward layers are four times as wide as the model, unless the file says otherwise."""

EXPERTS_OF_FULL_WIDTH = frozenset("mixtral olmoe phimoe gpt_oss".split())  # noqa: SIM905
"""Types that have experts in each layer, and call the width of one `intermediate_size`."""

EVERY_LAYER_WINDOWED = frozenset({"mistral"})
"""Types in which a window is that of all layers."""

TWO_NETWORKS = frozenset({"chinese_clip", "clip", "siglip", "siglip2"})
"""Types that compare pictures with texts: neither network is the model, and their vectors are what counts."""

WITHOUT_ATTENTION = frozenset({"falcon_mamba", "mamba", "mamba2"})
"""State-space types in which no layer has attention."""

GATED = frozenset(
    """
    deepseek_v2 deepseek_v3 jamba llama mistral mixtral olmo2 olmoe phi3 qwen2 qwen2_moe qwen3 qwen3_moe
    smollm3 stablelm
    """.split()  # noqa: SIM905
)
"""Types in which `silu` stands for a gated layer, SwiGLU."""

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
    _attn_implementation _commit_hash _from_model_config _name_or_path add_bias_linear add_cross_attention
    add_qkv_bias apply_query_key_layer_scaling apply_residual_connection_post_layernorm architectures
    attention_bias attention_dropout attention_probs_dropout_prob attention_softmax_in_fp32
    attn_dropout_prob attn_pdrop auto_map aux_loss_alpha bad_words_ids begin_suppress_tokens bf16 bias
    bias_dropout_fusion bos_token_id causal_mask chunk_size_feed_forward classifier_dropout
    classifier_dropout_prob cross_attention_hidden_size decoder_attention_heads decoder_ffn_dim
    decoder_layerdrop decoder_start_token_id diversity_penalty do_sample dropout dropout_rate
    early_stopping emb_dropout_prob emb_pdrop embd_pdrop embed_dropout encoder_attention_heads
    encoder_ffn_dim encoder_layerdrop encoder_no_repeat_ngram_size eod_token eod_token_id eos_token_id
    ep_size exponential_decay_length_penalty feed_forward_proj finetuning_task forced_bos_token_id
    forced_decoder_ids forced_eos_token_id fp16 fp32 fp32_residual_connection gradient_checkpointing
    hidden_dropout hidden_dropout_prob ignore_index image_token_index init_config init_device init_std
    initializer_factor initializer_range is_decoder is_encoder_decoder label2id layer_norm_eps
    layer_norm_epsilon layerdrop layernorm_epsilon length_penalty mask_token_id max_length
    max_window_layers min_length mlp_bias model_name n_special no_repeat_ngram_size norm_topk_prob
    num_beam_groups num_beams num_logits_to_keep num_return_sequences onnx_safe output_attentions
    output_hidden_states output_past output_router_logits output_scores pad_token_id
    predict_special_tokens prefix pretraining_tp problem_type pruned_heads remove_invalid_values
    reorder_and_upcast_attn repetition_penalty resid_dropout resid_pdrop return_dict
    return_dict_in_generate rms_norm_eps router_aux_loss_coef scale_attention_softmax_in_fp32
    scale_attn_by_inverse_layer_idx scale_attn_weights scale_embedding sep_token sep_token_id seq_aux
    summary_activation summary_first_dropout summary_proj_to_labels summary_type summary_use_proj
    suppress_tokens task_specific_params temperature tf_legacy_loss tie_encoder_decoder tokenizer_class
    tokenizer_name top_k top_p topk_group topk_method torchscript transformers_version typical_p
    unk_token_id use_bfloat16 use_bias use_cache use_flash_attention use_flash_attn use_parallel_residual
    use_qkv_bias verbose
    """.split()  # noqa: SIM905  (words read better as words)
)
"""Keys that say nothing that a card has a field for: how to train on, which tokens are special."""
