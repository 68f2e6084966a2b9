"""What a running process remembers of people's words goes when somebody is forgotten, also by another process."""

import re

import pytest

from amends import console
from amends.record.forgetting import FOLDER
from forget_stories import WORDS, close_desk
from machine import REPOSITORY
from record_stories import Place

# Caches that hold no word, number or name of a person; those that do are in kept_texts.KEPT.
HARMLESS = {
    "_plan", "_outward", "exponent", "_function_words", "_private_words", "_moments", "words", "_said_by", "_hints",
    "_zone", "zone_of", "_zones_by_country", "claim_options", "_digest", "key_of", "simulate", "_later", "_joined",
    "_cipher", "_owner", "_parsed", "_waits",
}  # fmt: skip
CLEARED = {"_hard", "_marked", "_words", "vocabulary", "rules", "e164", "zones_of_number", "_drawn"}
CACHED = re.compile(r"@(?:functools\.)?(?:lru_)?cache\b(?:\([^\n]*\))?[^\n]*\n(?:@[^\n]*\n)*\s*def (\w+)")


def test_every_cache_of_the_product_is_known_to_hold_words_or_not() -> None:
    found = {name for file in (REPOSITORY / "src").rglob("*.py") for name in CACHED.findall(file.read_text())}
    assert found >= CLEARED
    assert found <= CLEARED | HARMLESS, "does it hold anybody's words? Then clear it in console/kept_texts.py"
    assert CACHED.findall("@cache\ndef a_new_one(text: str) -> str:\n") == ["a_new_one"]


def test_a_server_drops_what_it_remembers_when_a_command_forgot_somebody(sqlite_place: Place) -> None:
    console.prepare(sqlite_place.home)
    from amends.console import kept_texts
    from amends.recovery.brief import quotes

    with sqlite_place.open() as record:
        elsewhere = kept_texts.ForgottenElsewhere(sqlite_place.home)
        quotes._hard(WORDS)
        assert not elsewhere.round(record)
        assert quotes._hard.cache_info().currsize > 0
        (sqlite_place.home / FOLDER).mkdir()
        assert elsewhere.round(record)
        assert all(cached.cache_info().currsize == 0 for cached in kept_texts.KEPT)
        assert not elsewhere.round(record)
    close_desk()


@pytest.mark.promise
def test_a_server_that_never_looks_is_caught(sqlite_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    console.prepare(sqlite_place.home)
    from amends.console import kept_texts
    from amends.recovery.brief import quotes

    monkeypatch.setattr(kept_texts.ForgottenElsewhere, "_changed", lambda self: 0)
    with sqlite_place.open() as record:
        elsewhere = kept_texts.ForgottenElsewhere(sqlite_place.home)
        quotes._hard(WORDS)
        (sqlite_place.home / FOLDER).mkdir()
        elsewhere.round(record)
        assert quotes._hard.cache_info().currsize > 0
    close_desk()
