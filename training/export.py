"""Write the trained tagger as 8-bit ONNX: python training/export.py RUN/final.pt --out DIR"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from model import RoundedLinear, Tagger
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
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
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "plain.onnx")
        sample = (torch.ones(20, dtype=torch.long), torch.zeros(20, dtype=torch.long))
        torch.onnx.export(
            _OneWindow(tagger),
            sample,
            str(plain),
            input_names=["ids", "shapes"],
            output_names=["labels", "links"],
            dynamic_axes={name: {0: "pieces"} for name in ("ids", "shapes", "labels", "links")},
            opset_version=20,
            dynamo=False,
        )
        if not rounded:
            shutil.copy(plain, out)
            return
        ready, small = Path(folder, "ready.onnx"), Path(folder, "small.onnx")
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        graph = onnx.load(str(ready))
        # Weights of matrix products only: products of activations, the labels and the links stay as they are.
        names = [
            node.name
            for node in graph.graph.node
            if node.op_type == "MatMul"
            and "/tagger/layers." in node.name
            and any(init.name == node.input[1] for init in graph.graph.initializer)
        ]
        names += [
            node.name
            for node in graph.graph.node
            if node.op_type == "Gather" and "/tagger/words" in node.name
        ]
        quantize_dynamic(
            str(ready),
            str(small),
            nodes_to_quantize=names,
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True, "WeightSymmetric": True},
        )
        shutil.copy(small, out)


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
