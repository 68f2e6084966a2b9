"""Which systems may post to us, and how their deliveries are checked and read. A name here is a path in the API.

Each system's part of intake has one `HOOK`; it is imported when something is posted or applied, not before.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from amends.facts import Moment
from amends.intake.delivery import Delivery, Genuine, Hook
from amends.intake.webhook import entries_of_webhook, hear_webhook

STRIPE: Final = "stripe"
MODULES: Final = {
    "twilio": "amends.intake.twilio",
    "cti": "amends.intake.cti",
    "zendesk": "amends.intake.zendesk",
    "zammad": "amends.intake.zammad",
    "chatwoot": "amends.intake.chatwoot",
    "formbricks": "amends.intake.survey",
}
SYSTEMS: Final = (STRIPE, *MODULES)


def hook_of(system: str) -> Hook:
    """The hook of one of SYSTEMS. Raises KeyError for any other name."""
    if system == STRIPE:
        return Hook(STRIPE, _check_stripe, entries_of_webhook)
    hook: Hook = import_module(MODULES[system]).HOOK
    return hook


def _check_stripe(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    found = hear_webhook(delivery.body, delivery.headers.get("stripe-signature", ""), secrets, now)
    return Genuine(found.source_id, found.raw)
