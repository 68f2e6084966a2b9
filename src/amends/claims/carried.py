"""Claims that take two sentences: "You said it would come on Friday. Still nothing." """

import re
from collections.abc import Iterator, Sequence

from amends.facts import ClaimKind

from .sentences import Sentence

SENTENCES_BACK = 2
_NOT_COME = re.compile(
    r"\b(?:(?:still |got |there is |there's |but |and |have |seen )?nothing (?:has |have )?(?:appeared|arrived|"
    r"came|come|happened|turned up|"
    r"shown|showed|there|yet|so far|received|in my account|back)|(?:it|they|this|that|which|these|money|she|"
    r"he)?(?: has| have| is| was| did| does|'s)?"
    r"(?:n'?t| not|'?ve not| never) (?:\w+ )?(?:arriv\w+|come|came|shown? up|showed? up|showing(?: up)?|shown|"
    r"appeared|turned up|"
    r"here|there|received|been (?:received|credited|delivered|paid|refunded)|gone through|reached|"
    r"in my account|got it|gotten it|"
    r"received it|seen? it|have it|see it)|still waiting|no sign of (?:it|them)|(?:not|never) (?:seeing|"
    r"found) (?:it|them)|(?:don'?t|do not|doesn'?t) (?:have|see) (?:it|them)|nowhere to be (?:seen|found)|"
    r"still (?:nothing|not (?:here|there|received|arrived))|"
    r"(?:can'?t|cannot|don'?t) (?:see|find) it)\b"
)
_ARRIVED = re.compile(r"arriv|turned up|delivered|came|come|shown? up|showed up|receiv")
_TOPICS = (
    (ClaimKind.REFUND_NOT_RECEIVED, re.compile(r"\b(?:refund\w*|reimburs\w*|money back|compensation|returned the)\b")),
    (
        ClaimKind.PAYMENT_NOT_CREDITED,
        re.compile(
            r"\b(?:payment|paid|payed|transfer\w*|deposit\w*|top(?:ped)?[- ]?up|cheque|check|cash|points|miles|"
            r"salary|wired?|"
            r"sent (?:the |some )?(?:money|funds)|money|funds|rent)\b"
        ),
    ),
    (
        ClaimKind.NOT_DELIVERED,
        re.compile(
            r"\b(?:order\w*|parcel|package|deliver\w*|shipp\w*|item|card|letter|code|ticket|luggage|bags?|"
            r"suitcase|bought|purchased|"
            r"dispatched|issued me|sent me|replacement|purchase)\b"
        ),
    ),
)
_FAMILY = frozenset(kind for kind, _ in _TOPICS)
_SAID = re.compile(
    r"\b(?:you|they|he|she|agent|rep\w*|someone|somebody|advis[eo]r|colleague|staff|support|manager|"
    r"supervisor|lady|guy|i was|we were|"
    r"was|were|been) (?:\w+ )?(?:told|said|promised|assured|"
    r"guaranteed|confirmed|informed|advised|agreed)\b|\bpromised\b|\bassured\b|\bwas due\b|\bsupposed to\b|"
    r"\b(?:was|were) going to (?:call|ring|phone|come|send|email|refund|fix|credit|get back)\b"
)
_WILL = re.compile(
    r"\b(?:would|was going to|will|'ll|'d|within|by|going to|due|supposed|promised|agreed|until|in \d+)\b"
)
_FAILED = re.compile(
    r"\b(?:nothing|never|nobody|no one|no-one|hasn'?t|haven'?t|didn'?t|has not|have not|did not|no (?:call|"
    r"fees|show|credit|reply|refund)|"
    r"it'?s been (?:\w+ ){1,3}(?:days|weeks|months|hours)|it has been|that was (?:\w+ ){1,3}(?:ago)|"
    r"it'?s (?:now )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|still (?:waiting|not|no|have|"
    r"on|nothing|has))\b"
)
_TURNS = re.compile(
    r"^(?:and )?(?:now|but|however|then|yet|today|instead|since then|later|when i|only)\b.*\b(?:refus\w*|says?|"
    r"said|saying|den(?:y|ied|ies)|"
    r"told|not|n't|can'?t|cannot|remain\w*|claims?|want|different|charged|bill\w*|no)\b"
)


_CHARGE = re.compile(
    r"\b(?:charge[sd]?|payment|transaction|withdrew|withdrawal|purchase|debit|bought|ordered|subscription|"
    r"transfer|order)\b"
)
_DENIED = re.compile(
    r"\bi (?:never|did not|didn'?t|haven'?t|have not)(?: ever)?(?: (?:do|make|complete|authori\w+|order|"
    r"approve|recogni\w+|done|made|buy|did|set)"
    r"(?: (?:it|this|that|so|them|any of (?:it|this|that|these)|up|these|those))*)?\W*$"
)

_ENDED = re.compile(
    r"\b(?:cancell?ed|cancell?ation|terminated|unsubscribed|quit|(?:ended|stopped|closed|left|gave up|switched off|"
    r"finished) (?:\w+ ){0,3}(?:membership|contract|subscription|service|plan|account|gym|policy|line)|gave notice|"
    r"opted out|moved out|no longer a)\b"
)
_BILLED_ON = re.compile(
    r"\b(?:(?:another|yet another|next) (?:payment|bill|invoice|charge|debit|fee)|(?:still|keep|keeps|kept|continue\w*"
    r"(?: to)?|again|was|were|been|got|you|they) (?:\w+ ){0,2}(?:charg\w+|bill(?:ed|ing)|debit\w*|invoic\w+|"
    r"deduct\w*|collect\w*)|(?:charged|billed|debited) (?:anyway|regardless|again)|(?:bills|invoices|charges|debits|"
    r"payments) (?:still |keep |kept )?(?:com\w+|arriv\w+|went|go\w*|continue\w*))\b"
)


def carried(said: Sequence[Sentence], found: dict[int, set[ClaimKind]]) -> Iterator[tuple[ClaimKind, int, int, int]]:
    """`(kind, sentence, start, end)` for claims whose subject stands in an earlier sentence or clause.

    `found`: the kinds already read in each sentence. `start` and `end` are positions in that sentence.
    """
    for number, sentence in enumerate(said):
        if sentence.text.rstrip(" \"')").endswith("?") and " if " in sentence.text:
            continue
        hit = _NOT_COME.search(sentence.text)
        if hit and not found[number] & _FAMILY:
            topic = _topic(said, number, hit.start())
            if topic is None and _ARRIVED.search(hit[0]):
                topic = ClaimKind.NOT_DELIVERED
            if topic:
                yield topic, number, hit.start(), hit.end()
        denied = _DENIED.search(sentence.text)
        if denied and _CHARGE.search(" ".join(one.text for one in said[max(0, number - 1) : number + 1])):
            yield ClaimKind.NOT_AUTHORISED, number, denied.start(), denied.end()
        before = said[max(0, number - SENTENCES_BACK) : number]
        billed = _BILLED_ON.search(sentence.text)
        if billed and any(_ENDED.search(one.text) for one in before):
            yield ClaimKind.CANCELLED_BUT_BILLED, number, billed.start(), billed.end()
        failed = _FAILED.search(sentence.text)
        if failed and any(_SAID.search(one.text) and _WILL.search(one.text) for one in before):
            yield ClaimKind.PROMISE_NOT_KEPT, number, failed.start(), failed.end()
        turns = _TURNS.search(sentence.text)
        if turns and before and _SAID.search(before[-1].text):
            yield ClaimKind.TOLD_OTHERWISE, number, turns.start(), turns.end()


def _topic(said: Sequence[Sentence], number: int, before: int) -> ClaimKind | None:
    """What "it" is: the nearest thing named before, in this sentence or the two before it."""
    for back in range(number, max(-1, number - SENTENCES_BACK - 1), -1):
        text = said[back].text[:before] if back == number else said[back].text
        named = [(hits[-1].start(), kind) for kind, word in _TOPICS if (hits := list(word.finditer(text)))]
        if any(kind is ClaimKind.REFUND_NOT_RECEIVED for _, kind in named):
            return ClaimKind.REFUND_NOT_RECEIVED
        if named:
            return max(named)[1]
    return None
