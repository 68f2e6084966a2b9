"""The scene of story 2: a ledger that says 9.00, a call note that says 400.00, and a survey answered in anger."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from story_1_scene import amends

US = ("--source", "billing", "--root", "us", "--json")
INVOICES = """invoice_id,customer_id,amount_minor,currency,issued_at,status
INV-88,C-391,40900,USD,2026-03-02T09:00:00Z,open
"""
POSTINGS = """posting_id,customer_id,invoice_id,payment_ref,amount_minor,currency,posted_at,about
P-1,C-391,INV-88,,40900,USD,2026-03-02T09:00:00Z,invoice
P-2,C-391,INV-88,pi_391,-40000,USD,2026-03-20T09:00:00Z,payment
"""
CHARGES = """payment_ref,customer_id,amount_minor,currency,occurred_at,state
pi_391,C-391,40000,USD,2026-03-20T08:59:00Z,settled
"""
PROFILES = """customer_id,name,email,phone,zone,as_of
C-391,T. Okafor,t.okafor@example.org,+12125550143,America/New_York,2026-01-01T00:00:00Z
"""
CALL_NOTE = """answer_id,occurred_at,medium,record,agent,customer_id,call,text
n-1,2026-05-06T15:10:00Z,phone,note,ruth,C-391,asterisk/1746544000.1,"Told him that he owes 400.00 USD. Not happy."
"""
SURVEY = """survey_id,answered_at,score,scale_min,scale_max,email,call,no_feedback_call,text
s-1,2026-05-06T16:00:00Z,1,1,5,t.okafor@example.org,asterisk/1746544000.1,true,"Don't bother, you guys are idiots"
"""
OPT_OUT = """{"kind": "preference.told", "source": "crm", "root": "customer", "source_id": "opt-out:1",
 "occurred": "2026-05-07T09:00:00Z",
 "what": {"what": "opt_out", "channel": "phone", "words": "Do not phone me again.", "about": "customer:C-391"}}"""


@dataclass
class Scene:
    """Everything of the story so far."""

    folder: Path

    @property
    def home(self) -> Path:
        """The home into which everything is taken."""
        return self.folder / "home"

    def file(self, name: str, text: str) -> str:
        """Write one file and give its path."""
        (self.folder / name).write_text(text, "utf-8")
        return str(self.folder / name)

    def table(self, kind: str, text: str, *told: str) -> None:
        """Take in one table."""
        amends(self.home, "intake", "table", self.file(f"{kind}.csv", text), "--as", kind, *(told or US))

    def customer(self, as_of: str, who: str = "C-391") -> dict[str, Any]:
        """The whole file."""
        return amends(self.home, "check", "--customer", who, "--as-of", as_of, "--json")  # type: ignore[no-any-return]

    def brief(self, as_of: str, *asked: str) -> dict[str, Any]:
        """The card before you pick up."""
        return amends(self.home, "brief", *asked, "--as-of", as_of, "--json")  # type: ignore[no-any-return]


def set_scene(folder: Path, paid_minor: int = 40_000) -> Scene:
    """The books, the gateway's payment, and the note of the call. Nobody has asked how it went."""
    scene = Scene(folder)
    scene.table("profiles", PROFILES)
    scene.table("invoices", INVOICES)
    scene.table("postings", POSTINGS.replace("-40000", str(-paid_minor)))
    charges = CHARGES.replace("40000", str(paid_minor))
    scene.table("charges", charges, "--source", "stripe", "--root", "gateway", "--json")
    scene.table("answers", CALL_NOTE)
    return scene


def outbound_call(number: str, began: int, talked_seconds: int, agent: str = "ruth") -> str:
    """The channel events of a call from one of us to a customer; he hangs up."""
    customer, ours = "PJSIP/trunk-000000a2", f"PJSIP/{agent}-000000a1"
    first = f"{began}.9"

    def event(kind: str, at: float, channel: str, leg: str, more: str = "") -> str:
        cells = [kind, f"{began + at:.6f}", "", "2001", "", "", number, number, "from-internal", channel]
        return ",".join(f'"{cell}"' for cell in [*cells, "Dial", "", "3", "", leg, first, "", "", "", more]) + "\n"

    return "".join(
        [
            event("CHAN_START", 0, ours, first),
            event("CHAN_START", 1, customer, f"{began}.10"),
            event("ANSWER", 8, customer, f"{began}.10"),
            event("ANSWER", 8.1, ours, first),
            event("BRIDGE_ENTER", 8.2, customer, f"{began}.10"),
            event("BRIDGE_ENTER", 8.2, ours, first),
            event("BRIDGE_EXIT", 8.2 + talked_seconds, customer, f"{began}.10"),
            event("HANGUP", 8.3 + talked_seconds, customer, f"{began}.10", '{""hangupsource"":""' + customer + '""}'),
            event("HANGUP", 8.4 + talked_seconds, ours, first, '{""hangupsource"":""' + customer + '""}'),
            event("LINKEDID_END", 8.5 + talked_seconds, ours, first),
        ]
    )
