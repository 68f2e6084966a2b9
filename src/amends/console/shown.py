"""All that the desk lists of one customer, and how a worker process makes it for many. Imports no Django."""

import multiprocessing
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from amends import customer
from amends.care.handled import HandledContact
from amends.facts import Bundle, CustomerFile, Moment, Policy

from .accounts.rows import OfAccount, of_account
from .care.handled_rows import handled_rows
from .care.helped_rows import HelpedRow, helped_rows
from .mistake_row import DoneRow, MistakeRow, done_rows, mistake_rows
from .queue_row import Row, row_of
from .sweep_row import RefundRow, VictimRow, refund_rows, victim_rows
from .taken_row import TakenRow, taken_rows


@dataclass(frozen=True, slots=True)
class Shown:
    """One customer on the desk. `row` is None for who does not stand in the queue: he never contacted us and is owed
    nothing; his refunds, and his contacts that we took, are listed all the same. `handles` are the keys by which he is
    found.
    """

    key: str
    handles: tuple[str, ...]
    row: Row | None
    refunds: tuple[RefundRow, ...]
    victims: tuple[VictimRow, ...]
    taken: tuple[TakenRow, ...] = ()
    mistakes: tuple[MistakeRow, ...] = ()
    done: tuple[DoneRow, ...] = ()
    handled: tuple[HandledContact, ...] = ()
    helped: tuple[HelpedRow, ...] = ()
    of_account: OfAccount = field(default_factory=OfAccount)


def shown_of(file: CustomerFile, policy: Policy) -> Shown | None:
    """What is listed of him, or None where that is nothing."""
    row, refunds, victims = row_of(file, policy), refund_rows(file), victim_rows(file, policy)
    taken, wrong, done = taken_rows(file, policy), mistake_rows(file, policy), done_rows(file)
    mine, whole = handled_rows(file, policy), of_account(file, policy)
    if row is None and not (refunds or victims or taken or wrong or done or mine or whole.served or whole.members):
        return None
    handles = tuple(sorted({file.identity.id, *file.identity.handles}))
    helped = helped_rows(file, policy)
    return Shown(file.identity.id, handles, row, refunds, victims, taken, wrong, done, mine, helped, whole)


def shown_of_bundles(bundles: Iterable[Bundle], policy: Policy, now: Moment) -> list[Shown]:
    """The same of these customers; those of whom nothing is listed are left out. What a worker process runs."""
    files = (customer.understand_bundle(bundle, now=now, policy=policy, history=False) for bundle in bundles)
    found = (shown_of(file, policy) for file in files)
    return [one for one in found if one is not None]


def end_with_parent() -> None:
    """For a worker process: without this, one whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
