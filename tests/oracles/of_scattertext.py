"""Log-odds with a Dirichlet prior by scattertext's classes, for priors that sum to 500."""

from pathlib import Path

import numpy as np
import pandas as pd
from scattertext.termsignificance.LogOddsRatioInformativeDirichletPiror import (
    LogOddsRatioInformativeDirichletPrior,
)
from scattertext.termsignificance.LogOddsRatioUninformativeDirichletPrior import (
    LogOddsRatioUninformativeDirichletPrior,
)

here = Path(__file__).parent
words = pd.read_csv(here / "words.csv")
x, y = words["n_target"].to_numpy(dtype=float), words["n_reference"].to_numpy(dtype=float)
tables = []
for name, mass in (
    ("flat", np.ones(len(words))), ("pooled", x + y), ("background", words["background"].to_numpy(dtype=float)),
):  # fmt: skip
    alpha = 500 * mass / mass.sum()
    z = LogOddsRatioInformativeDirichletPrior(
        pd.Series(alpha), scale_type="none"
    ).get_zeta_i_j_given_separate_counts(x, y)
    if name == "flat":
        other = LogOddsRatioUninformativeDirichletPrior(500 / len(words)).get_zeta_i_j_given_separate_counts(
            x, y
        )
        assert np.allclose(z, other, atol=1e-12)
    a, b = x + alpha, y + alpha
    variance = 1 / a + 1 / (a.sum() - a) + 1 / b + 1 / (b.sum() - b)
    tables.append(
        pd.DataFrame({"prior": name, "term": words["term"], "delta": z * np.sqrt(variance), "z": z})
    )
pd.concat(tables).to_csv(here / "scattertext.csv", index=False, lineterminator="\n")
