"""Writing down a report and what becomes of it, for the command line and the pages alike.

Nothing here is dated to the minute but what the reviewer does, and nothing but the sealed part says who it was.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from amends.facts import Entry, Moment, NotAllowed, Policy, Problem, Refused
from amends.facts.kinds import ReportChanged, ReportIdentity, ReportMade
from amends.facts.moments import DAY_US
from amends.learning.report_codes import code_of, id_of, receipt_of, which
from amends.learning.reports import DESK, Report, check_change, check_report, moment_of_answer, reports
from amends.learning.small_groups import week_of

from .identities import Identity, destroy, open_sealed, seal
from .record import Record
from .report_entries import reports_told
from .reviewer_key import reviewer_key


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was written down: the code is nowhere else. `sealed` is False where no name was kept; `again` says
    that this very form had made it before.
    """

    code: str
    sealed: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What a reporter says. `by` is sealed, and so is the contact, by which whoever took it would be found."""

    text: str
    contact: str
    by: str
    step: str = ""


def record_report(
    record: Record,
    home: Path,
    told: SelfReport,
    *,
    seed: bytes,
    now: Moment,
    policy: Policy,
    steps: Collection[str] = (),
) -> Made:
    """Write it down, once for each `seed`. Without a reviewer's key it is taken all the same, and no name is kept.

    Raises Refused where it is empty.
    """
    code = code_of(seed)
    name, receipt, week = id_of(code), receipt_of(code), week_of(now, policy.zoneinfo)
    known = next((one for one in reports(reports_told(record)) if one.receipt == receipt), None)
    if known is not None:
        return Made(code, known.identity is not None, again=True)
    key = reviewer_key(home) if told.by.strip() else None
    made = ReportMade(name, receipt, told.step, told.text.strip(), contact="" if key else told.contact.strip())
    entries = [Entry(DESK, f"report:{name}", week, check_report(made, steps))]
    if key is not None:
        until = Moment(week + policy.reports_identity_days * DAY_US)
        sealed = seal(key, name, Identity(told.by.strip(), told.contact.strip()))
        identity = ReportIdentity(name, key.fingerprint, until, sealed)
        entries.append(Entry(DESK, f"report-identity:{name}", week, identity))
    record.append(entries, source=DESK.name)
    return Made(code, key is not None)


def report_behind(record: Record, code: str) -> Report:
    """The report of this code. Raises Refused, and says nothing about why."""
    found = reports(reports_told(record))
    return found[which(code, [one.receipt for one in found])]


def report_named(record: Record, name: str) -> Report:
    """The report of this id. Raises Refused."""
    found = next((one for one in reports(reports_told(record)) if one.id == name), None)
    if found is None:
        raise Refused(Problem("This report", "is not known here", "Choose one from the list", value=name))
    return found


def record_answer(record: Record, code: str, words: str) -> Report:
    """What the reporter writes with his code: an answer, or something that he forgot. Raises Refused, NotAllowed."""
    report = report_behind(record, code)
    told = check_change(ReportChanged(report.id, "answered", words=words.strip()), report)
    if report.changes and report.changes[-1].event == "answered" and report.changes[-1].words == told.words:
        return report  # the same form again
    record.append([_entry(told, moment_of_answer(report), str(uuid.uuid4()))], source=DESK.name)
    return report_named(record, report.id)


def record_change(
    record: Record,
    told: ReportChanged,
    *,
    now: Moment,
    form_id: str,
    steps: Collection[str] = (),
    names: Collection[str] = (),
) -> Report:
    """What the reviewer does with a report; closing destroys the name. The same form again changes nothing.

    Raises Refused, and NotAllowed where a rule forbids it.
    """
    report = report_named(record, told.report)
    entry = _entry(told, now, form_id)
    if entry.id not in {change.id for change in report.changes}:
        check_change(told, report, steps=steps, names=names)
        record.append([entry], source=DESK.name)
    after = report_named(record, told.report)
    if not after.open:
        destroy(record, (after,))
        return replace(after, identity=None)
    return after


def record_opening(record: Record, report: Report, private: X25519PrivateKey, *, by: str, now: Moment) -> Identity:
    """Who made it, once it is written down that the reviewer looked: the reporter sees that. Raises NotAllowed where
    the name is destroyed, or the key does not fit.
    """
    if report.identity is None or report.due(now):
        raise NotAllowed(Problem("The name", "is not kept, or not any more", "Ask through the code"))
    identity = open_sealed(private, report.id, report.identity.sealed)
    record.append([_entry(ReportChanged(report.id, "read", by=by), now, str(uuid.uuid4()))], source=DESK.name)
    return identity


def _entry(told: ReportChanged, at: Moment, form_id: str) -> Entry:
    return Entry(DESK, f"report-changed:{told.report}:{told.event}:{form_id}", at, told)
