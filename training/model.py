"""The tagger: a small BERT encoder with role labels and links between pieces."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LABELS = ("O", "B-speaker", "I-speaker", "B-cue", "I-cue", "B-content", "I-content")
# Who points at whom: a content at its cue, a cue at its speaker, a content at its speaker.
LINKS = ("content-cue", "cue-speaker", "content-speaker")
LINK_SIZE = 48


class RoundedLinear(nn.Linear):
    """A linear layer that can be trained as 8-bit arithmetic will compute it (Jacob et al. 2018).

    Weights: symmetric, one scale for each output, 7 bits, so that no processor saturates. Inputs: one scale and zero
    for each window.
    """

    rounded = False

    def forward(self, x: Tensor) -> Tensor:
        if not RoundedLinear.rounded:
            return F.linear(x, self.weight, self.bias)
        with torch.no_grad():
            scale = self.weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 63
            weight = (self.weight / scale).round().clamp(-64, 63) * scale
            dims = tuple(range(1, x.dim()))
            low = x.amin(dim=dims, keepdim=True).clamp(max=0)
            high = x.amax(dim=dims, keepdim=True).clamp(min=0)
            step = ((high - low) / 255).clamp(min=1e-8)
            zero = (-low / step).round()
            rounded = ((x / step).round() + zero).clamp(0, 255).sub(zero) * step
        return F.linear(x + (rounded - x).detach(), self.weight + (weight - self.weight).detach(), self.bias)


class Layer(nn.Module):
    def __init__(self, size: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = RoundedLinear(size, 3 * size)
        self.out = RoundedLinear(size, size)
        self.norm1 = nn.LayerNorm(size, eps=1e-12)
        self.up = RoundedLinear(size, inner)
        self.down = RoundedLinear(inner, size)
        self.norm2 = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, size = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export():
            scores = q @ k.transpose(-1, -2) / math.sqrt(size // self.heads)
            seen = torch.softmax(scores, dim=-1) @ v
        else:
            seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = seen.permute(0, 2, 1, 3).reshape(batch, length, size)
        x = self.norm1(x + self.dropout(self.out(seen)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Tagger(nn.Module):
    """Encoder, role labels, and for each kind of link a query and a key for every piece."""

    def __init__(
        self,
        vocabulary: int,
        shapes: int,
        *,
        size: int = 384,
        layers: int = 6,
        heads: int = 12,
        inner: int = 1536,
        positions: int = 256,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, size)
        self.shapes = nn.Embedding(shapes, size)
        self.places = nn.Embedding(positions, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, heads, inner, dropout) for _ in range(layers))
        self.labels = nn.Linear(size, len(LABELS))
        self.links = nn.Linear(size, 2 * len(LINKS) * LINK_SIZE)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """ids, shapes: [batch, pieces]; mask: True where a piece stands. Gives labels and links for each piece."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.shapes(shapes) + self.places(places)))
        seen = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen)
        return self.labels(x), self.links(x)


def load_base(model: Tagger, weights: dict[str, Tensor], rows: list[int]) -> None:
    """Start from a BERT checkpoint; `rows` are its embedding rows that the pruned vocabulary keeps."""
    state = {key.removeprefix("bert."): value for key, value in weights.items()}
    with torch.no_grad():
        model.words.weight.copy_(state["embeddings.word_embeddings.weight"][rows])
        model.places.weight.copy_(
            state["embeddings.position_embeddings.weight"][: model.places.num_embeddings]
        )
        model.shapes.weight.zero_()
        model.shapes.weight += state["embeddings.token_type_embeddings.weight"][0]
        _copy(model.norm, state, "embeddings.LayerNorm")
        for number, layer in enumerate(model.layers):
            name = f"encoder.layer.{number}"
            for part in ("weight", "bias"):
                joined = torch.cat(
                    [state[f"{name}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
                )
                getattr(layer.qkv, part).copy_(joined)
            _copy(layer.out, state, f"{name}.attention.output.dense")
            _copy(layer.norm1, state, f"{name}.attention.output.LayerNorm")
            _copy(layer.up, state, f"{name}.intermediate.dense")
            _copy(layer.down, state, f"{name}.output.dense")
            _copy(layer.norm2, state, f"{name}.output.LayerNorm")


def _copy(module: nn.Module, state: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(state[f"{name}.weight"])
    module.bias.copy_(state[f"{name}.bias"])


def link_scores(links: Tensor) -> Tensor:
    """Scores [batch, kind, from, to] of every pair of pieces."""
    batch, length, _ = links.shape
    q, k = links.view(batch, length, len(LINKS), 2, LINK_SIZE).permute(3, 0, 2, 1, 4)
    return q @ k.transpose(-1, -2) / math.sqrt(LINK_SIZE)
