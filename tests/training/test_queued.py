"""The queue of runs as a file holds it: the same runs come back, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nnstudio.data import Column, ImportedTable
from nnstudio.document import SetTable, apply, opening_document
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg
from nnstudio.text.plain import from_plain, to_plain
from nnstudio.training.labs import labs
from nnstudio.training.queued import Queued, queue_of, queue_record


def lab_queue() -> tuple[Queued, ...]:
    lab, document = labs.make("activation"), opening_document()
    return tuple(
        Queued(msg("{lab}: {variant}", lab=lab.declaration.name, variant=each.name), each.applied(document), 3 + number)
        for number, each in enumerate(lab.variants(document, 100))
    )


def test_what_waits_comes_back_and_its_names_speak_every_language() -> None:
    queue = lab_queue()
    read = queue_of(json.loads(json.dumps(queue_record(queue, None))), None)
    assert read == queue
    assert len(read) > 3


def test_the_projects_own_table_is_not_written_twice_and_another_one_goes_along() -> None:
    def with_table(name: str) -> Queued:
        table = ImportedTable(name, (Column("a", np.arange(5000.0)), Column("b", np.arange(5000.0))))
        return Queued(msg("a run"), apply(opening_document(), SetTable(table)), 1)

    ours, other = with_table("ours"), with_table("other")
    table = ours.document.table
    small, large = (json.dumps(queue_record([each], table)) for each in (ours, other))
    assert len(small) < 20_000 < len(large)
    first, second = queue_of({"runs": json.loads(small)["runs"] + json.loads(large)["runs"]}, table)
    assert first.document.table is table
    assert second.document.table is not None
    assert second.document.table.name == "other"
    assert np.array_equal(second.document.table.columns[0].values, np.arange(5000.0))


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"runs": 3},
        {"runs": [3]},
        {"runs": [{"name": to_plain(msg("a")), "document": "{}", "epochs": 1}]},
        {"runs": [{"name": to_plain(msg("a")), "document": None, "epochs": 1}]},
        {"runs": [{}] * 201},
    ],
)
def test_what_is_no_queue_is_refused(spoilt: Any) -> None:
    with pytest.raises((ValueError, NnstudioError)):
        queue_of(spoilt, None)


@pytest.mark.parametrize("epochs", [0, -1, 1.5, None, 10**9])
def test_epochs_out_of_range_are_refused(epochs: Any) -> None:
    (run,) = json.loads(json.dumps(queue_record(lab_queue()[:1], None)))["runs"]
    with pytest.raises(ValueError, match="epochs"):
        queue_of({"runs": [run | {"epochs": epochs}]}, None)


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        {"text": 3, "fields": {}},
        {"text": "x", "fields": []},
        {"text": "{a.__class__}", "fields": {"a": "b"}},
        {"text": "{a:999999999}", "fields": {"a": 1}},
        {"text": "{a!r}", "fields": {"a": 1}},
        {"text": "{b}", "fields": {"a": 1}},
        {"text": "{a}", "fields": {"a": "x" * 2000}},
        {"text": "{a", "fields": {"a": 1}},
    ],
)
def test_a_message_of_somebody_else_is_refused(spoilt: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_plain(spoilt)
