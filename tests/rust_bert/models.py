"""Models for natural language inference with random weights, and what transformers computes with them.

    python tests/rust_bert/models.py                 # tests/fixtures/nli: one small model an architecture, expected.json
    python tests/rust_bert/models.py --base DIR      # one of DeBERTa-v3-base's shape with a small vocabulary, f16

Runs with the packages of training/requirements.txt (torch 2.4.1, transformers 4.46.3). The weights mean nothing; they
are wide enough apart that a wrong mask, segment, position or label shows in the probabilities.
"""

import argparse
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoModelForSequenceClassification,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    MobileBertConfig,
    RobertaConfig,
    XLMRobertaConfig,
)

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = 300
POSITIONS = 160
THREE = ["entailment", "neutral", "contradiction"]

# Own words. The long premise does not fit 160 positions, so it is cut.
PREMISES = [
    "The minister said that the two countries will trade more with each other.",
    "No.",
    "She opposes new members, although her government had invited them a year before, and will vote against them.",
    "Talks on the war go on in the capital; neither side expects them to end soon. " * 12,
]
HYPOTHESES = [
    "This text is about trade.",
    "BRICS should admit new members.",
    "The war should be ended by a negotiated political settlement, and both sides should stop fighting at once.",
]


def tokenizer(kind: str) -> Tokenizer:
    """A tokenizer of the kind that the architecture has, trained on the sample articles."""
    texts = [path.read_text() for path in sorted((ROOT / "data/articles").glob("*.txt"))]
    if kind == "wordpiece":
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
        result = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        result.normalizer = normalizers.BertNormalizer(lowercase=True)
        result.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=special, show_progress=False)
        template = ("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", ["[CLS]", "[SEP]"])
    elif kind == "bytes":
        special = ["<s>", "<pad>", "</s>", "<unk>"]
        result = Tokenizer(models.BPE())
        result.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        result.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=VOCABULARY,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        template = ("<s> $A </s>", "<s> $A </s> </s> $B </s>", ["<s>", "</s>"])
    else:
        roberta = kind == "unigram-roberta"
        special = ["<s>", "<pad>", "</s>", "<unk>"] if roberta else ["[PAD]", "[CLS]", "[SEP]", "[UNK]"]
        unknown = special[3]
        result = Tokenizer(models.Unigram())
        result.normalizer = normalizers.NFKC()
        result.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(
            vocab_size=VOCABULARY, special_tokens=special, unk_token=unknown, show_progress=False
        )
        if roberta:
            template = ("<s> $A </s>", "<s> $A </s> </s> $B </s>", ["<s>", "</s>"])
        else:
            template = ("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", ["[CLS]", "[SEP]"])
    result.train_from_iterator(texts, trainer)
    single, pair, names = template
    result.post_processor = processors.TemplateProcessing(
        single=single, pair=pair, special_tokens=[(name, result.token_to_id(name)) for name in names]
    )
    return result


def labels(names: list[str]) -> dict:
    return {"id2label": dict(enumerate(names)), "label2id": {name: i for i, name in enumerate(names)}}


def small() -> dict:
    """Name -> (configuration, kind of tokenizer, whether its longest sequence is two shorter than its positions)."""
    shape = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
    roberta = dict(vocab_size=VOCABULARY, max_position_embeddings=POSITIONS + 2, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5, **shape)
    deberta = dict(vocab_size=VOCABULARY, max_position_embeddings=POSITIONS, relative_attention=True, **shape)
    return {
        "bert": (
            BertConfig(vocab_size=VOCABULARY, max_position_embeddings=POSITIONS, **shape, **labels(THREE)),
            "wordpiece",
        ),
        "distilbert": (
            DistilBertConfig(
                vocab_size=VOCABULARY, max_position_embeddings=POSITIONS, dim=24, n_layers=2, n_heads=4, hidden_dim=48,
                **labels(["CONTRADICTION", "NEUTRAL", "ENTAILMENT"]),
            ),
            "wordpiece",
        ),
        "roberta": (RobertaConfig(**roberta, **labels(["contradiction", "neutral", "entailment"])), "bytes"),
        "xlm-roberta": (XLMRobertaConfig(**roberta, **labels(["entailment", "not_entailment"])), "unigram-roberta"),
        # As DeBERTa-v3, with few buckets so that far distances share them.
        "deberta-v3": (
            DebertaV2Config(
                **deberta, type_vocab_size=0, position_buckets=16, norm_rel_ebd="layer_norm", share_att_key=True,
                pos_att_type="p2c|c2p", position_biased_input=False, **labels(THREE),
            ),
            "unigram",
        ),
        # As the large DeBERTa-v2: a convolution, and tables of its own for positions.
        "deberta-v2": (
            DebertaV2Config(
                **deberta, type_vocab_size=2, position_buckets=16, share_att_key=False, pos_att_type=["p2c", "c2p"],
                conv_kernel_size=3, conv_act="gelu", **labels(THREE),
            ),
            "unigram",
        ),
        "mobilebert": (
            MobileBertConfig(
                vocab_size=VOCABULARY, max_position_embeddings=POSITIONS, hidden_size=24, embedding_size=16,
                num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, intra_bottleneck_size=16,
                true_hidden_size=16, num_feedforward_networks=2, **labels(["not_entailment", "entailment"]),
            ),
            "wordpiece",
        ),
    }


def write(folder: Path, config, kind: str, spread: float):
    """Writes a model of random weights, rounded to f16, and gives it back in f32 with its tokenizer."""
    torch.manual_seed(7)
    model = AutoModelForSequenceClassification.from_config(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            # Normalization and the biases stay near one and zero.
            one = 1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
            width = 0.1 if one or name.endswith("bias") else spread
            parameter.copy_(one + width * torch.randn_like(parameter))
    folder.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(folder)
    # Ties in the trainers fall differently each time: a tokenizer that is there stays.
    path = folder / "tokenizer.json"
    if not path.exists():
        tokenizer(kind).save(str(path))
    tokens = Tokenizer.from_file(str(path))
    return model.float(), tokens


@torch.no_grad()
def readings(model, tokens: Tokenizer, limit: int) -> list[dict]:
    """Probabilities of every pair, each by itself and without padding."""
    names = {i: name.lower() for i, name in model.config.id2label.items()}
    special = tokens.num_special_tokens_to_add(True)
    rows = []
    for premise in PREMISES:
        for hypothesis in HYPOTHESES:
            tokens.no_truncation()
            length = len(tokens.encode(premise, hypothesis))
            tokens.enable_truncation(limit, strategy="only_first")
            pair = tokens.encode(premise, hypothesis)
            ids = torch.tensor([pair.ids])
            inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
            if getattr(model.config, "type_vocab_size", 0) > 1:
                inputs["token_type_ids"] = torch.tensor([pair.type_ids])
            probabilities = model(**inputs).logits[0].double().softmax(-1).tolist()
            by_name = {names[i]: value for i, value in enumerate(probabilities)}
            rows.append(
                {
                    "premise": premise,
                    "hypothesis": hypothesis,
                    "premise_tokens": length - special - len(tokens.encode(hypothesis, add_special_tokens=False)),
                    "truncated": length > limit,
                    "entailment": by_name["entailment"],
                    "contradiction": by_name.get("contradiction", 0.0),
                }
            )
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, metavar="DIR", help="write a model of DeBERTa-v3-base's shape there")
    arguments = parser.parse_args()
    if arguments.base:
        config = DebertaV2Config(
            vocab_size=VOCABULARY, hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072,
            max_position_embeddings=512, type_vocab_size=0, relative_attention=True, position_buckets=256,
            norm_rel_ebd="layer_norm", share_att_key=True, pos_att_type="p2c|c2p", position_biased_input=False,
            layer_norm_eps=1e-7, **labels(THREE),
        )
        model, tokens = write(arguments.base, config, "unigram", 0.05)
        expected = {"deberta-v3-base": readings(model, tokens, 512)}
        (arguments.base / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
        return
    out = ROOT / "tests/fixtures/nli"
    expected = {}
    for name, (config, kind) in small().items():
        model, tokens = write(out / name, config, kind, 0.3)
        expected[name] = readings(model, tokens, POSITIONS)
    (out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
