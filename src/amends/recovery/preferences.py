"""What a customer allows us: an opt-out of contact is law, and binds until he takes it back."""

from collections.abc import Sequence

from amends.facts import Entry
from amends.facts.kinds import PreferenceTold


def opted_out(told: Sequence[Entry], channel: str = "phone") -> Entry | None:
    """The opt-out of this channel that is in force, or None. An opt-in takes back what it names; of every channel,
    all. `told` is in order of happening.
    """
    force: dict[str, Entry] = {}
    for entry in told:
        what = entry.what
        if not isinstance(what, PreferenceTold):
            continue
        if what.what == "opt_out":
            force[what.channel] = entry
        elif what.what == "opt_in":
            force = {c: e for c, e in force.items() if what.channel and c != what.channel and c}
    return force.get(channel) or force.get("")
