"""The simulated world as the two tables that a company would export, with what must be refused in them."""

from typing import Any

import numpy as np
import pyarrow as pa

from ..arrival import FIXABLE
from ..contacts import AGENT, SYSTEM, UNANSWERED
from .chains import Simulated

WITNESS = "policy engine"
_ROUTING = np.array(["policy", "random"])
_MINUTE_US = 60_000_000


def contacts_table(made: Simulated) -> Any:
    """CONTACTS, as `amends scores fit` reads it."""
    contacts = made.contacts
    coded = {name: getattr(contacts, name) for name in ("agent", "reason", "product", "channel", "tier")}
    names = {name: pa.array(np.array(one.names, object)[one.codes]) for name, one in coded.items()}
    invited = np.array([None, "system", "agent"], object)
    assert (SYSTEM, AGENT) == (1, 2)
    return pa.table(
        {
            "contact_id": pa.array([str(one) for one in contacts.contact_id.tolist()]),
            "case_id": pa.array(np.array(contacts.case.names, object)[contacts.case.codes]),
            "seq": pa.array(contacts.seq.astype(np.int64)),
            "agent": names["agent"],
            "started_at": pa.array(contacts.started_at, pa.timestamp("us", "UTC")),
            **{name: names[name] for name in ("reason", "product", "channel", "tier")},
            "routing": pa.array(_ROUTING[contacts.at_random.astype(np.int64)]),
            "survey_invited_by": pa.array(invited[contacts.invited_by]),
            "survey_answer": pa.array(contacts.answer.astype(np.int64), mask=contacts.answer == UNANSWERED),
            "returned_within_window": pa.array(contacts.returned),
        }
    )


def arrival_table(made: Simulated) -> Any:
    """ARRIVAL: what a witness said a minute before each pick-up, and what gamers wrote about their own contacts half a
    minute before: what refuses it is who wrote it, and nothing else.
    """
    contacts, count = made.contacts, len(made.contacts)
    ids = np.array([str(one) for one in contacts.contact_id.tolist()], object)
    parts = []
    for name in made.arrival.fields:
        value = made.arrival.column(name)
        if value is not None:
            before = contacts.started_at - _MINUTE_US
            parts.append((ids, np.full(count, name, object), value, np.full(count, WITNESS, object), before))
    own = np.flatnonzero(made.self_coded)
    agents = np.array(contacts.agent.names, object)[contacts.agent.codes[own]]
    mine = np.full(len(own), FIXABLE, object)
    parts.append((ids[own], mine, np.zeros(len(own)), agents, contacts.started_at[own] - _MINUTE_US // 2))
    field, value, author, at = (np.concatenate([part[place] for part in parts]) for place in range(1, 5))
    return pa.table(
        {
            "contact_id": pa.array(np.concatenate([part[0] for part in parts])),
            "field": pa.array(field),
            "value": pa.array(value),
            "authored_by": pa.array(author),
            "known_at": pa.array(at, pa.timestamp("us", "UTC")),
        }
    )
