"""What lies in the two tables: texts and arrays by name, and a manifest of digests: no flipped bit goes unseen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nnstudio.engine.typing import Array
from nnstudio.store.errors import damaged
from nnstudio.store.packing import array_bytes, array_of, byte_count
from nnstudio.store.reading import Reading
from nnstudio.text import msg

MANIFEST: Final = "manifest"
MOST_ENTRIES: Final = 100_000
PIECE: Final = 1 << 20
"""Bytes of an array that are read at a time."""
Manifest = dict[str, str]
"""The digest of every text and array by name."""


def digest(data: bytes) -> str:
    """Return a fingerprint of bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def put_text(connection: sqlite3.Connection, manifest: Manifest, name: str, text: str) -> None:
    """Write a text, in the place of an older one of the same name."""
    connection.execute("INSERT OR REPLACE INTO content VALUES (?, ?)", (name, text))
    manifest[name] = digest(text.encode())


def put_array(connection: sqlite3.Connection, manifest: Manifest, name: str, array: Array) -> None:
    """Write an array, in the place of an older one of the same name.

    Raises
    ------
    ProjectError : it is larger than what would be read again.
    """
    dtype = array.dtype.newbyteorder("=").name
    if byte_count(dtype, array.shape) < 0:
        raise damaged(name, msg("an array of {count} numbers, which is too many", count=array.size))
    data = array_bytes(array)
    row = (name, dtype, json.dumps(array.shape), data)
    connection.execute("INSERT OR REPLACE INTO array VALUES (?, ?, ?, ?)", row)
    manifest[name] = _array_digest(dtype, row[2], data)


def _array_digest(dtype: str, shape: str, data: bytes) -> str:
    found = _begun_digest(dtype, shape)
    found.update(data)
    return found.hexdigest()


def _begun_digest(dtype: str, shape: str) -> blake2b:
    return blake2b(f"{dtype} {shape} ".encode(), digest_size=16)


def drop(connection: sqlite3.Connection, manifest: Manifest, prefix: str) -> None:
    """Delete every text and array whose name is ``prefix`` or begins with ``prefix/``."""
    for name in [name for name in manifest if name == prefix or name.startswith(f"{prefix}/")]:
        connection.execute("DELETE FROM content WHERE name = ?", (name,))
        connection.execute("DELETE FROM array WHERE name = ?", (name,))
        del manifest[name]


def put_manifest(connection: sqlite3.Connection, manifest: Manifest) -> None:
    """Write the manifest; last, in the same transaction."""
    connection.execute("INSERT OR REPLACE INTO content VALUES (?, ?)", (MANIFEST, json.dumps(manifest)))


class Contents:
    """The texts and arrays of an opened file, each checked against the manifest when it is read.

    ``reading`` is told of every piece of an array.
    """

    def __init__(self, connection: sqlite3.Connection, place: str, reading: Reading | None = None) -> None:
        self._connection = connection
        self._reading = reading if reading is not None else Reading()
        self.place = place
        self._manifest = self._read_manifest()

    def __contains__(self, name: str) -> bool:
        """Whether there is a text or array of this name."""
        return name in self._manifest

    def text(self, name: str) -> str:
        """Return a text.

        Raises
        ------
        ProjectError : it is missing or altered.
        """
        row = self._row("SELECT text FROM content WHERE name = ?", name)
        if not isinstance(row[0], str) or digest(row[0].encode()) != self._manifest.get(name):
            raise damaged(self.place, msg("an altered part: {name}", name=name))
        return row[0]

    def array(self, name: str) -> Array:
        """Return an array; sizes are compared before anything is read.

        Raises
        ------
        ProjectError : it is missing, altered, of an unknown type, or its bytes do not fit its shape.
        """
        query = "SELECT rowid, dtype, shape, length(data) FROM array WHERE name = ?"
        row, dtype, shape_text, length = self._row(query, name)
        shape = _shape(shape_text)
        if not isinstance(dtype, str) or shape is None or byte_count(dtype, shape) != length:
            raise damaged(self.place, msg("an array whose bytes do not fit its shape: {name}", name=name))
        found = _begun_digest(dtype, shape_text)
        data = self._data(row, length, found)
        if found.hexdigest() != self._manifest.get(name):
            raise damaged(self.place, msg("an altered part: {name}", name=name))
        return array_of(data, dtype, shape)

    def _data(self, row: int, length: int, found: blake2b) -> npt.NDArray[np.uint8]:
        """Return the bytes of an array, put into a digest: piece by piece, between which other threads have a turn."""
        data = np.empty(length, np.uint8)
        with self._connection.blobopen("array", "data", row, readonly=True) as blob:
            for start in range(0, length, PIECE):
                piece = blob.read(min(PIECE, length - start))
                found.update(piece)
                data[start : start + len(piece)] = np.frombuffer(piece, np.uint8)
                self._reading.took(len(piece))
        return data

    def _row(self, query: str, name: str) -> tuple[Any, ...]:
        row = self._connection.execute(query, (name,)).fetchone()
        if row is None:
            raise damaged(self.place, msg("a missing part: {name}", name=name))
        return tuple(row)

    def _read_manifest(self) -> Mapping[str, str]:
        try:
            manifest = json.loads(self._row("SELECT text FROM content WHERE name = ?", MANIFEST)[0])
        except (ValueError, TypeError, RecursionError) as error:
            raise damaged(self.place, msg("an altered part: {name}", name=MANIFEST)) from error
        if not isinstance(manifest, dict) or len(manifest) > MOST_ENTRIES:
            raise damaged(self.place, msg("an altered part: {name}", name=MANIFEST))
        return manifest


def _shape(text: object) -> tuple[int, ...] | None:
    try:
        shape = json.loads(text) if isinstance(text, str) and len(text) < 200 else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(shape, list) or not all(isinstance(n, int) and not isinstance(n, bool) for n in shape):
        return None
    return tuple(shape)
