"""Kept blocks: written, read, renamed, deleted; a file that is broken or hostile is named and left as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnstudio.document import AddLayer, Document, Fragment, GroupLayers, apply, copy_layers
from nnstudio.store import ProjectError
from nnstudio.store.blocks import Block, drop_block, keep_block, read_blocks, write_block


def block() -> Fragment:
    document = Document()
    for number, kind in enumerate(("input", "dense", "dropout")):
        document = apply(document, AddLayer(kind, 160.0 * number, connect_from=f"n{number}" if number else ""))
    document = apply(document, GroupLayers(("n2", "n3"), "Body"))
    return copy_layers(document, ("n2", "n3"))


def test_what_is_kept_comes_back_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "blocks"
    second, first = keep_block(folder, "zeta", block()), keep_block(folder, "块", block())
    third = keep_block(folder, "Alpha", block())
    assert read_blocks(folder) == ((third, second, first), ())
    assert third.fragment.groups[0].name == "Body"
    write_block(folder, Block(first.key, "Beta", first.fragment))
    drop_block(folder, second)
    drop_block(folder, second)
    assert [each.name for each in read_blocks(folder)[0]] == ["Alpha", "Beta"]
    assert keep_block(folder, "new", block()).key == second.key


def test_broken_and_hostile_files_are_named_and_left(tmp_path: Path) -> None:
    good = keep_block(tmp_path, "good", block())
    text = (tmp_path / "block-1.json").read_text()
    fault = json.loads(text)
    fault["network"]["nodes"][0]["kind"] = "__import__"
    nameless = json.loads(text)
    nameless["name"] = ""
    files = {
        "a.json": b"",
        "b.json": b"\xff\xfe",
        "c.json": json.dumps(fault).encode(),
        "d.json": json.dumps(nameless).encode(),
        "e.json": b"[" * 100_000,
        "f.json": text.replace("good", "x" * 70).encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "g.json").mkdir()
    found, broken = read_blocks(tmp_path)
    assert found == (good,)
    assert [each.file for each in broken] == [*files, "g.json"]
    assert all(str(each.error) for each in broken)
    assert {name: (tmp_path / name).read_bytes() for name in files} == files


def test_a_folder_that_cannot_be_made_is_an_error_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ProjectError) as caught:
        keep_block(tmp_path / "file" / "blocks", "x", block())
    assert str(caught.value)
