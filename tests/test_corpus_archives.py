"""ZIP and gzip files: what is in them comes out whole, and what was made to do harm does none."""

from __future__ import annotations

import gzip
import io
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from framing.corpus.archives import check_office, gunzip, is_archive, is_office, unpack
from framing.corpus.limits import LimitError, Limits


def zipped(files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def special(name: str, mode: int, data: bytes = b"/etc/passwd") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system = 3
        entry.external_attr = mode << 16
        archive.writestr(entry, data)
    return out.getvalue()


def faults(data: bytes, **limits: int) -> dict[str, str]:
    members = unpack(data, name="it.zip", limits=Limits(**limits))
    return {member.name: member.fault.code if member.fault else "read" for member in members}


def test_members_come_sorted_with_folders_and_byproducts_left_out(tmp_path: Path) -> None:
    data = zipped(
        {"b/two.txt": b"two", "a.txt": b"one", "__MACOSX/._a.txt": b"x", "b/.DS_Store": b"x", "c/": b""}
    )
    file = tmp_path / "reports.zip"
    file.write_bytes(data)
    assert [(m.name, m.data, m.fault) for m in unpack(file)] == [
        ("a.txt", b"one", None), ("b/two.txt", b"two", None),
    ]  # fmt: skip


def test_gzip_gives_its_one_file_without_the_ending() -> None:
    members = list(unpack(gzip.compress(b"a,b\n1,2\n"), name="table.csv.gz"))
    assert members == [("table.csv", b"a,b\n1,2\n", None)]
    assert gunzip(gzip.compress(b"x"), name="x") == b"x"


def test_archives_within_are_unpacked_to_the_depth_limit_and_named_by_their_path() -> None:
    inner = zipped({"deep.txt": b"deep"})
    middle = zipped({"inner.zip": inner, "table.csv.gz": gzip.compress(b"a\n1\n")})
    outer = zipped({"middle.zip": middle, "flat.txt": b"flat"})
    assert faults(outer) == {
        "flat.txt": "read", "middle.zip/inner.zip/deep.txt": "read", "middle.zip/table.csv": "read",
    }  # fmt: skip
    assert faults(outer, depth=2) == {
        "flat.txt": "read", "middle.zip/inner.zip": "too_deep", "middle.zip/table.csv.gz": "too_deep",
    }  # fmt: skip
    assert faults(outer, depth=1) == {"flat.txt": "read", "middle.zip": "too_deep"}


def test_office_files_within_stay_files() -> None:
    docx = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert is_office(docx)
    assert not is_office(zipped({"a.txt": b""})) and not is_office(b"PK\x03\x04 broken")
    assert faults(zipped({"one.docx": docx})) == {"one.docx": "read"}


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/cron.d/x", "C:/Windows/x.txt", "..\\up.txt", "a\\..\\..\\x"]
)
def test_paths_that_climb_out_are_refused(name: str) -> None:
    assert list(faults(zipped({name: b"x", "good.txt": b"y"})).values()).count("path") == 1
    assert faults(zipped({"dots..in..name.txt": b"x"})) == {"dots..in..name.txt": "read"}


def test_links_devices_and_pipes_are_refused() -> None:
    assert faults(special("link.txt", stat.S_IFLNK | 0o777)) == {"link.txt": "link"}
    assert faults(special("pipe", stat.S_IFIFO | 0o666)) == {"pipe": "link"}
    assert faults(special("plain.txt", stat.S_IFREG | 0o644)) == {"plain.txt": "read"}


def test_an_encrypted_member_is_named_and_the_others_read() -> None:
    data = bytearray(zipped({"secret.txt": b"secret" * 9, "open.txt": b"open"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    assert faults(bytes(data)) == {"secret.txt": "encrypted", "open.txt": "read"}


def test_a_bomb_is_stopped_by_its_ratio_without_filling_memory() -> None:
    bomb = zipped({"bomb.txt": b"\0" * 30_000_000, "good.txt": b"good"})
    assert len(bomb) < 60_000
    tracemalloc.start()
    assert faults(bomb) == {"bomb.txt": "limit", "good.txt": "read"}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    with pytest.raises(LimitError, match=r"ratio=200.*limits=Limits\(ratio=…\)"):
        gunzip(gzip.compress(b"\0" * 5_000_000), name="bomb.gz")


def test_each_limit_is_named_by_its_error() -> None:
    two = zipped({"a.txt": b"a" * 600, "b.txt": b"b" * 600})
    assert faults(two, member_bytes=500) == {"a.txt": "limit", "b.txt": "limit"}
    with pytest.raises(LimitError, match="total_bytes=1,000") as caught:
        faults(two, total_bytes=1000)
    assert caught.value.limit == "total_bytes"
    with pytest.raises(LimitError, match="members=1"):
        faults(two, members=1)


def test_totals_count_through_archives_within() -> None:
    # A quine-like fan: each level holds ten copies of the next.
    level = zipped({f"{n}.txt": b"x" * 1000 for n in range(10)})
    for _ in range(2):
        level = zipped({f"{n}.zip": level for n in range(10)})
    with pytest.raises(LimitError, match="members=200"):
        faults(level, members=200)
    with pytest.raises(LimitError, match="total_bytes"):
        faults(level, total_bytes=100_000)


def test_damaged_archives_are_an_error_and_damaged_members_a_row() -> None:
    good = zipped({"a.txt": bytes(range(256)) * 40, "b.txt": b"b"})
    with pytest.raises(ValueError, match=r"it\.zip is not a readable ZIP file"):
        faults(good[:100])
    with pytest.raises(ValueError, match="not a readable gzip file"):
        gunzip(gzip.compress(b"some text, long enough")[:-6], name="cut.gz")
    data = bytearray(good)
    data[60:70] = b"\xff" * 10
    assert faults(bytes(data)) == {"a.txt": "unreadable", "b.txt": "read"}
    assert faults(zipped({"in.zip": b"PK\x03\x04 no zip", "b.txt": b"b"})) == {
        "in.zip": "unreadable",
        "b.txt": "read",
    }


def test_a_member_without_a_name_is_read() -> None:
    # Found by fuzzing: asking a member whose name is empty whether it is a folder raised IndexError.
    data = zipped({"x.txt": b"text", "b.txt": b"b"}).replace(b"x.txt", b"\0.txt")
    assert faults(data) == {"": "read", "b.txt": "read"}


def test_names_are_shown_without_controls_and_not_endless() -> None:
    names = list(faults(zipped({"a\x1b[31m\u202etxt.exe": b"x", "n" * 3000 + ".txt": b"y"})))
    assert names[0] == "a\ufffd[31m\ufffdtxt.exe"
    assert len(names[1]) == 400


def test_an_office_file_is_held_against_its_limits_by_its_directory() -> None:
    docx = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 3_000_000})
    with pytest.raises(LimitError, match="ratio"):
        check_office(docx, name="bomb.docx")
    with pytest.raises(LimitError, match="office_bytes=1,000"):
        check_office(docx, name="bomb.docx", limits=Limits(office_bytes=1000, ratio=10_000))
    assert "word/document.xml" in check_office(docx, name="x", limits=Limits(ratio=10_000))
    with pytest.raises(ValueError, match="not a readable Office file"):
        check_office(b"PK\x03\x04", name="cut.docx")


def test_a_directory_that_lies_about_sizes_gets_no_more_than_it_said() -> None:
    data = bytearray(zipped({"small.txt": b"\0" * 400_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    assert faults(bytes(data)) == {"small.txt": "unreadable"}


def test_what_an_archive_is() -> None:
    assert is_archive(zipped({})[:4]) and is_archive(gzip.compress(b"")[:4])
    assert not is_archive(b"text") and not is_archive(b"")
