"""The key of an obligation: what makes it impossible to pay the same thing twice by mistake (decision 0013)."""

import hashlib
import json


def key_of(matter: str, generation: int = 1) -> str:
    """`am-` and 32 hexadecimal digits: the same for the same matter whoever asks, today and in a year.

    It is the payer's idempotency key and our reference of the new refund. The next `generation` is used only after the
    payment under this one is known to have failed or been refused: then the same obligation needs a new payment.
    """
    told = json.dumps(["remedy", matter, generation], ensure_ascii=True, separators=(",", ":"))
    return "am-" + hashlib.sha256(told.encode()).hexdigest()[:32]
