"""Do the keys open the record, are they kept elsewhere, and is there a backup?"""

from typing import TYPE_CHECKING

from .finding import Finding, Place, ago, days_between, ok, problem, warning

if TYPE_CHECKING:
    from amends.record.health import Look

BACKUP_DAYS_MAX = 7


def keys(place: Place, look: "Look") -> Finding:
    """Are these the keys of this record?"""
    step = "Restore the folder keys from the .keys file, or name the right home"
    if look.meta().get("origin") != look.keys.origin.encode():
        return problem("keys", "The keys in the home are those of another record.", step)
    opens = look.opens()
    if opens is False:
        return problem("keys", "The keys in the home do not open the record.", step)
    if opens is None:
        return ok("keys", "The keys are those of this record; there is nothing yet for them to open.")
    return ok("keys", "The keys are those of this record, and open it.")


def key_backup(place: Place) -> Finding:
    """Without a copy of the keys no backup can be read."""
    from amends.record.backup import keys_are_kept, last_backup

    step = "Run amends backup FILE --with-keys, and move FILE.keys to another place"
    last = last_backup(place.home)
    if last is None or last.keys_made is None:
        return warning("key backup", "The keys were never kept elsewhere: a lost disk would take everything.", step)
    if not (place.home / "keys").is_dir() or not keys_are_kept(place.home, last):
        return warning("key backup", "The keys have changed since they were last kept elsewhere.", step)
    says = f"The keys of today were kept {ago(days_between(last.keys_made, place.now))}."
    return ok("key backup", f"{says} Look now and then that the file is still where you put it.")


def backup(place: Place) -> Finding:
    """When was the last one?"""
    from amends.record.backup import last_backup

    last = last_backup(place.home)
    if last is None:
        return warning("backup", "No backup was taken of this home.", "Run amends backup FILE, best every night")
    says = f"The last backup was taken {ago(days := days_between(last.made, place.now))} ({last.entries:,} entries)."
    if days > BACKUP_DAYS_MAX:
        return warning("backup", says, "Run amends backup FILE, best every night")
    return ok("backup", says)
