"""Small worlds and small tables for the stories of fair scores."""

import io
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from amends.link.chains import Sheet, hear_sheet
from amends.scores.arrival import Arrival
from amends.scores.contacts import Contacts
from amends.scores.fair import FairFit, fit
from amends.scores.hear_arrival import hear_arrival
from amends.scores.hear_contacts import HeardContacts, hear_contacts
from amends.scores.simulated import Simulated, world
from amends.scores.simulated.tables import arrival_table, contacts_table

HEADER = (
    "contact_id,case_id,seq,agent,started_at,reason,product,channel,tier,routing,survey_invited_by,survey_answer,"
    "returned_within_window\n"
)
ARRIVAL_HEADER = "contact_id,field,value,authored_by,known_at\n"
TWO_CONTACTS = (
    "k1,c1,1,ruth,2026-05-01T10:00:00Z,refund,card,mail,gold,policy,system,,true\n"
    "k2,c1,2,ben,2026-05-04T10:00:00Z,refund,card,phone,gold,random,agent,1,false\n"
)


@cache
def made(regime: str, agents: int = 50, answers: int = 100, seed: int = 0, random_share: float = 0.0) -> Simulated:
    """A world, made once."""
    return world(regime, agents, answers, seed, random_share=random_share)


@cache
def fitted(regime: str, agents: int = 50, answers: int = 100, seed: int = 0, random_share: float = 0.0) -> FairFit:
    """Its fit, made once."""
    one = made(regime, agents, answers, seed, random_share)
    return fit(one.contacts, one.arrival)


def sheet_of(table: Any) -> Sheet:
    """A pyarrow table, or the text of a CSV, as a file that was read."""
    if isinstance(table, str):
        return hear_sheet(io.BytesIO(table.encode()), "table.csv")
    file = io.BytesIO()
    pq.write_table(table, file)
    file.seek(0)
    return hear_sheet(file, "table.parquet")


def heard(rows: str) -> HeardContacts:
    """CONTACTS with these lines below the header."""
    return hear_contacts(sheet_of(HEADER + rows))


def arrived(rows: str, contacts: Contacts | None = None, *further: str) -> Arrival:
    """ARRIVAL with these lines, about the two contacts of the story unless told otherwise."""
    about = heard(TWO_CONTACTS).contacts if contacts is None else contacts
    return hear_arrival(sheet_of(ARRIVAL_HEADER + rows), about, further)


def from_files(one: Simulated, *, arrival: Any = None, contacts: Any = None) -> FairFit:
    """The fit of what is read from the files of a world."""
    table: pa.Table = contacts_table(one) if contacts is None else contacts
    told = hear_contacts(sheet_of(table)).contacts
    return fit(told, hear_arrival(sheet_of(arrival_table(one) if arrival is None else arrival), told))
