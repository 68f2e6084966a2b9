"""The names that other systems give to the columns of the files. The name of ours wins where both stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.link.chains import Sheet

_ACCOUNT: Final = ("account_id", "account", "customer", "customer_id", "organization", "organization_id", "entity")
_SERVICE: Final = ("service_id", "service", "circuit", "circuit_id", "contract", "subscription")
_FROM_TO: Final = {"from": ("from",), "until": ("until",), "renewal": ("renewal", "renewal_date")}
ACCOUNTS: Final = _FROM_TO | {
    "account_id": (*_ACCOUNT, "id"),
    "parent_id": ("parent_id", "parent", "parent_account", "parent_account_id"),
    "p_slow": ("p_slow", "p_if_slow", "p_leave_slow"),
    "p_first": ("p_first", "p_if_first", "p_leave_first", "p_expedited"),
    "p_leave": ("p_leave", "p_churn", "churn_probability", "probability_12_months", "probability"),
}
SERVICES: Final = {
    "service_id": (*_SERVICE, "id"),
    "account_id": _ACCOUNT,
    "revenue_minor": ("revenue_minor", "amount_minor", "mrr_minor"),
    "revenue": ("revenue", "amount", "mrr", "monthly_revenue", "revenue_per_month"),
    "currency": ("currency", "currency_code"),
    "start": ("start", "start_date"),
    "end": ("end", "end_date"),
    "renewal": ("renewal", "renewal_date"),
}
CONTACTS: Final = {
    "service_id": _SERVICE,
    "account_id": _ACCOUNT,
    "occurred_at": ("occurred_at", "at", "created_at", "created"),
    **{name: (name,) for name in ("repeat", "promise_broken", "error_ours", "survey_low", "hostile")},
}
TICKETS: Final = {
    "ticket": ("ticket", "ticket_id", "case", "case_id", "number", "id"),
    "service_id": _SERVICE,
    "account_id": _ACCOUNT,
    "opened_at": ("opened_at", "created_at", "opened", "created", "waiting_since"),
    "max_wait_minutes": ("max_wait_minutes", "max_wait", "sla_minutes"),
    "severity": ("severity", "priority", "urgency"),
    "proven_right": ("proven_right", "customer_right"),
    "vulnerable": ("vulnerable", "vulnerable_customer"),
}


class Renamed(Sheet):
    """A sheet under the names of ours; columns that have none are passed over."""

    def __init__(self, sheet: Sheet, aliases: Mapping[str, tuple[str, ...]]) -> None:
        self._sheet, self.where, self.rows_count = sheet, sheet.where, sheet.rows_count
        self.delimiter, self.source = sheet.delimiter, sheet.source
        tidy = {name: name.strip().lower().replace(" ", "_") for name in sheet.names}
        self._aliases, self.theirs = aliases, dict[str, str]()
        for ours, names in aliases.items():
            found = (name for wanted in names for name in sheet.names if tidy[name] == wanted)
            if (first := next(found, None)) is not None:
                sheet.check_column(first)  # of a name that stands twice nobody knows which is meant
                self.theirs[ours] = first
        self.names = tuple(self.theirs)
        if sheet.schema is not None:
            import pyarrow as pa

            fields = [sheet.schema.field(name).with_name(ours) for ours, name in self.theirs.items()]
            self.schema = pa.schema(fields)

    def check_column(self, name: str) -> None:
        """Raises Refused unless it is there, under one of its names."""
        if name not in self.names:
            others = (other for other in self._aliases[name] if other != name)
            step = f"Name it {name}, or {', '.join(others)}"
            raise Refused(Problem(self.where, "is no column of this file", step, line=1, column=name))

    def chunks(self, name: str) -> Iterator[Any]:
        """By our name."""
        return self._sheet.chunks(self.theirs[name])

    def batches(self) -> Iterator[Any]:
        """As they stand in the file, under its names."""
        return self._sheet.batches()

    def read_ahead(self, names: Sequence[str], of_many: Sequence[str] = ()) -> None:
        """By our names."""
        few, many = ([self.theirs[name] for name in some if name in self.theirs] for some in (names, of_many))
        self._sheet.read_ahead(few, many)

    def line(self, row: int) -> int:
        """As in the file."""
        return self._sheet.line(row)

    def good_rows(self, rows_count: int) -> NDArray[np.bool_]:
        """As in the file."""
        return self._sheet.good_rows(rows_count)

    def wrong(self, row: int) -> Problem:
        """As in the file."""
        return self._sheet.wrong(row)
