"""The brief as plain text: a private note in a helpdesk, at most LINES_MAX lines of LINE_CHARACTERS_MAX characters.

No abuse is quoted, and no card number; whoever wants the rest opens the page.
"""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from amends.facts import Moment, Policy
from amends.facts.moments import spoken_day, spoken_time
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS

from .parts import Account, Brief, ClaimSaid, Judged, Quoted, Spoken, Word
from .quotes import FOLDED

LINES_MAX: Final = 25
LINE_CHARACTERS_MAX: Final = 100
SAID_MAX: Final = 3
NO_VERDICT: Final = "Nothing was found to check for this customer."
Day = Callable[[Moment], str]


def brief_text(brief: Brief, policy: Policy) -> str:
    """The lines, joined; times in the zone of the policy, which the first line names."""
    zone = policy.zoneinfo

    def day(moment: Moment) -> str:
        return spoken_day(moment, zone)

    as_of = f"{spoken_time(brief.as_of, zone)} {policy.zone}"
    lines = [
        *_wrapped(f"Before you pick up: {brief.who.name or brief.who.customer} (private note, {as_of})", 1),
        *_wrapped(brief.who.sentence, 2),
        *_wrapped(account_words(brief.account, day), 1),
    ]
    lines += _judged(brief, day) if brief.judged else _wrapped(NO_VERDICT, 1)
    if brief.standing:
        lines += _wrapped(", ".join(brief.standing) + ".", 1)
    lines += _listed("Said", (spoken_words(line, day) for line in _worst(brief.spoken)), 1, of=SAID_MAX)
    lines += _listed("Speaks of", (f"a {s.kind}, {day(s.at)}: {quote_words(s.quote)}" for s in brief.signals), 1, of=1)
    lines += _listed("Owed", (f.sentence for f in brief.follow_ups), 1, of=1)
    lines += _listed("You can", (act.words for act in brief.can), 1, of=3)
    lines += _listed("Not possible", brief.cannot, 1, of=2)
    if brief.inherited:
        lines += _wrapped(f"Inherited, not charged to you: {' '.join(brief.inherited)}", 2)
    return "\n".join(lines[:LINES_MAX]) + "\n"


def account_words(account: Account, day: Day) -> str:
    """`Known since 20 April 2026. 3 contacts in 90 days. 1 order. Open: 129.00 EUR.`"""
    parts = [f"Known since {day(account.since)}"] if account.since is not None else []
    parts.append(_counted(account.contacts_90_days, "contact") + " in 90 days")
    parts += [_counted(n, noun) for n, noun in ((account.orders, "order"), (account.services, "service")) if n]
    if account.open_money:
        parts.append("Open: " + " and ".join(str(money) for money in account.open_money))
    return ". ".join(parts) + "."


def quote_words(quote: Quoted) -> str:
    """The words in quotation marks, or a neutral line instead."""
    return FOLDED if quote.folded else f"“{quote.words}”"


def spoken_words(line: Spoken, day: Day) -> str:
    """`20 May 2026, one of us promised a call by 6 June 2026 17:00: not kept`"""
    wrong = ", wrongly" if line.state == "wrong" else ""
    quote = f": {quote_words(line.quote)}" if line.quote else ""
    return f"{day(line.at)}, {line.by} {line.sentence}{wrong}{quote}"


def word_words(word: Word, day: Day) -> str:
    """`Refund failed: expired card (stripe re_1, 9 May 2026)`"""
    return f"{word.says} ({' '.join(filter(None, (word.teller, word.record_id)))}, {day(word.at)})"


def _worst(spoken: Sequence[Spoken]) -> list[Spoken]:
    """What went wrong or is overdue before the rest, and then in order of happening."""
    chosen = sorted(spoken, key=lambda line: (not (line.wrong or line.overdue), -line.at))[:SAID_MAX]
    return sorted(chosen, key=lambda line: line.at)


def _judged(brief: Brief, day: Day) -> list[str]:
    judged = brief.judged
    assert judged is not None
    lines = _wrapped(f"{VERDICT_MARKS[judged.verdict]} {VERDICT_WORDS[judged.verdict]}: {judged.sentence}", 2)
    if judged.advice:
        lines += _wrapped(f"Say and do: {judged.advice}", 2)
    lines += _listed("Claim", (_claim_words(claim, day) for claim in judged.claims[:1]), 1, of=1)
    lines += _listed("Our record (disputed)", (word_words(w, day) for w in judged.our_record), 1, of=1)
    return lines + _witnesses(judged, day)


def _witnesses(judged: Judged, day: Day) -> list[str]:
    if judged.witnesses:
        return _listed("Witness", (word_words(w, day) for w in judged.witnesses), 1, of=2)
    return _listed("Missing", judged.missing, 1, of=2)


def _claim_words(claim: ClaimSaid, day: Day) -> str:
    return f"{quote_words(claim.quote)} ({claim.channel}, {day(claim.at)})"


def _listed(heading: str, items: Iterable[str], lines_each: int, *, of: int) -> list[str]:
    found: list[str] = []
    for item in list(items)[:of]:
        found += _wrapped(f"{heading}: {item}", lines_each)
    return found


def _wrapped(words: str, lines: int) -> list[str]:
    return textwrap.wrap(
        " ".join(words.split()), LINE_CHARACTERS_MAX, max_lines=lines, placeholder=" ...", subsequent_indent="  "
    )


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
