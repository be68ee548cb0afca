"""Float64 twins of a run's plans: compiled once for each plan, loaded anew for each use."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from nnstudio.engine import Plan
from nnstudio.engine.shadow import copy_state, empty_twin

_TWINS: WeakKeyDictionary[Plan, dict[str, Plan]] = WeakKeyDictionary()


def twin_of(plan: Plan, use: str) -> Plan:
    """Return a float64 plan with the weights, the batch and the drawn numbers that the run has now.

    There is one for each ``use``, and it is loaded anew with each call: what is still to be looked at in it is then of
    the new moment. The loss is that of the weights only after a forward pass.
    """
    twin = compiled_twin(plan, use)
    copy_state(plan, twin)
    return twin


def compiled_twin(plan: Plan, use: str) -> Plan:
    """Return that plan with whatever numbers it has; of a network of many steps this alone takes some time."""
    known = _TWINS.setdefault(plan, {})
    if use not in known:
        known[use] = empty_twin(plan, "float64")
    return known[use]
