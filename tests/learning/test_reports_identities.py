"""Who made a report: for the reviewer's key alone, for one report alone, and in time for nobody."""

from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from amends.facts import Moment, NotAllowed, Policy, Refused, hear_moment
from amends.facts.kinds import ReportChanged
from amends.facts.moments import DAY_US
from amends.learning.report_codes import id_of
from amends.record import Record
from amends.record.identities import Identity, destroy_due, open_sealed, seal
from amends.record.report_entries import reports_told
from amends.record.reporting import (
    SelfReport,
    record_answer,
    record_change,
    record_opening,
    record_report,
    report_behind,
    report_named,
)
from amends.record.reviewer_key import ReviewerKey, make_key, reviewer_key, unlock

NOW = hear_moment("2026-06-03T14:23:11Z")
PASSPHRASE = "four words are enough"
RUTH = Identity("Ruth", "zendesk/4711")
FORM = "3f0d8a52-6c7e-4b55-9a51-0d6f0e1c7f10"


@pytest.fixture
def key(home: Path, tmp_path: Path) -> Path:
    """The reviewer's key file; its public half is in the home."""
    make_key(home, tmp_path / "reviewer.json", PASSPHRASE)
    return tmp_path / "reviewer.json"


def reported(record: Record, home: Path, *, by: str = "Ruth", seed: bytes = bytes(16)) -> str:
    """Ruth reports that she sent a refund twice; gives the code."""
    told = SelfReport("I sent it twice", "zendesk/4711", by)
    return record_report(record, home, told, seed=seed, now=NOW, policy=Policy()).code


def test_what_is_sealed_opens_with_its_key_for_its_report() -> None:
    private = X25519PrivateKey.generate()
    sealed = seal(ReviewerKey(private.public_key()), "report-1", RUTH)
    assert open_sealed(private, "report-1", sealed) == RUTH


@pytest.mark.promise
def test_no_other_key_and_no_other_report_opens_it() -> None:
    private = X25519PrivateKey.generate()
    sealed = seal(ReviewerKey(private.public_key()), "report-1", RUTH)
    with pytest.raises(NotAllowed, match="does not open this report"):
        open_sealed(X25519PrivateKey.generate(), "report-1", sealed)
    with pytest.raises(NotAllowed, match="does not open this report"):
        open_sealed(private, "report-2", sealed)


def test_the_length_of_a_name_tells_nothing() -> None:
    key = ReviewerKey(X25519PrivateKey.generate().public_key())
    lengths = {len(b64decode(seal(key, "r", Identity(name, "x")))) for name in ("Bo", "Wilhelmina van den Heuvel", "Ö")}
    assert len(lengths) == 1


def test_the_private_key_is_its_owners_alone_and_never_in_the_home(home: Path, key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    private = unlock(key.read_bytes(), PASSPHRASE)
    raw = private.private_bytes_raw()
    files = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    assert files
    assert not [content for content in files if raw in content or raw.hex().encode() in content]
    assert raw not in key.read_bytes()
    public = reviewer_key(home)
    assert public is not None
    assert private.public_key().public_bytes_raw() == public.public.public_bytes_raw()


def test_a_wrong_passphrase_and_a_file_that_is_no_key_are_said(key: Path) -> None:
    with pytest.raises(NotAllowed, match="does not open this key"):
        unlock(key.read_bytes(), "four words are not enough")
    for content in (b"", b"{}", b'{"format": "amends reviewer key 1", "salt": 3}', b"\x00" * 99):
        with pytest.raises(Refused, match="is no key of a reviewer"):
            unlock(content, PASSPHRASE)


def test_no_key_is_overwritten_and_none_replaced_by_mistake(home: Path, key: Path, tmp_path: Path) -> None:
    before = reviewer_key(home)
    with pytest.raises(Refused, match="is there already"):
        make_key(home, key, PASSPHRASE)
    with pytest.raises(NotAllowed, match="--replace"):
        make_key(home, tmp_path / "other.json", PASSPHRASE)
    with pytest.raises(Refused, match="is too short"):
        make_key(home, tmp_path / "other.json", "short")
    assert reviewer_key(home) == before
    assert not (tmp_path / "other.json").exists()
    made = make_key(home, tmp_path / "other.json", PASSPHRASE, replace=True)
    assert reviewer_key(home) == made


def test_a_report_without_a_reviewer_is_taken_and_keeps_no_name(record: Record, home: Path) -> None:
    report = report_behind(record, reported(record, home))
    assert report.identity is None
    assert report.contact == "zendesk/4711"
    assert "Ruth" not in repr(reports_told(record))


@pytest.mark.promise
def test_with_a_key_neither_name_nor_contact_nor_time_stands_in_any_entry(
    record: Record, home: Path, key: Path
) -> None:
    reported(record, home)
    assert traces(record) == []


def traces(record: Record) -> list[str]:
    """What of Ruth, of her contact and of the hour can be read by whoever has the keys of the home."""
    told = [entry for _, entry in record.after(0, 1_000)]
    words = [word for word in ("Ruth", "4711") if word in repr(told)]
    monday = hear_moment("2026-06-01T00:00:00Z")
    return words + [entry.id for entry in told if entry.occurred != monday]


@pytest.mark.promise
def test_a_contact_beside_the_seal_and_a_clock_time_would_be_seen(
    record: Record, home: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.record import reporting

    monkeypatch.setattr(reporting, "week_of", lambda now, zone: now)
    monkeypatch.setattr(reporting, "reviewer_key", lambda home: None)
    reported(record, home)
    assert "4711" in traces(record)
    assert len(traces(record)) == 2


def test_the_reviewer_opens_it_and_the_reporter_sees_that(record: Record, home: Path, key: Path) -> None:
    code = reported(record, home)
    private = unlock(key.read_bytes(), PASSPHRASE)
    assert record_opening(record, report_behind(record, code), private, by="Noor", now=NOW) == RUTH
    record_opening(record, report_behind(record, code), private, by="Noor", now=NOW)
    assert [change.event for change in report_behind(record, code).changes] == ["read", "read"]


@pytest.mark.promise
def test_nothing_is_opened_that_cannot_be_written_down(
    record: Record, home: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_behind(record, reported(record, home))

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(record, "append", full)
    with pytest.raises(OSError, match="no space"):
        record_opening(record, report, unlock(key.read_bytes(), PASSPHRASE), by="Noor", now=NOW)


def test_with_another_key_nothing_is_opened_and_nothing_is_written_down(record: Record, home: Path, key: Path) -> None:
    code = reported(record, home)
    with pytest.raises(NotAllowed):
        record_opening(record, report_behind(record, code), X25519PrivateKey.generate(), by="Noor", now=NOW)
    assert report_behind(record, code).changes == ()


def test_closing_destroys_the_name_and_the_record_still_verifies(record: Record, home: Path, key: Path) -> None:
    code = reported(record, home)
    told = ReportChanged(id_of(code), "closed", words="The button asks now", by="Noor")
    report = report_behind(record, code)
    after = record_change(record, told, now=NOW, form_id=FORM)
    assert after.identity is None
    assert record_change(record, told, now=Moment(NOW + 1), form_id=FORM).changes == after.changes  # the form again
    assert record.conflicts() == []
    assert report_behind(record, code).identity is None
    assert record.verify().ok
    with pytest.raises(NotAllowed, match="not any more"):
        record_opening(record, report_behind(record, code), unlock(key.read_bytes(), PASSPHRASE), by="N", now=NOW)
    with pytest.raises(NotAllowed, match="not any more"):  # a page that was open before
        record_opening(record, report_named(record, report.id), unlock(key.read_bytes(), PASSPHRASE), by="N", now=NOW)


def test_what_nobody_closes_is_destroyed_after_ninety_days(record: Record, home: Path, key: Path) -> None:
    code = reported(record, home)
    monday = hear_moment("2026-06-01T00:00:00Z")
    assert destroy_due(record, Moment(monday + 90 * DAY_US - 1)) == 0
    assert report_behind(record, code).identity is not None
    assert destroy_due(record, Moment(monday + 90 * DAY_US)) == 1
    assert destroy_due(record, Moment(monday + 90 * DAY_US)) == 0
    report = report_behind(record, code)
    assert report.identity is None
    assert report.open


def test_a_closing_that_was_cut_off_is_finished_by_the_follower(record: Record, home: Path, key: Path) -> None:
    from amends.console.forgetting import EVERY, Forgetting
    from amends.facts import Entry
    from amends.learning.reports import DESK

    code = reported(record, home)
    forgetting = Forgetting()
    assert forgetting.round(record, NOW) == 0
    record.append([Entry(DESK, "cut off", NOW, ReportChanged(id_of(code), "closed", words="x"))])
    assert forgetting.round(record, Moment(NOW + EVERY - 1)) == 0
    assert forgetting.round(record, Moment(NOW + EVERY)) == 1
    assert report_behind(record, code).identity is None


def test_the_same_form_twice_is_one_report(record: Record, home: Path, key: Path) -> None:
    assert reported(record, home) == reported(record, home)
    assert record.count() == 2
    assert record.conflicts() == []
    assert reported(record, home, seed=b"another form is another") != reported(record, home)


def test_the_reporter_answers_by_the_code_and_the_clock_is_not_written_down(
    record: Record, home: Path, key: Path
) -> None:
    code = reported(record, home)
    asked = ReportChanged(id_of(code), "asked", words="Which amount?", by="Noor")
    record_change(record, asked, now=NOW, form_id=FORM)
    for _ in range(2):
        report = record_answer(record, code, " 129.00 ")
    assert [(change.event, change.words) for change in report.changes][1:] == [("answered", "129.00")]
    assert report.changes[1].at == NOW + 1
    with pytest.raises(Refused, match="belongs to no report"):
        record_answer(record, "wrong", "x")


@pytest.mark.promise
def test_on_postgresql_it_is_the_same(home: Path, key: Path, postgres_url: str) -> None:
    from amends.record import open_record
    from postgres_server import fresh_database

    with open_record(home, fresh_database(postgres_url)) as record:
        code = reported(record, home)
        report = report_behind(record, code)
        assert record_opening(record, report, unlock(key.read_bytes(), PASSPHRASE), by="Noor", now=NOW) == RUTH
        assert record.entry(f"desk/report:{report.id}") is not None
        assert record.entry("desk/report:none") is None
        record_change(record, ReportChanged(report.id, "closed", words="Done"), now=NOW, form_id=FORM)
        assert report_behind(record, code).identity is None
        assert record.entry(f"desk/report-identity:{report.id}") is None
        assert record.verify().ok
