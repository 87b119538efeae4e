"""What this process keeps between requests, bounded in number and in bytes; the least recently used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A table of bounded size, shared by the threads of a process."""

    def __init__(self, *, most: int, most_bytes: int):
        self._most, self._most_bytes = most, most_bytes
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under a key."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, *, size_bytes: int) -> None:
        """Keep a value. What alone would fill a quarter of the table is not worth it."""
        if size_bytes > self._most_bytes // 4:
            return
        with self._lock:
            self._drop(key)
            self._values[key] = (value, size_bytes)
            self._bytes += size_bytes
            while len(self._values) > self._most or self._bytes > self._most_bytes:
                self._drop(next(iter(self._values)))

    def drop(self, key: Hashable) -> None:
        """Forget a key."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._bytes = 0

    @property
    def size_bytes(self) -> int:
        """How much is kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._values)

    def _drop(self, key: Hashable) -> None:
        found = self._values.pop(key, None)
        if found is not None:
            self._bytes -= found[1]
