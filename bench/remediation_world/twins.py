"""Desks that do what a tired person or a simple script would do. Each is wrong about money and must be caught."""

from typing import Final

from amends.facts import Entry, Moment, Payment, Standing
from amends.facts.kinds import RemedyHandedOver

from .desk import DESK, Case, Desk


class Resending(Desk):
    """No answer came, so it is handed over once more."""

    def next_hand_over(self, case: Case, stands: Standing, now: Moment) -> RemedyHandedOver | None:
        """Also while nobody knows what came of the last one."""
        if stands.payment is not Payment.UNKNOWN:
            return super().next_hand_over(case, stands, now)
        before = self.handed_over(case)
        last = max(before, key=lambda what: what.attempt)
        return RemedyHandedOver(case.matter, last.key, last.attempt + 1, last.money)


class Believing(Desk):
    """The payer says that it is paid, and he has been told: done."""

    def closed(self, stands: Standing) -> bool:
        """On the payer's word."""
        said = stands.payment in (Payment.SAID_PAID, Payment.SEEN, Payment.ARRIVED)
        return said and stands.told_at is not None


class KeyPerProgramme(Desk):
    """Every programme has keys of its own."""

    def next_hand_over(self, case: Case, stands: Standing, now: Moment) -> RemedyHandedOver | None:
        """What this programme has not handed over yet, whatever another one did."""
        key = f"am-{case.programme}-{case.matter}"
        asked = stands.payment not in (Payment.NOT_ASKED, Payment.WAITS)
        if not asked or stands.harm is None or any(what.key == key for what in self.handed_over(case)):
            return None
        return RemedyHandedOver(case.matter, key, 1, stands.harm.total)

    def entry_of(self, what: RemedyHandedOver, now: Moment) -> Entry:
        """Each its own."""
        return Entry(DESK, f"hand-over:{what.key}:{what.attempt}", now, what)


DESKS: Final[dict[str, type[Desk]]] = {
    "": Desk,
    "resending": Resending,
    "believing": Believing,
    "key per programme": KeyPerProgramme,
}
