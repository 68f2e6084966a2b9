"""The keys of an installation as one file, to be kept in another place than the backups they open.

Whoever holds both the backup and this file reads everything; whoever loses all copies of it reads nothing any more.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from amends.facts import Moment, Problem, Refused

from ..home import record_private_file
from ..keys import open_keys

FORMAT: Final = "amends keys 1"
_FILE_BYTES_MAX: Final = 4 * 1024 * 1024
_MARK_CHARACTERS: Final = 16


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Every file of the folder of keys, and the name of the record that they open."""

    origin: str
    made: Moment
    files: dict[str, bytes]


def write_keys(home: Path, file: Path, made: Moment) -> KeyFile:
    """All keys of this home into `file`, which only its owner reads. Raises Refused where a key is missing."""
    origin = open_keys(home / "keys", record_exists=True).origin
    kept = KeyFile(origin, made, key_files(home))
    told = {
        "format": FORMAT,
        "origin": origin,
        "made": made,
        "files": {name: b64encode(content).decode() for name, content in kept.files.items()},
    }
    record_private_file(file, orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n")
    return kept


def hear_keys(file: Path) -> KeyFile:
    """The keys in a file that `write_keys` wrote. Raises Refused for another."""
    step = "Name the .keys file that `amends backup` wrote"
    if not file.is_file():
        raise Refused(Problem(str(file), "is no file", step))
    try:
        with file.open("rb") as stream:
            told = orjson.loads(stream.read(_FILE_BYTES_MAX))
        if told["format"] != FORMAT:
            raise ValueError
        files = {name: b64decode(content, validate=True) for name, content in told["files"].items()}
        if any(not name or Path(name).name != name or name.startswith(".") for name in files):
            raise ValueError
        return KeyFile(str(told["origin"]), Moment(int(told["made"])), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(Problem(str(file), "is no file of keys, or is incomplete", step)) from None


def check_replaces_own(file: Path, origin: str) -> None:
    """Raises Refused where `file` exists and is not an earlier keys file of the same record."""
    if not file.exists():
        return
    try:
        theirs = hear_keys(file).origin
    except Refused:
        theirs = ""
    if theirs != origin:
        raise Refused(Problem(str(file), "is there already and holds no keys of this record", "Name another file"))


def key_files(home: Path) -> dict[str, bytes]:
    """Every file of the folder of keys, by name."""
    folder = home / "keys"
    there = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    return {file.name: file.read_bytes() for file in there}


def marks_of(files: dict[str, bytes]) -> dict[str, str]:
    """By which the same keys are known again without saying what they are: they are long and random."""
    return {name: sha256(b"amends key mark\0" + key).hexdigest()[:_MARK_CHARACTERS] for name, key in files.items()}
