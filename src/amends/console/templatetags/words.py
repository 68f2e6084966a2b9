"""How values are said on a page: money, moments, verdicts, claims. Available in every template."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from amends.facts import Call, ClaimKind, Moment, Money, OwedState, Verdict, iso
from amends.facts.moments import datetime_of, spoken_day, spoken_time
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS

from .. import timeline_conversation
from ..cause_words import percent
from ..desk.models import DeskRow
from ..hard_words import quoted
from ..sweep_row import told_in
from ..world import world

register = template.Library()
ROWS_KEPT = 2_000
MINUTES_SAID_MAX = 60
STATIC = Path(__file__).parent.parent / "static"
TONES = {
    Verdict.CUSTOMER_RIGHT: "right",
    Verdict.RECORD_RIGHT: "ours",
    Verdict.TOO_EARLY: "early",
    Verdict.CANNOT_TELL: "unknown",
}
OWED_WORDS = {
    OwedState.NOTHING_OWED: "Nothing owed so far",
    OwedState.OWED: "Owed",
    OwedState.REQUESTED: "Asked for",
    OwedState.UNDER_WAY: "Under way",
    OwedState.MADE_GOOD: "Made good",
}
GONE_WRONG = {"failed": "bad", "came_back": "bad", "canceled": "bad", "settled": "good", "accepted": "wait"}


@register.filter
def day(moment: int | None) -> str:
    """`3 May 2026` in the team's zone."""
    return "" if moment is None else spoken_day(Moment(moment), world().policy.zoneinfo)


@register.filter
def utc_day(moment: int) -> str:
    """`3 May 2026` in UTC: what is counted by days of UTC."""
    return spoken_day(Moment(moment))


@register.filter
def at_time(moment: int | None) -> str:
    """`3 May 2026 14:20` in the team's zone."""
    return "" if moment is None else spoken_time(Moment(moment), world().policy.zoneinfo)


@register.filter
def machine_time(moment: int | None) -> str:
    """For the `datetime` attribute."""
    return "" if moment is None else iso(Moment(moment))


@register.filter
def short_day(moment: int) -> str:
    """`3 May`: in a timeline whose year is said elsewhere."""
    at = datetime_of(Moment(moment), world().policy.zoneinfo)
    return f"{at.day} {at:%b %y}"


@register.filter
def money_of(minor: int | None, currency: str) -> str:
    """`129.00 EUR` from the two columns of a row."""
    return "" if minor is None else str(Money(minor, currency))


@register.filter
def verdict_words(verdict: str) -> str:
    """The verdict as a person says it."""
    return VERDICT_WORDS[Verdict(verdict)] if verdict else "Nothing to check"


@register.filter
def verdict_mark(verdict: str) -> str:
    """The mark beside the words, so that colour is never alone."""
    return VERDICT_MARKS[Verdict(verdict)] if verdict else "–"


@register.filter
def tone(verdict: str) -> str:
    """The class that colours a verdict."""
    return TONES[Verdict(verdict)] if verdict else "none"


@register.filter
def state_tone(state: str) -> str:
    """The class that colours a state of money."""
    return GONE_WRONG.get(state, "")


@register.filter
def plain(code: str) -> str:
    """`refund_not_received` as words."""
    return str(code).replace("_", " ")


@register.filter
def capital(words: str) -> str:
    """With a capital at the front; the rest as it is."""
    return words[:1].upper() + words[1:]


@register.filter
def owed_words(state: str) -> str:
    """Where making it good stands."""
    return OWED_WORDS[OwedState(state)] if state else ""


@register.filter
def reader_words(by: str) -> str:
    """Who read it: `rules:en` as `the rules`, `person:Ruth` as `Ruth`."""
    kind, _, name = by.partition(":")
    return name if kind == "person" else f"the {kind}"


@register.filter
def agent(name: str) -> str:
    """The user whom a source calls so."""
    return world().policy.agent_behind(name)


@register.filter
def keeper(owner: str) -> str:
    """Who keeps a promise; an address of ours that many read is nobody by name."""
    if not owner:
        return "Nobody has it yet"
    user = agent(owner)
    return "Nobody by name keeps it" if user in world().policy.our_addresses else f"{user} keeps it"


@register.filter
def how_long(minutes: int) -> str:
    """`30 minutes`, `4 hours`."""
    return f"{minutes} minutes" if minutes <= MINUTES_SAID_MAX else f"{minutes // 60} hours"


@register.filter
def call_words(call: Call) -> str:
    """One call in a line, without a name."""
    return timeline_conversation.call_words(call)


@register.filter
def is_hard(text: str) -> bool:
    """Whether words that somebody wrote are abuse, as the reader reads them: they are shown folded."""
    return bool(text) and quoted(str(text)).folded


@register.filter
def wall_time(text: str) -> str:
    """`21 May 2026 12:00` from a wall time as it was promised."""
    return timeline_conversation.spoken_wall(text)


@register.filter
def of(table: dict[str, str], key: str) -> str:
    """What a table has for this key; empty where it has nothing."""
    return table.get(key, "")


@register.filter
def handle_words(key: str) -> str:
    """`email:m@example.org` as `m@example.org (email)`."""
    kind, _, value = key.partition(":")
    return f"{value} ({kind})" if value else key


@register.simple_tag
@cache
def claim_options() -> SafeString:
    """Every kind of claim with its words, as the options of a choice."""
    kinds = ((kind.value, capital(plain(kind))) for kind in ClaimKind)
    return format_html_join("", '<option value="{}">{}</option>', kinds)


@register.simple_tag
def queue_row(row: DeskRow, current: str, now: int) -> SafeString:
    """One row of the queue. The same row is shown to many people many times, so it is drawn once."""
    shown = tuple((name, value) for name, value in vars(row).items() if name != "_state")
    overdue = row.promised_due is not None and row.promised_due < now
    return _drawn(shown, row.key == current, overdue, world().policy.zone)


@lru_cache(maxsize=ROWS_KEPT)
def _drawn(shown: tuple[tuple[str, object], ...], is_current: bool, overdue: bool, zone: str) -> SafeString:
    return render_to_string("desk/row.html", {"row": dict(shown), "is_current": is_current, "overdue": overdue})


@register.simple_tag
def verdicts() -> list[tuple[str, str]]:
    """Every verdict with its words, for a choice."""
    return [(verdict.value, words) for verdict, words in VERDICT_WORDS.items()]


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, with a digest of its content: it may be cached for ever, and never goes stale."""
    return f"/static/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(STATIC.joinpath(*name.split("/")).read_bytes()).hexdigest()[:12]


@register.filter
def share_of(part: int, whole: int) -> str:
    """`11 %` of so many; empty of none."""
    return percent(part / whole) if whole else ""


@register.filter
def share(told: float) -> str:
    """`0.114` as `11 %`."""
    return percent(told)


@register.filter
def attempts(handed: str) -> tuple[str, ...]:
    """`1 am-...` for every time that something was handed over."""
    return told_in(handed)


@register.filter
def attempt_number(line: str) -> str:
    """Its number."""
    return line.partition(" ")[0]
