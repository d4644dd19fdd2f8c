"""A module of PyTorch over one sentence or window as ONNX with 8-bit weights, for the tagger and the tone model."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process


def write_onnx8(
    module: torch.nn.Module,
    inputs: Sequence[str],
    outputs: Sequence[str],
    lengths: Sequence[str],
    out: Path,
    *,
    inner: str,
    tables: Sequence[str] = ("words",),
    rounded: bool = True,
) -> None:
    """Write `module` as `out`; 8-bit weights for the encoder's layers and the embeddings named unless told.

    inputs : names of its inputs, each one row of pieces without padding: nothing depends on other sentences.
    lengths : those inputs and outputs that have one value for each piece.
    inner : what the module calls the network within it.
    tables : embeddings of the network that become 8 bits too.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "plain.onnx")
        sample = (torch.ones(20, dtype=torch.long), *(torch.zeros(20, dtype=torch.long) for _ in inputs[1:]))
        torch.onnx.export(
            module,
            sample,
            str(plain),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {0: "pieces"} for name in lengths},
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
            and f"/{inner}/layers." in node.name
            and any(init.name == node.input[1] for init in graph.graph.initializer)
        ]
        names += [
            node.name
            for node in graph.graph.node
            if node.op_type == "Gather" and any(f"/{inner}/{table}" in node.name for table in tables)
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
