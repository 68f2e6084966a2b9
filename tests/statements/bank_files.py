"""Statements as banks write them, and what is heard in them."""

import io

from amends.facts import Entry, Money
from amends.facts.kinds import PayoutTold, PostingTold
from amends.intake.heard import Heard
from amends.intake.stated import Period
from amends.intake.statement import Bank, hear_statement

PERIOD = "<FrToDt><FrDtTm>2026-05-01T00:00:00Z</FrDtTm><ToDtTm>2026-05-31T23:59:59Z</ToDtTm></FrToDt>"
ACCOUNT = "<Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>"
_KINDS = {
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    "052": ("BkToCstmrAcctRpt", "Rpt"),
}


def part(amount: str, reference: str, *, direction: str = "", text: str = "Refund", currency: str = "EUR") -> str:
    told = f"<CdtDbtInd>{direction}</CdtDbtInd>" if direction else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{amount}</Amt></TxAmt></AmtDtls>{told}'
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def line(
    amount: str,
    *parts: str,
    direction: str = "DBIT",
    currency: str = "EUR",
    status: str = "<Sts>BOOK</Sts>",
    day: str = "<Dt>2026-05-04</Dt>",
    ref: str = "REF1",
    more: str = "",
) -> str:
    details = f"<NtryDtls>{''.join(parts)}</NtryDtls>" if parts else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}{status}'
        f"<BookgDt>{day}</BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef>{details}</Ntry>\n"
    )


def camt(*lines: str, kind: str = "053", version: str = "001.02", head: str = PERIOD) -> bytes:
    message, report = _KINDS[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.{version}"><{message}><GrpHdr/>'
        f"<{report}><Id>1</Id>{head}{ACCOUNT}\n{''.join(lines)}</{report}></{message}></Document>"
    ).encode()


def mt940(*fields: str, balance: str = ":60F:C260501EUR1000,00", end: str = ":62F:C260531EUR900,00") -> bytes:
    return "\n".join((":20:STMT1", ":25:51210800/1245126199", ":28C:5/1", balance, *fields, end, "-", "")).encode()


def ofx(*lines: str, tail: str = "") -> bytes:
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\n"
        "OLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        "<DTSERVER>20260605120000<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS>"
        "<CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>121000358<ACCTID>999<ACCTTYPE>CHECKING"
        f"</BANKACCTFROM><BANKTRANLIST><DTSTART>20260501<DTEND>20260601{''.join(lines)}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>100.00<DTASOF>20260601</LEDGERBAL>{tail}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def ofx_line(own_id: str, amount: str, memo: str, *, kind: str = "DEBIT") -> str:
    told = f"<TRNTYPE>{kind}<DTPOSTED>20260504<TRNAMT>{amount}<FITID>{own_id}<NAME>Ruth<MEMO>{memo}"
    return f"<STMTTRN>{told}</STMTTRN>"


def heard(raw: bytes, bank: Bank | None = None, periods: list[Period] | None = None) -> Heard:
    told = [] if periods is None else periods
    return sum(hear_statement(io.BytesIO(raw), "bank.file", bank or Bank(), told.append), Heard())


def postings(raw: bytes, bank: Bank | None = None) -> list[PostingTold]:
    return [entry.what for entry in heard(raw, bank).entries if isinstance(entry.what, PostingTold)]


def payouts(raw: bytes) -> list[PayoutTold]:
    return [entry.what for entry in heard(raw).entries if isinstance(entry.what, PayoutTold)]


def moneys(raw: bytes) -> list[Money]:
    return [told.money for told in postings(raw)]


def only(raw: bytes, bank: Bank | None = None) -> Entry:
    (entry,) = heard(raw, bank).entries
    return entry
