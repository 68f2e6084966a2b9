"""Who it is, how sure that is, and what is known to be at stake."""

from collections.abc import Iterable

from amends.facts import US, CustomerFile, HandleKind, Money, OwedState, PromiseState, Tie, Verdict
from amends.facts.kinds import CompletenessDeclared, PayoutTold
from amends.facts.moments import DAY_US
from amends.facts.opinions import Opinion
from amends.opinion.sentences import listed

from .parts import Account, Sure, Who

RECENT_DAYS = 90
_SETTLED = (OwedState.NOTHING_OWED, OwedState.MADE_GOOD)
_KIND_WORDS = {HandleKind.CUSTOMER: "customer number", HandleKind.EMAIL: "e-mail", HandleKind.PHONE: "phone"}
_OURS = ("order.told", "invoice.told", "refund.told", "charge.told", "posting.told", "profile.told")


def who(file: CustomerFile) -> Who:
    """Weak joins and what was weighed and not used are said, each with its reason."""
    identity = file.identity
    weak = _once(link.why for link in identity.links if not link.strong)
    possible = _once(link.why for link in identity.possible)
    sure = Sure.PERHAPS if weak else Sure.SURE if _known_to_us(file) else Sure.UNKNOWN
    known_by = [words for kind, words in _KIND_WORDS.items() if any(h.startswith(f"{kind}:") for h in identity.handles)]
    sentence = {
        Sure.SURE: f"Sure: known to us by {listed(known_by) or 'what was ordered'}.",
        Sure.PERHAPS: f"Perhaps: joined because {listed(weak)}. Ask before you speak about money.",
        Sure.UNKNOWN: "Not sure: none of our tables knows this person. Ask who it is before you speak about money.",
    }[sure]
    if possible:
        sentence += f" Perhaps also somebody else of ours: {listed(possible)}."
    return Who(identity.id, identity.name, sure, sentence, identity.handles, weak, possible)


def account(file: CustomerFile, right: Iterable[Opinion]) -> Account:
    """Only what somebody told us; what is not known is left out, never guessed."""
    told = [e for e in file.told if not isinstance(e.what, CompletenessDeclared | PayoutTold)]
    handles = {h.key for e in told for h in e.what.handles() if h.tie is Tie.THING}
    recent = file.as_of - RECENT_DAYS * DAY_US
    promises = file.conversation.promises
    return Account(
        since=min((e.occurred for e in told), default=None),
        contacts=len(file.contacts),
        contacts_90_days=sum(contact.at > recent for contact in file.contacts),
        orders=sum(key.startswith(f"{HandleKind.ORDER}:") for key in handles),
        services=sum(key.startswith(f"{HandleKind.SERVICE}:") for key in handles),
        open_money=_sums(o.money for o in file.owed if o.state not in _SETTLED and o.money is not None),
        errors_ours=sum(o.verdict is Verdict.CUSTOMER_RIGHT for o in right),
        promises_broken=sum(p.state in (PromiseState.BROKEN, PromiseState.OWNED) for p in promises),
    )


def _known_to_us(file: CustomerFile) -> bool:
    mine = {file.identity.id, *file.identity.handles}
    ours = (e for e in file.told if e.source.root == US and e.what.kind in _OURS)
    return any(handle.key in mine for entry in ours for handle in entry.what.handles())


def _sums(moneys: Iterable[Money]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for money in moneys:
        sums[money.currency] = sums.get(money.currency, 0) + money.amount_minor
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
