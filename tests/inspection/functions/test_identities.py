"""The identities, and what breaks those that hold only in part."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.inspection.functions.identities import IDENTITIES, REACH, check_identity

BY_ID = {identity.id: identity for identity in IDENTITIES}
TRUE = [key for key in BY_ID if key not in ("leaky_maximum", "gelu")]


@pytest.mark.parametrize("key", TRUE)
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_it_holds_to_rounding(key: str, share: float) -> None:
    identity = BY_ID[key]
    low, _, high = identity.parameter or (1.0, 1.0, 1.0)
    gamma = low + share * (high - low)
    checked = check_identity(identity, gamma)
    assert checked.holds
    assert checked.largest <= 8 * np.finfo(float).eps * max(1.0, float(np.abs(checked.left).max()))


def test_the_maximum_is_a_leaky_relu_only_up_to_one() -> None:
    identity = BY_ID["leaky_maximum"]
    assert all(check_identity(identity, gamma).holds for gamma in (0.0, 0.5, 1.0))
    broken = check_identity(identity, 1.5)
    assert not broken.holds
    assert broken.largest == pytest.approx(0.5 * REACH)


def test_the_logistic_gelu_is_only_near() -> None:
    checked = check_identity(BY_ID["gelu"])
    assert not checked.holds
    assert checked.largest == pytest.approx(0.02034, abs=1e-4)
    assert abs(checked.where) == pytest.approx(2.27, abs=0.01)
