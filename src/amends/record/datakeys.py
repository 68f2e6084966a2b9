"""The data keys of subjects: each encrypts one subject's words, and is destroyed to erase him."""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock
from typing import Generic, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keys import KEY_BYTES, Keys
from .mac import Mac
from .store import Connection

_CACHED_MAX = 50_000
_T = TypeVar("_T")


class DataKey:
    """The key of one subject: it encrypts the words, and a key derived from it makes fingerprints of contents.

    `is_new`: made for a subject that had none. Only such a key may be written: another one that is missing from the
    table was destroyed meanwhile, and stays so.
    """

    __slots__ = ("_fingerprint", "_key", "cipher", "is_new", "wrapped")

    def __init__(self, key: bytes, wrapped: bytes, *, is_new: bool = False) -> None:
        self.wrapped = wrapped
        self.is_new = is_new
        self.cipher = AESGCM(key)
        self._key = key
        self._fingerprint: Mac | None = None

    @property
    def fingerprint(self) -> Mac:
        """Made when it is first needed: who only reads never needs it."""
        if self._fingerprint is None:
            self._fingerprint = Mac(Mac(self._key).of(b"amends fingerprint"))
        return self._fingerprint


class DataKeys:
    """Recently used data keys; safe for many threads. What it remembers of a subject is checked again by the writer."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._by_wrapped: _Recent[DataKey] = _Recent()
        self._wrapped_of: _Recent[bytes] = _Recent()

    def new_key(self) -> DataKey:
        """A fresh data key, not yet anybody's."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        return DataKey(key, self._keys.wrap(key), is_new=True)

    def new_wrapped(self) -> bytes:
        """The same for the writer, who writes it at once: its wrapped form. `key_of` gives the key."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        wrapped = self._keys.wrap(key)
        self._by_wrapped.keep(wrapped, DataKey(key, wrapped))
        return wrapped

    def key_of(self, wrapped: bytes) -> DataKey:
        """The data key behind its wrapped form. Raises InvalidTag or KeyError where that was changed."""
        if (known := self._by_wrapped.get(wrapped)) is not None:
            return known
        return self._by_wrapped.keep(wrapped, DataKey(self._keys.unwrap(wrapped), wrapped))

    def known(self, pseudonyms: Collection[bytes]) -> dict[bytes, DataKey]:
        """Those of these subjects whose key is remembered."""
        wrapped = {one: self._wrapped_of.get(one) for one in pseudonyms}
        return {one: self.key_of(key) for one, key in wrapped.items() if key is not None}

    def look_up(self, connection: Connection, pseudonyms: Collection[bytes]) -> dict[bytes, DataKey]:
        """The keys of these subjects; a new one for each who has none."""
        query = "SELECT pseudonym, wrapped FROM subject WHERE pseudonym {among}"
        stored = {row[0]: row[1] for row in connection.among(query, list(pseudonyms))}
        for pseudonym, wrapped in stored.items():
            self._wrapped_of.keep(pseudonym, wrapped)
        return {one: self.key_of(stored[one]) if one in stored else self.new_key() for one in pseudonyms}

    def forget(self) -> None:
        """Remember nothing: somebody was erased."""
        self._by_wrapped.clear()
        self._wrapped_of.clear()


class _Recent(Generic[_T]):
    """A bounded dictionary that forgets what was not used for longest."""

    def __init__(self) -> None:
        self._items: OrderedDict[bytes, _T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> _T | None:
        with self._lock:
            if (item := self._items.get(key)) is not None:
                self._items.move_to_end(key)
            return item

    def keep(self, key: bytes, item: _T) -> _T:
        with self._lock:
            self._items[key] = item
            if len(self._items) > _CACHED_MAX:
                self._items.popitem(last=False)
        return item

    def clear(self) -> None:
        with self._lock:
            self._items.clear()
