"""Write the trained tone model: python training/tone_export.py RUN TRAIN.jsonl --out framing/models

Takes the epoch that scores best on the held-out tenth of the articles, writes it as 8-bit ONNX (`tone.onnx`), and fits
the temperature of its chances on the same tenth, through the written model as the package runs it (`tone.json`).
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from model import RoundedLinear
from onnx8 import write_onnx8
from scipy.optimize import minimize_scalar
from tokenizers import Tokenizer
from tone_data import held_out, read_targets
from tone_net import Tone
from tone_train import scores
from widen import widened

from framing.wordchoice.tone_model import encode


class _OneSentence(torch.nn.Module):
    """The tone model over one sentence, as the package runs it."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self.tone = tone

    def forward(self, ids: torch.Tensor, flags: torch.Tensor) -> torch.Tensor:
        return self.tone(ids[None], flags[None])[0]


def read_logits(weights: Path, reads: list) -> np.ndarray:
    """What the written model gives for each sentence, one at a time."""
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    return np.array([session.run(None, {"ids": r.ids, "flags": r.flags})[0] for r in reads])


def fitted_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature under which the held-out classes are most probable (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        top = scaled.max(axis=1, keepdims=True)
        log_sum = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(labels)), labels]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def calibration_error(logits: np.ndarray, labels: np.ndarray, temperature: float, *, bins: int = 10) -> float:
    """How far the chance of the class taken is from how often it is right: mean over bins of equal size."""
    scaled = logits / temperature
    shares = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    taken, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    parts = np.array_split(np.argsort(taken, kind="stable"), bins)
    return float(sum(len(p) * abs(taken[p].mean() - right[p].mean()) for p in parts) / len(taken))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="folder that tone_train.py wrote")
    parser.add_argument("train", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    # The tagger's vocabulary: the package keeps one for both.
    tokenizer = Tokenizer.from_file(str(args.out / "tokenizer.json"))
    held = [target for target in read_targets(args.train) if held_out(target)]
    reads = [encode(target.text, target.spans, tokenizer) for target in held]
    labels = np.array([target.label for target in held])
    RoundedLinear.rounded = False
    found = []
    for weights in sorted(args.run.glob("epoch*.pt")):
        tone = Tone(tokenizer.get_vocab_size())
        tone.load_state_dict(torch.load(weights))
        written = args.run / f"{weights.stem}.onnx"
        write_onnx8(
            _OneSentence(tone.eval()),
            ("ids", "flags"),
            ("logits",),
            ("ids", "flags"),
            written,
            inner="tone",
            tables=("words", "places"),
        )
        onnx.save(widened(onnx.load(str(written))), str(written))
        logits = read_logits(written, reads)
        found.append((scores(labels, logits.argmax(axis=1))["macro_f1"], written, logits))
        print(written.name, scores(labels, logits.argmax(axis=1)), written.stat().st_size, flush=True)
    best, written, logits = max(found, key=lambda one: (one[0], str(one[1])))
    temperature = fitted_temperature(logits, labels)
    settings = {
        "temperature": round(temperature, 4),
        "held_out": {
            "targets": len(labels),
            "macro_f1": best,
            "calibration_error_before": round(calibration_error(logits, labels, 1.0), 4),
            "calibration_error": round(calibration_error(logits, labels, temperature), 4),
        },
    }
    for name, data in (
        ("tone.onnx", written.read_bytes()),
        ("tone.json", (json.dumps(settings, indent=1, sort_keys=True) + "\n").encode()),
    ):
        aside = args.out / f"{name}.part"
        aside.write_bytes(data)
        os.replace(aside, args.out / name)
    print(json.dumps(settings, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
