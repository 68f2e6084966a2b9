"""One row with typed cells: money, times, states, flags, phone numbers. Everything wrong is named with its column."""

from collections.abc import Callable
from collections.abc import Mapping as Words
from functools import lru_cache

from amends.facts import Moment, Money, MoneyState, NotAMoment, NotMoney, hear_minor, hear_money, normal_email
from amends.facts.money import exponent
from amends.intake.cards import redact_word
from amends.intake.traits import COLUMN, NotATrait, hear_trait

from .mapping import Mapping
from .times import hear_micros, hear_time

ID_LENGTH_MAX = 255
NOTHING = frozenset({"", "null", "none", "nan", "n/a", "\\n"})  # how exports write an empty cell
_FLAGS = {"true": True, "1": True, "live": True, "false": False, "0": False, "test": False}
TICKS = dict.fromkeys(("true", "1", "yes", "y", "x", "on", "ticked", "checked", "accepted", "ja", "oui"), True)
TICKS |= dict.fromkeys(("false", "0", "no", "n", "off", "unticked", "unchecked", "dismissed", "nein", "non"), False)
_MORE = "more."  # before the name of a column that is kept under its own
_STATES = ", ".join(MoneyState)


class BadCell(ValueError):
    """A cell that cannot be taken: its column (as in the file), the value, what is wrong, and the next step."""

    def __init__(self, column: str, value: str | None, what: str, next_step: str) -> None:
        super().__init__(what)
        self.column, self.value, self.what, self.next_step = column, value, what, next_step


class Row:
    """The cells of one row under our names. `notes` are problems that did not cost the row, `teller` the feed."""

    def __init__(self, cells: dict[str, str], mapping: Mapping, teller: str = "") -> None:
        self._cells = cells
        self._mapping = mapping
        self.teller = teller
        self.notes: list[BadCell] = []

    def bad(self, name: str, what: str, next_step: str) -> BadCell:
        """The problem of that cell, under the name the file gives it."""
        return BadCell(self._mapping.columns.get(name, name), self._cells.get(name), what, next_step)

    def has(self, name: str) -> bool:
        """Whether the file tells of this at all; the cell may be empty."""
        return name in self._cells

    def words(self, name: str) -> str:
        """Free text as it stands, or empty."""
        return self._cells.get(name, "")

    def text(self, name: str) -> str | None:
        """A short text without surrounding space; None where there is none."""
        cell = self._cells.get(name)
        if not cell:
            return None
        text = cell.strip()
        if text.lower() in NOTHING:
            return None
        if len(text) > ID_LENGTH_MAX:
            raise self.bad(name, f"is longer than {ID_LENGTH_MAX} characters", "Check that the columns are in place")
        return text

    def word(self, name: str) -> str:
        """A free word that is kept in the clear, or empty; somebody may have typed a card number into it."""
        return redact_word(self.text(name) or "")

    def need(self, *names: str) -> str:
        """The text in the first of these columns that has one; one of them must."""
        for name in names:
            if (text := self.text(name)) is not None:
                return text
        name = next((name for name in names if name in self._cells), names[0])
        raise self.bad(name, "is empty", "Fill it in; without it the row cannot be told from others")

    def money(self, *, negative: bool = False) -> Money:
        """`amount_minor`, or `amount` in the currency's decimals; where both stand they must agree."""
        currency = self.need("currency").upper()
        minor = self._amount("amount_minor", hear_minor, currency, "Write whole minor units: 12900 for 129.00 EUR")
        major = self._amount("amount", hear_money, currency, "Write a point before the decimals and no other marks")
        if minor and major and minor != major:
            told = f"says {major}, but the minor units say {minor}"
            raise self.bad("amount", told, "Correct one of the two, or leave one out with --ignore")
        money = minor or major
        name = "amount_minor" if minor or "amount" not in self._cells else "amount"
        if money is None:
            raise self.bad(name, "is empty", "Fill in amount_minor or amount")
        if money.amount_minor < 0 and not negative:
            raise self.bad(name, "is negative", "Write the amount that moved as a positive number")
        return money

    def _amount(self, name: str, hear: Callable[[str, str], Money], currency: str, next_step: str) -> Money | None:
        text = self.text(name)
        try:
            return hear(text, currency) if text else None
        except NotMoney as error:
            if _currency_known(currency):
                raise self.bad(name, str(error), next_step) from None
            step = "Write the three letters of ISO 4217, for example EUR"
            raise self.bad("currency", "is not a currency that can be charged", step) from None

    def moment(self, *names: str) -> Moment:
        """The time in the first of these columns that has one; one of them must."""
        for name in names:
            found = self.moment_or_none(name)
            if found is not None:
                return found
        raise self.bad(names[0], "is empty", "Write a time with its zone, for example 2026-05-03T14:20:00Z")

    def moment_or_none(self, name: str) -> Moment | None:
        """A time from ISO 8601 text, or from `NAME_us` in whole microseconds; where both stand they must agree."""
        micros = f"{name}_us"
        text, number = self.text(name), self.text(micros)
        try:
            at = hear_time(text, self._mapping.zone) if text else None
        except NotAMoment as error:
            raise self.bad(name, str(error), "Correct it, or name the zone of bare times with --zone") from None
        try:
            us = hear_micros(number) if number else None
        except NotAMoment as error:
            raise self.bad(micros, str(error), f"Correct it, or tell the time as ISO 8601 in {name}") from None
        if at is not None and us is not None and at != us:
            raise self.bad(name, f"is another time than {micros}", "Correct one of the two, or leave one out")
        return at if at is not None else us

    def state(self, default: MoneyState | None = None) -> MoneyState:
        """Where the money is, in our seven words; other words need `--map-state`."""
        word = self.text("state")
        if word is None and default is not None:
            return default
        word = word or self.need("state")
        ours = self._mapping.states.get(word, word).lower()
        try:
            return MoneyState(ours)
        except ValueError:
            step = f"Say which of {_STATES} it is: --map-state '{word}=...'"
            raise self.bad("state", "is not a state known here", step) from None

    def choice(self, name: str, words: Words[str, str], default: str | None = None) -> str:
        """One of a few words, mapped by `--map-state` where the file has another; the default where nothing stands."""
        word = self.text(name)
        if word is None and default is not None:
            return default
        word = word or self.need(name)
        ours = self._mapping.states.get(word, word).lower()
        if ours not in words:
            known = ", ".join(dict.fromkeys(words.values()))
            raise self.bad(name, "is not a word known here", f"Write one of {known}, or map it: '{word}=...'")
        return words[ours]

    def ticket(self) -> str:
        """`zendesk/4711`: the helpdesk and its number; a bare number needs the name of the helpdesk."""
        return self._numbered("ticket", self._mapping.helpdesk, "--helpdesk zendesk")

    def call(self) -> str:
        """`asterisk/1699.12`: the phone system and its number of the call."""
        return self._numbered("call", self._mapping.phone_system, "--phone-system asterisk")

    def _numbered(self, name: str, system: str | None, option: str) -> str:
        number = self.text(name)
        if number is None or "/" in number:
            return number or ""
        if not system:  # without it the row would be on record and never found with its ticket
            raise self.bad(name, "does not say whose number it is", f"Name the system, for example {option}")
        return f"{system}/{number}"

    def more(self) -> tuple[str, ...]:
        """The columns kept under their own names, as `name=value`, sorted."""
        told = {name.removeprefix(_MORE): text.strip() for name, text in self._cells.items() if name.startswith(_MORE)}
        return tuple(sorted(f"{name}={redact_word(text)}" for name, text in told.items() if text))

    def traits(self) -> tuple[str, ...]:
        """How it was made, from the columns `trait.NAME`, as `name=value`, sorted. An empty cell tells nothing."""
        told = []
        for column in sorted(name for name in self._cells if name.startswith(COLUMN)):
            try:
                told.append(hear_trait(column.removeprefix(COLUMN), self.text(column) or ""))
            except NotATrait as error:
                raise self.bad(column, str(error), error.next_step) from None
        return tuple(trait for trait in told if trait)

    @property
    def scale(self) -> str | None:
        """The scale of scores in the whole file, where it was told."""
        return self._mapping.scale

    @property
    def assumed_scale(self) -> str | None:
        """What the scores of the file look like, for those that tell no scale."""
        return self._mapping.assumed_scale

    def mapped(self, word: str) -> str:
        """The word as `--map-state` has it."""
        return self._mapping.states.get(word, word)

    def told(self, *names: str) -> tuple[str, ...]:
        """What stands in these columns as it stands, empty where nothing does; never raises."""
        return tuple(self._cells.get(name, "").strip() for name in names)

    def as_of(self, *names: str) -> Moment:
        """The time in the first of these columns that has one, else that of the whole file."""
        found = (self.moment_or_none(name) for name in names)
        at = next((at for at in found if at is not None), self._mapping.as_of)
        if at is None:
            raise self.bad(names[0], "is empty", "Fill it in, or say it for the whole file with --as-of")
        return at

    def status(self) -> str:
        """A free word for an order's or invoice's status: mapped, in lower case, `cancelled` as `canceled`."""
        word = self.text("status") or ""
        ours = self._mapping.states.get(word, word).lower()
        return "canceled" if ours == "cancelled" else redact_word(ours)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false; the default where nothing stands."""
        word = self.text(name)
        if word is None:
            return default
        if word.lower() not in _FLAGS:
            raise self.bad(name, "is neither true nor false", "Write true or false")
        return _FLAGS[word.lower()]

    def tick(self, name: str, *, default: bool = False) -> bool:
        """A box that was ticked or not; the default where nothing stands."""
        word = self.text(name)
        if word is None:
            return default
        if word.lower() not in TICKS:
            raise self.bad(name, "is neither ticked nor not", "Write yes or no")
        return TICKS[word.lower()]

    def party(self, name: str) -> str:
        """An e-mail address or a phone number, or empty."""
        return (self.email(name) if "@" in (self.text(name) or "") else self.phone(name)) or ""

    def email(self, name: str = "email") -> str | None:
        """An address; what is none is noted and left out, because a filler like "unknown" would join strangers."""
        text = self.text(name)
        if text is None:
            return None
        local, at, domain = text.rpartition("@")
        if not at or not local or "." not in domain or any(c.isspace() for c in text):
            self.notes.append(self.bad(name, "is not an e-mail address; the row was taken without it", "Correct it"))
            return None
        return normal_email(text)

    def phone(self, name: str = "phone") -> str | None:
        """A number in E.164; what is none is noted and left out."""
        text = self.text(name)
        if text is None:
            return None
        number = e164(text, self._mapping.region)
        if number is None:
            step = "Write it with + and country code, or name the country with --region DE"
            self.notes.append(self.bad(name, "is not a phone number; the row was taken without it", step))
        return number


def _currency_known(currency: str) -> bool:
    try:
        exponent(currency)
    except NotMoney:
        return False
    return True


@lru_cache(maxsize=65_536)
def e164(text: str, region: str | None) -> str | None:
    """The number as `+49301234567` (ITU-T E.164), or None where it cannot be one."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
