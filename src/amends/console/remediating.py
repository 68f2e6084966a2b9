"""How an act on many refunds of a remediation becomes entries: each under the rules, each once, and what was refused in
words.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from amends.facts import CustomerFile, Entry, Money, NotAllowed, Problem, Refused, Standing
from amends.facts.kinds import What
from amends.facts.money import NotMoney, hear_minor
from amends.record.gather import understand_now
from amends.remediation import standings
from amends.remediation.opening import DESK

from .desk.follow import renew
from .desk.models import DeskVictim
from .world import world

CHOSEN_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """One refund that somebody ticked, with the amount that he saw; None where no money is in question. `part` tells
    apart what one form says of the same refund.
    """

    matter: str
    seen: Money | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Where a refund stands at this moment, with the file that says so."""

    standing: Standing
    file: CustomerFile

    def told(self, entry_id: str) -> Entry | None:
        """The entry of that number, if it was written."""
        return next((entry for entry in self.file.told if entry.id == f"{DESK.name}/{entry_id}"), None)


@dataclass(slots=True)
class Outcome:
    """`done` were written, now or by the same form before. `refused` is why the others were not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


Making = Callable[[Known, Chosen], What]


def hear_chosen(told: Sequence[str]) -> list[Chosen]:
    """What a form ticked: `12900 EUR refund:R-1`, or only `refund:R-1`. Raises Refused."""
    if not told:
        raise Refused(Problem("Nothing", "was chosen", "Tick at least one refund"))
    if len(told) > CHOSEN_MAX:
        raise Refused(Problem("This form", f"names more than {CHOSEN_MAX} refunds", "Do it in several parts"))
    return [_chosen(one) for one in dict.fromkeys(told)]


def _chosen(told: str) -> Chosen:
    minor, _, rest = told.partition(" ")
    currency, _, matter = rest.partition(" ")
    return Chosen(matter, hear_seen(minor, currency)) if matter else Chosen(told)


def hear_seen(minor: str, currency: str) -> Money:
    """The amount that a form carries. Raises Refused."""
    try:
        return hear_minor(minor, currency)
    except NotMoney as error:
        raise Refused(Problem("This amount", str(error), "Open the page again", value=minor[:40])) from None


def look_up(programme: str, matters: Collection[str]) -> dict[str, Known]:
    """Where these refunds stand now, worked out from the record and not from the desk."""
    here, found = world(), dict[str, Known]()
    rows = DeskVictim.objects.filter(programme=programme, matter__in=list(matters))
    for key in sorted(set(rows.values_list("row_key", flat=True))):
        file = understand_now(here.record, key, now=here.now(), policy=here.policy)
        for standing in standings(file, policy=here.policy) if file is not None else ():
            if standing.programme == programme and standing.matter in matters and file is not None:
                found[standing.matter] = Known(standing, file)
    return found


def each(programme: str, act: str, form_id: str, chosen: Iterable[Chosen], making: Making) -> Outcome:
    """Write one entry for each, where the rules allow it. The same form again writes nothing."""
    here, wanted, outcome = world(), list(chosen), Outcome()
    entries: list[Entry] = []
    with here.acting:
        known = look_up(programme, {one.matter for one in wanted})
        for one in wanted:
            try:
                found = found_of(known, one.matter)
                entry_id = f"{act}:{form_id}:{programme}:{one.matter}{one.part}"
                if found.told(entry_id) is None:
                    check_seen(one, found.standing)
                    entries.append(Entry(DESK, entry_id, here.now(), making(found, one)))
                outcome.done += 1
            except (NotAllowed, Refused) as error:
                outcome.refused.append(str(error))
        if entries:
            here.record.append(entries, source=DESK.name)
    bring_up_to_date(known.values())
    return outcome


def found_of(known: dict[str, Known], matter: str) -> Known:
    """Raises Refused for a refund that is not in the remediation."""
    if matter not in known:
        raise Refused(Problem(matter[:80], "is not in this remediation", "Open the page again"))
    return known[matter]


def check_seen(one: Chosen, standing: Standing) -> None:
    """Nobody asks for, or approves, another amount than the one he saw. Raises NotAllowed."""
    if one.seen is not None and (standing.harm is None or standing.harm.total != one.seen):
        now = str(standing.harm.total) if standing.harm is not None else "not worked out"
        step = "Look at it again, and decide on that amount"
        raise NotAllowed(Problem(one.matter, f"was {one.seen} on the page, and is {now} by now", step))


def bring_up_to_date(known: Iterable[Known]) -> None:
    """The desk's rows of these customers."""
    here = world()
    renew(here.record, here.policy, here.now(), {one.standing.customer for one in known})
