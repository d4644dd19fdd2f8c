"""plot_naming and plot_tone: dots where the table has them, labels told apart, trust in the scorer said."""

from __future__ import annotations

import pandas as pd
import pytest
from plots_read import assert_readable, lines, said, words

from framing.plots import plot_naming, plot_tone
from framing.schema import make_table

SIDES = ["NORTH", "SOUTH"]


def namings(outlets: dict[str, dict[str, int]], side: str | None = None) -> pd.DataFrame:
    """naming_share of one referent from counts of labels by outlet."""
    rows = []
    for outlet, counts in outlets.items():
        n = sum(counts.values())
        for label, hits in counts.items():
            rows.append(
                {
                    "measure": "naming_share", "unit": "labels", "outlet": outlet, "entry_id": "rebels", "term": label,
                    "side": side, "estimate": hits / n if n else None,
                    "numerator": float(hits), "denominator": float(n),
                    "ci_low": hits / n / 2 if n and hits else None, "ci_high": hits / n + 0.02 if n and hits else None,
                    "confidence_level": 0.95, "resampled_by": "articles", "n_articles": 9, "n_unresolved": 4.0,
                    "method": "machine", "reason": None if n else "nothing to count: the denominator is 0",
                }
            )  # fmt: skip
    return make_table(rows, "measures", sides=SIDES)


COUNTS = {
    "Pier Gazette": {"rebels": 6, "terrorists": 2, "fighters": 0},
    "Quay Post": {"rebels": 1, "terrorists": 8, "fighters": 1},
    "Silent Herald": {"rebels": 0, "terrorists": 0, "fighters": 0},
}


def test_a_dot_per_label_with_its_share_and_what_it_is_out_of() -> None:
    ax = plot_naming(namings(COUNTS), referent="rebels", width=17)
    assert_readable(ax)
    places = sorted(float(line.get_xdata()[0]) for line in lines(ax, "estimate"))
    assert places == pytest.approx([0.0, 0.1, 0.1, 0.25, 0.75, 0.8])
    assert [text.replace("\n", ", ") for text in said(ax, "beside")] == [
        "9 articles, 8 labels", "9 articles, 10 labels", "9 articles, 0 labels",
    ]  # fmt: skip
    assert "terrorists 0.80" in said(ax, "label")
    assert "Silent Herald" in words(ax) and "No estimate for Silent Herald: nothing to count" in words(ax)
    # Labels are told apart by markers too, the most frequent first.
    assert [line.get_marker() for line in ax.get_legend().get_lines()] == ["o", "s", "^"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["terrorists", "rebels", "fighters"]
    assert "unresolved" not in words(ax), "who speaks does not matter here"


def test_speakers_of_each_side_have_rows_of_their_own() -> None:
    both = pd.concat([namings(COUNTS, "NORTH"), namings(COUNTS, "SOUTH")], ignore_index=True)
    both["side"] = pd.Categorical(both["side"], categories=[*SIDES, "joint", "other", "unresolved"])
    ax = plot_naming(both, referent="rebels")
    assert_readable(ax)
    assert "Pier Gazette · SOUTH" in words(ax) and "by outlet and speaker" in words(ax)
    assert "a side is unresolved: 12." in words(ax)


def test_an_unknown_referent_is_told() -> None:
    with pytest.raises(ValueError, match=r"referent='rebel'.*rebels"):
        plot_naming(namings(COUNTS), referent="rebel")
    with pytest.raises(ValueError, match="entry_id"):
        plot_naming(namings(COUNTS).drop(columns="entry_id"), referent="rebels")


def tones(trust: tuple[float, float] = (0.513, 0.504)) -> pd.DataFrame:
    rows = [
        {
            "measure": "tone", "unit": "sentences", "target_side": side, "term": scorer, "outlet": outlet,
            "estimate": value, "denominator": 40.0, "numerator": 40 * value, "ci_low": value - 0.1,
            "ci_high": value + 0.1, "confidence_level": 0.95, "resampled_by": "articles", "n_articles": 9,
            "method": "machine", "coverage": 0.12 if outlet == "Quay Post" else 0.16, "reader_accuracy": trust[0],
            "reader_f1": trust[1],
        }
        for scorer in ("vader", "own")
        for outlet in ("Quay Post", "Pier Gazette")
        for side, value in (("NORTH", -0.2), ("SOUTH", 0.3))
    ]  # fmt: skip
    table = make_table(rows, "measures", sides=SIDES)
    return table.astype(dict.fromkeys(("coverage", "reader_accuracy", "reader_f1"), "float64"))


def test_tone_says_what_the_scorer_covers_and_how_far_readers_agree() -> None:
    ax = plot_tone(tones(), scorer="vader")
    assert_readable(ax)
    assert sorted({float(line.get_xdata()[0]) for line in lines(ax, "estimate")}) == [-0.2, 0.3]
    assert "Coverage of vader: 12 % to 16 % of the content words" in words(ax)
    assert "Agreement of vader with readers: accuracy 0.51, macro-F1 0.50 (NewsMTSC dev)." in words(ax)
    assert ax.get_xlim()[0] < -0.9 and "(vader), by outlet" in words(ax)
    nobody = plot_tone(tones((float("nan"), float("nan"))), scorer="own")
    assert "Agreement of own with readers: not measured." in words(nobody)
    with pytest.raises(ValueError, match="term='textblob'"):
        plot_tone(tones(), scorer="textblob")
