"""Asking Stripe through its official library: patience, details that an older version lacks, and errors in words."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amends.facts import Problem, Refused

if TYPE_CHECKING:
    from stripe import StripeClient

RETRIES = 5
RATE_LIMIT_SECONDS = 1.0  # then 2, 4, 8, 16
AGAIN = "What was read is kept. Run it again later; it goes on where it was"

Json = dict[str, Any]


def client_of(key: str, api_base: str | None = None) -> "StripeClient":
    """The official client: retries with backoff and keeps to rate limits by itself."""
    from stripe import StripeClient

    bases: Any = {"api": api_base} if api_base else None
    return StripeClient(key, base_addresses=bases, max_network_retries=RETRIES)


def listed(listing: Callable[..., Any], params: Json, expand: tuple[str, ...]) -> Any:
    """The page, with details expanded where the gateway can: it names a detail that its version does not have."""
    from stripe import InvalidRequestError

    if not expand:
        return listing(params)
    try:
        return listing(params | {"expand": list(expand)})
    except InvalidRequestError as error:
        if error.http_status != 400 or "expand" not in str(error):
            raise
        known = tuple(path for path in expand if path.rpartition(".")[2] not in str(error))
    return listed(listing, params, known if known != expand else ())


def patiently(ask: Callable[[], Any]) -> Any:
    """Ask again, ever more slowly, when the gateway says that we ask too often: the library leaves that to us."""
    from stripe import RateLimitError

    for attempt in range(RETRIES):
        try:
            return ask()
        except RateLimitError:
            time.sleep(RATE_LIMIT_SECONDS * 2**attempt)
    return ask()


def in_words(error: Exception, stream: str) -> Exception:
    """What a failure means for the person who pulls; an error that is not the gateway's stays as it is."""
    from stripe import AuthenticationError, PermissionError, RateLimitError, StripeError

    if isinstance(error, AuthenticationError):
        return Refused(Problem("stripe", "does not accept the key", "Check the variable that --key-env names"))
    if isinstance(error, PermissionError):
        step = "Give the restricted key read rights for charges, refunds, balance and events"
        return Refused(Problem("stripe", f"does not let this key read {stream}", step))
    if isinstance(error, StripeError):
        what = "asks to slow down" if isinstance(error, RateLimitError) else "did not answer"
        return Refused(Problem("stripe", f"{what} while {stream} were read", AGAIN))
    return error
