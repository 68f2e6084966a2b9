"""The home folder: who may read it, is there room, and can its settings be read?"""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from amends.facts import Refused

from .finding import Finding, Place, ok, problem, warning

ROOM_BYTES_MIN = 200 * 1024 * 1024
ROOM_BYTES_LITTLE = 1024 * 1024 * 1024
_OTHERS = 0o077


def modes(place: Place) -> Finding:
    """Only the owner looks inside, and nobody else reads a key."""
    private = [place.home, place.home / "keys", place.home / "record.sqlite"]
    private += sorted((place.home / "keys").glob("*"))
    open_ones = [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS]
    if open_ones:
        shown = ", ".join(path.name for path in open_ones[:5])
        step = f"Run: chmod -R go= {place.home}"
        return problem("file modes", f"Others than the owner may read or enter: {shown}.", step)
    return ok("file modes", "Only the owner reads the home and its keys.")


def room(place: Place) -> Finding:
    """Is there room for what comes, and for a copy of the databases?"""
    free = shutil.disk_usage(place.home).free
    databases = sum(file.stat().st_size for file in place.home.glob("*.sqlite"))
    says = f"{free // 1024**2:,} MB are free where the home lies."
    if free < ROOM_BYTES_MIN:
        return problem("disk", says, "Make room: soon nothing more can be taken in")
    if free < max(ROOM_BYTES_LITTLE, databases):
        return warning("disk", says, "Make room, or let backups go to another disk")
    return ok("disk", says)


def settings(place: Place) -> Finding:
    """Can policy.toml, care.toml and abuse-words.toml be read, and do they say what they may?"""
    from amends.care.hear_weights import weights_of
    from amends.facts.policy import policy_of
    from amends.recovery.warning_words import words_of

    readers: dict[str, Callable[[bytes, str], object]] = {
        "policy.toml": policy_of,
        "care.toml": weights_of,
        "abuse-words.toml": words_of,
    }
    there = [name for name in readers if (place.home / name).exists()]
    for name in there:
        if said := _refused(readers[name], place.home / name):
            return problem("settings", said, f"Correct {name}; until then what needs it is refused")
    return ok("settings", f"{', '.join(there)} can be read." if there else "The defaults are in force.")


def _refused(read: Callable[[bytes, str], object], file: Path) -> str:
    try:
        read(file.read_bytes(), file.name)
    except Refused as error:
        return f"{error.problem}."
    except OSError as error:
        return f"{file.name} cannot be read: {error.strerror}."
    return ""
