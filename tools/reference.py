"""Writes docs/reference/ from the code: entry kinds, words, settings and commands, each with its heading.

python tools/reference.py            write the pages
python tools/reference.py --check    exit 1 and name the pages that are not what the code says now
"""

import sys
from collections.abc import Callable
from pathlib import Path

import command_pages
import word_pages

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "entries.md": word_pages.entries,
    "words.md": word_pages.words,
    "claims.md": word_pages.claims,
    "settings.md": word_pages.settings,
    "commands.md": command_pages.commands,
}


def stale() -> list[str]:
    """The pages that are missing or differ from what the code says."""
    return [
        name
        for name, write in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != write()
    ]


def main(arguments: list[str]) -> int:
    """Write, or with --check only compare."""
    if arguments == ["--check"]:
        for name in (found := stale()):
            print(f"docs/reference/{name} is not what the code says: run .venv/bin/python tools/reference.py")
        return 1 if found else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
