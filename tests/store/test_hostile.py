"""Files that are broken, forged or something else: a clear error each time, nothing executed, nothing written."""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.data import Column, ImportedTable
from nnstudio.document import Document, SetTable, apply, opening_document
from nnstudio.store import Project, ProjectError, load_project, save_project
from nnstudio.store.packing import DTYPES, MOST_BYTES, byte_count
from nnstudio.store.project import project_bytes

TABLE = ImportedTable("t.csv", (Column("a", (1.0, 2.0)), Column("b", texts=("x", "y"))))
DOCUMENT = apply(opening_document(), SetTable(TABLE))
RUN = {"theta": np.linspace(-1, 1, 3000, dtype=np.float32), "step": 3, "random": {"state": 2**100}}
GOOD = project_bytes(Project(DOCUMENT, RUN))


def refused(path: Path) -> ProjectError:
    before = path.read_bytes()
    with pytest.raises(ProjectError) as caught:
        load_project(path)
    assert str(caught.value)
    assert path.read_bytes() == before
    assert {entry.name for entry in path.parent.iterdir()} == {path.name}
    return caught.value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b"SQLite form", "ends too early"),
        (b"PK\x03\x04 not ours", "another kind"),
        (b"\x00" * 5000, "another kind"),
        (GOOD[:50], "ends too early"),
        (GOOD[:4096], "ends too early"),
        (GOOD[:-1], "ends too early"),
        (GOOD[:68] + b"\0\0\0\1" + GOOD[72:], "another program"),
        (GOOD[:60] + struct.pack(">I", 2) + GOOD[64:], "version 2"),
    ],
)
def test_what_is_no_whole_project_is_said(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.nnstudio"
    path.write_bytes(data)
    assert words in str(refused(path))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        load_project(tmp_path / "none")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_flipped_bit_is_harmless_or_said(tmp_path: Path, place: int, mask: int) -> None:
    path = tmp_path / "x.nnstudio"
    data = bytearray(GOOD)
    data[place] ^= mask
    path.write_bytes(data)
    try:
        project = load_project(path)
    except ProjectError as error:
        project = error.rest or Project(DOCUMENT, RUN)
    assert project.document == DOCUMENT
    if project.run is not None:
        assert np.array_equal(project.run["theta"], RUN["theta"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=300))
def test_a_cut_and_overwritten_file_is_harmless_or_said(tmp_path: Path, place: int, junk: bytes) -> None:
    path = tmp_path / "x.nnstudio"
    for data in (GOOD[:place], GOOD[:place] + junk, GOOD[:place] + junk + GOOD[place + len(junk) :]):
        path.write_bytes(data)
        try:
            document = load_project(path).document
        except ProjectError as error:
            document = error.rest.document if error.rest else DOCUMENT
        assert document == DOCUMENT


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(range(len(GOOD) // 4096)), min_size=2, max_size=4))
def test_exchanged_pages_are_harmless_or_said(tmp_path: Path, order: list[int]) -> None:
    path = tmp_path / "x.nnstudio"
    pages = [GOOD[start : start + 4096] for start in range(0, len(GOOD), 4096)]
    for one, other in pairwise(order):
        pages[one], pages[other] = pages[other], pages[one]
    path.write_bytes(b"".join(pages))
    try:
        document = load_project(path).document
    except ProjectError as error:
        document = error.rest.document if error.rest else DOCUMENT
    assert document == DOCUMENT


def forged(path: Path, *statements: str, mend: bool = False) -> Path:
    """Change a good file by SQL; with ``mend`` as if the forger knew of the manifest's digests."""
    path.write_bytes(GOOD)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    if mend:
        mend_manifest(connection)
    connection.commit()
    connection.close()
    return path


def mend_manifest(connection: sqlite3.Connection) -> None:
    from nnstudio.store.contents import digest

    manifest = {
        name: digest(text.encode())
        for name, text in connection.execute("SELECT name, text FROM content WHERE name != 'manifest'")
    }
    rows = connection.execute("SELECT name, dtype, shape, data FROM array").fetchall()
    manifest |= {name: digest(f"{dtype} {shape} ".encode() + bytes(data)) for name, dtype, shape, data in rows}
    connection.execute("UPDATE content SET text = ? WHERE name = 'manifest'", (json.dumps(manifest),))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW spy AS SELECT load_extension('x')",
        "CREATE TRIGGER spy AFTER INSERT ON content BEGIN DELETE FROM content; END",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON content (text)",
        "ALTER TABLE content ADD COLUMN x TEXT DEFAULT 'y'",
        "DROP TABLE array",
        "CREATE VIRTUAL TABLE more USING fts5(x)",
    ],
)
def test_anything_but_our_own_tables_is_refused(tmp_path: Path, statement: str) -> None:
    assert "tables that nnstudio does not make" in str(refused(forged(tmp_path / "x", statement)))


def test_a_view_in_the_place_of_a_table_is_refused(tmp_path: Path) -> None:
    path = forged(
        tmp_path / "x",
        "ALTER TABLE content RENAME TO hidden",
        "CREATE VIEW content AS SELECT name, upper(text) AS text FROM hidden",
    )
    assert "tables that nnstudio does not make" in str(refused(path))


@pytest.mark.parametrize(
    ("statement", "rest"),
    [
        ("DELETE FROM content WHERE name = 'manifest'", False),
        ("UPDATE content SET text = '[' WHERE name = 'manifest'", False),
        ("UPDATE content SET text = '{}' WHERE name = 'manifest'", False),
        ("DELETE FROM content WHERE name = 'document'", False),
        ("UPDATE content SET text = replace(text, 'tanh', 'relu') WHERE name = 'document'", False),
        ("DELETE FROM array WHERE name = 'run/theta'", True),
        ("DELETE FROM content WHERE name = 'run'", True),
        ("UPDATE array SET data = zeroblob(12000) WHERE name = 'run/theta'", True),
        ("UPDATE array SET data = zeroblob(4) WHERE name = 'run/theta'", True),
        ("UPDATE array SET shape = '[2999]' WHERE name = 'run/theta'", True),
        ("DELETE FROM array WHERE name = 'table/0'", False),
    ],
)
def test_altered_parts_are_said_and_the_document_is_saved_where_it_can(
    tmp_path: Path, statement: str, rest: bool
) -> None:
    error = refused(forged(tmp_path / "x", statement))
    assert (error.rest is not None) is rest
    if error.rest is not None:
        assert error.rest.document == DOCUMENT


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE array SET dtype = 'object' WHERE name = 'run/theta'",
        "UPDATE array SET dtype = 'float64' WHERE name = 'run/theta'",
        "UPDATE array SET dtype = 'V3000' WHERE name = 'run/theta'",
        "UPDATE array SET shape = '[1099511627776, 1099511627776]' WHERE name = 'run/theta'",
        "UPDATE array SET shape = '[-3000]' WHERE name = 'run/theta'",
        "UPDATE array SET shape = '[3000.0]' WHERE name = 'run/theta'",
        "UPDATE array SET shape = '[true]' WHERE name = 'run/theta'",
        "UPDATE array SET shape = '3000' WHERE name = 'run/theta'",
        "UPDATE array SET shape = '[3000,1,1,1,1,1,1,1,1]' WHERE name = 'run/theta'",
        "UPDATE content SET text = '[]' WHERE name = 'run'",
        "UPDATE content SET text = '{\"$array\": \"nowhere\"}' WHERE name = 'run'",
        "UPDATE content SET text = '{\"$array\": [1]}' WHERE name = 'run'",
        "UPDATE content SET text = 'null' WHERE name = 'document'",
        "UPDATE content SET text = replace(text, 'dense', 'os.system') WHERE name = 'document'",
        "UPDATE content SET text = '{}' WHERE name = 'table'",
        "UPDATE content SET text = '[1, 2]' WHERE name = 'table/1'",
        "UPDATE content SET text = '5' WHERE name = 'table'",
        "UPDATE array SET shape = '[1, 2]' WHERE name = 'table/0'",
    ],
)
def test_a_forger_who_mends_the_digests_gains_nothing(tmp_path: Path, statement: str) -> None:
    error = refused(forged(tmp_path / "x", statement, mend=True))
    assert error.rest is None or (error.rest.document, error.rest.run) == (DOCUMENT, None)


@pytest.mark.parametrize("number", [np.inf, -1e300])
def test_a_table_of_numbers_that_no_mean_can_be_made_of_is_refused(tmp_path: Path, number: float) -> None:
    path = tmp_path / "x.nnstudio"
    forged = ImportedTable("t.csv", (Column("a", (1.0, number)), Column("b", texts=("x", "y"))))
    path.write_bytes(project_bytes(Project(replace(DOCUMENT, table=forged), RUN)))
    assert "more" in str(refused(path))


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    depth = 100_000
    statement = f"UPDATE content SET text = '{'[' * depth}' WHERE name = "
    for name, document_is_left in (("'run'", True), ("'document'", False), ("'manifest'", False)):
        error = refused(forged(tmp_path / "x", statement + name, mend=name != "'manifest'"))
        assert (error.rest is not None) is document_is_left, name


def test_a_forged_journal_beside_the_file_is_not_played_back(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(GOOD)
    for ending in ("-journal", "-wal"):
        (tmp_path / f"x{ending}").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 5000)
    assert load_project(path).document == DOCUMENT
    assert path.read_bytes() == GOOD


def test_nothing_is_allocated_before_sizes_are_compared() -> None:
    assert byte_count("float32", (MOST_BYTES // 4,)) == MOST_BYTES
    assert byte_count("float32", (MOST_BYTES // 4 + 1,)) == -1
    assert byte_count("float64", (2**39, 2**39)) == -1
    assert byte_count("object", (1,)) == -1
    assert all(dtype.byteorder in "<|" or sys.byteorder == "little" for dtype in DTYPES.values())


def test_an_array_too_large_to_read_again_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstudio.store.packing.MOST_BYTES", 100)
    with pytest.raises(ProjectError):
        save_project(tmp_path / "x", Project(Document(), {"theta": np.zeros(200)}))


def test_reading_never_writes(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(GOOD)
    actions: list[Callable[[], object]] = [lambda: load_project(path)] * 2
    for action in actions:
        action()
    assert path.read_bytes() == GOOD
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]
