"""A calibrated centre as the file that `amends care simulate --config` reads: every line says what it is made from."""

from typing import Any

from amends.facts import iso

from .calibrate import Calibrated
from .settings import Shift


def centre_toml(found: Calibrated) -> str:
    """The whole file. `hear_centre.centre_of` makes the same centre of it."""
    lines = [
        f"# A centre made from {found.contacts:,} contacts of the record{_times(found)}.",
        "# Each line says from how many it is made, or why it keeps its default. Nothing here is about a person.",
        *(f"# {remark}" for remark in found.remarks),
        "",
    ]
    table = ""
    for name, one in found.told.items():
        place, _, key = name.rpartition(".")
        if name == "shifts":
            lines += _shifts(found.centre.shifts, one.line)
            continue
        if place != table:
            lines += ["", f"[{place}]"]
            table = place
        inner: Any = getattr(found.centre, place) if place else found.centre
        value = found.centre.skills.shares if name == "skills.contacts" else getattr(inner, key)
        lines.append(f"{key} = {_value(value)}  # {one.line}")
    return "\n".join(lines) + "\n"


def _times(found: Calibrated) -> str:
    since = f", from {iso(found.since)}" if found.since is not None else ""
    until = f", before {iso(found.until)}" if found.until is not None else ""
    return since + until


def _shifts(shifts: tuple[Shift, ...], words: str) -> list[str]:
    lines: list[str] = []
    for shift in shifts:
        rows = {"starts": shift.starts, "ends": shift.ends, "share": shift.share}
        lines += ["", "[[shifts]]", *(f"{key} = {_value(value)}  # {words}" for key, value in rows.items())]
    return lines


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return f"{value:.0f}" if float(value).is_integer() else repr(value)


def _text(value: str) -> str:
    """A basic string of TOML: queues are named by others, and may hold anything."""
    told = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in told) + '"'
