"""Taking away the desk's rows of somebody who was forgotten, and making again those of others that he was part of."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import connection, transaction

from amends.facts import Moment, NotAccepted, Policy, Problem
from amends.record import Record
from amends.record.forgetting import Plan

from .desk import alone, follow, store
from .desk.models import DeskHandle


def take_away(record: Record, policy: Policy, now: Moment, plan: Plan) -> dict[str, int]:
    """Every derived row of him; gives how many there were by table. Safe to repeat. Raises NotAccepted where the
    desk's database could not let go of what was deleted.
    """
    keys = set(plan.keys)
    rows = {
        key
        for some in _portions(sorted(keys))
        for key in DeskHandle.objects.filter(handle__in=some).values_list("row_key", flat=True)
    }
    with transaction.atomic():
        store.begin()
        before = _rows_by_table()
        fallen_off = store.replace(None, keys | rows)
        store.record_change()
        after = _rows_by_table()
    follow.renew(record, policy, now, sorted(fallen_off | keys | set(plan.neighbours)))
    alone.renew(record)
    _clean()
    return {table: gone for table, count in before.items() if (gone := count - after[table]) > 0}


def _rows_by_table() -> dict[str, int]:
    models = apps.get_app_config("console").get_models()
    return {model._meta.db_table: model._default_manager.count() for model in models}


def _clean() -> None:
    """What was deleted leaves the files. On PostgreSQL dead rows go; its archive and replicas keep them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")
            return
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            step = "Run `amends forget --finish` when `amends serve` and other commands have ended"
            what = "still holds what was deleted in its write-ahead log: somebody was reading it"
            raise NotAccepted(Problem("the desk's database", what, step))


def _portions(values: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (values[at : at + store.AT_ONCE] for at in range(0, len(values), store.AT_ONCE))
