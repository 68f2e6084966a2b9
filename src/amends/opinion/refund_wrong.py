"""Refunds that left, but not as recorded: another amount, another payment, another person."""

from amends.facts import Money, Reason, Verdict
from amends.facts.kinds import PostingTold
from amends.facts.money import exponent

from .finding import Finding, Pair
from .matching import CERTAIN
from .testimony import Testimony
from .things import Refund

FACTORS = (100, 1000)  # a decimal point lost or added: minor units taken for whole ones, or the other way round


def wrong_person(pair: Pair) -> Finding | None:
    """The money went to another customer's payment, or to another customer."""
    if pair.ours is None or pair.how not in CERTAIN or not (_other_payer(pair) or _other_customer(pair)):
        return None
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.WRONG_PERSON,
        f"The refund of {pair.money} went to another customer.",
        "Say that it went astray, apologise once, and ask finance to refund this customer. Do not name the other one.",
        owed=pair.money,
        since=pair.theirs.first.at,
    )


def _other_payer(pair: Pair) -> bool:
    """By our own orders and charges, the payment that was refunded is somebody else's."""
    owners = {c for name in pair.theirs.payments for c in pair.said.owners.get(name, ())}
    return bool(owners) and not any(_is_hers(pair, c) for c in owners)


def _other_customer(pair: Pair) -> bool:
    """The witness names another customer than we do, and numbers customers as we do.

    Where the refund went to the very customer whom the same witness charged for this payment, the two only number
    their customers differently.
    """
    named = pair.theirs.customers
    ours = pair.ours.customers if pair.ours else frozenset()
    if not named or not ours or any(_is_hers(pair, c) for c in named):
        return False
    paid = [pair.said.payment(name) for name in sorted(pair.ours.payments if pair.ours else ())]
    payers = {w.what.customer_id for p in paid if p is not None for w in p.theirs if w.what.customer_id}
    return not named & payers


def _is_hers(pair: Pair, customer: str) -> bool:
    return f"customer:{customer}" in pair.said.mine or (pair.ours is not None and customer in pair.ours.customers)


def wrong_payment(pair: Pair) -> Finding | None:
    """The money was given back on another payment than the one we recorded."""
    ours = pair.ours
    if ours is None or not ours.payments or not pair.theirs.payments or ours.payments & pair.theirs.payments:
        return None
    if _only_named_differently(ours, pair.theirs, pair.said):
        return None
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.WRONG_PAYMENT,
        f"The refund of {pair.money} was made on another payment than the one we recorded.",
        "Say so, apologise once, and ask finance which payment was meant and to refund that one.",
        owed=pair.money,
        since=pair.theirs.first.at,
    )


def _only_named_differently(ours: Refund, theirs: Refund, said: Testimony) -> bool:
    """We have our own numbers for payments: no witness knows ours, and both belong to one order."""
    known = [p for name in ours.payments if (p := said.payment(name)) is not None and p.theirs]
    return not known and bool(ours.orders & theirs.orders)


def wrong_amount(pair: Pair) -> Finding | None:
    """Amount or currency differ from what we recorded, by one minor unit or by a factor."""
    given = pair.theirs.latest.what.money
    if pair.ours is None or given == pair.money:
        return None
    return amount_differs(pair, given)


def amount_differs(pair: Pair, given: Money) -> Finding:
    """The finding, with what explains the difference, and what is still owed: nothing where too much was given."""
    print_ = fingerprint(pair.money, given, _fees(pair))
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.WRONG_AMOUNT,
        f"We recorded a refund of {pair.money}, but {given} was sent" + (f": {print_}." if print_ else "."),
        _amount_advice(pair.money, given),
        owed=_short(pair.money, given),
        since=pair.theirs.first.at,
    )


def _amount_advice(ours: Money, given: Money) -> str:
    if ours.currency != given.currency:
        return "Say so, apologise once, and ask finance to put it right: take what was already given into account."
    if given.amount_minor > ours.amount_minor:
        return "Nothing more is owed. Tell finance that too much was given back; do not ask the customer for it now."
    return f"Say so, apologise once, and ask finance to refund the missing {_short(ours, given)}."


def _short(ours: Money, given: Money) -> Money | None:
    if ours.currency != given.currency:
        return ours  # no rate is known here: the whole amount stays open until a person settles it
    left = ours.amount_minor - given.amount_minor
    return Money(left, ours.currency) if left > 0 else None


def fingerprint(ours: Money, given: Money, fees: frozenset[int] = frozenset()) -> str:
    """What explains the difference, in words, or nothing. An explanation, never a reason to match (money.md 6)."""
    a, b = ours.amount_minor, given.amount_minor
    if ours.currency != given.currency:
        return _currency_swapped(ours, given)
    for factor in FACTORS:
        if b == a * factor:
            return f"exactly {factor} times as much, as when {_decimals(ours.currency, factor)} counted twice"
        if a == b * factor:
            return f"exactly one part in {factor}, as when {_decimals(ours.currency, factor)} dropped"
    if a - b in fees:
        return f"short by exactly the gateway's fee of {Money(a - b, ours.currency)}"
    return ""


def _decimals(currency: str, factor: int) -> str:
    if exponent(currency) == 0:
        return f"decimals, which {currency} does not have, are"
    if 10 ** exponent(currency) != factor:
        return f"decimals other than those of {currency} are"
    return f"the decimals of {currency} are"


def _currency_swapped(ours: Money, given: Money) -> str:
    same_number = ours.amount_minor * 10 ** exponent(given.currency) == given.amount_minor * 10 ** exponent(
        ours.currency
    )
    if same_number or ours.amount_minor == given.amount_minor:
        return f"the same number in {given.currency} instead of {ours.currency}"
    return f"in {given.currency} instead of {ours.currency}"


def _fees(pair: Pair) -> frozenset[int]:
    names = pair.theirs.payments | (pair.ours.payments if pair.ours else frozenset())
    postings = (e.what for e in pair.said.postings if isinstance(e.what, PostingTold))
    fees = (
        p for p in postings if p.about == "fee" and pair.said.alias.get(p.payment_ref or "", p.payment_ref) in names
    )
    return frozenset(abs(p.money.amount_minor) for p in fees)
