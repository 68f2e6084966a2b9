"""Whether the witnesses of charges have told everything, so that a charge that is not there was not made."""

from amends.facts import BANK, Moment, Witness

from .completeness import Stretch
from .evidence import of_stretch
from .roots import NO_WITNESS
from .sentences import minute
from .testimony import Testimony


def charges_complete(said: Testimony, start: Moment, end: Moment) -> tuple[Stretch, ...]:
    """The ranges, one for each gateway that we hear of charges; empty where one of them has a gap."""
    stretches = [said.complete.covering(source, ("charges",), start, end) for source in charge_tellers(said)]
    return tuple(s for s in stretches if s is not None) if stretches and all(stretches) else ()


def charge_tellers(said: Testimony) -> list[str]:
    """Every gateway that told or declared charges."""
    told = {w.entry.source.name for p in said.payments for w in p.theirs if w.entry.source.root != BANK}
    declared = {s for s in said.complete.sources("charges") if said.complete.roots[s] not in (*NO_WITNESS, BANK)}
    return sorted(told | declared)


def silence(stretches: tuple[Stretch, ...], lacks: str, said: Testimony) -> tuple[Witness, ...]:
    """The complete ranges as witnesses."""
    return tuple(w for stretch in stretches for w in of_stretch(stretch, lacks, said.policy))


def charges_missing(said: Testimony, start: Moment, end: Moment) -> tuple[str, ...]:
    """What would close the gap, in words."""
    span = f"from {minute(start, said.policy)} to {minute(end, said.policy)}"
    gaps = [s for s in charge_tellers(said) if said.complete.covering(s, ("charges",), start, end) is None]
    return tuple(f"the complete list of charges of {source} {span}" for source in gaps) or (
        f"the gateway's complete list of charges {span}",
    )
