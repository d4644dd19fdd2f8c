"""The scorer's format: offsets into the file's own characters, one line per file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from framing.export import _kept, export_attributions

HEADLINE = "Harbour board shuts the north pier"
BODY = (
    "“We are closing the pier,” said Ines Varga, a spokeswoman for the harbour board.\n\n"
    "She said that the work would take two years.\n\n"
    "“The cranes are old. “It cannot wait,” Ms Varga said.\n"
)


def write(folder: Path, name: str, text: str, *, mark: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + text.encode("utf-8"))
    return path


def words(path: Path, rows: list[dict]) -> list[tuple]:
    """What the spans cover in the file's own characters, line ends aside."""
    text = path.read_bytes().decode("utf-8")

    def covered(spans: list[list[int]]) -> str:
        return " … ".join(text[a:b] for a, b in spans).replace("\r\n", "\n")

    return [tuple(covered(row[role]) for role in ("speaker", "cue", "content")) for row in rows]


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    """The same report in several guises, each with the words its spans cover."""
    folder = tmp_path_factory.mktemp("reports")
    plain = f"{HEADLINE}\n\n{BODY}"
    headed = f"outlet: Pier Gazette\ndate: 2021-03-04\nheadline: {HEADLINE}\nsection: port\n\n{BODY}"
    guises = {
        "plain": (plain, False),
        "crlf": (plain.replace("\n", "\r\n"), False),
        "marked": (plain, True),
        "headed": (headed, False),
        "headed-crlf-marked": (headed.replace("\n", "\r\n"), True),
    }
    for name, (text, mark) in guises.items():
        write(folder, f"{name}.txt", text, mark=mark)
    export = export_attributions(folder, engine="rules")
    assert list(export.articles) == sorted(guises)
    return {name: words(folder / f"{name}.txt", rows) for name, rows in export.articles.items()}


def test_the_report_has_attributions(variants: dict[str, list[tuple]]) -> None:
    speakers = [speaker for speaker, _, _ in variants["plain"]]
    assert "She" in speakers
    assert any("Varga" in speaker for speaker in speakers)
    assert ("She", "said", "the work would take two years") in variants["plain"]


@pytest.mark.parametrize("guise", ["crlf", "marked", "headed", "headed-crlf-marked"])
def test_offsets_count_the_files_own_characters(variants: dict[str, list[tuple]], guise: str) -> None:
    assert variants[guise] == variants["plain"]


def test_every_file_has_a_line_sorted_with_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "Ines Varga said the pier was shut.")
    write(tmp_path, "a.txt", "Nothing happened at the pier on Monday.")
    write(tmp_path, "empty.txt", "")
    write(tmp_path / "older", "b.txt", "Ines Varga said the pier was open.")
    write(tmp_path / ".hidden", "c.txt", "Ines Varga said the pier was gone.")
    export = export_attributions(tmp_path, engine="rules")
    lines = [json.loads(line) for line in export.lines().splitlines()]
    assert [line["article_id"] for line in lines] == ["a", "b", "empty", "older/b"]
    assert [len(line["attributions"]) for line in lines] == [0, 1, 0, 1]


def test_keys_of_a_row_and_unresolved_as_other(tmp_path: Path) -> None:
    path = write(tmp_path, "one.txt", "Zorblatt said the pier was shut. The Pentagon said it was open.")
    export = export_attributions(path, engine="rules")
    first, second = export.articles["one"]
    assert list(first) == [
        "speaker", "cue", "content", "side", "quote_type", "actor", "construction", "attribution_id",
    ]  # fmt: skip
    assert (first["side"], second["side"]) == ("other", "US")
    assert export.n_unresolved == 1


def test_rows_lead_to_the_table_behind_them(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Ines Varga wants to shut the pier. Ines Varga said it was old.")
    write(tmp_path, "b.txt", "Zorblatt said the pier was shut.")
    export = export_attributions(tmp_path, speech_only=True, engine="rules")
    ids = [row["attribution_id"] for rows in export.articles.values() for row in rows]
    behind = export.table.set_index("attribution_id")
    assert len(behind) == 3
    assert behind.loc[ids, "content"].tolist() == ["it was old", "the pier was shut"]
    assert "side" in behind.columns


def test_only_some_of_the_texts(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Ines Varga said it was old.")
    write(tmp_path, "b.txt", "Zorblatt said the pier was shut.")
    assert list(export_attributions(tmp_path, only=["b"], engine="rules").articles) == ["b"]
    with pytest.raises(ValueError, match=r"there is no text 'aa' at .*Did you mean 'a'"):
        export_attributions(tmp_path, only=["b", "aa"], engine="rules")


def test_the_engine_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import framing.export as module

    find, heard = module.find_attributions, []

    def listen(articles, *, engine, store=None):  # type: ignore[no-untyped-def]
        heard.append(engine)
        return find(articles, engine="rules", store=store)

    monkeypatch.setattr(module, "find_attributions", listen)
    monkeypatch.setattr(module, "engine_model", lambda engine: "v1")
    write(tmp_path, "a.txt", "Ines Varga said it was old.")
    for engine in ("rules", "tagger"):
        export_attributions(tmp_path, engine=engine)
    assert heard == ["rules", "tagger"]
    with pytest.raises(ValueError, match="engine='ruels' is not allowed"):
        export_attributions(tmp_path, engine="ruels")


def test_speech_only_leaves_out_attitudes(tmp_path: Path) -> None:
    path = write(tmp_path, "one.txt", "Ines Varga wants to shut the pier. Ines Varga said it was old.")
    assert len(export_attributions(path, engine="rules").articles["one"]) == 2
    only = export_attributions(path, speech_only=True, engine="rules").articles["one"]
    assert words(path, only) == [("Ines Varga", "said", "it was old")]


def row(number: int, **other: object) -> dict:
    spans = ((number * 10, number * 10 + 5),)
    base = {"article_id": "a", "act": "speech", "nested_in": None, "quote_type": "indirect", "content_spans": spans}
    return base | other


def test_outermost_drops_nested_and_joins_what_goes_on() -> None:
    records = [
        row(1),
        row(2, nested_in="a:1"),
        row(3, quote_type="continuation"),
        row(4, quote_type="continuation"),
        row(5, quote_type="continuation", article_id="b"),
        row(6, article_id="b"),
    ]
    kept = _kept(records, speech_only=False, outermost=True)
    assert [content for _, content in kept] == [[(10, 15), (30, 35), (40, 45)], [(50, 55)], [(60, 65)]]
    assert len(_kept(records, speech_only=False, outermost=False)) == len(records)


def test_joining_does_not_touch_the_rows_given() -> None:
    records = [row(1), row(2, quote_type="continuation")]
    _kept(records, speech_only=False, outermost=True)
    assert records[0]["content_spans"] == ((10, 15),)


def test_wrong_paths_say_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no such file or folder"):
        export_attributions(tmp_path / "none", engine="rules")
    with pytest.raises(ValueError, match=r"allowed: a \.txt file, or a folder"):
        export_attributions(write(tmp_path, "table.csv", "text\n"), engine="rules")
    with pytest.raises(ValueError, match=r"no \.txt file in this folder"):
        export_attributions(tmp_path, engine="rules")


def test_a_file_that_fails_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import framing.export as module

    find = module.find_attributions

    def fails(articles, **options):  # type: ignore[no-untyped-def]
        if (articles["article_id"] == "bad").any():
            raise ZeroDivisionError("by the pier")
        return find(articles, **options)

    monkeypatch.setattr(module, "find_attributions", fails)
    write(tmp_path, "bad.txt", "Ines Varga said the pier was shut.")
    write(tmp_path, "good.txt", "Ines Varga said the pier was open.")
    export = export_attributions(tmp_path, engine="rules")
    assert [len(rows) for rows in export.articles.values()] == [0, 1]
    assert export.failures == [("bad", "ZeroDivisionError: by the pier")]
