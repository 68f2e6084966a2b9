"""Where two people's words meet: by what is literally in both, or by one topic said with yes or with no."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.claims import slots_of
from amends.claims.sentences import plain as plain_of
from amends.claims.sentences import sentences
from amends.facts import Amount, Claim, ClaimKind, Slots, Statement

_SAID: Final = re.compile(
    r"\b(?:told|tells?|said|says?|assured|informed|advised|promised|confirmed|guaranteed|agreed|stated|quoted|"
    r"explained|wrote)\b",
    re.I,
)
_BY_HIM: Final = re.compile(r"\b(?:i|i've|i have|we|we've|my \w+)\s(?:(?:have|had|already|also|clearly)\s){0,2}$", re.I)
_NOW: Final = re.compile(
    r"\b(?:but|now|yet|however|only to|turns? out|today|then|later|instead|whereas|although|and (?:you|they|he|she) "
    r"(?:say|says|refuse|deny))\b",
    re.I,
)
_NO: Final = re.compile(
    r"\b(?:no|not|never|cannot|can'?t|won'?t|couldn'?t|wouldn'?t|isn'?t|aren'?t|doesn'?t|don'?t|unable|refus\w+|den(?:y|ies)|"
    r"impossible|non-?refundable|declin\w+|denied|reject\w*|excluded|ineligible|no longer)\b",
    re.I,
)
_DOUBT: Final = re.compile(r"\b(?:no problem|no need|not a problem|no matter|why not|not only|don'?t worry)\b", re.I)
_TOPICS: Final = {
    "refund": r"refund\w*|money back|reimburs\w*|compensat\w*",
    "credit": r"credit(?:ed|s)?|voucher\w*|goodwill",
    "cancellation": r"cancel\w*|terminat\w*|end the contract",
    "replacement": r"replac\w*|exchang\w*|swap\w*",
    "delivery": r"deliver\w*|arriv\w*|dispatch\w*|ship(?:ped|ping|s)?",
    "call": r"call(?:ed)? (?:\w+ )?back|call ?back|ring (?:\w+ )?back",
    "debt": r"owe[sd]?|owing|outstanding|balance|arrears",
    "price": r"prices?|costs?|tariff|rate|per month|a month|a year",
    "fee": r"fees?|surcharge|waive\w*|free of charge",
    "repair": r"repair\w*|engineer|technician|fix(?:ed)?",
    "discount": r"discount\w*|offer|special price|reduc\w+",
    "upgrade": r"upgrad\w*|downgrad\w*",
    "extension": r"extend\w*|extension|deadline|more time",
    "return": r"returns?|returned|send (?:it )?back",
    "warranty": r"warranty|guarantee|covered|insur\w*",
    "transfer": r"transfer\w*|port(?:ed|ing)?|move (?:the|my|your) \w+",
    "permission": r"permi\w+|allowed|approv\w*|consent\w*",
}
_TOPIC: Final = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in _TOPICS.items()}
_YES_KINDS: Final = (ClaimKind.PROMISE, ClaimKind.ACTION_DONE)
_MEDIA: Final = {
    "phone": re.compile(
        r"\b(?:on the phone|by phone|over the phone|phoned|called|call(?!ed)|rang|spoke|hotline)\b", re.I
    ),
    "mail": re.compile(r"\b(?:by e?-?mail|in (?:your|an|the) e?-?mail|e-?mailed|wrote|in writing|your letter)\b", re.I),
    "chat": re.compile(r"\b(?:chat\w*)\b", re.I),
}
_OTHERS: Final = re.compile(
    r"(?:[A-Z][\w&'-]+\s){1,3}(?:Ltd|Limited|GmbH|AG|SE|Inc|LLC|PLC|plc|Co|Bank|Insurance|Airlines|Airways|Energy|Council)\b"
    r"|\b(?:my|the|our|their|his|her)\s(?:bank|insurer|insurance|landlord|courier|carrier|manufacturer|broker|council|"
    r"employer|supplier|dealer|agency|hotel|airline|installer|other (?:company|provider|party|organi[sz]ation))\b"
)


class Meeting(StrEnum):
    """How our words and his stand to each other."""

    SAME = "same"
    OPPOSITE = "opposite"
    APART = "apart"  # nothing literal in common: no guess


@dataclass(frozen=True, slots=True)
class Meant:
    """What can be compared in somebody's words. `yes` is None where nobody can say."""

    amounts: frozenset[Amount]
    dates: frozenset[str]
    orders: frozenset[str]
    topics: frozenset[str]
    yes: bool | None


def of_claim(claim: Claim, text: str) -> Meant:
    """What he says that we said: the words after "told me", up to the "but now". `text`: the whole contact."""
    words = words_of(claim, text)
    told = _part_told(words)
    if told is None:
        return Meant(frozenset(), frozenset(), frozenset(), frozenset(), None)
    said = words[slice(*told)]
    plain = _DOUBT.sub(" ", said)
    return _his(said, claim, yes=not _NO.search(plain), topics=_topics(said) or _topics(words))


def of_now(claim: Claim, text: str) -> Meant:
    """What he says that he is told now: the words from the "but now" on."""
    words = words_of(claim, text)
    told = _part_told(words)
    if told is None or told[1] >= len(words):
        return Meant(frozenset(), frozenset(), frozenset(), frozenset(), None)
    now = words[told[1] :]
    return _his(now, claim, yes=not _NO.search(_DOUBT.sub(" ", now)), topics=_topics(now) or _topics(words))


def of_ours(statement: Statement) -> Meant:
    """The same of what one of us said. A sum or a record has no yes or no to it."""
    quote = statement.quote
    yes: bool | None = None
    if statement.kind in _YES_KINDS:
        yes = True
    elif statement.kind is ClaimKind.REFUSAL:
        yes = False
    elif statement.kind is ClaimKind.POLICY_TOLD:
        yes = not _NO.search(_DOUBT.sub(" ", quote))
    return _meant(statement.slots, frozenset(), yes, _topics(quote))


def _his(words: str, claim: Claim, *, yes: bool, topics: frozenset[str]) -> Meant:
    """The sums and dates of this part of his words; the order is whichever he names."""
    return _meant(slots_of(words), frozenset(claim.slots.order_ids), yes, topics)


def _meant(slots: Slots, orders: frozenset[str], yes: bool | None, topics: frozenset[str]) -> Meant:
    dates = frozenset(d.lower() for d in slots.dates if any(letter.isdigit() for letter in d))
    return Meant(frozenset(slots.amounts), dates, orders | frozenset(slots.order_ids), topics, yes)


def meet(his: Meant, ours: Meant) -> Meeting:
    """SAME: one sum in both, or the same answer about the same thing. OPPOSITE: the other answer, or another sum."""
    if his.orders and ours.orders and not his.orders & ours.orders:
        return Meeting.APART
    if not (his.topics & ours.topics or his.orders & ours.orders or his.dates & ours.dates or _sums(his, ours)):
        return Meeting.APART
    if his.amounts and ours.amounts:
        return Meeting.SAME if _sums(his, ours) else Meeting.OPPOSITE
    if his.yes is None or ours.yes is None:
        return Meeting.APART
    return Meeting.SAME if his.yes is ours.yes else Meeting.OPPOSITE


def _sums(his: Meant, ours: Meant) -> bool:
    """One number in both, in the same currency where both name one."""
    return any(
        a.number == b.number and (a.currency == b.currency or not a.currency or not b.currency)
        for a in his.amounts
        for b in ours.amounts
    )


def sentence_of(claim: Claim, text: str) -> str:
    """The sentence in which the claim stands; the claim alone where it has no place."""
    if not text or claim.start >= claim.end:
        return text or claim.quote
    around = (one for one in sentences(plain_of(text)) if one.start < claim.end and claim.start < one.end)
    return " ".join(text[one.start : one.end] for one in around) or claim.quote


def words_of(claim: Claim, text: str) -> str:
    """The sentence of the claim; with the one before it where only that says who told what."""
    said = list(sentences(plain_of(text)))
    at = next((n for n, one in enumerate(said) if claim.start < one.end), None)
    if not text or claim.start >= claim.end or at is None:
        return text or claim.quote
    last = next((n for n, one in enumerate(said) if claim.end <= one.end), at)
    first = at if at == 0 or _said_to_him(text[said[at].start : said[last].end]) else at - 1
    return text[said[first].start : said[last].end]


def _said_to_him(words: str) -> re.Match[str] | None:
    """Where we are said to have told something; what he says that he told us is something else."""
    return next((found for found in _SAID.finditer(words) if not _BY_HIM.search(words[: found.start()])), None)


def _part_told(words: str) -> tuple[int, int] | None:
    found = _said_to_him(words)
    if found is None:
        return None
    end = _NOW.search(words, found.end())
    return found.end(), end.start() if end is not None else len(words)


def _topics(words: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _TOPIC.items() if pattern.search(words))


def medium_named(claim: Claim, text: str) -> str:
    """phone | mail | chat, where the words around "told" name one; empty where they name none, or two."""
    words = words_of(claim, text)
    told = _part_told(words)
    around = words if told is None else words[: told[1]]
    named = [medium for medium, pattern in _MEDIA.items() if pattern.search(around)]
    return named[0] if len(named) == 1 else ""


def others_named(text: str) -> tuple[str, ...]:
    """Other organisations in his words, each once."""
    return tuple(dict.fromkeys(found[0].strip() for found in _OTHERS.finditer(text)))
