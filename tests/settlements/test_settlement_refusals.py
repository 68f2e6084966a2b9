"""Files that are no report, or only part of one: each is named, and none is silence."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Refused
from amends.intake.settlement import gateway_of
from reports import ACTIVITY, ADYEN, ADYEN_REFUND, BRAINTREE, LIST, STRIPE, STRIPE_REFUND, csv_of, heard, party, stl


@pytest.mark.parametrize("raw", [b"", b"\n", b"\xef\xbb\xbf", csv_of(STRIPE), csv_of(ADYEN, "")])
def test_an_empty_file_is_an_error(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"is empty|holds no lines"):
        heard(raw, party("stripe"))


@pytest.mark.parametrize(
    ("raw", "gateway"),
    [
        (csv_of(STRIPE, ""), "stripe"),
        (csv_of(LIST, ""), "stripe"),
        (csv_of(ADYEN, ""), "adyen"),
        (csv_of(ACTIVITY, ""), "paypal"),
        (b"\xef\xbb\xbf" + csv_of(ACTIVITY, ""), "paypal"),
        (stl(), "paypal"),
        (csv_of(BRAINTREE, ""), "braintree"),
        (csv_of(ADYEN.replace(",", ";"), ""), "adyen"),
    ],
)
def test_a_report_is_told_by_its_columns(raw: bytes, gateway: str) -> None:
    assert gateway_of(io.BytesIO(raw), "report.csv") == gateway
    assert gateway_of(io.BytesIO(raw), "report.csv", gateway) == gateway


def test_a_report_of_another_gateway_is_said() -> None:
    with pytest.raises(Refused, match="is a report of adyen"):
        gateway_of(io.BytesIO(csv_of(ADYEN, "")), "report.csv", "stripe")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Refused, match=r"column modification reference: is missing; Adyen"):
        heard(csv_of(ADYEN.replace("Modification Reference", "Mod Ref"), ADYEN_REFUND), party("adyen"))


def test_any_other_table_is_sent_where_it_belongs() -> None:
    with pytest.raises(Refused, match="amends intake table"):
        heard(b"refund,total\n1,2\n", party("stripe"))


def test_a_half_written_last_line_costs_itself_only() -> None:
    raw = csv_of(STRIPE, STRIPE_REFUND, STRIPE_REFUND.replace("re_2", "re_3")).rstrip()[:-30]
    done = heard(raw, party("stripe"))
    assert ([problem.line for problem in done.problems], len(done.entries)) == ([3], 1)
    assert len(done.not_understood) == 1


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_and_never_crash(raw: bytes) -> None:
    with pytest.raises(Refused):
        heard(raw, party("stripe"))


@pytest.mark.promise
@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.binary(min_size=1, max_size=60).filter(lambda b: b.strip() and not set(b) & set(b'\x00\r\n"')), max_size=5
    )
)
def test_every_line_is_an_entry_or_kept(lines: list[bytes]) -> None:
    raw = csv_of(STRIPE, STRIPE_REFUND) + b"".join(line + b"\n" for line in lines)
    done = heard(raw, party("stripe"))
    blank = sum(not line.strip() for line in lines)
    assert len(done.entries) + len(done.not_understood) == 1 + len(lines) - blank


def test_the_twin_that_leaves_out_what_it_cannot_read_is_caught() -> None:
    done = heard(csv_of(STRIPE, STRIPE_REFUND, "broken"), party("stripe"))
    assert len(done.entries) < 2 == len(done.entries) + len(done.not_understood)
