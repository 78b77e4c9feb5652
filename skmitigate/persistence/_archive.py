"""Read zip files that are not trusted, and write ones whose bytes depend on nothing but what is in them."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import BinaryIO

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._refusal import refusing, shown

#: What all members of a file may take when they are unpacked.
MAX_BYTES = 2**31
#: Members that are archives themselves are stored as they are, so that nothing is packed in what is packed.
_ARCHIVES = (".skops", ".npz", ".zip")
#: A member that would shrink more than this is stored as it is: so a file that unpacks to more is none of ours.
_MAX_RATIO = 100
_MAX_MEMBERS = 65_535
_MAX_ENTRY = 128  # bytes of one member in the directory: ours have short names and nothing else
_LOCAL_HEADER, _ENCRYPTED, _CHUNK = 30, 0x1, 2**20
_END, _END64, _LOCATOR64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_LEVEL = 1


class Archive:
    """A zip file whose members are all checked before any is unpacked.

    Parameters
    ----------
    file : binary file
        Open for reading, at least until the last member was read.
    size : int
        How many bytes it has.
    max_bytes : int
        What the file, and all members when they are unpacked, may take.
    may_hold : callable
        Says whether a member of this name belongs there.
    max_members : int, default=65535
        How many members there may be.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        size: int,
        max_bytes: int,
        may_hold: Callable[[str], bool],
        max_members: int = _MAX_MEMBERS,
    ) -> None:
        if size > max_bytes:
            raise InvalidModelFile(_too_large(size, max_bytes))
        with refusing("It is not a zip file, or not a whole one"):
            if _directory_size(file, size) > max_members * _MAX_ENTRY:
                raise InvalidModelFile(f"Expected at most {max_members} members, got more.")
            self._zip = zipfile.ZipFile(file)
        self._members = {info.filename: info for info in self._zip.infolist()}
        self._check(size, max_bytes, may_hold)

    def _check(self, size: int, max_bytes: int, may_hold: Callable[[str], bool]) -> None:
        infos = self._zip.infolist()
        if len(infos) != len(self._members):
            raise InvalidModelFile("Expected members of different names, got some of the same name.")
        for info in infos:
            if not may_hold(info.filename):
                raise InvalidModelFile(f"There is a member {shown(info.filename)!r} that does not belong there.")
            _check_member(info)
        end = 0
        if min((info.header_offset for info in infos), default=0) > 0:
            raise InvalidModelFile("It begins with something that is not a zip file.")
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise InvalidModelFile("Members lie over each other: the file was made up.")
            end = info.header_offset + _LOCAL_HEADER + info.compress_size
        if end > size:
            raise InvalidModelFile("The file was cut short: a member ends behind it.")
        total = sum(info.file_size for info in infos)
        if total > max_bytes:
            raise InvalidModelFile(_too_large(total, max_bytes))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members, sorted."""
        return tuple(sorted(self._members))

    def size(self, name: str) -> int:
        """Return how many bytes a member has when it is unpacked."""
        return self._member(name).file_size

    def read(self, name: str) -> bytes:
        """Return what a member holds."""
        info = self._member(name)
        with refusing(f"The member {name!r} cannot be unpacked"), self._zip.open(info) as member:
            content = member.read(info.file_size + 1)
        if len(content) != info.file_size:
            raise InvalidModelFile(f"The member {name!r} is not as long as the file says.")
        return content

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a member, without keeping it."""
        found = hashlib.sha256()
        with refusing(f"The member {name!r} cannot be unpacked"), self._zip.open(self._member(name)) as member:
            while chunk := member.read(_CHUNK):
                found.update(chunk)
        return found.hexdigest()

    def _member(self, name: str) -> zipfile.ZipInfo:
        if name not in self._members:
            raise InvalidModelFile(f"There is no member {shown(name)!r}.")
        return self._members[name]


def _directory_size(file: BinaryIO, size: int) -> int:
    """Return how long the zip file's directory says that it is, before it is read into memory."""
    file.seek(max(size - 98, 0))
    tail = file.read(98)
    end, locator, end64 = tail[-22:], tail[-42:-22], tail[-98:-42]
    if end[:4] != _END or end[20:] != b"\0\0":
        raise InvalidModelFile("It is not a zip file, or not a whole one.")
    found = int.from_bytes(end[12:16], "little")
    if locator[:4] != _LOCATOR64:
        return found
    if end64[:4] != _END64:
        raise InvalidModelFile("It is not a zip file, or not a whole one.")
    return max(found % (2**32 - 1), int.from_bytes(end64[40:48], "little"))


def _check_member(info: zipfile.ZipInfo) -> None:
    name = shown(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.flag_bits & _ENCRYPTED or info.is_dir() or kind not in (0, stat.S_IFREG):
        raise InvalidModelFile(f"The member {name!r} is not a plain file.")
    stored = info.compress_type == zipfile.ZIP_STORED
    if not stored and info.compress_type != zipfile.ZIP_DEFLATED:
        raise InvalidModelFile(f"The member {name!r} is packed in a way that is not used for saved models.")
    if stored and info.file_size != info.compress_size:
        raise InvalidModelFile(f"The member {name!r} is not as long as the file says.")
    if info.filename.endswith(_ARCHIVES) and not stored:
        raise InvalidModelFile(f"The member {name!r} is an archive that was packed once more.")
    if info.file_size > _MAX_RATIO * info.compress_size:
        raise InvalidModelFile(f"The member {name!r} would unpack to more than {_MAX_RATIO} times its size.")


def _too_large(n_bytes: int, max_bytes: int) -> str:
    return (
        f"It takes {n_bytes} bytes, more than the {max_bytes} that are allowed. If you know where it comes from, pass "
        "a larger max_bytes."
    )


def write_archive(file: BinaryIO, members: Mapping[str, bytes]) -> None:
    """Write a zip file with these members, in this order, without times or anything of this machine."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)  # its time is 1980-01-01
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o600) << 16
            packed = len(zlib.compress(content, _LEVEL))
            worth = packed < 0.95 * len(content) and packed * _MAX_RATIO // 2 > len(content)
            worth = worth and not name.endswith(_ARCHIVES)
            info.compress_type = zipfile.ZIP_DEFLATED if worth else zipfile.ZIP_STORED
            archive.writestr(info, content, compresslevel=_LEVEL)
