"""Refunds of ours that no witness has told of: never sent, or nobody can tell because something was not told."""

from dataclasses import replace

from amends.facts import BANK, Reason, Verdict, Witness
from amends.facts.states import ON_ITS_WAY

from .completeness import Stretch
from .evidence import of_refund, of_stretch
from .finding import Finding, Pair
from .leftovers import near_on_payment, shares, total
from .matching import Matches
from .refund_wrong import amount_differs
from .roots import NO_WITNESS
from .sentences import day, listed, minute
from .testimony import Testimony
from .things import Refund
from .windows import sent_by, visible_by

REFUNDS = ("refunds", "settlements")


def proof_of_absence(ours: Refund, said: Testimony) -> tuple[Stretch, ...]:
    """The complete ranges, one for each source that should know, inside which it is not. Empty: it proves nothing."""
    if _repeated(ours):
        return ()
    stretches = [_silent(source, ours, said) for source in should_know(ours, said)]
    return tuple(s for s in stretches if s is not None) if stretches and all(stretches) else ()


def _repeated(ours: Refund) -> bool:
    """Another root tells of it, but as a copy of our row: that is no confirmation, and no silence either."""
    return any(word.entry.source.root not in NO_WITNESS for word in ours.said)


def _silent(source: str, ours: Refund, said: Testimony) -> Stretch | None:
    """The range in which a source should have told of it. A settlement comes days later than the refund itself."""
    start, at = ours.first.at, ours.asserted.at
    listed_by = said.complete.covering(source, ("refunds",), start, sent_by(at, said.policy))
    if listed_by is not None or not said.complete.stretches(source, "settlements"):
        return listed_by
    return said.complete.covering(source, ("settlements",), start, visible_by(at, said.policy))


def should_know(ours: Refund, said: Testimony) -> list[str]:
    """The sources that would tell of this refund: the one that took the payment, else every gateway that we hear.

    A source that only ever tells charges or settlements beside another source of the same party is not asked twice.
    A party that tells refunds and is complete nowhere is asked, also where it has told nothing about this customer:
    what went through it, nobody else's silence can disprove.
    """
    tellers = _tellers(said)
    paid = [p for name in ours.payments if (p := said.payment(name)) is not None]
    charged = {w.entry.source.name for p in paid for w in p.theirs if w.entry.source.root != BANK}
    if charged and charged & tellers["refunds"].keys():
        return sorted(charged & tellers["refunds"].keys())
    with_refunds = set(tellers["refunds"].values())
    settling = {s for s, root in tellers["settlements"].items() if root not in with_refunds}
    return sorted({*tellers["refunds"], *settling})


def _tellers(said: Testimony) -> dict[str, dict[str, str]]:
    """For refunds and settlements: the sources that told or declared any, with their roots."""
    tellers: dict[str, dict[str, str]] = {"refunds": {}, "settlements": {}}
    for word in (w for refund in said.theirs for w in refund.said):
        kind = "settlements" if word.what.settled_at is not None else "refunds"
        tellers[kind][word.entry.source.name] = word.entry.source.root
    for kind, told in tellers.items():
        told.update({s: said.complete.roots[s] for s in said.complete.sources(kind)})
    tellers["refunds"].update({s: said.complete.roots[s] for s in said.complete.undeclared(REFUNDS)})
    for told in tellers.values():
        for source in [s for s, root in told.items() if root in NO_WITNESS or root == BANK]:
            del told[source]
    return tellers


def absent(ours: Refund, said: Testimony, matches: Matches) -> Finding:
    """No witness's refund is this one."""
    stretches = proof_of_absence(ours, said)
    candidates = matches.ambiguous.get(ours.key, ())
    near = near_on_payment(ours, said, matches.left)
    if not candidates and near and (shares(ours, said, matches) or total(near) == ours.money):
        candidates = near  # part refunds that add up, or refunds of ours that share what is left: proposed, not decided
    if candidates:
        return _ambiguous(ours, said, candidates)
    given = total(near)
    if stretches and given is not None:
        finding = amount_differs(Pair(near[0], said, "same payment, another amount", ours), given)
        shown = tuple(w for r in near for w in of_refund(r, ours=ours, how="same payment, another amount"))
        return replace(finding, more=(*shown, *_silence(stretches, said)))
    if said.now < sent_by(ours.asserted.at, said.policy):
        return _not_yet(ours, said)
    if stretches:
        return _never_sent(ours, said, stretches)
    return _unknown(ours, said, near)


def _silence(stretches: tuple[Stretch, ...], said: Testimony) -> tuple[Witness, ...]:
    return tuple(w for stretch in stretches for w in of_stretch(stretch, "this refund", said.policy))


def _never_sent(ours: Refund, said: Testimony, stretches: tuple[Stretch, ...]) -> Finding:
    recorded = day(ours.asserted.at, said.policy)
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.NEVER_SENT,
        f"The refund of {ours.money} never left: we recorded it on {recorded}, and the gateway has never heard of it.",
        "Say so, apologise once, and ask finance to refund: nothing was ever sent.",
        owed=ours.money,
        since=ours.asserted.at,
        more=_silence(stretches, said),
    )


def _not_yet(ours: Refund, said: Testimony) -> Finding:
    by = sent_by(ours.asserted.at, said.policy)
    return Finding(
        Verdict.TOO_EARLY,
        Reason.IN_WINDOW,
        f"The refund of {ours.money} was only just recorded; the gateway should know of it by "
        f"{minute(by, said.policy)}.",
        f"Say that it was asked for, and look again after {minute(by, said.policy)}.",
        since=ours.asserted.at,
        look_again=by,
        missing=("the gateway's word on this refund",),
    )


def _ambiguous(ours: Refund, said: Testimony, candidates: tuple[Refund, ...]) -> Finding:
    names = listed(f"{c.key} of {day(c.first.at, said.policy)}" for c in candidates)
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.AMBIGUOUS,
        f"Nobody can tell which of the gateway's refunds is the one of {ours.money}: {names}.",
        "Promise nothing yet. Compare the payments at the gateway, or ask a colleague for a second look.",
        since=ours.asserted.at,
        missing=("the gateway's reference of this refund, in our record",),
        more=tuple(w for c in candidates for w in of_refund(c, ours=ours, how="candidate")),
    )


def _unknown(ours: Refund, said: Testimony, near: tuple[Refund, ...]) -> Finding:
    """Silence that proves nothing."""
    nobody = not said.theirs and not _any_feed(said)
    asked = ours.latest.state not in ON_ITS_WAY
    copied = _repeated(ours)
    alone = nobody or copied
    reason = Reason.UNKNOWN_OUTCOME if asked else Reason.ONLY_OUR_WORD if alone else Reason.WITNESS_INCOMPLETE
    sentence = {
        Reason.UNKNOWN_OUTCOME: f"The refund of {ours.money} was asked for, and we never learnt what came of it.",
        Reason.ONLY_OUR_WORD: f"Only our own record says that {ours.money} was refunded; no witness has been heard.",
        Reason.WITNESS_INCOMPLETE: f"No witness shows the refund of {ours.money}, but what we have of them has gaps.",
    }[reason]
    missing = gaps(ours, said)
    if copied:
        missing = (
            f"a row of the gateway's own about {ours.key}: what we have repeats ours to the microsecond",
            *missing,
        )
    if asked:
        missing = (f"look it up at the gateway by our reference {ours.key}", *missing)
    for other in near:
        given = other.latest.what.money
        missing += (f"whether {other.key} of {given} on the same payment was meant to be this refund",)
    return Finding(
        Verdict.CANNOT_TELL,
        reason,
        sentence,
        "Do not say that it was sent. Get what is missing first, or ask a colleague for a second look.",
        since=ours.asserted.at,
        missing=missing,
        more=tuple(w for r in near for w in of_refund(r, ours=ours, how="same payment, another amount")),
    )


def _any_feed(said: Testimony) -> bool:
    tell = {source for source, of in said.complete.telling if of in (*REFUNDS, "charges")}
    return any(said.complete.roots[s] not in NO_WITNESS for s in tell) or any(p.theirs for p in said.payments)


def gaps(ours: Refund, said: Testimony) -> tuple[str, ...]:
    """What each source that should know has not told, in words."""
    sources = should_know(ours, said)
    if not sources:
        return (f"the gateway's list of refunds; {_needed(ours, said)}",)
    lacking = [s for s in sources if _silent(s, ours, said) is None]
    return tuple(f"{_gap(source, said)}; {_needed(ours, said, source)}" for source in lacking)


def _needed(ours: Refund, said: Testimony, source: str = "") -> str:
    """The time for which its silence would be evidence: longer where it tells only what was settled."""
    at = ours.asserted.at
    told = {of for of in REFUNDS if said.complete.stretches(source, of)}
    end = visible_by(at, said.policy) if told == {"settlements"} else sent_by(at, said.policy)
    return f"needed from {minute(ours.first.at, said.policy)} to {minute(end, said.policy)}"


def _gap(source: str, said: Testimony) -> str:
    stretches = [s for of in REFUNDS for s in said.complete.stretches(source, of)]
    if not stretches:
        return f"how far the export of refunds from {source} is complete"
    ranges = listed(
        dict.fromkeys(
            f"{minute(s.complete_from, said.policy)} to {minute(s.complete_to, said.policy)}" for s in stretches
        )
    )
    what = "refunds" if said.complete.stretches(source, "refunds") else "settlements"
    return f"the export of {what} from {source} covers only {ranges}"
