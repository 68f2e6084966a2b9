"""What machines tell us over HTTP: entries, and other systems' signed notices. Acknowledged only after the commit."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Status

from amends.facts import NotAllowed, iso
from amends.intake.delivery import Delivery, check_size, forged
from amends.intake.posted import hear_posted
from amends.record import SourceBalance

from .. import hooks
from ..keys import webhook_secrets
from ..world import world

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


def record_webhook(request: HttpRequest, system: str) -> Any:
    """Check the raw bytes with that system's secret, store them durably, and only then say that they were heard."""
    if system not in hooks.SYSTEMS:
        raise Http404
    here, delivery = world(), _delivery(request)
    secrets = webhook_secrets(here.home, system)
    try:
        check_size(system, delivery.body)
        if not secrets:
            raise forged(system, "cannot be checked: no secret is known")
        genuine = hooks.hook_of(system).check(delivery, secrets, here.now())
    except NotAllowed as error:
        return Status(400, {"problem": str(error)})
    here.record.hear(system, genuine.source_id, genuine.raw)
    return Status(200, {"heard": True})


def _delivery(request: HttpRequest) -> Delivery:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Delivery(request.body, headers, _address(request))


def _address(request: HttpRequest) -> str:
    """The address that the sender called: some sign it. Behind a proxy only AMENDS_URL knows it."""
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{request.get_full_path()}"
    return request.build_absolute_uri()


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
