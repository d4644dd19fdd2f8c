"""The committed figures: complete, described, in the manifest, without a date, and saying what they are of."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pandas as pd
import pytest
from material import REPOSITORY

FIGURES = REPOSITORY / "figures"
MANIFEST: dict[str, Any] = json.loads((FIGURES / "manifest.json").read_text(encoding="utf-8"))["figures"]
# What each figure is of, as its alternative text must say: nothing of it may be taken for real media.
INVENTED = re.compile(r"embedded corpus of invented reports|invented report|generated table")


def test_manifest_and_folder_agree() -> None:
    told = {file for entry in MANIFEST.values() for file in entry["files"]}
    there = {path.name for path in FIGURES.iterdir()} - {"manifest.json"}
    assert told == there
    assert {"01-voice-balance", "01-generated-outlets"} <= set(MANIFEST)


@pytest.mark.parametrize("figure", sorted(MANIFEST))
def test_figure_is_complete(figure: str) -> None:
    files = set(MANIFEST[figure]["files"])
    wanted = {f"{figure}{suffix}" for suffix in (".png", ".svg", ".pdf", ".csv", ".alt.txt")}
    # A page of sentences may stand beside it, to which its points lead.
    assert wanted <= files <= wanted | {f"{figure}.csv.schema.json", f"{figure}.html"}
    for file, sha256 in MANIFEST[figure]["files"].items():
        assert hashlib.sha256((FIGURES / file).read_bytes()).hexdigest() == sha256, (
            f"{file}: run `make figures`"
        )


@pytest.mark.parametrize("figure", sorted(MANIFEST))
def test_figure_is_written_by_a_notebook_of_its_number(figure: str) -> None:
    notebook = MANIFEST[figure]["notebook"]
    assert (REPOSITORY / "notebooks" / f"{notebook}.ipynb").exists()
    assert figure[:3] == notebook[:3]
    assert figure in (REPOSITORY / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("figure", sorted(MANIFEST))
def test_figure_is_described(figure: str) -> None:
    alt = (FIGURES / f"{figure}.alt.txt").read_text(encoding="utf-8")
    assert len(alt.split()) >= 10 and alt.endswith(".\n") and "nan" not in alt
    assert INVENTED.search(alt)
    svg = (FIGURES / f"{figure}.svg").read_text(encoding="utf-8")
    description = re.search(r"<desc>(.*?)</desc>", svg, flags=re.S)
    assert description and description.group(1).strip()


@pytest.mark.parametrize("figure", sorted(MANIFEST))
def test_figure_tells_no_date_and_no_machine(figure: str) -> None:
    svg = (FIGURES / f"{figure}.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg and "Matplotlib v" not in svg
    png = (FIGURES / f"{figure}.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert b"tIME" not in png and b"Software" not in png
    pdf = (FIGURES / f"{figure}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and b"/Title" in pdf
    assert b"Date" not in pdf and b"/Producer" not in pdf and b"/Creator" not in pdf


@pytest.mark.parametrize("figure", sorted(MANIFEST))
def test_figure_fits_a_page(figure: str) -> None:
    png = (FIGURES / f"{figure}.png").read_bytes()
    width, height = (int.from_bytes(png[at : at + 4], "big") / 300 * 2.54 for at in (16, 20))
    assert width == pytest.approx(17, abs=0.1)
    assert height < 24, "longer than a page"


@pytest.mark.parametrize("figure", sorted(MANIFEST))
def test_data_beside_the_figure_is_what_it_shows(figure: str) -> None:
    data = pd.read_csv(FIGURES / f"{figure}.csv")
    assert len(data)
    if "measure" in data:
        shares = data[data["measure"] == "voice_share"]
        assert shares.groupby(shares.columns[-1], dropna=False)["estimate"].sum().round(6).eq(1).all()
        alt = (FIGURES / f"{figure}.alt.txt").read_text(encoding="utf-8")
        told = re.sub(r"\d{4}-\d{2} ", "", alt) if "month" in data else alt
        assert all(f"{row.estimate:.2f}" in told and str(row.side) in told for row in shares.itertuples())
    elif "phenomenon" in data:
        assert {"article_id", "start", "end", "voice", "entry_id"} <= set(data.columns)
    elif {"date", "n_words"} <= set(data.columns):
        assert {"article_id", "outlet"} <= set(data.columns)
    elif "position" in data:
        assert {"article_id", "side", "in_headline", "n_words"} <= set(data.columns)
    else:
        assert {"term", "log_ratio", "z"} <= set(data.columns)


def test_four_outlets_have_no_interval_over_outlets() -> None:
    """What the corpus cannot tell, no figure of it pretends to tell."""
    data = pd.read_csv(FIGURES / "01-voice-balance.csv")
    assert set(data.loc[data["ci_low"].notna(), "resampled_by"]) == {"articles"}
    generated = pd.read_csv(FIGURES / "01-generated-outlets.csv")
    assert generated.loc[generated["measure"] == "voice_share", "resampled_by"].eq("outlets").all()
    assert generated.loc[generated["measure"] == "voice_share", "ci_low"].notna().all()
