"""The encoder of models/default for the peers: f32 safetensors, config.json and ONNX, in one folder.

`export.py models/default DIR`. The shipped weights are f16 on disk and f32 in memory; all encoders get these f32 values.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

SHAPE = ["vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
         "max_position_embeddings", "type_vocab_size", "layer_norm_eps", "hidden_act"]


def main():
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    shipped = json.loads((source / "config.json").read_text())
    # The tracer needs plain attention; ONNX Runtime fuses it by itself.
    config = BertConfig(**{key: shipped[key] for key in SHAPE}, attn_implementation="eager")
    model = BertModel(config, add_pooling_layer=False).eval()
    tensors = {name: tensor.float() for name, tensor in load_file(source / "model.safetensors").items()}
    missing, heads = model.load_state_dict(tensors, strict=False)
    assert not missing, f"not in the model: {missing}"
    print(f"heads left out: {', '.join(heads)}")
    save_file(model.state_dict(), out / "model.safetensors", metadata={"format": "pt"})
    config.save_pretrained(out)
    shutil.copy(source / "tokenizer.json", out)
    ids = torch.ones(2, 7, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "tokens"} for name in [*names, "last_hidden_state"]}
    torch.onnx.export(model, (ids, ids, ids * 0), str(out / "model.onnx"), input_names=names,
                      output_names=["last_hidden_state"], dynamic_axes=axes, opset_version=17)


if __name__ == "__main__":
    with torch.no_grad():
        main()
