"""Reports of gateways as the gateways write them, and what is heard in them."""

import io
from collections.abc import Iterator

from amends.facts import GATEWAY, Entry, Source, hear_moment
from amends.facts.kinds import ChargeTold, PayoutTold, RefundTold
from amends.intake.heard import Heard
from amends.intake.settlement import Party, hear_settlement
from amends.intake.stated import Period

STRIPE = (
    "balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,charge_id,"
    "payment_intent_id,automatic_payout_id,customer_facing_amount,customer_facing_currency,"
    "refund_metadata[refund_id],payment_metadata[order_id]"
)
ADYEN = (
    "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,"
    "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,"
    "Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number"
)
ACTIVITY = (
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Reference Txn ID,Invoice Number,Custom Number"
)
BRAINTREE = (
    "Transaction ID,Subscription ID,Transaction Type,Transaction Status,Created Datetime,Created Timezone,"
    "Settlement Date,Disbursement Date,Currency ISO Code,Amount Submitted For Settlement,Order ID,"
    "Refunded Transaction ID,Payment Instrument Type"
)
LIST = "id,amount,currency,status,created,charge_id,payment_intent_id,failure_reason,metadata[refund_id]"
STL_COLUMNS = (
    '"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code",'
    '"Transaction Initiation Date","Transaction Completion Date","Transaction  Debit or Credit",'
    '"Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency",'
    '"Custom Field"'
)


def party(name: str, **told: object) -> Party:
    return Party(Source(name, GATEWAY if name == "stripe" else name), **told)  # type: ignore[arg-type]


def csv_of(header: str, *lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode()


def stl_line(own_id: str, code: str, direction: str, amount: str, currency: str = "USD", *, original: str = "") -> str:
    at = "2026/05/04 10:00:00 -0700"
    kind = "TXN" if original else ""
    return (
        f'"SB","{own_id}","A-17","{original}","{kind}","{code}",{at},{at},"{direction}",{amount},"{currency}","",,"",""'
    )


def stl(*lines: str, counted: int | None = None, end: bool = True) -> bytes:
    count = len(lines) if counted is None else counted
    head = (
        '"RH",2026/05/05 02:44:19 -0700,"A","ACCOUNT",009,\n"FH",01\n'
        '"SH",2026/05/04 00:00:00 -0700,2026/05/04 23:59:59 -0700,"ACCOUNT",""\n'
    )
    body = "".join(f"{line}\n" for line in (STL_COLUMNS, *lines))
    foot = f'"SF","USD",0,0,0,0,0,0\n"SC",{count}\n"RF","USD",0,0\n"RC",{count}\n'
    return (head + body + foot + ('"FF",1\n' if end else "")).encode()


def portions(raw: bytes, who: Party, periods: list[Period] | None = None) -> Iterator[Heard]:
    told = [] if periods is None else periods
    return hear_settlement(io.BytesIO(raw), "report.csv", who, told.append)


def heard(raw: bytes, who: Party, periods: list[Period] | None = None) -> Heard:
    return sum(portions(raw, who, periods), Heard())


def only(raw: bytes, who: Party) -> Entry:
    (entry,) = heard(raw, who).entries
    return entry


def refund(raw: bytes, who: Party) -> RefundTold:
    what = only(raw, who).what
    assert isinstance(what, RefundTold)
    return what


def charge(raw: bytes, who: Party) -> ChargeTold:
    what = only(raw, who).what
    assert isinstance(what, ChargeTold)
    return what


def payout(raw: bytes, who: Party) -> PayoutTold:
    what = only(raw, who).what
    assert isinstance(what, PayoutTold)
    return what


AS_OF = hear_moment("2026-06-01T00:00:00Z")
STRIPE_REFUND = (
    "txn_2,2026-05-04 09:30:00,2026-05-06 00:00:00,eur,-129.00,0.00,-129.00,refund,re_2,ch_1,pi_1,po_1,,,R-2291,A-17"
)
ADYEN_REFUND = "Co,Shop,PSP1,A-17,visa,2026-05-04 09:30:00,CEST,Refunded,MOD2,EUR,129.00,,1,EUR,129.10,,0.10,,,,118"
PAYPAL_REFUND = (
    '13/05/2026,09:30:00,CEST,Ruth,Payment Refund,Completed,EUR,"-1.129,00","0,00","-1.129,00",shop@example.org,'
    "ruth@example.org,TX2,TX1,A-17,"
)
BRAINTREE_REFUND = "bt2,,credit,settled,05/13/2026 09:30:00,CDT,05/14/2026,,USD,129.00,A-17,bt1,Credit Card"
