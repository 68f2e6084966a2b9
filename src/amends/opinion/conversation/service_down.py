"""Was the service down when he says? The monitor watches from outside; our own status page can only confess."""

import re
from collections.abc import Iterator
from typing import Final

from amends.facts import CUSTOMER, US, ClaimKind, Entry, Moment, Opinion, Reason, Verdict, Witness
from amends.facts.kinds import OutageTold

from ..completeness import Stretch
from ..evidence import of_stretch
from ..finding import Finding
from ..roots import NO_WITNESS
from ..sentences import minute
from .days_meant import Span, days_meant
from .evidence import ADMITTED, of_told
from .talk import Question, Talk
from .words_meant import sentence_of

KIND: Final = ClaimKind.SERVICE_DOWN
_SINCE: Final = re.compile(r"\b(?:since|still|for (?:\w+ ){1,3}(?:hours|days|weeks))\b", re.I)


def examine(talk: Talk) -> Iterator[Opinion]:
    """One opinion for each service that was down when he speaks of it; else one for the contact."""
    seen: set[str] = set()
    outages = _outages(talk)
    for asked in talk.questions(KIND):
        spans = _spans(asked, talk)
        found = [(e, w) for e, w in outages if any(_overlaps(e, w, span, talk.now) for span in spans)]
        for _, what in found:
            matter = f"service:{what.service}" if what.service else f"outage:{what.outage}"
            if matter not in seen:
                seen.add(matter)
                same = [(e, w) for e, w in found if (w.service or w.outage) == (what.service or what.outage)]
                yield _seen(matter, same, talk)
        if not found:
            yield _not_seen(asked, spans, talk)


def _outages(talk: Talk) -> list[tuple[Entry, OutageTold]]:
    """The latest word on each outage of each teller, the latest outage first."""
    latest: dict[tuple[str, str], tuple[Entry, OutageTold]] = {}
    for entry, what in talk.told(OutageTold):
        if entry.source.root != CUSTOMER:
            key = (entry.source.name, what.outage)
            known = latest.get(key)
            if known is None or what.ended is not None or known[1].ended is None:
                latest[key] = (entry, what)
    return sorted(latest.values(), key=lambda pair: (pair[0].occurred, pair[0].id), reverse=True)


def _spans(asked: Question, talk: Talk) -> list[Span]:
    """The time he speaks of in each of these contacts: what has been down since some day was down until he wrote."""
    found: list[Span] = []
    for claim in asked.claims:
        at = talk.asked.at([claim])
        spans = days_meant(claim.slots.dates, at, talk.policy.zoneinfo)
        lasting = _SINCE.search(sentence_of(claim, talk.text_of(claim.contact_id)))
        found += [Span(span.start, at) for span in spans] if lasting else spans
    return list(dict.fromkeys(found))


def _overlaps(entry: Entry, what: OutageTold, span: Span, now: Moment) -> bool:
    return entry.occurred <= span.end and span.start <= (what.ended if what.ended is not None else now)


def _seen(matter: str, outages: list[tuple[Entry, OutageTold]], talk: Talk) -> Opinion:
    entry, what = outages[0]
    until = f"until {minute(what.ended, talk.policy)}" if what.ended is not None and what.ended <= talk.now else "still"
    name = f"{what.service} was" if what.service else "The service was"
    begun = minute(entry.occurred, talk.policy)
    down = f"{name} down from {begun} {until}." if until != "still" else f"{name} down since {begun}, and still is."
    finding = Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.OUTAGE_SEEN,
        down,
        "Say so, and do not ask to restart anything. Say what is being done, and when we come back to it.",
        since=entry.occurred,
    )
    witnesses = tuple(_of(e, w, talk) for e, w in outages)
    return finding.opinion(matter, KIND, None, witnesses)


def _of(entry: Entry, what: OutageTold, talk: Talk) -> Witness:
    end = f" to {minute(what.ended, talk.policy)}" if what.ended is not None else ", no end told"
    detail = f" ({what.detail})" if what.detail else ""
    says = f"Outage from {minute(entry.occurred, talk.policy)}{end}{detail}"
    ours = entry.source.root == US
    how = "our own status page" if ours else "seen from outside"
    return of_told(entry, says, how=how, state=ADMITTED if ours else "outage", record_id=what.outage)


def _not_seen(asked: Question, spans: list[Span], talk: Talk) -> Opinion:
    start, end = min(s.start for s in spans), min(max(s.end for s in spans), talk.now)
    when = f"from {minute(start, talk.policy)} to {minute(end, talk.policy)}"
    stretch = _watched(start, end, talk)
    if stretch is None:
        finding = Finding(
            Verdict.CANNOT_TELL,
            Reason.WITNESS_INCOMPLETE,
            "No outage is on record for that time, but no monitor has told everything about it.",
            "Do not say that the service was up. Have the line looked at.",
            since=asked.at,
            missing=(f"the monitor's complete list of outages {when}",),
        )
        return finding.opinion(asked.matter, KIND, None)
    finding = Finding(
        Verdict.RECORD_RIGHT,
        Reason.NO_OUTAGE_SEEN,
        f"The monitor saw no outage {when}.",
        "It may still not work for this customer: have the line or the device looked at.",
        since=end,
        more=of_stretch(stretch, "an outage of this service", talk.policy),
    )
    return finding.opinion(asked.matter, KIND, None)


def _watched(start: Moment, end: Moment, talk: Talk) -> Stretch | None:
    sources = [s for s in sorted(talk.complete.sources("outages")) if talk.complete.roots[s] not in NO_WITNESS]
    return next((s for m in sources if (s := talk.complete.covering(m, ("outages",), start, end))), None)
