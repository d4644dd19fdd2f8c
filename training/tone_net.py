"""The tone model: the tagger's encoder, and three classes from the opening mark and the target.

Its lowest layers stay as the base model has them: what they give for a sentence is computed once, not in each epoch.
"""

from __future__ import annotations

import torch
from model import Layer, RoundedLinear
from torch import Tensor, nn

from framing.wordchoice.tone_model import LIMIT


class Tone(nn.Module):
    def __init__(
        self, vocabulary: int, *, size: int = 384, layers: int = 6, frozen: int = 2, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.frozen = frozen
        self.words = nn.Embedding(vocabulary, size)
        self.shapes = nn.Embedding(2, size)
        self.places = nn.Embedding(LIMIT, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, 12, 4 * size, dropout) for _ in range(layers))
        # Tells the trained layers where the target stands.
        self.target = nn.Embedding(2, size)
        self.pool = nn.Linear(2 * size, 96)
        self.classes = nn.Linear(96, 3)

    def forward(self, ids: Tensor, flags: Tensor, mask: Tensor | None = None) -> Tensor:
        """ids, flags: [batch, pieces], flags 1 where the target stands; mask: True where a piece stands."""
        return self.upper(self.lower(ids, flags, mask), flags, mask)

    def lower(self, ids: Tensor, flags: Tensor, mask: Tensor | None = None) -> Tensor:
        """What the layers that are not trained give."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.shapes(flags) + self.places(places))
        seen = None if mask is None else mask[:, None, None, :]
        for layer in self.layers[: self.frozen]:
            x = layer(x, seen)
        return x

    def upper(self, x: Tensor, flags: Tensor, mask: Tensor | None = None) -> Tensor:
        seen = None if mask is None else mask[:, None, None, :]
        x = x + self.target(flags)
        for layer in self.layers[self.frozen :]:
            x = layer(x, seen)
        here = flags.to(x.dtype)[:, :, None]
        about = (x * here).sum(1) / here.sum(1)
        both = self.dropout(torch.cat([x[:, 0], about], dim=-1))
        return self.classes(self.dropout(torch.tanh(self.pool(both))))

    @torch.no_grad()
    def lower_rounded(self, ids: Tensor, flags: Tensor, mask: Tensor) -> Tensor:
        """`lower` as 8-bit arithmetic computes it, without dropout."""
        training, rounded = self.training, RoundedLinear.rounded
        self.eval()
        RoundedLinear.rounded = True
        out = self.lower(ids, flags, mask)
        RoundedLinear.rounded = rounded
        self.train(training)
        return out

    def trained(self) -> list[tuple[str, nn.Parameter]]:
        """The parameters of what is trained, by name."""
        low = ("words", "shapes", "places", "norm", *(f"layers.{i}." for i in range(self.frozen)))
        return [(name, value) for name, value in self.named_parameters() if not name.startswith(low)]
