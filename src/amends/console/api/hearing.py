"""What machines tell us over HTTP: entries, and the gateway's signed notices. Acknowledged only after the commit."""

from typing import Any

from django.http import HttpRequest
from ninja import Status

from amends.facts import NotAllowed, iso
from amends.intake.posted import hear_posted
from amends.intake.webhook import hear_webhook
from amends.record import SourceBalance

from ..keys import webhook_secrets
from ..world import world

STRIPE = "stripe"
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One entry, a JSON array of entries, or one entry a line (NDJSON).",
        "content": {
            "application/json": {"schema": {"oneOf": [{"type": "object"}, {"type": "array"}]}},
            "application/x-ndjson": {"schema": {"type": "string"}},
        },
    }
}


def record_posted(request: HttpRequest) -> Any:
    """Write the entries of the body. Raises Refused where the body as a whole cannot be taken."""
    heard = hear_posted(request.body, request.headers.get("Content-Type", ""))
    receipt = world().record.append(heard.entries, source="api", quarantined=heard.not_understood)
    return {**receipt.as_dict(), "problems": [str(problem) for problem in heard.problems]}


def record_webhook(request: HttpRequest) -> Any:
    """Check the signature on the raw bytes, store them durably, and only then say that they were heard."""
    here = world()
    try:
        webhook = hear_webhook(
            request.body, request.headers.get("Stripe-Signature", ""), webhook_secrets(here.home), here.now()
        )
    except NotAllowed as error:
        return Status(400, {"problem": str(error)})
    here.record.hear(STRIPE, webhook.source_id, webhook.raw)
    return Status(200, {"heard": True})


def source_json(source: SourceBalance) -> dict[str, Any]:
    """The documented shape of a source's balance."""
    last = source.last_received
    return {
        "source": source.source,
        "received": source.received,
        "applied": source.applied,
        "duplicate": source.duplicate,
        "conflict": source.conflict,
        "quarantined": source.quarantined,
        "waiting": source.waiting,
        "last_received": iso(last) if last is not None else None,
        "holds": source.holds,
    }
