"""Every name that the code writes into the column `construction`, read from its source."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path

import framing.attribution

# Where the name stands among the arguments of the two calls that make a find.
_PLACES = {"found": 1, "Found": 5}


def constructions() -> list[str]:
    """The names, sorted."""
    folder = Path(inspect.getfile(framing.attribution)).parent
    return sorted({name for path in folder.glob("*.py") for name in _in_module(path)})


def _in_module(path: Path) -> Iterator[str]:
    module = ast.parse(path.read_text(encoding="utf-8"))
    constants = [node for node in module.body if isinstance(node, ast.Assign)]
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            here = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
            for call in ast.walk(function):
                if isinstance(call, ast.Call):
                    yield from _in_call(call, here + constants)


def _in_call(call: ast.Call, assignments: Sequence[ast.Assign]) -> Iterator[str]:
    place = _PLACES.get(getattr(call.func, "attr", getattr(call.func, "id", "")))
    if place is not None:
        named = [keyword.value for keyword in call.keywords if keyword.arg == "construction"]
        for value in [*call.args[place : place + 1], *named]:
            yield from _strings(value, assignments)


def _strings(value: ast.expr, assignments: Sequence[ast.Assign]) -> Iterator[str]:
    """The strings that an argument may be: written there, chosen there, or assigned in its function or module."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _strings(value.body, assignments)
        yield from _strings(value.orelse, assignments)
    elif isinstance(value, ast.Name):
        for target, given in (pair for node in assignments for pair in _assigned(node)):
            if isinstance(target, ast.Name) and target.id == value.id:
                yield from _strings(given, assignments)


def _assigned(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value
