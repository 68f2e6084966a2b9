"""The fields of an entry's kind from JSON, strictly: every name known, every type right, money and times exact."""

from dataclasses import MISSING, fields
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from amends.facts import HandleKind, Moment, Money, NotAMoment, NotMoney, hear_minor, hear_moment, hear_money
from amends.facts.kinds import KINDS, PostingTold, RefundTold, SurveyAnswered, What
from amends.intake.cards import redact_word

from .traits import NotATrait, hear_traits
from .vocabulary import WORDS_OF

TEXT_LENGTH_MAX = 1_000_000
# Kept in the clear, and no ids: somebody may have typed a card number into them.
_FREE_WORDS = frozenset({"what.status", "what.method", "what.failure_reason", "what.event_type", "what.detail"})
_KEYS = ("named", "about", "matter")  # fields that hold handle keys


class BadField(ValueError):
    """A field that cannot be taken: its name, its value, what is wrong, and the next step."""

    def __init__(self, field: str, value: str | None, what: str, next_step: str) -> None:
        super().__init__(what)
        self.field, self.value, self.what, self.next_step = field, value, what, next_step


def hear_what(cls: type[What], told: dict[str, Any]) -> What:
    """An instance of that kind from the JSON object of its fields. Raises BadField."""
    known = {f.name: f for f in fields(cls)}
    for name in told:
        if name not in known:
            raise BadField(f"what.{name}", None, f"is not a field of {cls.kind}", f"Fields are: {', '.join(known)}")
    hints = _hints(cls.kind)
    values = {name: _value(f"what.{name}", hints[name], value) for name, value in told.items()}
    for name, field in known.items():
        if name not in values and field.default is MISSING:
            raise BadField(f"what.{name}", None, "is missing", f"{cls.kind} needs it")
    if cls is RefundTold:
        values["traits"] = _traits(values.get("traits", ()))
    what = cls(**values)
    _check_handles(what)
    _check_words(what)
    if isinstance(what, SurveyAnswered):
        _check_scale(what)
    return what


def _traits(told: tuple[str, ...]) -> tuple[str, ...]:
    """How it was made, in one order. Raises BadField for a trait that tells who."""
    try:
        return hear_traits(told)
    except NotATrait as error:
        raise BadField("what.traits", ", ".join(told)[:60], str(error), error.next_step) from None


def _check_handles(what: What) -> None:
    """Handle keys must be of a kind that is known, or nothing would ever be found by them."""
    if isinstance(what, PostingTold):  # there `about` is a word: payment, credit
        return
    for name in _KEYS:
        told = getattr(what, name, None) or ()
        for key in (told,) if isinstance(told, str) else told:
            kind, _, value = key.partition(":")
            if not value or kind not in set(HandleKind):
                step = f"Write for example refund:re_1; kinds are {', '.join(HandleKind)}"
                raise BadField(f"what.{name}", key, "is no handle key", step)


def _check_words(what: What) -> None:
    """A word that nobody knows would be read as nothing at all."""
    for (kind, name), words in WORDS_OF.items():
        if kind == what.kind and (told := getattr(what, name)) not in words:
            step = f"Write one of {', '.join(word for word in words if word)}"
            raise BadField(f"what.{name}", told, "is not a known word", step)


def _check_scale(what: SurveyAnswered) -> None:
    """A score outside its scale is a mistake of the one who exports it, and no opinion of a customer."""
    if what.score is None or what.lowest is None or what.highest is None:
        return
    if not what.lowest <= what.score <= what.highest:
        scale = f"{what.lowest} to {what.highest}"
        raise BadField("what.score", str(what.score), f"is outside its scale of {scale}", "Correct one of the three")


@cache
def _hints(kind: str) -> dict[str, Any]:
    return get_type_hints(KINDS[kind])


def _value(name: str, hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        if value is None:
            return None
        hint = next(option for option in get_args(hint) if option is not type(None))
    if hint is Moment:
        return _moment(name, value)
    if hint is Money:
        return _money(name, value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _word(name, hint, value)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise BadField(name, _shown(value), "is not a list", "Write a list of texts")
        return tuple(_plain(name, str, item) for item in value)
    return _plain(name, hint, value)


def _plain(name: str, hint: Any, value: Any) -> Any:
    if type(value) is not hint:  # exactly: true is an int in Python, and 1 is not true here
        words = {str: "text", bool: "true or false", int: "a whole number"}
        raise BadField(name, _shown(value), f"is not {words.get(hint, hint)}", "Correct its type")
    if hint is str and (len(value) > TEXT_LENGTH_MAX or "\x00" in value):
        raise BadField(name, None, "is too long, or holds a zero character", "Shorten or clean it")
    return redact_word(value) if name in _FREE_WORDS else value


def _word(name: str, hint: type[StrEnum], value: Any) -> StrEnum:
    try:
        return hint(value)
    except ValueError:
        raise BadField(name, _shown(value), "is not a known word", f"Write one of {', '.join(hint)}") from None


def _moment(name: str, value: Any) -> Moment:
    try:
        return hear_moment(_plain(name, str, value))
    except NotAMoment as error:
        raise BadField(name, _shown(value), str(error), "Write a time with its zone") from None


def _money(name: str, value: Any) -> Money:
    step = 'Write {"amount_minor": 12900, "currency": "EUR"} or {"amount": "129.00", "currency": "EUR"}'
    if not isinstance(value, dict) or not {"currency"} < set(value) <= {"currency", "amount_minor", "amount"}:
        raise BadField(name, None, "is not an amount with its currency", step)
    currency = _plain(f"{name}.currency", str, value["currency"]).upper()
    try:
        moneys = set()
        if "amount_minor" in value:
            moneys.add(hear_minor(str(_plain(f"{name}.amount_minor", int, value["amount_minor"])), currency))
        if "amount" in value:
            moneys.add(hear_money(_plain(f"{name}.amount", str, value["amount"]), currency))
    except NotMoney as error:
        raise BadField(name, None, str(error), step) from None
    if len(moneys) > 1:
        raise BadField(name, None, "tells two different amounts", "Correct one of the two, or leave one out")
    return moneys.pop()


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)[:60]
