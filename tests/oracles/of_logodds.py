"""Log-odds with a Dirichlet prior by package logodds, for priors that sum to 500."""

import csv
from pathlib import Path

from logodds import log_odds_details

here = Path(__file__).parent
with (here / "words.csv").open(encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
first = {row["term"]: int(row["n_target"]) for row in rows}
second = {row["term"]: int(row["n_reference"]) for row in rows}
masses = {
    "flat": {row["term"]: 1.0 for row in rows},
    "pooled": {term: first[term] + second[term] for term in first},
    "background": {row["term"]: int(row["background"]) for row in rows},
}
with (here / "logodds.csv").open("w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["prior", "term", "delta", "z"])
    for name, mass in masses.items():
        scale = 500 / sum(mass.values())
        # Its alpha is added to every word and must be above 0; this much is nothing.
        found = log_odds_details(first, second, {term: scale * n for term, n in mass.items()}, alpha=1e-12)
        for term in first:
            writer.writerow([name, term, repr(found[term]["delta"]), repr(found[term]["z"])])
