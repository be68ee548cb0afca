"""Lengths: of files and of functions, the longest and the median."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from limits.source import Source

LONGEST_FILE, MEDIAN_FILE = 400, 150
LONGEST_FUNCTION, MEDIAN_FUNCTION = 40, 10


def length_faults(sources: Mapping[Path, Source]) -> Iterator[str]:
    """Yield the files and functions that are too long, and the medians if they are."""
    for path, source in sources.items():
        if source.lines > LONGEST_FILE:
            yield f"{path}: {source.lines} lines, at most {LONGEST_FILE}"
        for function in source.functions:
            length = function.end_lineno - function.lineno + 1 if function.end_lineno else 1
            if length > LONGEST_FUNCTION:
                yield f"{path}:{function.lineno}: {function.name} has {length} lines, at most {LONGEST_FUNCTION}"
    for what, value, limit in medians(sources):
        if value > limit:
            yield f"the median {what} has {value:g} lines, at most {limit}"


def medians(sources: Mapping[Path, Source]) -> list[tuple[str, float, int]]:
    """Return (what, median length, limit) of files and functions."""
    files = [source.lines for source in sources.values()]
    functions = [
        (function.end_lineno or function.lineno) - function.lineno + 1
        for source in sources.values()
        for function in source.functions
    ]
    return [
        ("file", median(files or [0]), MEDIAN_FILE),
        ("function", median(functions or [0]), MEDIAN_FUNCTION),
    ]
