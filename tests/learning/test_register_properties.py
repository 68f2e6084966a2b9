"""What must hold of the register whatever is told: nobody is named, no order matters, each mistake stands once."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amends.customer import understand
from amends.facts import CustomerFile, Entry, Policy, Source
from amends.facts.kinds import InheritedTold, MistakeNoted
from amends.learning import register
from amends.learning.harm import Harm
from amends.learning.mistake_json import mistake_json, mistake_of
from amends.learning.mistake_words import sentences
from amends.learning.mistakes import FoundBy, Mistake, Way
from amends.learning.names import known_names, names_in
from amends.learning.notes import texts_of
from amends.learning.register import mistakes, noted_alone
from whole.conversation_words import CONVERSATIONS, NOW, WHO, shuffled
from whole.conversation_world import NUMBER, entry, file_of, invoice, noted, paid, posting, profile, rang

POLICY = Policy(zone="Europe/Berlin", agents={"ruth": ("PJSIP/ruth", "zendesk/3301")})
DESK = Source("desk", "us")
FOUR_HUNDRED = (
    profile(phone=NUMBER),
    invoice("I-1", "409.00", "2026-03-02 09:00"),
    posting("P-1", "409.00", "2026-03-02 09:00", "invoice"),
    posting("P-2", "-400.00", "2026-03-20 09:00", "payment"),
    paid("pi_1", "400.00", "2026-03-20 08:59"),
    *rang("2026-05-06 11:10", call="asterisk/4"),
    noted("Told him that he owes 400.00 EUR. Not happy.", "2026-05-06 11:16", call="asterisk/4"),
)
Register = Callable[[CustomerFile, Policy], tuple[Mistake, ...]]
KNOWN = known_names(POLICY, users=["ruth", "omar"])


def strings(value: object) -> list[str]:
    """Every text in a mistake."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in strings(one)]
    if isinstance(value, Mistake | Way | Harm):
        return [text for field in fields(value) for text in strings(getattr(value, field.name))]
    return []


def check_nobody_named(register_: Register, file: CustomerFile) -> None:
    for mistake in register_(file, POLICY):
        for text in strings(mistake):
            assert not [one for one in names_in(text, KNOWN) if one.sure], text


def written_without_names(told: Entry) -> bool:
    """What a page lets through: the fold does not censor what people wrote."""
    what = told.what
    if isinstance(what, MistakeNoted):
        return not any(
            names_in(text, KNOWN) for text in strings((*texts_of(what), what.mistake, what.programme, what.contact))
        )
    return not (isinstance(what, InheritedTold) and names_in(what.words, KNOWN))


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS)
def test_no_colleague_is_named_in_any_mistake(entries: list[Entry]) -> None:
    file = understand(filter(written_without_names, entries), who=WHO, now=NOW, policy=POLICY)
    assume(file is not None)
    assert file is not None
    check_nobody_named(mistakes, file)


def test_twin_that_names_the_one_who_had_the_contact_is_caught() -> None:
    def naming(file: CustomerFile, policy: Policy) -> tuple[Mistake, ...]:
        who = [agent for contact in file.contacts for agent in contact.agents]
        return tuple(replace(one, factors=tuple(who)) for one in mistakes(file, policy))

    file = file_of(*FOUR_HUNDRED, now="2026-06-20 10:00", policy=POLICY)
    check_nobody_named(mistakes, file)
    with pytest.raises(AssertionError, match="ruth"):
        check_nobody_named(naming, file)


def check_order(register_: Register, entries: list[Entry], seed: int) -> None:
    files = [understand(told, who=WHO, now=NOW, policy=POLICY) for told in (entries, shuffled(entries, seed))]
    one, other = (register_(file, POLICY) if file is not None else () for file in files)
    assert one == other


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS, seed=st.integers(0, 2**32))
def test_the_order_of_arrival_never_matters(entries: list[Entry], seed: int) -> None:
    check_order(mistakes, entries, seed)


def test_twin_that_takes_notes_as_they_came_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [MistakeNoted("noted:1", what=f"It was {n}") for n in range(4)]
    story = [entry(DESK, "2026-06-01 10:00", told, f"n{n}") for n, told in enumerate(notes)]
    assert noted_alone(story) == noted_alone(reversed(story))
    monkeypatch.setattr(register, "in_order_of_happening", tuple)
    assert noted_alone(story) != noted_alone(reversed(story))


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS)
def test_every_mistake_stands_once_and_can_be_shown(entries: list[Entry]) -> None:
    file = understand(entries, who=WHO, now=NOW, policy=POLICY)
    found = mistakes(file, POLICY) if file is not None else ()
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert all(sentences(one, POLICY.zoneinfo))
        assert mistake_of(mistake_json(one)) == one
        assert one.ways == tuple(sorted(one.ways))
        assert one.found_by in ("", *FoundBy)
