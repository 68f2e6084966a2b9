"""What a customer allows us: an opt-out of contact is law, and binds until he takes it back."""

from collections.abc import Sequence

from amends.facts import Entry
from amends.facts.kinds import PreferenceTold


def opted_out(told: Sequence[Entry], channel: str = "phone") -> Entry | None:
    """The opt-out of this channel that is in force, or None. An opt-in takes back what it names: of one channel, that
    one alone, also where he had opted out of every channel. `told` is in order of happening.
    """
    force: dict[str, Entry] = {}
    allowed: set[str] = set()  # channels that he took out of an opt-out of every channel
    for entry in told:
        what = entry.what
        if not isinstance(what, PreferenceTold):
            continue
        if what.what == "opt_out":
            force[what.channel] = entry
            allowed = allowed - {what.channel} if what.channel else set()
        elif what.what == "opt_in":
            force = {channel: out for channel, out in force.items() if what.channel and channel != what.channel}
            allowed.add(what.channel)
    return force.get(channel) or (force.get("") if channel not in allowed else None)
