"""Weights kept in 8 bits, sums taken in floats: `python training/widen.py MODEL.onnx OUT.onnx`.

Layers that round their inputs to 8 bits as they run answer in steps: a last digit that one processor computes otherwise
than another can move a value to the next step, and a score by a thousandth. A layer that widens its 8-bit weights
first answers without steps, so that processors agree to six digits. The file stays as small.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
from onnx import numpy_helper


def widened(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network with every rounded product (as `onnx8.write_onnx8` makes them) taken in floats."""
    graph = model.graph
    made_by = {name: node for node in graph.node for name in node.output}
    values = {init.name: init for init in graph.initializer}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    new, gone = [], set()
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        rounding = made_by[node.input[0]]
        if rounding.op_type != "DynamicQuantizeLinear":
            raise ValueError(f"{node.name}: its input is not rounded as it runs, but by {rounding.op_type}.")
        weights, zero = node.input[1], node.input[3]
        (cast,) = users[node.output[0]]
        (scaled,) = users[cast.output[0]]
        # The product of both scales: that of the input, which is not needed any more, and that of the weights.
        (scale,) = [
            name
            for product in (made_by[name] for name in scaled.input if name != cast.output[0])
            for name in product.input
            if name in values
        ]
        if numpy_helper.to_array(values[zero]).any():
            raise ValueError(f"{node.name}: its weights are not symmetric.")
        wide = f"{weights}_wide"
        axis = {"axis": 1} if len(values[scale].dims) else {}
        new.append(onnx.helper.make_node("DequantizeLinear", [weights, scale], [wide], name=wide, **axis))
        new.append(
            onnx.helper.make_node(
                "MatMul", [rounding.input[0], wide], [scaled.output[0]], name=f"{node.name}_wide"
            )
        )
        gone |= {
            id(each)
            for each in (node, cast, scaled, made_by[next(n for n in scaled.input if n != cast.output[0])])
        }
        gone.add(id(rounding))
    kept = [node for node in graph.node if id(node) not in gone]
    del graph.node[:]
    graph.node.extend(_in_order([*kept, *new], {*values, *(put.name for put in graph.input)}))
    used = {name for node in graph.node for name in node.input}
    for init in [init for init in graph.initializer if init.name not in used]:
        graph.initializer.remove(init)
    onnx.checker.check_model(model)
    return model


def _in_order(nodes: list[onnx.NodeProto], known: set[str]) -> list[onnx.NodeProto]:
    """Nodes so that each stands after what it reads."""
    out, waiting = [], nodes
    known = {*known, ""}
    while waiting:
        ready = [node for node in waiting if known.issuperset(node.input)]
        if not ready:
            raise ValueError("the network reads what it never makes")
        known |= {name for node in ready for name in node.output}
        out += ready
        waiting = [node for node in waiting if not known.issuperset(node.output)]
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    onnx.save(widened(onnx.load(str(given.model))), str(given.out))
