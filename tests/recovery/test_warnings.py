"""Two warnings come before an end, and none before the end of a threat; no act is taken twice (pure)."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.customer import understand
from amends.facts import CUSTOMER, US, CustomerFile, Entry, NotAllowed, Policy, Refused, Source
from amends.facts.kinds import ContactEnded, ContactReceived, ContactWarned
from amends.link.abuse import ended_contacts
from amends.recovery.warning_words import DEFAULTS, ENGLISH, in_language, words_of
from amends.recovery.warnings import WARNINGS, Abused, abused, check_ending, check_warning
from promise_stories import at

WHO = "customer:C-1"
POLICY = Policy(zone="Europe/Berlin")
DESK, MAIL = Source("desk", US), Source("mail", CUSTOMER)
NOW = "2026-05-20 18:00"


def wrote(number: int, when: str = "2026-05-20 10:00", answers: int = 0) -> Entry:
    what = ContactReceived(
        "mail",
        customer_id="C-1",
        text="Where is it?",
        message_id=f"m{number}@x",
        references=(f"m{answers}@x",) if answers else (),
    )
    return Entry(MAIL, f"m{number}", at(when), what)


def warning(mail: Entry, when: str = "2026-05-20 11:00", number: int = 1) -> Entry:
    return Entry(DESK, f"warned:{mail.id}:{number}", at(when), ContactWarned(by="Ruth", about=WHO, contact=mail.id))


def ending(mail: Entry, when: str = "2026-05-20 12:00", level: str = "") -> Entry:
    what = ContactEnded("abuse", by="Ruth", about=WHO, contact=mail.id, level=level)
    return Entry(DESK, f"ended:{mail.id}:{when}", at(when), what)


def file_of(told: Iterable[Entry], now: str = NOW) -> CustomerFile:
    found = understand(told, who=WHO, now=at(now), policy=POLICY)
    assert found is not None
    return found


def only(*told: Entry, now: str = NOW, threats: Iterable[str] = ()) -> Abused:
    (one,) = abused(file_of(told, now), POLICY, set(threats))
    return one


FIRST = wrote(1)


def test_two_warnings_and_then_it_may_be_ended() -> None:
    steps = [only(FIRST), only(FIRST, warning(FIRST)), only(FIRST, warning(FIRST), warning(FIRST, number=2))]
    assert [(one.given, one.may_end) for one in steps] == [(0, False), (1, False), (2, True)]
    assert WARNINGS == 2


def test_a_threat_needs_no_warning() -> None:
    assert only(FIRST, threats=[FIRST.id]).may_end
    assert check_ending(ending(FIRST, level="threat").what, only(FIRST)).level == "threat"  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match=r"warned 0 of 2 times\. Warn first"):
        check_ending(ending(FIRST).what, only(FIRST))  # type: ignore[arg-type]


def test_what_has_been_ended_is_not_ended_again_and_a_new_mail_begins_anew() -> None:
    told = (FIRST, warning(FIRST), warning(FIRST, number=2), ending(FIRST))
    over = only(*told)
    assert (over.ended, over.may_end) == (True, False)
    with pytest.raises(NotAllowed, match="has been ended"):
        check_ending(ending(FIRST, level="threat").what, over)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="has been ended"):
        check_warning(warning(FIRST).what, over, 1)  # type: ignore[arg-type]
    again = only(*told, wrote(2, "2026-05-20 15:00", answers=1), threats=[FIRST.id])
    assert (again.ended, again.given, again.threat) == (False, 0, False)


def test_warnings_hold_on_their_thread_for_some_days_and_on_no_other() -> None:
    told = (FIRST, warning(FIRST))
    reply = wrote(2, "2026-05-22 10:00", answers=1)
    assert only(*told, reply, now="2026-05-22 12:00").given == 1
    late = wrote(2, "2026-06-08 10:00", answers=1)
    assert only(*told, late, now="2026-06-08 12:00").given == 0
    other = wrote(3, "2026-05-20 13:00")
    assert {one.latest.entry.id: one.given for one in abused(file_of([*told, other]), POLICY)} == {
        FIRST.id: 1,
        other.id: 0,
    }


def test_what_is_older_than_a_day_is_over() -> None:
    assert abused(file_of([FIRST], "2026-05-21 10:01"), POLICY) == ()
    with pytest.raises(Refused, match="can be appealed"):
        check_warning(warning(FIRST).what, None, 1)  # type: ignore[arg-type]


def refuses(number: int) -> bool:
    """Whether that warning is refused, of a mail that was warned once."""
    try:
        check_warning(warning(FIRST).what, only(FIRST, warning(FIRST)), number)  # type: ignore[arg-type]
    except NotAllowed:
        return True
    return False


@pytest.mark.promise
def test_a_warning_is_given_once() -> None:
    assert [refuses(number) for number in (0, 1, 2, 3)] == [True, True, False, True]


def test_twin_that_forgets_what_was_given_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.recovery import warnings

    monkeypatch.setattr(warnings, "warned_contacts", lambda contacts, told: {})
    assert [refuses(number) for number in (1, 2)] == [False, True]


@pytest.mark.promise
@given(seed=st.integers(0, 10_000), twice=st.booleans())
def test_the_order_of_arrival_changes_nothing(seed: int, twice: bool) -> None:
    second = wrote(2, "2026-05-20 13:00", answers=1)
    told = [FIRST, warning(FIRST), second, warning(second, "2026-05-20 14:00"), ending(second, "2026-05-20 15:00")]
    shuffled = told * (2 if twice else 1)
    random.Random(seed).shuffle(shuffled)
    file = file_of(shuffled)
    assert abused(file, POLICY) == abused(file_of(told), POLICY)
    assert ended_contacts(file.contacts, file.told) == {second.id: at("2026-05-20 15:00")}


# The words to say


def test_the_words_of_a_team_stand_in_for_the_english_ones() -> None:
    words = words_of(b'[en]\nfirst = "Please."\n[de]\nend = "Ich beende das Gespr\xc3\xa4ch."\n')
    assert in_language(words, "en-GB").step("first", written=False) == "Please."
    assert in_language(words, "de-AT").end == "Ich beende das Gespräch."
    assert in_language(words, "de").second == ENGLISH.second
    assert in_language(words, "fr") == in_language(words, "")
    assert in_language(DEFAULTS, "en").step("end", written=True) == ENGLISH.end_written


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (b"[en", "is not TOML"),
        (b"\xff", "is not text in UTF-8"),
        (b'en = "x"', "is no table of a language"),
        (b'[en]\nfirts = "x"', "Names are: first, second"),
        (b"[en]\nfirst = 1", "is no line to say"),
        (b'[en]\nfirst = " "', "is no line to say"),
        (b'[en]\nfirst = "' + b"x" * 401 + b'"', "is no line to say"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_place(toml: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        words_of(toml)


def test_the_words_are_calm_and_short() -> None:
    """No capitals, no exclamation, no blame, and what comes next is always said."""
    for name in ("first", "second", "end", "threat"):
        for written in (False, True):
            said = ENGLISH.step(name, written=written)
            assert len(said) <= 130
            assert "!" not in said
            assert not any(word.isupper() and len(word) > 1 for word in said.split())
    assert all("writing" in ENGLISH.step(name, written=False) for name in ("second", "end", "threat"))
