# ruff: noqa: E501 - tables of sentences are wider than code
"""The codebook: loading, extending, lint, and two sides that are neither US nor RU."""

from __future__ import annotations

import pickle

import pytest
from test_actors_resolve import tables

from framing.actors import find_mentions, load_codebook, resolve_speakers, unresolved_speakers

HARBOUR = """
sides: [UNION, ACME]
states:
  - {id: union, side: UNION, name: Dockers' Union, names: [Dockers' Union, Dockers]}
  - {id: acme, side: ACME, name: Acme Shipping, names: [Acme Shipping, Acme]}
institutions:
  - {id: acme-board, state: acme, name: Acme board, terms: [board of directors], nouns: [board, company]}
offices:
  - {id: acme-president, state: acme, name: President of Acme, role: president}
persons:
  - {id: ida-quill, name: Ida Quill, gender: f, offices: [{office: acme-president, from: 2010-01-01, to: 2015-12-31}]}
"""


def write(tmp_path, text, name="own.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_codebook_loads_and_is_frozen():
    book = load_codebook()
    assert book.sides == ("US", "RU")
    assert sum(entry.section == "persons" for entry in book.entries.values()) >= 150
    with pytest.raises(TypeError):
        book.entries["x"] = None
    with pytest.raises(AttributeError):
        book.version = "x"
    assert pickle.loads(pickle.dumps(book)).version == book.version


def test_two_sides_of_ones_own(tmp_path):
    book = load_codebook(write(tmp_path, HARBOUR), extends=None)
    text = (
        "Acme spokesman Tom Larch said no. The Dockers' Union refused. Larch left. "
        "Acme president Ida Quill and the Dockers' Union announced a deal. The US said nothing."
    )
    speakers = [
        "Acme spokesman Tom Larch",
        "The Dockers' Union",
        "Larch",
        "Acme president Ida Quill and the Dockers' Union",
        "The US",
    ]
    attributions, articles = tables(text, speakers)
    out = resolve_speakers(attributions, articles, codebook=book)
    assert out["side"].astype(str).tolist() == ["ACME", "UNION", "ACME", "joint", "unresolved"]
    assert list(out["side"].cat.categories) == ["UNION", "ACME", "joint", "other", "unresolved"]
    mentions = find_mentions(articles, attributions, codebook=book)
    assert set(mentions["side"].astype(str)) == {"UNION", "ACME"}


def test_extending_replaces_adds_and_removes(tmp_path):
    path = write(
        tmp_path,
        "remove: [alexei-navalny]\nsides: [UA, RU]\nstates:\n  - {id: ua, side: UA, name: Ukraine, names: [Ukraine]}\n",
    )
    book = load_codebook(path)
    assert book.sides == ("UA", "RU")
    assert "alexei-navalny" not in book.entries
    assert book.entries["ua"].side == "UA"
    assert book.entries["barack-obama"].side == "other"
    assert book.version != load_codebook().version


def test_the_version_follows_the_content(tmp_path):
    first = load_codebook(write(tmp_path, HARBOUR), extends=None)
    again = load_codebook(write(tmp_path, HARBOUR, "copy.yaml"), extends=None)
    other = load_codebook(
        write(tmp_path, HARBOUR.replace("Ida Quill", "Ida Quell"), "other.yaml"), extends=None
    )
    assert first.version == again.version != other.version


LINT = [
    ("sides: [A]\nstates:\n  - {id: NO, side: A, name: Norway}\n", "write 'NO'"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: X, names: [yes]}\n", "reads NO, YES, ON and OFF"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland, nmaes: [Xland]}\n", "unknown key 'nmaes'.*Did you mean 'names'"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland}\n  - {id: x, side: A, name: Yland}\n", "id 'x' is given 2 times"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland}\n  - {id: y, name: Yland, names: [XLAND]}\n", "claimed twice: by 'x' and by 'y'"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland, names: [Xland, Xland]}\n", "lists 'Xland' twice"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland, names: [Xl\u0430nd]}\n", "mixes letters of CYRILLIC and LATIN"),
    ("sides: [A]\nstates:\n  - {id: x, side: B, name: Xland}\n", "side 'B' is not one of A, other"),
    ("sides: [A, other]\n", "'other' is a reserved name"),
    ("sides: [A]\ninstitutions:\n  - {id: i, state: zz, name: Board}\n", "state 'zz' is not in states"),
    ("sides: [A]\nremove: [zz]\n", "no entry 'zz' to remove"),
    ("sides: [A]\nsides: [B]\n", "'sides' is written twice"),
    ("sides: [A]\nstatse: []\n", "unknown key 'statse'.*Did you mean 'states'"),
    ("states: []\n", "no sides"),
    ("- a\n", "a codebook is a mapping"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland}\noffices:\n  - {id: o, state: x, name: Head}\npersons:\n  - {id: p, name: Ann Lee, offices: [{office: o, from: 2001-02-03, to: 2000-01-01}]}\n", "ends .* before it begins"),
    ("sides: [A]\nstates:\n  - {id: x, side: A, name: Xland}\noffices:\n  - {id: o, state: x, name: Head}\npersons:\n  - {id: p, name: Ann Lee, offices: [{office: o, from: soon}]}\n", "is a date as 2001-01-20"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), LINT, ids=[row[1][:40] for row in LINT])
def test_lint(tmp_path, text, message):
    with pytest.raises(ValueError, match=f"(?s){message}"):
        load_codebook(write(tmp_path, text), extends=None)


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"nowhere\.yaml"):
        load_codebook("nowhere.yaml")


def test_unresolved_speakers_are_ranked_with_a_stub():
    text = "Whitcombe said one. Whitcombe said two. She left. The Kremlin said three."
    attributions, articles = tables(text, ["Whitcombe", "Whitcombe", "She", "The Kremlin"])
    out = unresolved_speakers(resolve_speakers(attributions, articles))
    assert out["speaker"].tolist() == ["Whitcombe", "She"]
    assert out["n_attributions"].tolist() == [2, 1]
    assert 'id: "whitcombe"' in out["stub"][0] and out["stub"][1] == ""


def test_unresolved_speakers_need_sides():
    attributions, _ = tables("The Kremlin said so.", ["The Kremlin"])
    with pytest.raises(ValueError, match="Run resolve_speakers first"):
        unresolved_speakers(attributions)
