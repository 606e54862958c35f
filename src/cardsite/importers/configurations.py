"""How configurations name the numbers of an architecture, and what of them says nothing about a model."""

from __future__ import annotations

import re

__all__ = [
    "EVERY_LAYER_WINDOWED",
    "EXPERTS_OF_FULL_WIDTH",
    "FOUR_TIMES",
    "GATED",
    "KEYS",
    "LEFT_OUT",
    "PASSED_OVER",
    "ROOT_MEAN_SQUARE",
    "TWO_NETWORKS",
    "WINDOW_PATTERNS",
    "WITHOUT_ATTENTION",
    "is_passed_over",
]

KEYS: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "num_layers", "n_layer", "n_layers"),
    "encoder_layers": ("encoder_layers",),
    "decoder_layers": ("decoder_layers", "num_decoder_layers"),
    "hidden_size": ("hidden_size", "n_embd", "d_model", "n_embed", "dim"),
    "attention_heads": ("num_attention_heads", "num_heads", "n_head", "n_heads", "encoder_attention_heads"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "multi_query_group_num", "n_kv_heads"),
    "head_dimension": ("head_dim", "d_kv", "kv_channels"),
    "feed_forward_size": (
        "intermediate_size",
        "n_inner",
        "ffn_dim",
        "d_ff",
        "ffn_hidden_size",
        "encoder_ffn_dim",
        "hidden_dim",
    ),
    "context_length": (
        "max_position_embeddings",
        "n_positions",
        "n_ctx",
        "seq_length",
        "max_seq_len",
        "max_sequence_length",
        "model_max_length",
    ),
    "max_output_tokens": ("max_target_positions",),
    "vocabulary_size": ("vocab_size", "padded_vocab_size"),
    "activation": ("hidden_act", "hidden_activation", "activation_function", "activation"),
    "experts.total": ("num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts"),
    "experts.per_token": ("num_experts_per_tok", "moe_top_k", "moe_k"),
    "experts.shared": ("n_shared_experts", "moe_num_shared_experts", "num_shared_experts"),
    "experts.width": ("moe_intermediate_size", "expert_ffn_hidden_size"),
    "attention.kv_rank": ("kv_lora_rank",),
    "attention.q_rank": ("q_lora_rank",),
    "attention.rope_dimension": ("qk_rope_head_dim",),
    "attention.window": ("sliding_window", "attention_window"),
    "state_size": ("state_size", "mamba_d_state", "ssm_state_size"),
    "convolution_width": ("conv_kernel", "mamba_d_conv"),
    "mel_bins": ("num_mel_bins",),
    "image_size": ("image_size",),
    "image_channels": ("num_channels", "in_channels"),
    "patch_size": ("patch_size",),
    "embedding_dimension": ("projection_dim",),
    "tied_embeddings": ("tie_word_embeddings",),
    "precision": ("dtype", "torch_dtype"),
}
"""The keys of configurations, by field of a card; a type may have further names for them."""

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

EXPERTS_OF_FULL_WIDTH = frozenset("mixtral olmoe phimoe gpt_oss granitemoe".split())  # noqa: SIM905
"""Types that have experts in each layer, and call the width of one `intermediate_size`."""

EVERY_LAYER_WINDOWED = frozenset({"mistral", "mixtral", "phi3", "starcoder2"})
"""Types in which a window is that of all layers."""

WINDOW_PATTERNS = {"cohere2": "3:1", "gemma2": "1:1", "gemma3_text": "5:1", "gpt_oss": "1:1"}
"""Types in which so many layers with a window are followed by one without, where the file does not say."""

ROOT_MEAN_SQUARE = frozenset({"longt5", "mt5", "t5", "umt5"})
"""Types whose `layer_norm_epsilon` is that of an RMSNorm."""

TWO_NETWORKS = frozenset({"chinese_clip", "clip", "siglip", "siglip2"})
"""Types that compare pictures with texts: neither network is the model, and their vectors are what counts."""

WITHOUT_ATTENTION = frozenset({"falcon_mamba", "mamba", "mamba2"})
"""State-space types in which no layer has attention."""

GATED = frozenset(
    """
    baichuan chatglm cohere cohere2 deepseek_v2 deepseek_v3 exaone4 gemma gemma2 gemma3_text glm glm4 glm4_moe
    gpt_oss granite granitemoe jamba llama llama4_text llava ministral mistral mixtral mllama_text_model olmo
    olmo2 olmo3 olmoe phi3 phi4mm phimoe qwen qwen2 qwen2_moe qwen2_vl_text qwen2_5_vl_text qwen3 qwen3_moe
    qwen3_next qwen3_vl_moe_text qwen3_vl_text smollm3 stablelm yuan
    """.split()  # noqa: SIM905
)
"""Types whose feed-forward layers have a gate: `silu` stands for SwiGLU there."""

PASSED_OVER = frozenset(
    """
    _attn_implementation _commit_hash _from_model_config _name_or_path apply_query_key_layer_scaling
    architectures attention_softmax_in_fp32 auto_map aux_loss_alpha bad_words_ids begin_suppress_tokens
    bf16 bias_dropout_fusion boi_token_index bos_token_id causal_mask chunk_size_feed_forward
    cross_attention_hidden_size decoder_start_token_id diversity_penalty do_sample early_stopping
    encoder_no_repeat_ngram_size eod_token ep_size exponential_decay_length_penalty finetuning_task
    forced_decoder_ids fp16 fp32 fp32_residual_connection freeze_mm_mlp_adapter freeze_mm_vision_resampler
    gradient_checkpointing ignore_index image_aspect_ratio inference_runner init_config init_device
    init_std is_decoder label2id layerdrop length_penalty masked_softmax_fusion max_length min_length
    mm_use_im_patch_token mm_use_im_start_end mm_vision_select_feature mm_vision_select_layer model_name
    model_type n_special no_repeat_ngram_size norm_topk_prob num_beam_groups num_beams num_logits_to_keep
    num_return_sequences onnx_safe output_attentions output_hidden_states output_past output_router_logits
    output_scores pad_key_length pre_allocate_kv_cache predict_special_tokens prefix pretraining_tp
    problem_type pruned_heads remove_invalid_values repetition_penalty reset_attention_mask
    reset_position_ids return_dict return_dict_in_generate router_jitter_noise
    scale_attention_softmax_in_fp32 scale_attn_weights sep_token seq_aux skip_bias_add skip_bias_add_qkv
    slow_but_exact softmax_in_fp32 suppress_tokens task_specific_params temperature tf_legacy_loss
    tie_encoder_decoder tokenizer_class tokenizer_name top_k top_p torchscript transformers_version
    tune_mm_mlp_adapter tune_mm_vision_resampler typical_p unfreeze_mm_vision_tower use_associative_scan
    use_bfloat16 use_cache use_cache_kernel use_cache_quantization use_flash_attention use_flash_attn
    use_loss_mask use_mamba_kernels use_mambapy use_mm_proj validate_runner_input verbose
    vision_feature_layer vision_feature_select_strategy
    """.split()  # noqa: SIM905  (words read better as words)
)
"""Keys that say nothing of a model: how to run and to train it, which tokens are special, how to generate."""

_PASSED_OVER = re.compile(
    r".*(?:dropout|_pdrop|_dropout_prob|dropout_rate|drop_path_rate|_token_ids?|_token_index|_tokens?_mask"
    r"|loss_coef|loss_coefficient|_cost|layerdrop)(?:_.*)?|initializer_\w+|init_\w+|summary_\w+"
    r"|mask_(?:time|feature)_\w+|classifier_(?:dropout|proj)\w*"
)


def is_passed_over(key: str) -> bool:
    """Whether a key says nothing of a model."""
    return key in PASSED_OVER or _PASSED_OVER.fullmatch(key) is not None
