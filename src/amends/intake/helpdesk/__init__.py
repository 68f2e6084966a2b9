"""What the export of any helpdesk is read with: its JSON documents, ids, times and words. Pure."""

from .documents import Piece, pieces
from .feed import Feed, fingerprint
from .records import (
    BadRecord,
    Json,
    id_text,
    left_out,
    moment_told,
    no_json,
    nothing_in,
    number_in_name,
    part,
    portions,
    printed,
    quarantined,
    raw_id,
    record_id,
    word,
)
from .words import Said, digest, e164, is_address, said, tidy
from .zones import zone_of

__all__ = [
    "BadRecord",
    "Feed",
    "Json",
    "Piece",
    "Said",
    "digest",
    "e164",
    "fingerprint",
    "id_text",
    "is_address",
    "left_out",
    "moment_told",
    "no_json",
    "nothing_in",
    "number_in_name",
    "part",
    "pieces",
    "portions",
    "printed",
    "quarantined",
    "raw_id",
    "record_id",
    "said",
    "tidy",
    "word",
    "zone_of",
]
