"""Counts that every oracle gets: invented terms in two corpora and a background."""

import csv
from pathlib import Path

import numpy as np

rng = np.random.default_rng(5)
n_terms = 240
base = 1 / np.arange(2, n_terms + 2) ** 1.1
tilt = np.exp(rng.normal(0, 0.6, n_terms))
target = rng.multinomial(9_000, base * tilt / (base * tilt).sum())
reference = rng.multinomial(14_000, base / base.sum())
background = rng.multinomial(50_000, base / base.sum()) + 1
# Words that one corpus lacks altogether, and one as frequent in both as their sizes let it be.
target[-3:], reference[-3:] = (0, 14, 9), (17, 0, 14)

with Path(__file__).with_name("words.csv").open("w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["term", "n_target", "n_reference", "background"])
    for number, row in enumerate(zip(target, reference, background, strict=True)):
        if row[0] + row[1]:
            writer.writerow([f"w{number:03}", *row])
