"""Is the record safe where it is: settings of the database, tables, checkpoints, balance, clock."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.facts import iso
from amends.facts.moments import MINUTE_US

from .finding import Finding, Place, ago, days_between, ok, problem, warning

if TYPE_CHECKING:
    from amends.record.health import Look

CHECKPOINT_DAYS_MAX = 7
_CLOCK_MINUTES_MAX = 5
_RESTORE = "Keep everything as it is, run amends verify, and restore the last backup that verifies"


def durability(place: Place, look: "Look") -> Finding:
    """Does a commit survive a power cut?"""
    from amends.record.health import unsafe_settings

    if unsafe := unsafe_settings(place.home, look.connection):
        step = "Stop all of amends and start it again: it sets them"
        return problem("durability", f"A power cut could take what was acknowledged: {', '.join(unsafe)}.", step)
    if place.database_url:
        return ok(
            "durability", "PostgreSQL commits to the disk: fsync, full_page_writes and synchronous_commit are on."
        )
    return ok("durability", "SQLite commits to the disk: write-ahead log, synchronous full.")


def tables(place: Place, look: "Look") -> Finding:
    """Were they made by this version, or by one before?"""
    from amends.record.health import is_newer_than_this

    meta = look.meta()
    if is_newer_than_this(meta):
        return problem("tables", "A newer amends made the tables of the record.", "Update amends here as well")
    return ok("tables", f"The tables of the record have version {meta['schema'].decode()}, which is known here.")


def checkpoint(place: Place, look: "Look") -> Finding:
    """Would a rewrite of the log, or a cut at its end, be seen?"""
    from amends.record.health import checkpoints_of

    (entries, _), (file, at) = look.head(), checkpoints_of(place.home, look.keys)
    if file.bad_lines:
        return problem("checkpoint", f"Line {file.bad_lines[0]} of the checkpoints has a wrong signature.", _RESTORE)
    if at is None:
        if not entries:
            return ok("checkpoint", "There are no entries yet, and so no checkpoint.")
        step = "Stop the server once, which writes one; and keep a copy of checkpoints.log on another machine"
        return warning("checkpoint", "No checkpoint vouches for the record: a rewrite would not be seen.", step)
    last = file.good[-1]
    if last.size > entries:
        says = f"The end is missing: a checkpoint vouches for {last.size:,} entries, {entries:,} are here."
        return problem("checkpoint", says, _RESTORE)
    if look.chain_at(last.size) != last.chain:
        return problem("checkpoint", "The last checkpoint vouches for another record than this.", _RESTORE)
    days, since = days_between(at, place.now), entries - last.size
    says = f"The last checkpoint was signed {ago(days)}; {since:,} entries came since."
    if since and days > CHECKPOINT_DAYS_MAX:
        return warning("checkpoint", says, "Stop and start the server once: that writes one")
    return ok("checkpoint", says)


def balance(place: Place, look: "Look") -> Finding:
    """Is everything that was received accounted for?"""
    from amends.record.balance import balance_of

    lines = balance_of(look.connection)
    if missing := [line.source for line in lines if not line.holds]:
        says = f"Not everything from {', '.join(missing)} is accounted for."
        return problem("balance", says, "Run amends balance, and compare with the last backup")
    aside = sum(line.quarantined + line.conflict for line in lines)
    says = f"Everything received is accounted for ({sum(line.received for line in lines):,} from {len(lines)} sources)."
    if aside:
        return warning("balance", f"{says} {aside:,} wait for a person.", "Run amends quarantine and amends balance")
    return ok("balance", says)


def clock(place: Place, look: "Look") -> Finding:
    """Does time go forward here, and are time zones known?"""
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return problem("clock", "This machine has no data on time zones.", "Install tzdata (pip install tzdata)")
    last = look.last_received()
    if last is not None and last > place.now + _CLOCK_MINUTES_MAX * MINUTE_US:
        says = f"The clock of this machine is before what it took in last ({iso(last)})."
        return problem("clock", says, "Set the clock, best by NTP")
    return ok("clock", "The clock is after everything that was taken in, and time zones are known.")
