"""Names of a package that are imported when they are asked for: a program that reads needs nothing that draws.

The stub beside the package (`__init__.pyi`) says where each name comes from, to editors and to this module alike.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any


class _Package(ModuleType):
    """A package that knows where its public names come from, and that any module of it can be asked for."""

    def __getattr__(self, name: str) -> Any:
        homes: dict[str, str] = self.__dict__["_homes"]
        if name in homes:
            value = getattr(import_module(homes[name]), name)
            self.__dict__[name] = value
            return value
        if (
            name.isidentifier()
            and not name.startswith("_")
            and find_spec(f"{self.__name__}.{name}") is not None
        ):
            return import_module(f"{self.__name__}.{name}")
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        # Where a function has the name of its module, the import of the module must not take the function's place.
        own = isinstance(value, ModuleType) and value.__name__ == f"{self.__name__}.{name}"
        if not (own and name in self.__dict__["_homes"]):
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        # A function of a notebook that is sent to a worker may name the package.
        return import_module, (self.__name__,)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *self.__dict__["_homes"]})


def defer(package: str) -> list[str]:
    """Import the public names of a package when they are asked for; gives its `__all__`."""
    module = sys.modules[package]
    homes, public = _read(Path(str(module.__file__)).with_suffix(".pyi"))
    # A package that is loaded again asks again.
    for name in homes:
        module.__dict__.pop(name, None)
    module.__dict__["_homes"] = homes
    module.__class__ = _Package
    return public


def _read(stub: Path) -> tuple[dict[str, str], list[str]]:
    """Name → the module that it comes from, and the public names."""
    homes: dict[str, str] = {}
    public: list[str] = []
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            homes |= {each.name: str(node.module) for each in node.names}
        elif isinstance(node, ast.Assign):
            public = ast.literal_eval(node.value)
    return homes, public
