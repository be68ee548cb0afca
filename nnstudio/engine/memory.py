"""How much memory a plan would take, and the refusal of one that would not fit, before anything is allocated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.engine.axes import size
from nnstudio.engine.errors import ResourceError
from nnstudio.engine.planner import Planner
from nnstudio.engine.pool import Pool
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.engine.program import Program

_BUFFERS = {"train": 5, "evaluate": 2, "predict": 2}
"""Buffers for each layer's output: z, a, slope, ∂L/∂a, ∂L/∂z."""

_ROUGH = 4
"""By how many times :func:`buffers` may be wrong; where that might decide, the plan is built on counted memory."""

_SHARE = 0.8
"""The share of the free memory that one plan may take; the window and the data need the rest."""

_UNKNOWN = 4 << 30


def estimate(program: Program, batch_size: int, mode: str) -> int:
    """Return the bytes that parameters, optimiser state and one plan's buffers take together.

    The plan is built for it, on memory that is only counted: address space as large as its largest buffer.
    """
    pool = Pool(program.dtype, buffers(program, batch_size, mode), counts_only=True)
    Planner(program, batch_size, mode, False, pool).build()
    return _flats(program) + pool.bytes


def _flats(program: Program) -> int:
    count = program.layout.count
    memory = sum(size(shape) for shape in program.optimizer.memory(count).values())
    return (count * (4 + len(program.optimizer.kept())) + memory) * program.dtype.itemsize


def buffers(program: Program, batch_size: int, mode: str) -> int:
    """Return roughly how many bytes one plan's buffers take, by what its layers say."""
    features = sum(size(shape) + 1 for shape in program.shapes.values())
    graph = program.graph
    extra = sum(
        node.layer.workspace(tuple(program.shapes[source] for source in node.inputs))
        for node in map(graph.__getitem__, graph.order)
    )
    # About half of what layers work in belongs to the backward pass.
    extra = extra if mode == "train" else extra // 2
    return (features * _BUFFERS[mode] + extra) * batch_size * program.dtype.itemsize


def available() -> int:
    """Return the bytes of memory that are free for use, as far as the system says."""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _UNKNOWN


def check_arenas(program: Program) -> None:
    """Refuse a network that would fit with no batch, nothing being placed yet; see :func:`check_plan`."""
    free, least = _free(), _flats(program) + buffers(program, 1, "train") // _ROUGH
    if least > free:
        raise _refusal(program, least, free)


def check_plan(program: Program, batch_size: int, mode: str) -> None:
    """Refuse a plan that would not fit.

    Raises
    ------
    ResourceError : names the largest layer and what the plan would take.
    """
    free, wanted = _free(), _flats(program) + buffers(program, batch_size, mode)
    if free < wanted * _ROUGH < free * _ROUGH**2:
        try:
            wanted = estimate(program, batch_size, mode)
        except MemoryError:  # of the largest buffer alone
            wanted = max(wanted, free + 1)
    if wanted > free:
        raise _refusal(program, wanted, free)


def _free() -> int:
    return int(available() * _SHARE)


def _refusal(program: Program, wanted: int, free: int) -> ResourceError:
    largest = max(program.shapes, key=lambda name: (program.counts.get(name, 0), size(program.shapes[name])))
    return ResourceError(
        largest,
        msg("a network that fits into {size} of memory", size=readable(free)),
        msg("one that needs about {size}", size=readable(wanted)),
        msg("Use fewer neurons or a smaller batch."),
    )


def readable(count: int) -> str:
    """Return a number of bytes as a person reads it: ``1.5 GB``."""
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.0f} MB"
