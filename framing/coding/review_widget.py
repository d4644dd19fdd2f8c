"""The front end of a review: anywidget's, which takes a fifth of a second to import."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class ReviewWidget(anywidget.AnyWidget):
    """It shows `state` and sends events; everything is decided in Python."""

    _esm = Path(__file__).with_name("review.js")
    _css = Path(__file__).with_name("review.css")
    state = traitlets.Dict().tag(sync=True)
