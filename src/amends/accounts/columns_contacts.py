"""Contacts of a table file, counted for the accounts of their services."""

from typing import Final

import numpy as np

from amends.facts import Moment
from amends.facts.moments import DAY_US
from amends.link.chains import Sheet

from .codes import NEVER, Codes, Found, Ints, Mask, Wrong, moments, one_space, texts
from .figures import LATELY_DAYS, RECENT_DAYS

FLAGS: Final = ("promise_broken", "error_ours", "survey_low", "hostile")
_FIGURES: Final = {
    "repeat": "repeats_90",
    "promise_broken": "promises_broken",
    "error_ours": "errors_ours",
    "survey_low": "surveys_low",
    "hostile": "hostile",
}
_YES: Final = frozenset({"true", "1", "yes", "y", "x"})
_WORDS: Final = _YES | {"false", "0", "no", "n"}


def count_contacts(
    sheet: Sheet,
    asked: tuple[Codes | None, Codes],
    homes: Ints,
    exists: Mask,
    at: Moment,
    own: dict[str, Ints],
    found: Found,
) -> None:
    """Adds to `own` what contacts say. Each counts for the account of its service, else for the account it names."""
    services, named = asked
    rows_count = len(named) if services is None else len(services)
    wrong = Wrong(sheet, rows_count)
    when, notes = moments(sheet, "occurred_at" if "occurred_at" in sheet.names else "at", rows_count, NEVER, wrong)
    found.notes += notes
    wrong.note(when == NEVER, "occurred_at", "is empty", "Write when it was")
    account = named.astype(np.int64) if "account_id" in sheet.names else np.full(rows_count, -1, np.int64)
    if services is not None:
        by_service = np.where(services >= 0, homes[services] if len(homes) else -1, -1)
        account = np.where(by_service >= 0, by_service, account)
    nowhere = (account < 0) | ~(exists[account] if len(exists) else np.zeros(rows_count, np.bool_))
    wrong.note(nowhere, "service_id", "leads to no account of these files", "Name a service or an account of them")
    days = (at - when) / DAY_US
    flags = {name: _ticked(sheet, name, rows_count, wrong) for name in ("repeat", *FLAGS)}
    good = ~wrong.bad & (days >= 0)
    lately = good & (days < LATELY_DAYS)
    count = len(exists)
    own["contacts_30"] = np.bincount(account[good & (days < RECENT_DAYS)], minlength=count)
    own["contacts_90"] = np.bincount(account[lately], minlength=count)
    for name, flag in flags.items():
        own[_FIGURES[name]] = np.bincount(account[lately & flag], minlength=count)
    found.close(wrong)


def _ticked(sheet: Sheet, name: str, rows_count: int, wrong: Wrong) -> Mask:
    if name not in sheet.names:
        return np.zeros(rows_count, np.bool_)
    distinct, (codes,) = one_space([texts(sheet, name)])
    words = [str(one).lower() for one in distinct.to_pylist()] + ["no"]
    unknown = np.array([word not in _WORDS for word in words])[codes]
    wrong.note(unknown, name, "is neither yes nor no", "Write yes or no", lambda row: words[codes[row]])
    return np.array([word in _YES for word in words])[codes]
