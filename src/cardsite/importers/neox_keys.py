"""What keys of GPT-NeoX training files mean for a card, and the tokenizers whose size is known."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HALLMARKS", "HYPHENATED", "PASSED_OVER", "REQUIRED", "TOKENIZERS", "Tokenizer"]

REQUIRED = frozenset({"num_layers", "hidden_size", "num_attention_heads", "max_position_embeddings"})
"""What GPT-NeoX refuses to start without, in one of its files."""

HYPHENATED = REQUIRED | {"seq_length", "train_iters", "lr_decay_iters", "lr_decay_style"}
"""Arguments that it has from Megatron-LM, whose own files write them with underscores."""

HALLMARKS = frozenset(
    """
    attention_config checkpoint_factor extra_save_iters gpt_j_residual keep_last_n_checkpoints
    model_parallel_size no_weight_tying output_layer_init_method output_layer_parallelism
    pipe_parallel_size pos_emb scaled_upper_triang_masked_softmax_fusion
    """.split()  # noqa: SIM905  (words read better as words)
)
"""Arguments that other programs do not have, or not under these names."""


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A tokenizer that a training file names by its file only."""

    name: str
    count: int
    """Its tokens, before padding."""


TOKENIZERS = {"20B_tokenizer.json": Tokenizer("BPE, as in GPT-NeoX-20B", 50_277)}
"""By the name of the file, whose size is that of EleutherAI's GPT-NeoX and Pythia."""

PASSED_OVER = frozenset(
    """
    allgather_bucket_size allgather_partitions attention_config bias_gelu_fusion cache_impl
    checkpoint_num_layers config_files contiguous_gradients data_impl data_path deepspeed_slurm
    distributed_backend eval_interval eval_iters hostfile include init_method iteration
    keep_last_n_checkpoints launcher load log_dir log_interval lr_decay_iters master_addr
    master_port merge_file num_gpus num_nodes num_workers output_layer_init_method
    output_layer_parallelism overlap_comm partition_activations rotary_emb_base save
    scaled_upper_triang_masked_softmax_fusion split steps_per_print synchronize_each_layer
    tensorboard_dir test_data_paths tokenizer_type train_data_paths use_wandb valid_data_paths
    wall_clock_breakdown wandb_group wandb_host wandb_project wandb_team
    """.split()  # noqa: SIM905  (words read better as words)
)
"""Keys about the machine, its folders and its logs; a card does not have fields for them."""
