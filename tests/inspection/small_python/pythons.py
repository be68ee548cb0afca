"""Runs a program in the small Python and in Python itself."""

from __future__ import annotations

import contextlib
import io
import random
import warnings

from nnstudio.inspection.small_python import CodeError, Machine, Source


def ran(text: str) -> Machine:
    """Carry a program out in the small Python."""
    machine = Machine()
    machine.run(Source("own", text))
    return machine


def printed(text: str) -> tuple[str, bool]:
    """Return what a program printed in the small Python, and whether it came to its end."""
    machine = Machine()
    try:
        machine.run(Source("own", text))
    except CodeError:
        return machine.output, False
    return machine.output, True


def python_printed(text: str) -> tuple[str, bool]:
    """Return what the same program printed in Python, and whether it came to its end."""
    random.seed(0)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "own", "exec"), {"__name__": "own"})
        except Exception:
            return out.getvalue(), False
    return out.getvalue(), True


def fault(text: str) -> CodeError:
    """Return the error of a program that has one."""
    try:
        ran(text)
    except CodeError as error:
        return error
    raise AssertionError(f"no error: {text}")
