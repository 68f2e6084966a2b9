"""A promise without a date: nobody can wait for it, and nobody can keep it in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from amends.claims import read_text
from amends.claims.sentences import Sentence
from amends.facts import ClaimKind, Moment, Policy
from amends.facts.moments import datetime_of
from amends.recovery.promises.words import read_promise

from .observed import Kind, Observation
from .words import Words

_AHEAD: Final = timedelta(days=180)  # "on 3 May", written in June, is last May and no day next year


def promise_without_date(
    text: str, said: Sequence[Sentence], words: Words, *, at: Moment, policy: Policy
) -> Observation | None:
    """The first promise, where no sentence of the text names a day or a time that is still to come at `at`."""
    starts = [one.start for one in read_text(text, "agent").claims if one.kind is ClaimKind.PROMISE]
    promising = [one for one in said if any(one.start <= start < one.end for start in starts)]
    promised = next((one for one in promising if not words.any("unless", one.text)), None)
    if promised is None or any(_dated(text[one.start : one.end], at, policy) for one in said):
        return None
    start, end = promised.start, promised.end
    return Observation(Kind.PROMISE_WITHOUT_DATE, text[start:end], start, end, words.hint)


def _dated(sentence: str, at: Moment, policy: Policy) -> bool:
    until = read_promise(sentence, at, policy.zone, policy).window_to
    here = datetime_of(at, policy.zoneinfo).replace(tzinfo=None)
    return bool(until) and datetime.fromisoformat(until) - here <= _AHEAD
