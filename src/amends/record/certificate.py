"""The certificate of a forgetting in words: what was done, and what stays, so that nobody is told more than is true."""

from typing import Any, Final

REMAINS: Final = (
    "The order, refund, payment, ticket and call numbers, amounts and times of what was told stay in the record,"
    " without anything that ties them to a person: the history is sealed with them, and the books need them.",
    "What other people wrote or were told stays theirs, also where it mentions this person.",
    "Reports that were made in confidence stay with who made them; each forgets its maker in its own time.",
    "Backups made before hold the keys until they are deleted; on PostgreSQL its archive and replicas do as well.",
    "Files that were exported before, and the systems that were read, keep what they have.",
    "What is told of this person from now on makes a new entry under a new key. What was told before and is told again"
    " counts as a duplicate and stays forgotten.",
)


def certificate_text(told: dict[str, Any]) -> str:
    """For a person to keep or to send."""
    lines = [
        f"Certificate {told['certificate']}",
        f"Made {told['at']} by the record {told['origin']}",
        "",
        "A person was forgotten in this installation of amends. This paper does not say who: it stands beside the",
        f"request under the digest {told['asked']}.",
        "",
        f"Keys destroyed: {told['keys_destroyed']}. What was encrypted under them cannot be read by anybody.",
        "Entries that cannot be read any more:",
        *(f"  {count:>6,}  {kind}" for kind, count in told["entries"].items()),
        f"Raw copies overwritten: {told['raw_copies']}",
        "Rows taken away that were made from them:",
        *(f"  {count:>6,}  {table}" for table, count in told["derived_rows"].items()),
        f"Entries about the same orders and payments that are other people's, and stay: {told['entries_of_others']}",
        "",
        f"The record has {told['record']['entries']:,} entries and {_verifies(told['record']['verifies'])}; its last"
        " chain value is",
        told["record"]["chain"],
        "",
        "What stays:",
        *(f"  - {line}" for line in told["remains"]),
        "",
        f"Ed25519 signature of the JSON: {told['signature']}",
    ]
    return "\n".join(lines) + "\n"


def _verifies(ok: bool) -> str:
    return "verifies" if ok else "DOES NOT VERIFY: run amends verify"
