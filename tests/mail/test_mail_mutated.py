"""Promise: no mail, however broken, is lost or stops the others. 10,000 damaged mails, each an entry or quarantined."""

import email
import email.policy
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest

from amends.facts import entry_of, head_and_body
from amends.intake.fetch.letters import Letter
from amends.intake.fetch.mail_reader import MailReader
from amends.intake.heard import Heard
from mail_mutations import mutated
from mail_seeds import POST, RECEIVED, SEEDS, heard

MAILS = 10_000
SHARES = list(pairwise(range(0, MAILS + 1, MAILS // 10)))


def unaccounted(mails: Iterable[bytes], hear: Callable[[bytes], Heard]) -> list[str]:
    """What went wrong, in words: crashes, losses, and entries that cannot be stored and read again."""
    wrong = []
    for raw in mails:
        try:
            found = hear(raw)
        except Exception as error:
            wrong.append(f"crash: {error!r}")
            continue
        if len(found.entries) + len(found.not_understood) != 1:
            wrong.append("lost")
        wrong += ["bytes changed" for bad in found.not_understood if bad.raw != raw]
        wrong += ["cannot be stored" for told in found.entries if entry_of(*head_and_body(told)) != told]
        wrong += [bad.reason for bad in found.not_understood if "cannot be read" in bad.reason]
    return wrong


@pytest.mark.promise
@pytest.mark.parametrize(("first", "end"), SHARES)
def test_ten_thousand_damaged_mails(first: int, end: int) -> None:
    mails = list(mutated(SEEDS, first, end - first))
    assert len(mails) == MAILS // 10
    assert unaccounted(mails, heard) == []


def _strict(raw: bytes) -> Heard:
    """The first broken twin: the library's modern policy, which raises on damage."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    str(message["from"]), str(message["date"]), str(message["subject"])
    message.get_body().get_content()  # type: ignore[union-attr]
    return heard(raw)


def _forgetful(raw: bytes) -> Heard:
    """The second: what cannot be read is dropped."""
    return Heard(heard(raw).entries)


def test_broken_parsers_are_caught() -> None:
    mails = list(mutated(SEEDS, 0, 1000))
    assert any(word.startswith("crash") for word in unaccounted(mails, _strict))
    assert "lost" in unaccounted(mails, _forgetful)


def test_the_worker_says_the_same_as_the_parser() -> None:
    mails = list(mutated(SEEDS, 0, 120))
    with MailReader(POST) as reader:
        answers = reader.read([Letter(raw, RECEIVED, "mail") for raw in mails])
        assert reader.restarts == 0
    assert answers == [heard(raw) for raw in mails]
