"""What to change in `known.py`: `python tests/attribution_tables/failing.py [ENGINE] [--mark REASON]`.

Prints each new failure with what was found and wanted, as a line to paste, and the cases marked as failing that
come out right. With --mark, `known.py` is written anew: new failures get the reason, cured cases leave.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from attributions_of import complaint, found

from attribution_tables import tables
from attribution_tables.known import KNOWN

FILE = Path(__file__).with_name("known.py")


def outcome(engine: str) -> dict[str, str]:
    """What is wrong with each case, by its name; empty where nothing is."""
    return {
        case.name: complaint(engine, case, found(table, engine)[case.name])
        for table, cases in tables().items()
        for case in cases
    }


def written(known: dict[str, dict[str, str]]) -> str:
    """The text of `known.py`."""
    head = FILE.read_text(encoding="utf-8").partition("KNOWN:")[0]
    lines = ["KNOWN: dict[str, dict[str, str]] = {"]
    for engine, cases in known.items():
        lines.append(f'    "{engine}": {{' + ("" if cases else "},"))
        lines.extend(
            f"        {json.dumps(name)}: {json.dumps(reason, ensure_ascii=False)},"
            for name, reason in sorted(cases.items())
        )
        lines.extend(["    },"] if cases else [])
    return head + "\n".join([*lines, "}", ""])


def main() -> None:
    """Compare each table's outcome with the known failures of an engine."""
    options = argparse.ArgumentParser()
    options.add_argument("engine", nargs="?", default="rules")
    options.add_argument("--mark", metavar="REASON")
    given = options.parse_args()
    known = KNOWN.get(given.engine, {})
    wrong = outcome(given.engine)
    for name, text in wrong.items():
        if text and name not in known:
            print("".join(f"# {line}\n" for line in text.strip().splitlines()) + f'"{name}": "",')
    print("\nno longer failing:", *(name for name in known if not wrong.get(name)), sep="\n")
    if given.mark:
        now = {name: known.get(name, given.mark) for name, text in wrong.items() if text}
        FILE.write_text(written({**KNOWN, given.engine: now}), encoding="utf-8")


if __name__ == "__main__":
    main()
