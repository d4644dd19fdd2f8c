"""review without a browser: every answer, undo, going on, refusals, damaged and foreign files, hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from framing.coding import apply_coding, coding_sheet
from framing.coding.review import Review, review
from framing.coding.review_file import _beside
from framing.schema import make_table, read_table, write_table

NIGHT = (
    "Harbour talks stall\n\n"
    "Ada Berg said the boats would wait. 🚢 Fog lay on the quay, she added.\n"
    "According to Ivo Lund, the crews were late. “Nobody came,” a clerk said, “and nobody called.”\n"
    "The port stayed shut."
)
HOSTILE = (
    "<script>alert(1)</script> &amp; \u202egnol\n\n"
    'Ada Berg said <img src=x onerror="boom()"> was =1+1 \x00 \ud800 nonsense. That was all.'
)
SIDES = ["NORTH", "SOUTH"]


def span(words: str, text: str = NIGHT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def found(
    content: str | tuple[str, ...],
    speaker: str,
    cue: str,
    side: str | None,
    text: str = NIGHT,
    article: str = "night",
) -> dict[str, Any]:
    pieces = (content,) if isinstance(content, str) else content
    spans = tuple(tuple(span(piece, text)) for piece in pieces)
    row: dict[str, Any] = {
        "article_id": article, "content": " … ".join(pieces), "content_spans": spans,
        "content_start": spans[0][0], "content_end": spans[-1][1], "side": side,
    }  # fmt: skip
    for role, words in (("speaker", speaker), ("cue", cue)):
        row |= {role: words, f"{role}_start": span(words, text)[0], f"{role}_end": span(words, text)[1]}
    row["attribution_id"] = f"{article}:{spans[0][0]}-{spans[-1][1]}:{row['cue_start']}"
    return row


ARTICLES = make_table(
    [{"article_id": "night", "text": NIGHT}, {"article_id": "odd", "text": HOSTILE}], "articles"
)
ATTRIBUTIONS = make_table(
    [
        found("the boats would wait", "Ada Berg", "said", "NORTH"),
        found("the crews were late", "Ivo Lund", "According to", "NORTH"),
        found(("“Nobody came,”", "“and nobody called.”"), "a clerk", "clerk said", "other"),
        found(
            '<img src=x onerror="boom()"> was =1+1 \x00 \ud800 nonsense',
            "Ada Berg",
            "said",
            None,
            HOSTILE,
            "odd",
        ),
    ],
    "attributions",
    sides=SIDES,
    group="resolved",
)
NIGHT_SHEET = coding_sheet(ARTICLES[:1], ATTRIBUTIONS[:3], n=100, seed=1, run_id="spring")
_LINE = span(HOSTILE.split("\n\n")[1].removesuffix(" That was all."), HOSTILE)
_SAMPLED = f"odd:s{_LINE[0]}-{_LINE[1]}"
ODD_SHEET = pd.DataFrame(
    [
        {"unit_id": _SAMPLED, "unit_kind": "sentence"},
        {
            "unit_id": ATTRIBUTIONS["attribution_id"].iloc[3],
            "unit_kind": "attribution",
            "parent_unit_id": _SAMPLED,
        },
    ]
).assign(article_id="odd", inclusion_probability=1.0, stratum="all", run_id="spring")
SHEET = pd.concat([NIGHT_SHEET, ODD_SHEET], ignore_index=True)
BOATS, CREWS, CLERK, ODD = (
    ATTRIBUTIONS.loc[ATTRIBUTIONS["content"].str.contains(words), "attribution_id"].item()
    for words in ("boats", "crews", "Nobody", "nonsense")
)
Opened = Callable[..., Review]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Opens the review anew, as after a restart."""

    def again(**changed: Any) -> Review:
        given: dict[str, Any] = {
            "sheet": SHEET, "articles": ARTICLES, "attributions": ATTRIBUTIONS, "path": tmp_path / "berg.csv",
            "coder": "berg",
        }  # fmt: skip
        given |= changed
        tables = [given.pop(name) for name in ("sheet", "articles", "attributions")]
        return review(*tables, **given)

    return again


def shown(one: Review) -> dict[str, Any]:
    state: dict[str, Any] = one.widget.state
    return state


def say(one: Review, action: str, **more: Any) -> str:
    return one.answer({"unit_id": shown(one)["unit_id"], "action": action, **more})


def go_to(one: Review, unit_id: str) -> None:
    for by in (-1, 1):
        while shown(one)["unit_id"] != unit_id:
            before = shown(one)["at"]
            say(one, "move", by=by)
            if shown(one)["at"] == before:
                break
    assert shown(one)["unit_id"] == unit_id


def said(one: Review, unit_id: str) -> dict[str, Any]:
    rows = one.coding[one.coding["unit_id"] == unit_id]
    return dict(zip(rows["variable"], rows["value"], strict=True))


def on_disk(one: Review, tmp_path: Path) -> pd.DataFrame:
    table = read_table(tmp_path / "berg.csv", table="coding")
    assert_frame_equal(table, one.coding)
    return table


def test_the_walk_is_each_units_finds_and_then_the_unit(opened: Opened) -> None:
    one = opened()
    walked = [shown(one)["unit_id"]]
    while shown(one)["at"] < shown(one)["items"]:
        say(one, "move", by=1)
        walked.append(shown(one)["unit_id"])
    assert sorted(walked) == sorted(SHEET["unit_id"])
    parents = dict(zip(SHEET["unit_id"], SHEET["parent_unit_id"], strict=True))
    for at, unit_id in enumerate(walked):
        if not pd.isna(parents[unit_id]):
            assert parents[unit_id] in walked[at + 1 :]
    assert say(one, "move", by=1) == "This is the last one."
    assert shown(one)["skipped"] == len(walked) - 1


def test_blind_right_or_wrong_follows_from_the_side_given(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    assert said(one, BOATS) == {
        "verdict": "right", "side": "NORTH", "content": "the boats would wait", "speaker": "Ada Berg", "cue": "said",
    }  # fmt: skip
    assert shown(one)["unit_id"] != BOATS
    go_to(one, CREWS)
    say(one, "judge", verdict="right", side="SOUTH")
    assert said(one, CREWS)["verdict"] == "wrong_side" and said(one, CREWS)["side"] == "SOUTH"
    rows = on_disk(one, tmp_path)
    assert set(rows["parent_unit_id"]) <= set(SHEET["unit_id"])
    assert rows["inclusion_probability"].eq(1.0).all() and rows["run_id"].eq("spring").all()


def test_blind_never_sends_the_machines_side(opened: Opened) -> None:
    one = opened()
    sent = []
    for unit_id in (BOATS, CREWS):
        go_to(one, unit_id)
        sent.append(json.dumps({k: v for k, v in shown(one).items() if k != "sides"}))
        say(one, "judge", verdict="right", side="SOUTH")
    sent += [json.dumps({k: v for k, v in shown(one).items() if k != "sides"})]
    say(one, "move", by=1)
    assert not any("NORTH" in each for each in sent)
    parent = SHEET.loc[SHEET["unit_id"] == BOATS, "parent_unit_id"].item()
    go_to(one, parent)
    assert not any("right" in mark["label"] or "side" in mark["label"] for mark in shown(one)["marks"])


def test_seeing_the_side_right_confirms_it_and_the_same_side_is_not_wrong(opened: Opened) -> None:
    one = opened(blind=False)
    go_to(one, BOATS)
    assert shown(one)["machine_side"] == "NORTH"
    assert "machine's side" in say(one, "judge", verdict="wrong_side", side="NORTH")
    say(one, "judge", verdict="right")
    assert said(one, BOATS)["verdict"] == "right" and said(one, BOATS)["side"] == "NORTH"
    go_to(one, CREWS)
    say(one, "judge", verdict="wrong_side", side="SOUTH")
    assert said(one, CREWS)["verdict"] == "wrong_side"


def test_wrong_span_keeps_the_spans_given_without_white_space_at_the_ends(opened: Opened) -> None:
    one = opened()
    go_to(one, BOATS)
    start, end = span(" boats would ")
    say(one, "judge", verdict="wrong_span", side="SOUTH", content=[[start, end]], speaker=[span("Ada")])
    assert said(one, BOATS) == {
        "verdict": "wrong_span",
        "side": "SOUTH",
        "content": "boats would",
        "speaker": "Ada",
    }
    rows = one.coding.set_index(["unit_id", "variable"])["spans"]
    assert rows[(BOATS, "content")] == ((start + 1, end - 1),)


def test_wrong_span_that_is_the_machines_is_refused(opened: Opened) -> None:
    one = opened()
    go_to(one, BOATS)
    same = {"content": [span("the boats would wait")], "speaker": [span("Ada Berg")], "cue": [span("said")]}
    assert "the spans are the machine's" in say(one, "judge", verdict="wrong_span", side="NORTH", **same)
    assert one.coding.empty


def test_a_missed_one_is_a_new_unit_under_its_sentence(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    parent = SHEET.loc[SHEET["sentence"].str.contains("Fog lay", na=False), "unit_id"].item()
    go_to(one, parent)
    content, cue = span("Fog lay on the quay"), span("added")
    told = say(one, "missed", side="NORTH", content=[content], speaker=[span("she")], cue=[cue])
    assert told.startswith("Added.") and shown(one)["unit_id"] == parent
    name = f"night:{content[0]}-{content[1]}:{cue[0]}"
    rows = on_disk(one, tmp_path)
    assert set(rows["unit_id"]) == {name} and set(rows["parent_unit_id"]) == {parent}
    assert said(one, name)["verdict"] == "missed" and said(one, name)["speaker"] == "she"
    assert "already" in say(one, "missed", side="NORTH", content=[content])
    assert any(mark["label"] == "added 1: content" for mark in shown(one)["marks"])
    say(one, "done")
    assert said(one, parent) == {"done": "yes"}


def test_content_outside_the_sentence_or_the_text_is_refused(opened: Opened) -> None:
    one = opened()
    go_to(one, BOATS)
    outside = span("The port stayed")
    assert "must begin in the highlighted" in say(one, "missed", side="NORTH", content=[outside])
    for bad in (
        [[0, 10**6]],
        [[5, 5]],
        [[-1, 4]],
        [["0", 4]],
        [[True, 4]],
        "0-4",
        [[1, 2, 3]],
        [None],
        [[0.0, 4]],
    ):
        assert say(one, "missed", side="NORTH", content=bad).startswith("Not kept"), bad
    assert "select what is attributed" in say(one, "missed", side="NORTH")
    boats = span("the boats would wait")
    overlapping = [boats, [boats[0] + 2, boats[1] + 2]]
    assert "overlap" in say(one, "missed", side="NORTH", content=overlapping)
    assert one.coding.empty


def test_done_waits_for_what_was_found_there(opened: Opened) -> None:
    one = opened()
    parent = SHEET.loc[SHEET["unit_id"] == BOATS, "parent_unit_id"].item()
    go_to(one, parent)
    assert say(one, "done").startswith("Not done yet: 1 found here")
    go_to(one, BOATS)
    assert "Judge this attribution first" in say(one, "done")
    say(one, "judge", verdict="not_attribution")
    assert said(one, BOATS) == {"verdict": "not_attribution"}
    go_to(one, parent)
    say(one, "done")
    assert said(one, parent) == {"done": "yes"}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("rubbish", "str is no answer"),
        (None, "NoneType is no answer"),
        ({"action": "explode"}, "unknown; known: judge, missed"),
        ({"action": ["judge"]}, "unknown"),
        ({"action": "judge", "unit_id": "another", "verdict": "right"}, "another unit than the one shown"),
        ({"action": "judge", "verdict": "perhaps"}, "verdict='perhaps' is not allowed"),
        ({"action": "judge", "verdict": "missed", "side": "NORTH"}, "verdict='missed' is not allowed"),
        ({"action": "judge", "verdict": "right"}, "needs a side"),
        ({"action": "judge", "verdict": "right", "side": "SOUHT"}, "Did you mean 'SOUTH'?"),
        ({"action": "judge", "verdict": "right", "side": ["SOUTH"]}, "is not allowed"),
        ({"action": "judge", "verdict": "right", "side": "SOUTH", "coder": "lund"}, "which it does not take"),
        (
            {"action": "judge", "verdict": "right", "side": "SOUTH", "content": [[1, 2]]},
            "belong to a wrong span",
        ),
        ({"action": "judge", "verdict": "not_attribution", "side": "SOUTH"}, "no side and no spans"),
        ({"action": "move", "by": 7}, "1 or -1 is allowed"),
        ({"action": "move", "by": True}, "1 or -1 is allowed"),
        ({"action": "undo"}, "Nothing to undo"),
    ],
)
def test_what_is_no_answer_is_refused_and_said_so(
    opened: Opened, tmp_path: Path, event: Any, told: str
) -> None:
    one = opened()
    go_to(one, BOATS)
    if isinstance(event, dict):
        event = {"unit_id": BOATS} | event
    assert told in one.answer(event)
    assert shown(one)["error"] and told in shown(one)["message"] and shown(one)["unit_id"] == BOATS
    assert one.coding.empty and not (tmp_path / "berg.csv").exists()


def test_keys_pressed_faster_than_the_screen_move_on_but_do_not_judge(opened: Opened) -> None:
    one = opened()
    first = shown(one)["unit_id"]
    for _ in range(2):
        one.answer({"unit_id": first, "action": "move", "by": 1})
    assert shown(one)["at"] == 3 and not shown(one)["error"]
    assert "another unit" in one.answer({"unit_id": first, "action": "done"})
    assert one.coding.empty


def test_judging_a_sentence_is_refused(opened: Opened) -> None:
    one = opened()
    go_to(one, SHEET.loc[SHEET["unit_kind"] == "sentence", "unit_id"].iloc[0])
    assert "not an attribution" in say(one, "judge", verdict="right", side="NORTH")


def test_another_answer_replaces_the_first_and_undo_brings_it_back(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    first = one.coding
    go_to(one, BOATS)
    say(one, "judge", verdict="not_attribution")
    assert said(one, BOATS) == {"verdict": "not_attribution"}
    assert say(one, "undo") == "Undone: not attribution."
    assert_frame_equal(on_disk(one, tmp_path), first)
    assert shown(one)["unit_id"] == BOATS
    assert say(one, "undo") == "Undone: right."
    assert on_disk(one, tmp_path).empty


def test_a_restart_goes_on_at_the_first_not_judged_and_can_undo(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    order = []
    for _ in range(3):
        order.append(shown(one)["unit_id"])
        if shown(one)["kind"] == "attribution":
            say(one, "judge", verdict="right", side="SOUTH")
        else:
            say(one, "done")
    next_one = shown(one)["unit_id"]
    two = opened()
    assert_frame_equal(two.coding, one.coding)
    assert shown(two)["message"].startswith(f"berg.csv holds 3 of {len(SHEET)} answers: going on.")
    assert shown(two)["unit_id"] == next_one and not shown(two)["error"]
    for unit_id in reversed(order):
        assert say(two, "undo").startswith("Undone")
        assert shown(two)["unit_id"] == unit_id
    assert say(two, "undo") == "Nothing to undo."
    assert on_disk(two, tmp_path).empty


def test_all_judged_is_said(opened: Opened) -> None:
    one = opened()
    while not shown(one)["finished"]:
        if shown(one)["kind"] == "attribution":
            say(one, "judge", verdict="right", side="other")
        else:
            say(one, "done")
    assert shown(one)["judged"] == len(SHEET)
    assert opened().widget.state["finished"]
    assert set(one.coding["unit_id"]) == set(SHEET["unit_id"])


def test_a_crash_between_history_and_table_loses_that_answer_alone(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")

    def full(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("framing.coding.review_file.write_table", full)
        go_to(one, CREWS)
        assert "could not be written (No space left" in say(one, "judge", verdict="right", side="NORTH")
    assert said(one, CREWS) == {} and shown(one)["unit_id"] == CREWS
    two = opened()
    assert_frame_equal(two.coding, one.coding)
    assert not shown(two)["error"] and say(two, "undo") == "Undone: right."
    # … and the reviewer who stayed can say it again.
    assert said(two, BOATS) == {}


def test_a_file_that_can_no_longer_be_read_is_told(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")

    def locked(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", locked)
        go_to(one, CREWS)
        assert "could not be written" in say(one, "judge", verdict="right", side="NORTH")
        assert shown(one)["error"]
    assert said(one, CREWS) == {}
    assert say(one, "judge", verdict="right", side="NORTH") == ""
    assert on_disk(one, tmp_path)["unit_id"].nunique() == 2


def test_a_lost_or_odd_history_costs_undo_alone(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    for damage in ("[[", "{}", '[["a", [], [{}], "b"]]', '[["x", [{"spans": 3}], [], "b"]]', "3", "[3]"):
        _beside(tmp_path / "berg.csv").write_text(damage, encoding="utf-8")
        two = opened()
        assert_frame_equal(two.coding, one.coding)
        assert say(two, "undo") == "Nothing to undo.", damage
    _beside(tmp_path / "berg.csv").unlink()
    assert say(opened(), "undo") == "Nothing to undo."


def test_a_damaged_file_is_refused_and_left_as_it_is(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    path = tmp_path / "berg.csv"
    whole = path.read_bytes()
    for damage in (
        whole[: len(whole) // 2],
        b"\xff\xfe" + whole,
        b"",
        b"a,b\n1,2\n",
        whole.replace(b"unit_kind", b"kind"),
    ):
        path.write_bytes(damage)
        with pytest.raises(ValueError, match=r"berg\.csv"):
            opened()
        assert path.read_bytes() == damage
    path.write_bytes(whole.replace(b"right", b"write"))
    with pytest.raises(ValueError, match="Did you mean 'right'"):
        opened()
    path.write_bytes(whole)
    assert_frame_equal(opened().coding, one.coding)


def test_a_file_of_another_coder_sample_or_text_is_refused(opened: Opened) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    with pytest.raises(ValueError, match="review of coder 'berg', not of 'lund'"):
        opened(coder="lund")
    with pytest.raises(ValueError, match="review of another sample"):
        opened(sheet=ODD_SHEET)
    changed = ARTICLES.assign(text=ARTICLES["text"].str.replace("port", "pier"))
    with pytest.raises(ValueError, match="SHA-256 differs"):
        opened(articles=changed)
    with pytest.raises(ValueError, match="has changed since unit"):
        opened(articles=changed, sheet=SHEET.drop(columns="article_sha256"))


def test_two_windows_on_one_file_do_not_overwrite_each_other(opened: Opened, tmp_path: Path) -> None:
    one, two = opened(), opened()
    go_to(one, BOATS)
    go_to(two, CREWS)
    say(one, "judge", verdict="right", side="NORTH")
    assert "was changed by something else" in say(two, "judge", verdict="right", side="NORTH")
    assert said(two, CREWS) == {}
    on_disk(one, tmp_path)
    (tmp_path / "berg.csv").unlink()
    assert "was changed by something else" in say(one, "undo")


def test_hostile_text_comes_back_from_disk_as_it_was(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    go_to(one, ODD)
    sent = shown(one)["text"]
    assert len(sent) == len(HOSTILE) and "<script>" in sent
    assert not set("\x00\ud800\u202e") & set(sent)
    sent.encode("utf-8")
    say(one, "judge", verdict="right", side="unresolved")
    assert said(one, ODD)["verdict"] == "right"
    rows = on_disk(one, tmp_path)
    assert (
        rows.loc[rows["variable"] == "content", "value"].item()
        == ATTRIBUTIONS.set_index("attribution_id")["content"][ODD]
    )
    two = opened()
    assert_frame_equal(two.coding, rows)
    assert say(two, "undo") == "Undone: right."


def test_spans_in_several_pieces_are_shown_and_kept(opened: Opened) -> None:
    one = opened()
    go_to(one, CLERK)
    pieces = [(m["start"], m["end"]) for m in shown(one)["marks"] if m["role"] == "content"]
    assert [NIGHT[a:b] for a, b in pieces] == ["“Nobody came,”", "“and nobody called.”"]
    say(one, "judge", verdict="right", side="other")
    assert said(one, CLERK)["content"] == "“Nobody came,” … “and nobody called.”"


def test_articles_can_be_the_units(opened: Opened) -> None:
    sheet = coding_sheet(ARTICLES[:1], ATTRIBUTIONS[:3], n=2, unit="article")
    one = opened(sheet=sheet)
    go_to(one, "night")
    assert shown(one)["context"] == (0, len(NIGHT)) and "Not done yet: 3" in say(one, "done")


def test_a_parquet_file_does_as_well(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "berg.parquet"
    one = opened(path=path)
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    assert_frame_equal(opened(path=path).coding, one.coding)
    assert say(opened(path=path), "undo") == "Undone: right."


def test_what_does_not_fit_together_is_refused(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Run resolve_speakers first"):
        opened(attributions=ATTRIBUTIONS.drop(columns="side"))
    with pytest.raises(ValueError, match="1 of the sampled units differ from those of the sheet"):
        opened(attributions=ATTRIBUTIONS[ATTRIBUTIONS["attribution_id"] != BOATS])
    with pytest.raises(ValueError, match="no sentence and no article to review"):
        opened(sheet=SHEET[SHEET["unit_kind"] == "attribution"])
    with pytest.raises(ValueError, match="which is not in articles"):
        opened(articles=ARTICLES[ARTICLES["article_id"] == "odd"])
    with pytest.raises(ValueError, match="sheet has no column 'unit_kind'"):
        opened(sheet=SHEET.drop(columns="unit_kind"))
    with pytest.raises(ValueError, match=r"allowed: '\.csv', '\.parquet'"):
        opened(path=tmp_path / "berg.xlsx")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ValueError, match="is a folder"):
        opened(path=tmp_path / "folder.csv")
    with pytest.raises(ValueError, match="coder='  ' is not allowed"):
        opened(coder="  ")
    odd = SHEET.assign(unit_id=SHEET["unit_id"].str.replace(r"s\d+-\d+$", "s5-99999", regex=True))
    with pytest.raises(ValueError, match="lies outside its article"):
        opened(sheet=odd)


def test_another_coders_rows_in_one_file_are_refused(opened: Opened, tmp_path: Path) -> None:
    one = opened()
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="NORTH")
    both = pd.concat([one.coding, one.coding.assign(coder="lund")])
    write_table(both, tmp_path / "berg.csv", table="coding")
    with pytest.raises(ValueError, match="coder 'lund'"):
        opened()


def test_a_notebook_is_given_the_widget(opened: Opened) -> None:
    one = opened()
    assert "application/vnd.jupyter.widget-view+json" in one._repr_mimebundle_()[0]
    assert repr(one) == f"<Review by 'berg': 0 of {len(SHEET)} judged>"
    source = str(one.widget._esm)
    assert "export default" in source
    assert not any(
        word in source for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "http")
    )


def test_what_was_reviewed_replaces_the_machines_rows(opened: Opened) -> None:
    articles, machine = ARTICLES[:1], ATTRIBUTIONS[:3]
    one = opened(sheet=NIGHT_SHEET, articles=articles, attributions=machine)
    go_to(one, BOATS)
    say(one, "judge", verdict="right", side="SOUTH")
    go_to(one, CREWS)
    say(
        one,
        "judge",
        verdict="wrong_span",
        side="NORTH",
        content=[span("crews were")],
        speaker=[span("Ivo Lund")],
    )
    go_to(one, CLERK)
    say(one, "judge", verdict="not_attribution")
    go_to(one, NIGHT_SHEET.loc[NIGHT_SHEET["sentence"].str.contains("Fog lay"), "unit_id"].item())
    say(one, "missed", side="NORTH", content=[span("Fog lay on the quay")])
    for unit_id in NIGHT_SHEET.loc[NIGHT_SHEET["unit_kind"] == "sentence", "unit_id"]:
        go_to(one, unit_id)
        say(one, "done")
    truth = apply_coding(machine, articles, one.coding)
    assert dict(zip(truth["content"], truth["side"], strict=True)) == {
        "the boats would wait": "SOUTH", "Fog lay on the quay": "NORTH", "crews were": "NORTH",
    }  # fmt: skip
