"""The small files of a home: policy, weights, letters, checkpoints, places reached. Not the databases, not the keys."""

from pathlib import Path
from typing import Final

NOTE_FILE: Final = "last-backup.json"
FOLDER: Final = "home/"
_NOT_THESE: Final = ("record.sqlite", "desk.sqlite", NOTE_FILE)
_KEYS: Final = "keys"


def files_of_home(home: Path) -> list[Path]:
    """Every file that a backup copies as it is, in order of name."""
    return [file for file in sorted(home.rglob("*")) if file.is_file() and _belongs(file.relative_to(home))]


def _belongs(path: Path) -> bool:
    if any(part.startswith(".") for part in path.parts) or path.parts[0] == _KEYS:
        return False
    return len(path.parts) > 1 or not path.name.startswith(_NOT_THESE)  # their write-ahead logs included
