"""Before something that cannot be undone: what that is, a few questions, and what the witnesses say about the matter.

Short lists that are asked at the moment of acting, after the practice of aviation and of Haynes and others (New England
Journal of Medicine 360:491, 2009). The answers are entries; whoever goes on in spite of one is not stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.facts import CustomerFile, Opinion, OwedState, Problem, Refused, Verdict
from amends.facts.kinds import CheckAnswered
from amends.facts.opinions import VERDICT_WORDS

_CHECK: Final = "The check list"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `wanted` is the answer with which nothing speaks against going on: yes or no."""

    key: str
    words: str
    wanted: str = "yes"


@dataclass(frozen=True, slots=True)
class Checklist:
    """The list of one action. `done` is what the system calls it in which it is done; `steps` fail if it was wrong."""

    action: str
    done: str
    title: str
    cannot_be_undone: str
    instead: str
    questions: tuple[Question, ...]
    steps: tuple[str, ...]


CHECKLISTS: Final[dict[str, Checklist]] = {
    one.action: one
    for one in (
        Checklist(
            "cancel",
            "cancelled",
            "Cancel an order or a contract",
            "The price, the number and the place in the queue are gone. Made anew, it is another order.",
            "Put it on hold until the open question is answered.",
            (
                Question("asked", "Did the customer ask for it himself, in words that are on record?"),
                Question("this_one", "Is it this order, and not another one of his?"),
                Question("open_money", "Is money for it still on its way, in either direction?", "no"),
            ),
            ("order.cancel", "charge.cancel"),
        ),
        Checklist(
            "write_off",
            "written_off",
            "Write an amount off",
            "What is written off is not asked for again, and our books no longer show that it was ever in question.",
            "Leave it open, and have finance compare both sums first.",
            (
                Question("two_sums", "Do the ledger and the invoices add up to the same?"),
                Question("paid", "Could he have paid already, and it was not credited?", "no"),
                Question("told", "Does the customer know about it?"),
            ),
            ("balance.tell", "record.keep"),
        ),
        Checklist(
            "ship",
            "shipped",
            "Send goods",
            "What has left is with the carrier: it can be asked for back, and seldom comes.",
            "Hold the parcel until the address is confirmed.",
            (
                Question("address", "Is it the address that the customer gave last?"),
                Question("still_wanted", "Is the order still wanted, and not cancelled or refunded?"),
                Question("twice", "Has it been sent before?", "no"),
            ),
            ("order.ship",),
        ),
        Checklist(
            "delete",
            "deleted",
            "Delete an account or a record",
            "Nobody can bring it back, and what it would have proved is gone with it.",
            "Lock it, and delete it when nothing is open any more.",
            (
                Question("asked", "Did the customer ask for it himself, and do we know that it was he?"),
                Question("nothing_open", "Is anything owed, promised or in question?", "no"),
                Question("must_keep", "Must any of it be kept by law?", "no"),
            ),
            ("record.keep",),
        ),
        Checklist(
            "refund_elsewhere",
            "refunded_elsewhere",
            "Refund to another account",
            "Money that went to somebody else's account does not come back by itself.",
            "Refund to where it was paid from, or ask the gateway whether that is closed.",
            (
                Question("closed", "Did a witness say that money cannot arrive where it was paid from?"),
                Question("owner", "Is it known that the other account is the customer's own?"),
                Question("first_gone", "Is the first refund surely not on its way any more?"),
            ),
            ("refund.send", "refund.amount"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Before:
    """What the page shows: the list, what the witnesses say, and what speaks for waiting."""

    checklist: Checklist
    says: tuple[str, ...]
    wait: tuple[str, ...]


def before(action: str, file: CustomerFile, matter: str = "") -> Before:
    """For this customer, and this matter where one is named. Raises Refused for an action that has no list."""
    return Before(_list_of(action), tuple(_says(file, matter)), tuple(_wait(file, matter)))


def check_answers(told: CheckAnswered) -> CheckAnswered:
    """Every question answered, yes or no, in the order of the list. Raises Refused."""
    wanted = _list_of(told.checklist).questions
    answers = [answer.partition("=")[::2] for answer in told.answers]
    if [key for key, _ in answers] != [question.key for question in wanted]:
        step = "Answer each question of the list: " + ", ".join(question.key for question in wanted)
        raise Refused(Problem(_CHECK, "is not answered in full", step))
    for key, answer in answers:
        if answer not in ("yes", "no"):
            raise Refused(Problem(_CHECK, "has an answer that is neither yes nor no", "Choose one", value=key))
    return told


def against(told: CheckAnswered) -> tuple[Question, ...]:
    """The questions whose answers speak against going on: the page asks once more."""
    answers = dict(answer.partition("=")[::2] for answer in told.answers)
    return tuple(one for one in _list_of(told.checklist).questions if answers.get(one.key) != one.wanted)


def _list_of(action: str) -> Checklist:
    if action not in CHECKLISTS:
        step = "Choose one of: " + ", ".join(CHECKLISTS)
        raise Refused(Problem("The action", "has no check list", step, value=action))
    return CHECKLISTS[action]


def _says(file: CustomerFile, matter: str) -> Iterator[str]:
    """On the matter itself first, then on whatever else is open with him."""
    about = [one for one in file.opinions if matter and one.matter == matter]
    if matter and not about:
        yield "No witness besides us has said anything about this: what our own record shows is no evidence."
    yield from (_sentence(one) for one in about)
    others = [one for one in file.opinions if one.matter != matter and one.verdict is not Verdict.RECORD_RIGHT]
    yield from (_sentence(one) for one in others)
    if not file.opinions and not matter:
        yield "Nothing of this customer's is in question."


def _sentence(opinion: Opinion) -> str:
    seen = ", ".join(dict.fromkeys(witness.source for witness in opinion.witnesses))
    return f"{VERDICT_WORDS[opinion.verdict]}: {opinion.sentence}" + (f" Seen by: {seen}." if seen else "")


def _wait(file: CustomerFile, matter: str) -> Iterator[str]:
    about = [one for one in file.opinions if not matter or one.matter == matter]
    if any(one.verdict is Verdict.TOO_EARLY for one in about):
        yield "Nobody can know yet: look again when its time has come."
    if any(one.verdict is Verdict.CANNOT_TELL for one in about):
        yield "Nobody can tell: get what is missing first."
    for owed in file.owed:
        if owed.money is not None and owed.state in (OwedState.OWED, OwedState.REQUESTED, OwedState.UNDER_WAY):
            yield f"{owed.money} is owed to this customer and has not been seen to arrive."
    if any(promise.open for promise in file.conversation.promises):
        yield "A promise to this customer is open."
