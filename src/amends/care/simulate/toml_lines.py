"""Where in a TOML text a setting stands: tomllib tells values, and a person needs the line."""

import re
from collections.abc import Mapping
from typing import Final

_TABLE: Final = re.compile(r"\s*\[(\[?)\s*([\w.\s\"'-]+?)\s*\]\]?")
_KEY: Final = re.compile(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")


def lines_of(toml: str) -> Mapping[str, int]:
    """The line (from 1) of each table and key, by its dotted name; of the second `[[shifts]]`, `shifts.1.ends`."""
    found: dict[str, int] = {}
    seen: dict[str, int] = {}
    table = ""
    for number, row in enumerate(toml.splitlines(), 1):
        if head := _TABLE.match(row):
            table = _bare(head[2])
            if head[1]:
                seen[table] = seen.get(table, -1) + 1
                found.setdefault(table, number)
                table = f"{table}.{seen[table]}"
            found.setdefault(table, number)
        elif key := _KEY.match(row):
            found.setdefault(f"{table}.{_bare(key[1])}".lstrip("."), number)
    return found


def _bare(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
