"""Freed blocks go back to the system: measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nnstudio.allocator import give_back_large_blocks

_SCRIPT = """
import os
from nnstudio.allocator import give_back_large_blocks

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

assert give_back_large_blocks()
before = resident()
larger = bytearray(b"x") * (24 << 20)  # freed, it raises what glibc takes for large
del larger
block = bytearray(b"x") * (20 << 20)
pin = bytearray(b"y") * 100_000  # lies behind the block
del block
print(resident() - before)
"""


@pytest.mark.skipif(not give_back_large_blocks(), reason="no such setting in this C library")
def test_freed_blocks_go_back_to_the_system() -> None:
    told = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, check=True, text=True).stdout
    assert float(told) < 2
