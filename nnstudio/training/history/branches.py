"""All runs of one network and their branches, within one bound of memory."""

from __future__ import annotations

from nnstudio.training.history.key_frames import KeyFrame
from nnstudio.training.history.record import Record

LIMIT = 256 << 20
"""Bytes that key frames may take."""
MOST_RUNS = 200
"""Runs that are remembered; of more the oldest are forgotten, those that nothing branched from first."""


class Branches:
    """The records by the number of their run. ``current`` is that of the run in force."""

    def __init__(self, first: Record, limit: int = LIMIT) -> None:
        self.limit = limit
        self.current = first
        self.records: dict[int, Record] = {first.id: first}

    @property
    def frames(self) -> list[KeyFrame]:
        """All key frames; those that a branch shares with its parent stand there once."""
        return list({id(frame): frame for record in self.records.values() for frame in record.frames}.values())

    @property
    def nbytes(self) -> int:
        """What all key frames take."""
        return sum(frame.nbytes for frame in self.frames)

    def of(self, run: int) -> Record | None:
        """Return the record of a run, None where it is not (or no longer) known."""
        return self.records.get(run)

    def add(self, record: Record) -> None:
        """Take up a run, which is in force from here on."""
        self.records[record.id] = self.current = record
        while len(self.records) > MOST_RUNS:
            found = self._most_dispensable()
            if found is None:
                return
            del self.records[found.id]

    def branch(self, run: int, step: int) -> Record:
        """Have run number ``run`` go on from ``step`` of the current one."""
        made = self.current.branch(run, step)
        self.add(made)
        return made

    def keep(self, frame: KeyFrame) -> bool:
        """Keep a key frame of the current run, at the cost of others where there are too many."""
        kept = self.current.frames.offer(frame)
        if kept:
            self.fit()
        return kept

    def fit(self) -> None:
        """Bring all into the bound: other branches lose their key frames first, the oldest before all others."""
        others = [record for record in self.records.values() if record is not self.current]
        excess = self.nbytes - self.limit
        for record in others if excess > 0 else ():
            record.frames.strip()
        while self.nbytes > self.limit and (found := self._most_dispensable()) is not None:
            del self.records[found.id]
        shared = self.nbytes - self.current.frames.nbytes
        self.current.frames.thin(self.limit - shared)

    def _most_dispensable(self) -> Record | None:
        """Return the oldest run that nothing branched from; else the oldest: its branches have its past as theirs."""
        others = [record for record in self.records.values() if record is not self.current]
        parents = {record.parent[0] for record in self.records.values() if record.parent is not None}
        leaves = [record for record in others if record.id not in parents]
        return next(iter([*leaves, *others]), None)
