"""Refunds that the witnesses have seen and that did not go wrong: waiting, under way, gone and not come back."""

from amends.facts import BANK, GATEWAY, Entry, Money, MoneyState, Reason, Verdict, Witness, in_order_of_happening
from amends.facts.kinds import PayoutTold, PostingTold

from .completeness import Stretch
from .evidence import hand_over, of_entry, of_stretch
from .finding import Finding, Pair
from .refund_failed import charged_back
from .sentences import day, minute, teller, times
from .windows import due, horizon, next_business_day, sent_at

SETTLEMENTS = "settlements"


def held(pair: Pair) -> Finding | None:
    """It waits at the gateway: held there, never taken on, or missing from settlements that should have it."""
    word, now = pair.theirs.latest, pair.now
    passed = now >= due(pair.theirs, pair.policy)
    stretch = None
    if word.state is MoneyState.HELD:
        sentence = f"The refund of {pair.money} has not left: {teller(word.entry)} is holding it back."
    elif word.state is MoneyState.ASKED and passed:
        asked = day(word.at, pair.policy)
        sentence = f"The refund of {pair.money} has not left: it was asked for on {asked} and nothing came of it."
    elif passed and not _settlement_level(pair) and (stretch := _settlements_lack_it(pair)) is not None:
        sentence = (
            f"The refund of {pair.money} was accepted but never settled: the settlements are complete without it."
        )
    else:
        return None
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.HELD,
        sentence,
        "Say that it is stuck on our side, apologise once, and ask finance to release it (often our balance there is "
        "too low). Do not refund again meanwhile: it would be paid twice.",
        owed=pair.money,
        since=word.at,
        look_again=next_business_day(now, pair.policy),
        more=of_stretch(stretch, "this refund", pair.policy) if stretch else (),
    )


def in_window(pair: Pair) -> Finding | None:
    """On its way, and nobody can expect to see it yet. Exactly at the due minute the window has passed."""
    at = due(pair.theirs, pair.policy)
    if pair.now >= at:
        return None
    word = pair.theirs.latest
    left = "was asked for at the gateway" if word.state is MoneyState.ASKED else "left us"
    sent = day(sent_at(pair.theirs), pair.policy)
    disputed = charged_back(pair)
    return Finding(
        Verdict.TOO_EARLY,
        _reason(pair, bool(disputed), Reason.IN_WINDOW),
        f"The refund of {pair.money} {left} on {sent} and may take until {minute(at, pair.policy)} to be seen."
        + _also(pair, bool(disputed)),
        f"Say when: by {day(at, pair.policy)}. Look again then, before the customer has to ask.",
        since=word.at,
        look_again=at,
        hand_over=hand_over(pair.theirs),
        more=(*disputed, *_doubles(pair)),
    )


def settled(pair: Pair) -> Finding | None:
    """Settled, or given an ARN, and past its window: it left us and did not come back. More nobody here can see."""
    if pair.now < due(pair.theirs, pair.policy) or not _settlement_level(pair):
        return None
    disputed, payout = charged_back(pair), _payout_broken(pair)
    default = Reason.REVERSAL_NOT_CREDIT if _is_reversal(pair) else Reason.CUSTOMER_HAS_IT
    reason = _reason(pair, bool(disputed), Reason.PAYOUT_BROKEN if payout else default)
    until = horizon(pair.theirs, pair.policy)
    return Finding(
        Verdict.RECORD_RIGHT,
        reason,
        _settled_sentence(pair) + _also(pair, bool(disputed)),
        _settled_advice(pair, reason),
        since=pair.theirs.latest.at,
        look_again=until if pair.now < until else None,
        hand_over=hand_over(pair.theirs),
        more=(*payout, *disputed, *_doubles(pair), *bank_lines(pair)),
    )


def unproven(pair: Pair) -> Finding:
    """Accepted, past its window, and nobody has shown that it was settled."""
    sent = sent_at(pair.theirs)
    disputed = charged_back(pair)
    return Finding(
        Verdict.CANNOT_TELL,
        _reason(pair, bool(disputed), Reason.WITNESS_INCOMPLETE),
        f"The refund of {pair.money} was accepted on {day(sent, pair.policy)}, but nothing shows that it was settled."
        + _also(pair, bool(disputed)),
        "Do not say that it is there. Ask the gateway for the ARN; with it, the customer's bank can trace the money.",
        since=pair.theirs.latest.at,
        missing=(
            f"the settlement report covering {day(sent, pair.policy)} to "
            f"{day(due(pair.theirs, pair.policy), pair.policy)}, or the ARN",
        ),
        more=(*disputed, *_doubles(pair), *bank_lines(pair)),
    )


def _settlement_level(pair: Pair) -> bool:
    """Settled; or an ARN, which exists only once the card scheme has it; or a reversal, which has neither."""
    said = pair.theirs.said
    return pair.theirs.latest.state is MoneyState.SETTLED or any(s.what.arn for s in said) or _is_reversal(pair)


def _is_reversal(pair: Pair) -> bool:
    return any(s.what.is_reversal for s in pair.theirs.said)


def _settled_sentence(pair: Pair) -> str:
    word = pair.theirs.latest
    if _is_reversal(pair):
        return (
            f"The charge of {pair.money} was reversed on {day(word.at, pair.policy)}: it disappears from the "
            "customer's statement, and no separate credit will appear."
        )
    verb = "was settled" if word.state is MoneyState.SETTLED else "was passed on"
    return f"The refund of {pair.money} left us, {verb} on {day(word.at, pair.policy)} and did not come back."


def _settled_advice(pair: Pair, reason: Reason) -> str:
    if reason is Reason.PAYOUT_BROKEN:
        return "The customer's side is in order. Tell finance that the payout and the bank's line differ."
    if reason is Reason.DUPLICATED:
        return "Say that it was sent. Tell finance that it was sent more than once; do not ask the customer for it now."
    if reason is Reason.DISPUTED_TOO:
        return (
            "Say that it was sent. Tell finance that the bank took the charge back as well, so that we can answer it."
        )
    if _is_reversal(pair):
        return "Ask the customer to look for the original charge: it should be gone, instead of a credit."
    if hand_over(pair.theirs):
        return "Give the customer the ARN: the bank can trace the money with it. We cannot see the customer's account."
    return "Say that it left us, and ask the gateway for the ARN. We cannot see the customer's account."


def _reason(pair: Pair, disputed: bool, otherwise: Reason) -> Reason:
    if pair.doubles:
        return Reason.DUPLICATED
    return Reason.DISPUTED_TOO if disputed else otherwise


def _also(pair: Pair, disputed: bool) -> str:
    if pair.doubles:
        return f" It was sent {times(len(pair.doubles) + 1)}."
    return " The customer's bank has also taken the charge back." if disputed else ""


def _doubles(pair: Pair) -> tuple[Witness, ...]:
    from .evidence import of_refund

    return tuple(w for double in pair.doubles for w in of_refund(double, how="a further refund for the same intent"))


def _settlements_lack_it(pair: Pair) -> Stretch | None:
    """A settlement feed of the same party, complete from acceptance to the due moment."""
    complete = pair.said.complete
    roots = {s.entry.source.root for s in pair.theirs.said}
    start, end = sent_at(pair.theirs), due(pair.theirs, pair.policy)
    feeds = sorted(f for f in complete.sources(SETTLEMENTS) if complete.roots[f] in roots)
    stretches = [complete.covering(feed, (SETTLEMENTS,), start, end) for feed in feeds]
    return stretches[0] if stretches and all(stretches) else None


def _payout_broken(pair: Pair) -> tuple[Witness, ...]:
    """The gateway's payout that carried this refund and the bank's line for it are not the same sum."""
    refs = {s.what.payout_ref for s in pair.theirs.said if s.what.payout_ref}
    if not refs:
        return ()
    told: dict[str, list[tuple[Money, Witness]]] = {GATEWAY: [], BANK: []}
    lines = (*pair.said.payouts, *pair.said.postings)
    for entry in in_order_of_happening(e for e in lines if _of_payout(e, refs)):
        what = entry.what
        if isinstance(what, PayoutTold | PostingTold):
            side = BANK if entry.source.root == BANK else GATEWAY
            if side == BANK or isinstance(what, PayoutTold):
                told[side].append((what.money, of_entry(entry, "payout of this refund")))
    sums = [{money for money, _ in lines} for lines in told.values()]
    if not all(sums) or sums[0] & sums[1]:
        return ()
    return tuple(witness for lines in told.values() for _, witness in lines)


def _of_payout(entry: Entry, refs: set[str]) -> bool:
    return isinstance(entry.what, PayoutTold | PostingTold) and entry.what.payout_ref in refs


def bank_lines(pair: Pair) -> tuple[Witness, ...]:
    """Lines of our bank's statement that name this payment and amount. They support, and decide nothing."""
    names = pair.theirs.payments
    return tuple(
        of_entry(entry, "supports only: payment and amount")
        for entry in pair.said.postings
        if isinstance(entry.what, PostingTold)
        and entry.source.root == BANK
        and pair.said.alias.get(entry.what.payment_ref or "", entry.what.payment_ref) in names
        and abs(entry.what.money.amount_minor) == pair.money.amount_minor
    )
