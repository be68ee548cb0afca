"""How much memory a plan would take, and the refusal of one that would not fit, before anything is allocated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.engine.axes import size
from nnstudio.engine.errors import ResourceError
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.engine.program import Program

_BUFFERS = {"train": 5, "evaluate": 2, "predict": 2}
"""Buffers for each layer's output: z, a, slope, ∂L/∂a, ∂L/∂z."""

_SHARE = 0.8
"""The share of the free memory that one plan may take; the window and the data need the rest."""

_UNKNOWN = 4 << 30


def estimate(program: Program, batch_size: int, mode: str) -> int:
    """Return about how many bytes parameters, optimiser state and one plan's buffers take together."""
    flats = 4 + len(program.optimizer.kept())
    memory = sum(size(shape) for shape in program.optimizer.memory(program.layout.count).values())
    flat = (program.layout.count * flats + memory) * program.dtype.itemsize
    return flat + buffers(program, batch_size, mode)


def buffers(program: Program, batch_size: int, mode: str) -> int:
    """Return about how many bytes one plan's buffers take."""
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


def check_memory(program: Program, batch_size: int, mode: str) -> None:
    """Refuse a plan that would not fit.

    Raises
    ------
    ResourceError : names the largest layer and the estimate.
    """
    wanted, free = estimate(program, batch_size, mode), int(available() * _SHARE)
    if wanted <= free:
        return
    largest = max(program.shapes, key=lambda name: (program.counts.get(name, 0), size(program.shapes[name])))
    raise ResourceError(
        largest,
        msg("a network that fits into {size} of memory", size=readable(free)),
        msg("one that needs about {size}", size=readable(wanted)),
        msg("Use fewer neurons or a smaller batch."),
    )


def readable(count: int) -> str:
    """Return a number of bytes as a person reads it: ``1.5 GB``."""
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.0f} MB"
