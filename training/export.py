"""Write the trained tagger as 8-bit ONNX: python training/export.py RUN/final.pt --out DIR"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from model import RoundedLinear, Tagger
from onnx8 import write_onnx8
from tokenizers import Tokenizer

from framing.attribution.windows import N_SHAPES


class _OneWindow(torch.nn.Module):
    """The tagger over one window, as the package runs it: no padding, so that nothing depends on other windows."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: torch.Tensor, shapes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        labels, links = self.tagger(ids[None], shapes[None])
        return labels[0], links[0]


def write_onnx(weights: Path, out: Path, *, rounded: bool = True) -> None:
    """The model of a checkpoint as `out`; 8-bit weights for the encoder's layers and the embedding unless told."""
    tokenizer = Tokenizer.from_file(str(weights.parent / "tokenizer.json"))
    tagger = Tagger(tokenizer.get_vocab_size(), N_SHAPES)
    tagger.load_state_dict(torch.load(weights))
    tagger.eval()
    RoundedLinear.rounded = False
    names = ("ids", "shapes", "labels", "links")
    write_onnx8(_OneWindow(tagger), names[:2], names[2:], names, out, inner="tagger", rounded=rounded)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plain", action="store_true", help="32 bit, to see what rounding costs")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_onnx(args.weights, args.out / "tagger.onnx", rounded=not args.plain)
    if args.weights.parent != args.out:
        shutil.copy(args.weights.parent / "tokenizer.json", args.out / "tokenizer.json")


if __name__ == "__main__":
    main()
