"""G², log ratio and conservative log ratio by package association-measures."""

from pathlib import Path

import pandas as pd
from association_measures import measures

here = Path(__file__).parent
words = pd.read_csv(here / "words.csv")
n, m = words["n_target"].sum(), words["n_reference"].sum()
cells = pd.DataFrame(
    {
        "O11": words["n_target"], "O12": n - words["n_target"],
        "O21": words["n_reference"], "O22": m - words["n_reference"], "R1": n, "R2": m,
    }
)  # fmt: skip
cells["C1"], cells["C2"] = cells["O11"] + cells["O21"], cells["O12"] + cells["O22"]
cells["N"] = n + m
for row, total in ((1, "R1"), (2, "R2")):
    for column in (1, 2):
        cells[f"E{row}{column}"] = cells[total] * cells[f"C{column}"] / cells["N"]
out = pd.DataFrame({"term": words["term"], "g2": measures.log_likelihood(cells, signed=False)})
# Half added to all four cells, as in our formula; its own discount concerns zeros alone.
half = cells.assign(
    O11=cells["O11"] + 0.5, O21=cells["O21"] + 0.5, R1=cells["R1"] + 1.0, R2=cells["R2"] + 1.0
)
out["log_ratio"] = measures.log_ratio(half, discounting="Hardie2014")
out["conservative_log_ratio"] = measures.conservative_log_ratio(
    cells, alpha=0.05, correct="Bonferroni", vocab=len(cells), boundary="poisson"
)
out.to_csv(here / "association_measures.csv", index=False, lineterminator="\n")
