"""How far the sender is more than claimed: what our own receiving server found (RFC 8601)."""

import re

from .headers import Headers

_RESULT = re.compile(r"\b(dkim|spf)\s*=\s*([a-z]+)([^;]{0,1000})", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_DOMAIN = re.compile(
    r"\b(?:header\.(?:d|i)|smtp\.(?:mailfrom|mfrom|helo))\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"@]+)", re.IGNORECASE
)


def sender_proof(headers: Headers, sender: str, *, our_server: str = "") -> str:
    """`dkim` or `spf` where the receiving server found one that passes for the sender's own domain, `none` where it
    found none, empty where no server of ours spoke.

    Anybody can write this field. It counts where no Received field is above it, because servers add on top; or, where
    the name of our own server is given, the top-most one in that name: a server removes foreign ones in its own name.
    """
    domain = sender.rpartition("@")[2]
    for name, value in headers.fields:
        if name == "received" and not our_server:
            return ""
        if name == "authentication-results":
            by = (value.split(";")[0].split() or [""])[0].lower()
            if our_server and by != our_server.lower():
                continue
            return _proof(value, domain)
    return ""


def _proof(value: str, domain: str) -> str:
    results = _COMMENT.sub(" ", value).partition(";")[2]
    passed = {
        how.lower()
        for how, result, said in _RESULT.findall(results)
        if result.lower() == "pass" and any(_is_aligned(found, domain) for found in _DOMAIN.findall(said))
    }
    return next((how for how in ("dkim", "spf") if how in passed), "none")


def _is_aligned(found: str, domain: str) -> bool:
    """The same domain or one above it: a mailing service's own signature proves nothing about the sender."""
    found = found.lower().rstrip(".")
    return bool(domain) and "." in found and (found == domain or domain.endswith("." + found))
