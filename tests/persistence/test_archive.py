"""Zip files that are not what they say are refused before they are unpacked."""

import io
import stat
import struct
import zipfile

import pytest

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._archive import Archive, write_archive

MEMBERS = {"a.json": b"{}" * 200, "b.bin": bytes(range(256)) * 3}


def opened(content, max_bytes=10**6, may_hold=lambda _name: True, **limits):
    return Archive(io.BytesIO(content), size=len(content), max_bytes=max_bytes, may_hold=may_hold, **limits)


def written(members):
    buffer = io.BytesIO()
    write_archive(buffer, members)
    return buffer.getvalue()


def zipped(*entries, compression=zipfile.ZIP_DEFLATED):
    """A zip file of pairs of a name, or an entry, and its content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def linked(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_members_come_back():
    archive = opened(written(MEMBERS))
    assert {name: archive.read(name) for name in archive.names} == MEMBERS
    assert archive.size("b.bin") == 768
    assert archive.digest("a.json") != archive.digest("b.bin")


def test_the_same_members_give_the_same_bytes():
    assert written(MEMBERS) == written(MEMBERS)


@pytest.mark.parametrize("n_zeros", [0, 10, 10**5, 10**6])
def test_what_shrinks_very_much_can_be_read_again(n_zeros):
    content = written({"zeros": b"\0" * n_zeros})
    assert opened(content, max_bytes=10**7).read("zeros") == b"\0" * n_zeros


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a zip file"),
        (b"\x80\x04\x95pickle", "not a zip file"),
        (written(MEMBERS)[:-1], "not a zip file"),
        (written(MEMBERS)[:300], "not a zip file"),
        (written(MEMBERS) + b"more", "not a zip file"),
        (zipped(("aa", b"1"), ("ab", b"2")).replace(b"ab", b"aa"), "of the same name"),
        (zipped((linked("a"), b"/etc/passwd")), "not a plain file"),
        (zipped(("a/", b"")), "not a plain file"),
        (zipped(("a", b"x" * 999), compression=zipfile.ZIP_BZIP2), "packed in a way"),
        (zipped(("a", b"\0" * 10**5)), "more than 100 times"),
        (zipped(("a.npz", b"x" * 999)), "packed once more"),
        (zipped(("a", b"x"), compression=zipfile.ZIP_STORED) * 2, "begins with something"),
    ],
)
def test_made_up_files_are_refused(content, message):
    with pytest.raises(InvalidModelFile, match=message):
        opened(content)


def test_a_member_that_does_not_belong_there_is_refused():
    with pytest.raises(InvalidModelFile, match=r"'\.\./\.\./etc/cron' that does not belong"):
        opened(zipped(("../../etc/cron", b"x")), may_hold={"a"}.__contains__)


def test_more_than_is_allowed_is_refused_packed_and_unpacked():
    content = zipped(("a", bytes(range(250)) * 10))
    with pytest.raises(InvalidModelFile, match="pass a larger max_bytes"):
        opened(content, max_bytes=2000)
    with pytest.raises(InvalidModelFile, match="pass a larger max_bytes"):
        opened(content, max_bytes=50)


def test_a_large_directory_is_refused_before_it_is_read(monkeypatch):
    content = zipped(*((f"{i}", b"") for i in range(500)), compression=zipfile.ZIP_STORED)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(InvalidModelFile, match="at most 6 members"):
        opened(content, max_members=6)


def test_members_over_each_other_are_refused():
    """Two entries of the directory that name the same packed bytes, as zip bombs without nesting have."""
    content = bytearray(zipped(("a", b"x" * 50), ("b", b"x" * 50), compression=zipfile.ZIP_STORED))
    second = content.rindex(b"PK\1\2")
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    with pytest.raises(InvalidModelFile, match="lie over each other"):
        opened(bytes(content))


def test_a_wrong_length_or_checksum_is_refused():
    content = bytearray(zipped(("a", b"x" * 50), compression=zipfile.ZIP_STORED))
    directory = content.rindex(b"PK\1\2")
    longer = bytes(content[: directory + 24]) + struct.pack("<I", 60) + bytes(content[directory + 28 :])
    with pytest.raises(InvalidModelFile, match="not as long"):
        opened(longer)
    content[40] ^= 1
    with pytest.raises(InvalidModelFile, match="cannot be unpacked"):
        opened(bytes(content)).read("a")


def test_an_encrypted_member_is_refused():
    content = bytearray(zipped(("a", b"x" * 50)))
    content[content.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(InvalidModelFile, match="not a plain file"):
        opened(bytes(content))


def test_a_member_that_is_not_there():
    with pytest.raises(InvalidModelFile, match="no member 'z'"):
        opened(written(MEMBERS)).read("z")


def with_large_end(content, directory_size, signature=b"PK\6\6"):
    """The same zip file with the second, larger kind of end, which has the last word."""
    start = content.index(b"PK\1\2")
    large = signature + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, directory_size, start)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, len(content) - 22, 1)
    return content[:-22] + large + locator + content[-22:]


def test_the_larger_kind_of_end_is_read():
    content = zipped(("a", b"x" * 50), compression=zipfile.ZIP_STORED)
    directory = len(content) - 22 - content.index(b"PK\1\2")
    assert opened(with_large_end(content, directory)).read("a") == b"x" * 50
    with pytest.raises(InvalidModelFile, match="Expected at most"):
        opened(with_large_end(content, 2**40))
    with pytest.raises(InvalidModelFile, match="not a zip file"):
        opened(with_large_end(content, directory, signature=b"PK\0\0"))


def test_a_member_that_ends_behind_the_file_is_refused():
    content = bytearray(zipped(("a", b"x" * 50), compression=zipfile.ZIP_STORED))
    directory = content.rindex(b"PK\1\2")
    content[directory + 20 : directory + 28] = struct.pack("<II", 5000, 5000)
    with pytest.raises(InvalidModelFile, match="cut short"):
        opened(bytes(content))
