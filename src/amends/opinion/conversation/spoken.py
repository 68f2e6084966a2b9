"""The second opinion on the conversation: what was told, promised, answered, delivered and held about a customer."""

from collections import Counter
from collections.abc import Iterator, Sequence

from amends.facts import Bundle, Claim, Conversation, Moment, Opinion, Policy
from amends.facts.kinds import DeliveryTold

from ..matters import pressing
from ..second_look import overruled
from ..wrongly_told import told_wrongly
from . import (
    already_contacted,
    amount_told,
    no_response,
    not_delivered,
    promise_not_kept,
    record_wrong,
    service_down,
    told_otherwise,
)
from .roots import check_words
from .talk import Talk, hear_talk

_RULES = (
    (told_otherwise.KIND, told_otherwise.examine),
    (promise_not_kept.KIND, promise_not_kept.examine),
    (no_response.KIND, no_response.examine),
    (not_delivered.KIND, not_delivered.examine),
    (service_down.KIND, service_down.examine),
    (record_wrong.KIND, record_wrong.examine),
)
_ABOUT_TALK = frozenset((already_contacted.KIND, *(kind for kind, _ in _RULES)))


def spoken(
    conversation: Conversation,
    claims: Sequence[Claim],
    bundle: Bundle,
    *,
    now: Moment,
    policy: Policy,
    money: Sequence[Opinion] = (),
) -> tuple[Opinion, ...]:
    """The opinions on one customer's conversation, the most pressing first. The order of everything given is the same.

    `money` are the opinions on his money, where they are known: by them a contact shows how often he was told wrongly.
    Broken promises, wrong amounts told and parcels that the carrier lost are found without a claim (invariant 10).
    """
    if not _has_matter(conversation, claims, bundle):
        return ()
    talk = hear_talk(conversation, claims, bundle, now=now, policy=policy, money=money)
    ruled = [check_words(opinion) for _, rule in _RULES for opinion in rule(talk)]
    ruled += amount_told.examine(talk, bundle)  # these are checked as money is: by a root that is not ours
    sharing = Counter((*(o.matter for o in ruled), *(q.matter for q in talk.questions(already_contacted.KIND))))
    found = list(_looked_at(ruled, sharing, talk))
    wrongly = told_wrongly((*talk.money, *found), talk.statements, claims, talk.contacts)
    again = [check_words(opinion) for opinion in already_contacted.examine(talk, wrongly)]
    return tuple(sorted((*found, *_looked_at(again, sharing, talk)), key=pressing))


def _has_matter(conversation: Conversation, claims: Sequence[Claim], bundle: Bundle) -> bool:
    """Whether any rule may have something to say. Most customers never spoke with anybody."""
    if conversation.promises or conversation.statements or any(claim.kind in _ABOUT_TALK for claim in claims):
        return True
    return bool(conversation.contacts) and any(isinstance(e.what, DeliveryTold) for e in (*bundle.own, *bundle.about))


def _looked_at(ruled: Sequence[Opinion], sharing: Counter[str], talk: Talk) -> Iterator[Opinion]:
    """Second looks overrule. One contact can raise several questions: a look is for the one whose verdict it saw."""
    for opinion in ruled:
        seen = None if sharing[opinion.matter] == 1 else opinion.verdict
        yield overruled(opinion, talk.looks, seen=seen)
