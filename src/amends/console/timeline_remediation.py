"""The same for a remediation: that somebody is in it, what was approved, handed over, answered, and told to him."""

from typing import Final

from amends.facts.kinds import (
    PersonSetAside,
    PersonTold,
    RemedyAnswered,
    RemedyApproved,
    RemedyHandedOver,
    SuspectListed,
)

from .timeline_words import DONE, MONEY, PROMISED, SAID, Said, says

_TOLD: Final = {
    "sent": "was written to",
    "reached": "was told",
    "returned": "could not be reached: what we sent came back",
    "no_answer": "could not be reached: no answer",
}
_ASIDE: Final = {
    "untraceable": "cannot be found, as we say",
    "declined": "does not want it, as we say",
    "made_whole": "has been made whole otherwise, as we say",
    "not_hit": "was not hit, as a person found",
    "again": "stands in it again",
}


@says(SuspectListed)
def _listed(what: SuspectListed) -> Said:
    return DONE, f"Listed in the remediation {what.programme}: {what.money}", False


@says(RemedyApproved)
def _approved(what: RemedyApproved) -> Said:
    return PROMISED, f"{what.by or 'A person'} approved that {what.money} is paid", False


@says(RemedyHandedOver)
def _handed_over(what: RemedyHandedOver) -> Said:
    again = f", attempt {what.attempt}" if what.attempt > 1 else ""
    return MONEY, f"{what.money} handed over to {what.to or 'whoever pays'}{again}", False


@says(RemedyAnswered)
def _answered(what: RemedyAnswered) -> Said:
    if what.outcome == "refused":
        return MONEY, "Whoever pays refused it", True
    return MONEY, "Whoever pays accepted it, which is no proof that it arrived", False


@says(PersonTold)
def _told(what: PersonTold) -> Said:
    words = _TOLD.get(what.outcome, what.outcome.replace("_", " "))
    apology = ", with an apology" if what.apologised else ""
    return SAID, f"The customer {words} ({what.channel}) about the remediation {what.programme}{apology}", False


@says(PersonSetAside)
def _set_aside(what: PersonSetAside) -> Said:
    words = _ASIDE.get(what.outcome, what.outcome.replace("_", " "))
    return DONE, f"Remediation {what.programme}: the customer {words}", False
