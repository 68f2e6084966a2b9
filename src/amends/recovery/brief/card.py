"""The brief: one card about one customer, readable in ten seconds, before anybody picks up. A pure function."""

from collections.abc import Sequence

from amends import opinion as second_opinion
from amends.facts import ClaimKind, Contact, CustomerFile, FollowUp, Opinion, Policy, Verdict, Witness

from .acts import can, cannot, opted_out
from .before import broken, cases_of, inherited, standing
from .parts import Brief, ClaimSaid, Judged, Matter, Owing, Quoted, Warned, Word
from .quotes import Hard, quoted
from .said import spoken
from .who import account, who

CLAIMS_MAX = 2
SIGNALS_MAX = 3
OTHERS_MAX = 3
REMARKS_MAX = 2


def brief(file: CustomerFile, *, policy: Policy, hard: Hard | None = None) -> Brief:
    """What somebody needs to know about this customer now: the most pressing matter, and what came before.

    The contact that rings at this moment is not in the file yet; `contact_number` counts those before it. `hard` says
    which words of contacts are folded, where more is known of that than the claims.
    """
    opinion = file.opinions[0] if file.opinions else None
    owed = next((o for o in file.owed if opinion and o.matter == opinion.matter), None)
    hard, cases = hard or Hard(file.claims), cases_of(file, opinion)
    said = file.conversation.statements
    wrong = second_opinion.told_wrongly(file.opinions, said, file.claims, file.contacts)
    contacts = sum(len(case.contacts) for case in cases) if cases else len(file.contacts)
    return Brief(
        as_of=file.as_of,
        who=who(file),
        account=account(file, [o for o in file.opinions if _is_an_error_of_ours(o)]),
        judged=_judged(opinion, file, hard) if opinion else None,
        others=_others(file, standing_said=bool(contacts)),
        standing=standing(contacts, len(wrong), len(broken(file))),
        contact_number=contacts,
        told_wrongly=len(wrong),
        spoken=spoken(file, wrong, policy),
        can=can(file, opinion, owed, policy),
        cannot=cannot(file, opinion, owed, policy),
        inherited=inherited(file, cases, wrong, policy),
        signals=_signals(file, hard),
        follow_ups=tuple(_owing(f) for f in file.follow_ups if f.open or f.state == "opted_out"),
        opted_out=opted_out(file),
        hard=bool(file.contacts) and file.contacts[-1].entry.id in hard,
    )


def _is_an_error_of_ours(opinion: Opinion) -> bool:
    """That he wrote before is true, and no error."""
    return opinion.verdict is Verdict.CUSTOMER_RIGHT and opinion.claim is not ClaimKind.ALREADY_CONTACTED


def _others(file: CustomerFile, *, standing_said: bool) -> tuple[Matter, ...]:
    """His other matters. How often he wrote is said above them as of now, not as of the mail that speaks of it."""
    left_out = ClaimKind.ALREADY_CONTACTED if standing_said else None
    others = [o for o in file.opinions[1:] if o.claim is not left_out]
    return tuple(Matter(o.matter, o.verdict, o.sentence) for o in others[:OTHERS_MAX])


def _judged(opinion: Opinion, file: CustomerFile, hard: Hard) -> Judged:
    return Judged(
        matter=opinion.matter,
        claim=opinion.claim,
        verdict=opinion.verdict,
        reason=opinion.reason,
        sentence=opinion.sentence,
        advice=opinion.advice,
        by_a_person=opinion.overruled_by is not None,
        look_again=opinion.look_again,
        missing=opinion.missing,
        claims=_claims(opinion.claim, file, hard),
        our_record=_latest_words(opinion.disputed),
        witnesses=_latest_words(opinion.witnesses),
    )


def _claims(kind: ClaimKind, file: CustomerFile, hard: Hard) -> tuple[ClaimSaid, ...]:
    """The latest that say this, the newest first."""
    contacts = {contact.entry.id: contact for contact in file.contacts}
    found = [
        (contacts[c.contact_id], c)
        for c in file.claims
        if c.kind is kind and c.judgement != "rejected" and c.contact_id in contacts
    ]
    latest = sorted(found, key=lambda pair: (-pair[0].at, pair[1].start))[:CLAIMS_MAX]
    return tuple(
        ClaimSaid(
            kind, hard.sentence(c.contact_id, _text(contact), c.quote, c.start, c.end), _channel(contact), contact.at
        )
        for contact, c in latest
    )


def _text(contact: Contact) -> str:
    return str(getattr(contact.entry.what, "text", ""))


def _channel(contact: Contact) -> str:
    return contact.channel or str(getattr(contact.entry.what, "channel", ""))


def _latest_words(witnesses: Sequence[Witness]) -> tuple[Word, ...]:
    """The latest word of each record, in the order in which the opinion names the records."""
    by_record: dict[tuple[str, str], Witness] = {}
    for witness in witnesses:
        known = by_record.get((witness.source, witness.record_id))
        if known is None or witness.at >= known.at:
            by_record[witness.source, witness.record_id] = witness
    return tuple(Word(_teller(w), w.root, w.record_id, w.state, w.says, w.at) for w in by_record.values())


def _teller(witness: Witness) -> str:
    return witness.source if witness.source == witness.root else f"{witness.source} ({witness.root})"


def _signals(file: CustomerFile, hard: Hard) -> tuple[Warned, ...]:
    latest = sorted(file.conversation.signals, key=lambda s: (-s.at, s.start))[:SIGNALS_MAX]
    return tuple(Warned(s.kind, hard.quoted(s.entry_id, s.quote, s.start, s.end), s.at) for s in latest)


def _owing(follow_up: FollowUp) -> Owing:
    said: Quoted | None = quoted(follow_up.quote) if follow_up.quote else None
    remarks = tuple(quoted(remark) for remark in follow_up.remarks[:REMARKS_MAX])
    return Owing(follow_up.id, follow_up.why, follow_up.state, follow_up.sentence, follow_up.owner, said, remarks)
