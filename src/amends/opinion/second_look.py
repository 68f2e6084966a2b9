"""A person's second look overrules the rules, with her reason, until evidence later than the look says otherwise."""

from collections.abc import Iterable
from dataclasses import replace

from amends.facts import Entry, Opinion, Reason, Verdict
from amends.facts.kinds import SecondLook

from .testimony import Testimony


def looked_at(opinion: Opinion, said: Testimony) -> Opinion:
    """The opinion as the last second look on this matter leaves it."""
    return overruled(opinion, said.looks)


def overruled(opinion: Opinion, looks: Iterable[Entry], *, seen: Verdict | None = None) -> Opinion:
    """The same by `looks`, in order of happening; with `seen`, only by those that saw this verdict of the rules.

    A look that stands by the rules changes nothing. One that overrules gives its verdict, for as long as no evidence
    that happened after it brings the rules to another verdict: then theirs comes back, and says that it contradicts.
    """
    meant = [(e, e.what) for e in looks if isinstance(e.what, SecondLook) and e.what.matter == opinion.matter]
    meant = [(e, what) for e, what in meant if seen is None or what.over is seen]
    if not meant:
        return opinion
    entry, look = meant[-1]
    if look.verdict == opinion.verdict:
        return opinion
    if _evidence_after(opinion, entry):
        return replace(opinion, overruled_by=None, contradicts_look=True)
    right = look.verdict is Verdict.CUSTOMER_RIGHT
    return replace(
        opinion,
        verdict=look.verdict,
        reason=Reason.SECOND_LOOK,
        sentence=_sentence(look.verdict) + (f" The reason given: {look.reason.rstrip('.')}." if look.reason else ""),
        advice="Act on the second look. The witnesses are shown below it.",
        owed=(opinion.owed or opinion.amount) if right else None,
        overruled_by=entry.id,
        since=entry.occurred,
    )


def _evidence_after(opinion: Opinion, look: Entry) -> bool:
    """The rules rest on something that happened after the look. Time passing is not evidence."""
    return opinion.since is not None and opinion.since > look.occurred


def _sentence(verdict: Verdict) -> str:
    return {
        Verdict.CUSTOMER_RIGHT: "A person looked again and finds that the customer is right.",
        Verdict.RECORD_RIGHT: "A person looked again and finds that our record is right.",
        Verdict.TOO_EARLY: "A person looked again and finds that it is too early to tell.",
        Verdict.CANNOT_TELL: "A person looked again and finds that nobody can tell yet.",
    }[verdict]
