"""Reference pages out of docstrings, read without importing anything."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

_RULE = re.compile(r"^([A-Z][\w ]+)\n-{3,}\n", re.MULTILINE)
_ENTRY = re.compile(r"^(?=\S)(.+?) : (.*)$")
_CODE = "Examples"


def public_names(init: Path) -> dict[str, list[str]]:
    """part of the toolkit → the public names that the package's stub takes from it."""
    found: dict[str, list[str]] = {}
    for node in ast.parse(init.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("framing."):
            part = node.module.split(".")[1]
            found.setdefault(part, []).extend(alias.asname or alias.name for alias in node.names)
    return found


def page(package: Path, part: str, names: list[str], title: str) -> str:
    """The Markdown of one part: each name with its signature and what its docstring says."""
    out = [f"# {title}"]
    for name in sorted(names, key=str.casefold):
        node = _defined(package, part, name)
        out.append(f"## {name}")
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            out.append(f"```python\n{_signature(name, node)}\n```")
            out.append(markdown(ast.get_docstring(node) or ""))
    return "\n\n".join(out) + "\n"


def markdown(docstring: str) -> str:
    """A docstring in the form of this project as Markdown: sections, entries as a list, examples as code."""
    pieces = _RULE.split(inspect.cleandoc(docstring))
    out = [pieces[0].strip()]
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        body = body.strip("\n")
        out.append(f"**{heading}**")
        if heading.strip() == _CODE:
            plain = re.sub(r" +# doctest: \+SKIP", "", body)
            out.append(f"```pycon\n{plain}\n```")
        else:
            out.append("\n".join(_entries(body)))
    return "\n\n".join(out)


def _entries(body: str) -> list[str]:
    """Lines of a section; `name : text` becomes an item, whose following lines are indented under it."""
    lines: list[str] = []
    inside = False
    for line in body.splitlines():
        entry = _ENTRY.match(line)
        if entry and len(entry[1].split()) <= 12 and not line.startswith(("- ", "*")):
            lines.append(f"- **{entry[1]}**: {entry[2]}")
            inside = True
        elif inside and line.startswith("    "):
            lines.append(f"  {line.strip()}")
        else:
            inside = False
            lines.append(line)
    return lines


def _signature(name: str, node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        fields = [ast.unparse(each) for each in node.body if isinstance(each, ast.AnnAssign)]
        return f"class {name}" + "".join(f"\n    {field}" for field in fields if not field.startswith("_"))
    given = node.args
    parts: list[str] = []
    plain = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plain) - len(given.defaults)) + list(given.defaults)
    parts += [_argument(arg, default) for arg, default in zip(plain, defaults, strict=True)]
    if given.vararg or given.kwonlyargs:
        parts.append(f"*{given.vararg.arg}" if given.vararg else "*")
    parts += [_argument(arg, value) for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg:
        parts.append(f"**{given.kwarg.arg}")
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    short = f"{name}({', '.join(parts)}){result}"
    return short if len(short) <= 90 else f"{name}(\n    " + ",\n    ".join(parts) + f",\n){result}"


def _argument(arg: ast.arg, default: ast.expr | None) -> str:
    shown = f"{arg.arg}: {ast.unparse(arg.annotation)}" if arg.annotation else arg.arg
    return shown if default is None else f"{shown} = {ast.unparse(default)}"


def _defined(package: Path, part: str, name: str) -> ast.stmt | None:
    """Where a name is defined: through the imports of the part, to the file that holds it."""
    path = _of_package(package / part) if (package / part).is_dir() else package / f"{part}.py"
    for _ in range(6):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
                return node
        imported = next(
            (
                node
                for node in tree.body
                if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == name for a in node.names)
            ),
            None,
        )
        if imported is None or not imported.module:
            return None
        name = next(a.name for a in imported.names if (a.asname or a.name) == name)
        folder = package.parent.joinpath(*imported.module.split("."))
        path = _of_package(folder) if folder.is_dir() else folder.with_suffix(".py")
    return None


def _of_package(folder: Path) -> Path:
    """The file that says where a package's names come from: its stub, where they are imported when asked for."""
    stub = folder / "__init__.pyi"
    return stub if stub.exists() else folder / "__init__.py"
