"""The past of a run in a file: bounded in size, and refused with its place where it is not what this program writes."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from desk_alone import DeskAlone, fingerprint
from training_networks import document, loading, write

from nnstudio.store.packing import pack, unpack
from nnstudio.training import commands as c
from nnstudio.training import run as run_module
from nnstudio.training.events import CommandRefused, ProblemLoaded, RunKept
from nnstudio.training.history import key_frames
from nnstudio.training.history.filing import filed, filed_small, taken

OPTIONS: dict[str, object] = {"dropout": 0.2, "optimizer": "adam", "patience": 50, "validate_every": 3}
HOSTILE = (
    -1,
    2**70,
    1.5,
    float("nan"),
    "x",
    None,
    True,
    [],
    {},
    [1, 2],
    {"$row": [0, 10**9]},
    {"$row": "x"},
    np.ones(3),
)


@pytest.fixture(autouse=True)
def _many_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_frames, "EVERY", 0.0)
    monkeypatch.setattr(run_module, "SEGMENT", 0.0)
    monkeypatch.setattr(run_module, "SNAPSHOT_SHARE", 0)


def lived() -> DeskAlone:
    """Return a desk whose run has been set, written to, judged, continued with other batches, branched and reset."""
    alone = DeskAlone(document(**OPTIONS))
    alone.train(30)
    alone.do(c.SetLearningRate(0.3), c.SetSchedule("exponential"))
    alone.train(5)
    alone.do(write("n2", "weight", (1, 2), 0.25))
    alone.train(25)
    alone.do(c.Seek(33))
    alone.do(c.Branch())
    alone.train(30)
    alone.do(loading(document(**OPTIONS, batch_size=7), c.Start.CONTINUE))
    alone.train(12)
    return alone


def saved_of(alone: DeskAlone, limit: int = 100 << 20) -> tuple[dict[str, Any], dict[str, Any]]:
    alone.past.leave()
    past = filed(alone.past.branches, limit)
    assert past is not None
    return past, alone.past.head_state()


def open_again(past: Any, state: dict[str, Any]) -> DeskAlone:
    made = document(**OPTIONS, batch_size=7)
    again = DeskAlone(made)
    again.do(replace(loading(made, keep=state), past=past))
    return again


def packed(past: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return pack(past, "past")


def refusals(alone: DeskAlone) -> list[str]:
    return [str(event.error) for event in alone.events if isinstance(event, CommandRefused)]


def test_runs_and_branches_come_back_with_their_own_numbers() -> None:
    alone = lived()
    runs = list(alone.past.branches.records.values())
    again = open_again(*saved_of(alone))
    assert refusals(again) == []
    loaded = [event for event in again.events if isinstance(event, ProblemLoaded)][-1]
    assert list(again.past.branches.records) == list(loaded.runs)
    assert loaded.run == again.desk.run_id == loaded.runs[runs.index(alone.past.record)]
    back = [again.past.branches.records[run] for run in loaded.runs]
    assert [(one.first, one.head) for one in back] == [(one.first, one.head) for one in runs]
    assert [one.bests for one in back] == [one.bests for one in runs]
    assert back[-1].parent == (loaded.runs[-2], 33)
    kept = [event for event in again.events if isinstance(event, RunKept)]
    assert [(event.run, event.step) for event in kept] == [(one.id, one.head) for one in back]
    # The next run has a number that none of them had.
    again.do(c.Reset())
    assert again.desk.run_id not in loaded.runs


def test_key_frames_that_branches_share_are_shared_again() -> None:
    alone = lived()
    again = open_again(*saved_of(alone))
    assert again.past.branches.nbytes == pytest.approx(alone.past.branches.nbytes, rel=0.02)


def test_the_bound_is_kept_and_every_step_still_reached() -> None:
    alone = lived()
    straight = {}
    for step in range(0, 73, 6):
        alone.do(c.Seek(step))
        straight[step] = fingerprint(alone.desk.require())
    whole, _ = saved_of(alone)
    limit = alone.past.branches.nbytes // 2
    small, state = saved_of(alone, limit)
    sizes = [len(text) + sum(array.nbytes for array in arrays.values()) for text, arrays in map(packed, (whole, small))]
    assert sizes[1] < limit
    assert sizes[1] < 0.6 * sizes[0]
    # Nothing was taken from the run in memory.
    assert len(alone.past.record.frames) == len(whole["runs"][-1]["frames"])
    again = open_again(small, state)
    assert refusals(again) == []
    for step, seen in straight.items():
        again.do(c.Seek(step))
        assert fingerprint(again.desk.require()) == seen


def with_points(*points: tuple[float, ...], left_out: tuple[int, ...] = (), start: c.Start) -> c.LoadProblem:
    made = document(**OPTIONS, batch_size=7)
    made = replace(made, data=replace(made.data, points=points, left_out=left_out))
    return replace(loading(made, start), document=made)


def test_points_put_by_hand_come_back_at_the_steps_they_were_put_at() -> None:
    first, second = (0.5, 0.25, 1.0), (-0.5, 1.25, 0.0)
    alone = DeskAlone(document(**OPTIONS, batch_size=7))
    alone.do(with_points(start=c.Start.FRESH))
    alone.train(20)
    alone.do(with_points(first, start=c.Start.CONTINUE))
    alone.train(20)
    # As many samples as before, but others.
    last = with_points(first, second, left_out=(4,), start=c.Start.CONTINUE)
    alone.do(last)
    alone.train(20)
    past, state = saved_of(alone)
    forged, straight = copy.deepcopy(past), {}
    for step in (10, 25, 35, 45, 59, 60):
        alone.do(c.Seek(step))
        straight[step] = fingerprint(alone.desk.require())
    again = DeskAlone(document(**OPTIONS, batch_size=7))
    again.do(replace(last, keep=state, past=past, start=c.Start.FRESH))
    assert refusals(again) == []
    for step, seen in straight.items():
        again.do(c.Seek(step))
        assert fingerprint(again.desk.require()) == seen, step
    forged["loads"][1]["points"] = [[0.5, 0.25]]
    refused = DeskAlone(document(**OPTIONS, batch_size=7))
    refused.do(replace(last, keep=state, past=forged, start=c.Start.FRESH))
    assert len(refusals(refused)) == 1
    assert "loads[1]" in refusals(refused)[0]


def test_a_point_is_written_once_however_many_problems_knew_it() -> None:
    points = [(place / 20, -place / 20, float(place % 2)) for place in range(20)]
    rows: list[tuple[tuple[float, ...], ...]] = [tuple(points[:count]) for count in range(len(points) + 1)]
    # Then one taken out of the middle, and one put in its place.
    rows += [(*points[:7], *points[8:]), (*points[:7], (0.0, 0.0, 1.0), *points[8:])]
    alone = DeskAlone(document(**OPTIONS, batch_size=7))
    alone.do(with_points(start=c.Start.FRESH))
    for row in rows[1:]:
        alone.train(3)
        alone.do(with_points(*row, left_out=tuple(range(len(row) // 2)), start=c.Start.CONTINUE))
    past, state = saved_of(alone)
    straight = {}
    for step in range(1, 3 * len(rows[1:]), 3):
        alone.do(c.Seek(step))
        straight[step] = fingerprint(alone.desk.require())
    assert [len(load["points"]) for load in past["loads"]] == [0] + [1] * 20 + [0, 1]
    assert sum(len(load["left_out"]) for load in past["loads"]) == 11
    again = DeskAlone(document(**OPTIONS, batch_size=7))
    last = with_points(*rows[-1], left_out=tuple(range(10)), start=c.Start.FRESH)
    again.do(replace(last, keep=state, past=past))
    assert refusals(again) == []
    for step, seen in straight.items():
        again.do(c.Seek(step))
        assert fingerprint(again.desk.require()) == seen, step


def test_a_journal_that_is_too_long_is_not_kept() -> None:
    alone = lived()
    alone.past.leave()
    assert filed(alone.past.branches, 100) is None
    assert filed_small(alone.past.branches, 100) is None


def test_what_was_taken_is_filed_the_same_whatever_comes_after() -> None:
    alone = lived()
    alone.past.leave()
    before = packed(filed(alone.past.branches) or {})
    kept = taken(alone.past.branches)
    alone.train(20)
    alone.do(c.SetLearningRate(0.01), c.Seek(40), c.Branch())
    alone.train(10)
    after = packed(filed(kept.branches) or {})
    assert after[0] == before[0]
    assert all(np.array_equal(after[1][name], array) for name, array in before[1].items())


def test_a_small_past_is_within_its_bound_or_none() -> None:
    alone = lived()
    alone.past.leave()
    whole, one = filed_small(alone.past.branches), alone.past.record.frames.last.nbytes
    assert whole is not None
    assert whole[1] == tuple(alone.past.branches.records)
    assert len(whole[0]["runs"]) == len(whole[1])
    thinned = filed_small(alone.past.branches, 5 * one)
    assert thinned is None or len(thinned[0]["frames"]) <= 5
    assert filed_small(alone.past.branches, one // 2) is None


def test_what_is_filed_is_of_plain_values() -> None:
    past, _ = saved_of(lived())
    text, arrays = pack(past, "past")
    assert unpack(text, arrays.__getitem__).keys() == past.keys()
    assert len(arrays) == len(past["stacks"]) < 12


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the ways to all entries of a nest."""
    if way:
        yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*way, key))


def put(value: Any, way: tuple[Any, ...], entry: object) -> None:
    for key in way[:-1]:
        value = value[key]
    value[way[-1]] = entry


@pytest.mark.parametrize("seed", range(3))
def test_forged_entries_are_refused_by_their_place_or_harmless(seed: int) -> None:
    past, state = saved_of(lived(), 60_000)
    chance, ways = random.Random(seed), list(places(past))
    refused = 0
    for _ in range(15):
        forged = copy.deepcopy(past)
        put(forged, chance.choice(ways), chance.choice(HOSTILE))
        again = open_again(forged, state)
        assert again.desk.problem is not None
        for why in refusals(again):
            refused += 1
            assert "history" in why
            assert "earlier steps are lost" in why
        if not refusals(again):
            again.do(c.Seek(again.past.record.start), c.Seek(again.past.record.head))
        # Refused or not, the run itself goes on.
        again.train(2)
    assert refused > 5


@pytest.mark.parametrize(
    ("way", "entry", "word"),
    [
        (("version",), 2, "version"),
        (("current",), 99, "current"),
        (("runs", 0, "head"), 10**9, "runs[0].frames"),
        (("runs", 1, "frames"), [0, 0], "runs[1].frames"),
        (("runs", 0, "eras"), [77], "runs[0].eras"),
        (("loads", 0, "seed"), 2**40, "loads[0]"),
        (("loads", 0, "points"), [[0.5, "x"]], "loads[0].points"),
        (("loads", 0, "points_kept"), [1, 0], "loads[0].points_kept"),
        (("loads", 0, "left_out_kept"), [0, 5], "loads[0].left_out_kept"),
        (("settings", 0, "learning_rate"), -3.0, "learning_rate"),
        (("settings", 0, "optimizer"), "evil", "optimizer"),
        (("frames", 0, "state", "feed", "batch_size"), 12345, "batch_size"),
        (("frames", 0, "state", "feed", "generator"), {"bit_generator": "PCG64"}, "history.frames"),
        (("frames", 0, "state", "program.random"), {}, "random"),
        (("frames", 0, "state", "program.theta"), {"$row": [0, -1]}, "program.theta"),
        (("frames", 0, "state", "stopping"), 5, "stopping"),
        (("journal", 0), {"at": 0}, "journal[0]"),
        (("stacks", 0), 3, "stacks[0]"),
        (("unknown",), 3, "unknown"),
    ],
)
def test_what_contradicts_itself_is_named(way: tuple[Any, ...], entry: object, word: str) -> None:
    past, state = saved_of(lived())
    forged = copy.deepcopy(past)
    put(forged, way, entry)
    again = open_again(forged, state)
    assert len(refusals(again)) == 1
    assert word in refusals(again)[0]
    assert again.step == state["step"]
    assert [record.start for record in again.past.branches.records.values()][-1] == state["step"]


def test_a_weight_that_the_network_does_not_have_is_refused() -> None:
    past, state = saved_of(lived())
    entry = next(one for one in past["journal"] if "wrote" in one)
    entry["wrote"][0]["index"] = [400, 2]
    assert "weights of this network" in refusals(open_again(past, state))[0]
