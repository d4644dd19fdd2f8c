"""Style, palette and save_figure: the same bytes, nothing cut, nothing that tells the time or the machine."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from framing.palette import DARK_GROUND, LIGHT_GROUND, side_styles
from framing.plots import plot_balance, save_figure
from framing.plots.style import furnish, new_axes, style_context, text_width, wrap
from framing.schema import make_table, read_table

SVG = "{http://www.w3.org/2000/svg}"


def measures() -> pd.DataFrame:
    rows = [
        {
            "measure": "voice_share", "unit": "words", "outlet": outlet, "side": side, "estimate": share,
            "denominator": 100.0, "n_articles": 8, "n_unresolved": 4.0, "ci_low": share - 0.1, "ci_high": share + 0.1,
        }
        for outlet in ("=Daily", "Wire & <Sons>")
        for side, share in (("NORTH", 0.4), ("SOUTH", 0.6))
    ]  # fmt: skip
    return make_table(rows, "measures", sides=["SOUTH", "NORTH"])


def test_writes_png_svg_pdf_data_and_alt(tmp_path: Path) -> None:
    table = measures()
    written = save_figure(
        plot_balance(table), tmp_path / "deep" / "balance.png", data=table, alt="Who speaks.", caption="A & B"
    )
    names = [p.name for p in written]
    assert names == [
        "balance.png",
        "balance.svg",
        "balance.pdf",
        "balance.csv",
        "balance.csv.schema.json",
        "balance.alt.txt",
    ]
    assert sorted(names) == sorted(p.name for p in (tmp_path / "deep").iterdir())
    assert written[-1].read_text(encoding="utf-8") == "Who speaks.\n"
    pd.testing.assert_frame_equal(read_table(written[3], table="measures"), table)
    assert "'=Daily" in written[3].read_text(encoding="utf-8")


def test_svg_names_itself_and_tells_neither_time_nor_tool(tmp_path: Path) -> None:
    svg = save_figure(plot_balance(measures()), tmp_path / "f", alt="Shares < 1 & more", caption="A & B")[1]
    root = ElementTree.fromstring(svg.read_bytes())
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert (root[0].text, root[1].text) == ("A & B", "Shares < 1 & more")
    assert root.get("role") == "img"
    text = svg.read_text(encoding="utf-8").casefold()
    assert "matplotlib.org" not in text and "<dc:creator>" not in text and "<dc:date>" not in text


def chunks(png: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append(png[at + 4 : at + 8 + length])
        at += 12 + length
    return found


def test_png_has_300_dpi_and_no_software_or_time(tmp_path: Path) -> None:
    png = save_figure(plot_balance(measures(), width=8.5), tmp_path / "f")[0].read_bytes()
    head = struct.unpack(">II", chunks(png)[0][4:12])
    assert head[0] == pytest.approx(8.5 / 2.54 * 300, abs=1)
    texts = [chunk for chunk in chunks(png) if chunk[:4] in (b"tEXt", b"iTXt", b"zTXt", b"tIME")]
    assert sorted(chunk[4:].split(b"\0")[0] for chunk in texts) == [b"Description", b"Title"]


def test_alt_is_never_empty(tmp_path: Path) -> None:
    alt = save_figure(plot_balance(measures()), tmp_path / "f")[-1].read_text(encoding="utf-8")
    for said in ("Share of attributed words", "=Daily, Wire & <Sons>", "Shown: SOUTH, NORTH", "intervals"):
        assert said in alt


def test_same_bytes_when_saved_again_and_drawn_again(tmp_path: Path) -> None:
    ax = plot_balance(measures())
    first = save_figure(ax, tmp_path / "one", data=measures())
    again = save_figure(ax, tmp_path / "two", data=measures())
    new = save_figure(plot_balance(measures()), tmp_path / "three", data=measures())
    for a, b, c in zip(first, again, new, strict=True):
        assert a.read_bytes() == b.read_bytes() == c.read_bytes(), a.name


def test_same_bytes_in_another_process_whatever_its_settings_and_shown_without_pyplot(tmp_path: Path) -> None:
    code = (
        "import sys, matplotlib; matplotlib.rcParams.update({'font.size': 20, 'axes.facecolor': 'red'})\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from test_plots_save import measures\n"
        "from framing.plots import plot_balance, save_figure\n"
        "save_figure(plot_balance(measures()), sys.argv[2], data=measures())\n"
        "from framing.plots.style import new_axes\n"
        "from IPython.core.formatters import DisplayFormatter\n"
        "ax = new_axes()\n"
        "for shown in (ax, ax.figure):\n"
        "    data, about = DisplayFormatter().format(shown)\n"
        "    assert data['image/png'][:4] == b'\\x89PNG' and about['image/png']['width'] == 643, about\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    here = save_figure(plot_balance(measures()), tmp_path / "here", data=measures())
    environment = os.environ | {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path / "there")]
    subprocess.run(command, check=True, env=environment)
    for path in here:
        assert path.read_bytes() == path.with_name(path.name.replace("here", "there")).read_bytes(), path.name


def test_any_table_becomes_csv_with_formulas_defused(tmp_path: Path) -> None:
    data = pd.DataFrame(
        {"term": ["=cmd()", "a,b", 'say "no"', "'tis", None], "z": [1.5, -2.0, float("nan"), 1e-9, 0.1]}
    )
    data["n"] = pd.array([1, None, 3, 4, 5], dtype="Int64")
    path = save_figure(new_axes(), tmp_path / "words", data=data)[3]
    assert path.read_text(encoding="utf-8").splitlines() == [
        "term,z,n", "'=cmd(),1.5,1", '"a,b",-2.0,', '"say ""no""",,3', "''tis,1e-09,4", ",0.1,5",
    ]  # fmt: skip


def test_a_dot_in_the_name_stays(tmp_path: Path) -> None:
    assert save_figure(new_axes(), tmp_path / "v1.2")[0].name == "v1.2.png"


def test_not_a_figure_is_said(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"figure must be a matplotlib Figure or Axes, got str; pass what"):
        save_figure("balance", tmp_path / "f")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"data must be a pandas DataFrame or None, got list"):
        save_figure(new_axes(), tmp_path / "f", data=[1])  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_style_comes_and_goes() -> None:
    before = dict(matplotlib.rcParams)
    with style_context():
        assert matplotlib.rcParams["font.family"] == ["DejaVu Sans"]
    assert dict(matplotlib.rcParams) == before


def test_given_axes_come_back() -> None:
    ax = Figure().subplots()
    assert new_axes(ax) is ax


@pytest.mark.parametrize("size", [7.0, 9.0])
def test_wrapped_lines_keep_to_the_width(size: float) -> None:
    text = "No interval for Harbour Post: three clusters\n" + "unbroken" * 20
    lines = wrap(text, 150, size).split("\n")
    assert all(text_width(line, size) <= 150 for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_notes_are_said_once() -> None:
    ax = new_axes()
    furnish(ax, title="T", notes=["few clusters", "few clusters", ""])
    figure = ax.get_figure(root=True)
    assert figure is not None
    assert [t.get_text() for t in figure.texts if t.get_text() != "T"] == ["few clusters"]


def _linear(color: str) -> np.ndarray:
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    low, high = sorted(float(_linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def _lab(linear: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(
        linear, 0, 1
    )
    xyz = xyz / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


# Machado, Oliveira & Fernandes (2009), severity 1.
VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", ["color", "color_dark"])
def test_sides_are_told_apart_without_full_colour_sight(vision: str, scheme: str) -> None:
    looks = side_styles(["A", "B"])
    seen = {side: _lab(VISION[vision] @ _linear(getattr(look, scheme))) for side, look in looks.items()}
    for one, two in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[two]) >= 18, (one, two)


def test_colours_are_read_on_their_ground() -> None:
    for side, look in side_styles("ABCDEF").items():
        assert contrast(look.color, LIGHT_GROUND) >= 4.5, side
        assert contrast(look.color_dark, DARK_GROUND) >= 4.5, side


def test_sides_differ_in_marker_and_the_shared_ones_never_change() -> None:
    many = side_styles([f"S{i}" for i in range(9)])
    assert len({look.marker for look in many.values()}) == len(many)
    assert side_styles(["A"])["other"] == side_styles(["A", "B", "joint", "other"])["other"] == many["other"]
    assert list(side_styles(["B", "A", "other"])) == ["B", "A", "other", "joint", "unresolved"]
    assert side_styles(["NORTH"])["NORTH"].label == "NORTH"


@pytest.mark.parametrize("dpi", [100, 192, 300])
@pytest.mark.parametrize("hinting", ["default", "no_hinting", "force_autohint"])
def test_wrapped_lines_fit_at_any_hinting(dpi: int, hinting: str) -> None:
    text = "conservative log ratio other than 0, which takes every single word for independent " * 6
    figure = Figure(figsize=(6.7, 2), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    with matplotlib.rc_context({"text.hinting": hinting}):
        drawn = [figure.text(0, 0.5, line, fontsize=7) for line in wrap(text, 460, 7).split("\n")]
        widths = [line.get_window_extent(canvas.get_renderer()).width * 72 / dpi for line in drawn]
    assert max(widths) <= 460
    assert max(widths[:-1]) > 380
