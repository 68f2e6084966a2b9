"""Since when a customer waits for an answer. Pure, and without Django: workers of a rebuild use it."""

from collections.abc import Iterator
from typing import Final

from amends.facts import US, Call, CallOutcome, CustomerFile, Entry, Moment
from amends.facts.kinds import AnswerGiven, CaseClosed

_WRITTEN_DOWN_AFTERWARDS: Final = "note"


def waiting_since(file: CustomerFile) -> Moment | None:
    """When the oldest contact that nobody answered came in.

    Closing a matter answers what came before it; so do words that went out to him, and a call in which somebody spoke
    with him. A confirmation of receipt and a note to ourselves answer nothing.
    """
    answered = max(_answers(file), default=None)
    open_since = [c.at for c in file.contacts if (answered is None or c.at > answered) and not _spoken(c.call)]
    return min(open_since, default=None)


def _answers(file: CustomerFile) -> Iterator[Moment]:
    for entry in file.told:
        if _is_closing(file, entry) or _is_answer(entry):
            yield entry.occurred
    for call in file.conversation.calls:
        if _spoken(call):
            yield call.answered or call.began


def _is_closing(file: CustomerFile, entry: Entry) -> bool:
    return isinstance(entry.what, CaseClosed) and _with(file, entry.what)


def _is_answer(entry: Entry) -> bool:
    what = entry.what
    ours = isinstance(what, AnswerGiven) and entry.source.root == US and not what.automatic
    return ours and getattr(what, "record", "") != _WRITTEN_DOWN_AFTERWARDS


def _spoken(call: Call | None) -> bool:
    return call is not None and call.outcome is CallOutcome.REACHED


def _with(file: CustomerFile, act: CaseClosed) -> bool:
    """Whether it was done with this customer. Two may share a matter: a refund of one that went to the other."""
    return not act.about or act.about in (file.identity.id, *file.identity.handles)
