"""Every registered loss keeps what ``Loss`` promises."""

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine.activations import activations
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.formulas.emission import Store, emit_tape
from nnstudio.engine.formulas.reading import read
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.losses import losses
from nnstudio.engine.typing import Array

WANTED = {
    *("mse", "half_mse", "mae", "binary_cross_entropy", "binary_cross_entropy_logits"),
    *("cross_entropy", "cross_entropy_logits", "hinge", "squared_hinge", "huber", "log_cosh", "nll", "kl_divergence"),
    *("binary_focal", "binary_focal_logits", "focal", "focal_logits"),
}
TWO = {"class_weights": "0.5, 3"}
VARIANTS: dict[str, tuple[dict[str, object], ...]] = {
    **{name: ({"reduction": "sum"},) for name in ("mse", "mae", "log_cosh")},
    "half_mse": ({"reduction": "mean"},),
    "huber": ({"delta": 0.3}, {"reduction": "sum"}),
    **{name: (TWO, {"reduction": "sum"}) for name in ("hinge", "squared_hinge")},
    **{
        name: (TWO, {"reduction": "sum", **TWO}, {"smoothing": 0.1}, {"smoothing": 0.1, **TWO})
        for name in ("binary_cross_entropy", "binary_cross_entropy_logits")
    },
    **{name: ({"smoothing": 0.1},) for name in ("cross_entropy", "cross_entropy_logits")},
    **{name: ({"gamma": 0.0}, {"gamma": 0.5, **TWO}) for name in ("binary_focal", "binary_focal_logits")},
    **{name: ({"gamma": 0.0}, {"gamma": 0.5}) for name in ("focal", "focal_logits")},
}
EVERY = [losses[name](**given) for name in losses for given in ({}, *VARIANTS.get(name, ()))]
every = pytest.mark.parametrize("loss", EVERY, ids=repr)
fused = pytest.mark.parametrize("loss", [loss for loss in EVERY if loss.fuses], ids=repr)
outputs = pytest.mark.parametrize("k", [1, 3, 7])


def problem(loss: Loss, k: int, n: int = 6, dtype: type = np.float64) -> tuple[Array, Array]:
    """Return outputs and targets of the kind that the loss takes, away from its corners."""
    random = np.random.default_rng(11)
    if Target.VALUES in loss.targets:
        target = random.normal(size=(k, n))
        output = target + np.where(random.random((k, n)) < 0.5, -1, 1) * random.uniform(0.1, 2.0, (k, n))
        return output.astype(dtype), target.astype(dtype)
    if Target.PROBABILITY in loss.targets:
        target = (random.random((k, n)) < 0.5).astype(dtype)
    else:
        target = np.ascontiguousarray(np.eye(k, dtype=dtype)[:, random.integers(0, k, n)])
    output = random.uniform(0.05, 0.95, (k, n)) if loss.fuses or loss.expects else random.normal(0.0, 2.0, (k, n))
    return (np.log(output) if loss.expects == "log_softmax" else output).astype(dtype), target


class Bench:
    """A loss with its buffers and calls; ``a`` given means the fused pair, ``output`` being z."""

    def __init__(self, loss: Loss, output: Array, target: Array, a: Array | None = None) -> None:
        self.emit = Emitter(output.dtype)
        self.output, self.target = output.copy(), target.astype(output.dtype)
        self.losses, self.grad = np.full(output.shape[1], np.nan, output.dtype), np.full_like(output, np.nan)
        if a is None:
            loss.emit_forward(self.emit, self.output, self.target, self.losses)
            loss.emit_backward(self.emit, self.output, self.target, self.grad)
        else:
            loss.emit_fused_forward(self.emit, self.output, a, self.target, self.losses)
            loss.emit_fused_backward(self.emit, self.output, a, self.target, self.grad)

    def run(self) -> "Bench":
        with np.errstate(all="raise", under="ignore"):
            self.emit.run()
        return self


def activated(name: str, z: Array) -> tuple[Array, Array]:
    """Return ``a = f(z)`` and a function's z."""
    emit, a = Emitter(z.dtype), np.zeros_like(z)
    activations[name]().emit_forward(emit, z, a, {})
    emit.run()
    return a, z


def norm_error(found: Array, wanted: Array) -> float:
    return float(np.linalg.norm(found - wanted) / max(np.linalg.norm(found) + np.linalg.norm(wanted), 1e-30))


def test_the_issue_s_losses_are_there() -> None:
    assert set(losses) >= WANTED


@every
def test_it_is_a_loss_that_says_what_it_takes(loss: Loss) -> None:
    assert isinstance(loss, Loss)
    assert loss.targets
    assert all(name in activations for name in (loss.fuses, loss.reads_logits, loss.expects) if name)
    assert sum(map(bool, (loss.fuses, loss.reads_logits, loss.expects))) <= 1


@every
@outputs
def test_gradient_is_the_numerical_one(loss: Loss, k: int) -> None:
    output, target = problem(loss, k)
    h, numerical = 1e-6, np.empty_like(output)
    for index in np.ndindex(output.shape):
        nudge = np.zeros_like(output)
        nudge[index] = h
        above, below = (Bench(loss, output + sign * nudge, target).run().losses.mean() for sign in (1, -1))
        numerical[index] = (above - below) / (2 * h)
    grad = Bench(loss, output, target).run().grad
    assert norm_error(grad, numerical) <= 1e-7 or np.allclose(grad, numerical, atol=1e-9)


@fused
@outputs
def test_fused_gradient_is_the_numerical_one(loss: Loss, k: int) -> None:
    _, target = problem(loss, k)
    z, h = np.random.default_rng(12).normal(0.0, 2.0, target.shape), 1e-5
    numerical = np.empty_like(z)
    for index in np.ndindex(z.shape):
        nudge = np.zeros_like(z)
        nudge[index] = h
        above, below = (
            Bench(loss, z + sign * nudge, target, activated(loss.fuses, z)[0]).run().losses.mean() for sign in (1, -1)
        )
        numerical[index] = (above - below) / (2 * h)
    grad = Bench(loss, z, target, activated(loss.fuses, z)[0]).run().grad
    assert norm_error(grad, numerical) <= 1e-7 or np.allclose(grad, numerical, atol=1e-9)


@fused
@outputs
def test_fused_equals_unfused_where_both_are_exact(loss: Loss, k: int) -> None:
    _, target = problem(loss, k)
    z = np.random.default_rng(13).normal(0.0, 2.0, target.shape)
    a, _ = activated(loss.fuses, z)
    pair, apart = Bench(loss, z, target, a).run(), Bench(loss, a, target).run()
    np.testing.assert_allclose(pair.losses, apart.losses, rtol=1e-12, atol=1e-14)
    emit, grad_z, slope = Emitter(z.dtype), np.zeros_like(z), np.zeros_like(z)
    function = activations[loss.fuses]()
    function.emit_forward(emit, z, a, {})
    function.emit_backward(emit, z, a, slope, apart.grad, grad_z, {})
    emit.run()
    np.testing.assert_allclose(grad_z, pair.grad, rtol=1e-10, atol=1e-14)


@fused
@pytest.mark.parametrize("size", [50.0, 1e3, 1e4])
def test_fused_is_right_where_the_two_steps_are_not(loss: Loss, size: float) -> None:
    z = np.array([[size, -size], [-size, size]], np.float32)
    target = np.array([[0.0, 0.0], [1.0, 1.0]])
    pair = Bench(loss, z, target, activated(loss.fuses, z)[0]).run()
    wrong = 2 * size if loss.fuses == "softmax" else size
    assert np.isfinite(pair.losses).all()
    assert np.isfinite(pair.grad).all()
    if set(loss.values.values()) & {"0.5, 3", "sum", 0.1}:
        return
    np.testing.assert_allclose(pair.losses, [wrong, 0.0], rtol=1e-6, atol=1e-6)
    share = 0.5 if loss.fuses == "softmax" else 0.25
    np.testing.assert_allclose(pair.grad, [[share, 0.0], [-share, 0.0]], atol=1e-7)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_extremes_are_finite_and_quiet(loss: Loss, dtype: type) -> None:
    extremes = [0.0, 1.0, 1e-30, 0.5] if loss.fuses or loss.expects else [-1e4, 1e4, -1e-30, 60.0]
    extremes = [-1e4, 0.0, -1e-30, -60.0] if loss.expects == "log_softmax" else extremes
    output = np.array([extremes, extremes[::-1]], dtype)
    for target in (np.array([[1.0] * 4, [0.0] * 4]), np.array([[0.0] * 4, [1.0] * 4])):
        bench = Bench(loss, output, target).run()
        assert np.isfinite(bench.losses).all()
        assert np.isfinite(bench.grad).all()
        assert (bench.losses >= 0).all()


@every
@outputs
def test_the_terms_add_up_to_the_loss(loss: Loss, k: int) -> None:
    output, target = problem(loss, k)
    found = Bench(loss, output, target).run().losses
    for n in range(output.shape[1]):
        terms = loss.terms(output[:, n], target[:, n])
        assert terms
        assert sum(term.value for term in terms) == pytest.approx(found[n], rel=1e-12, abs=1e-15)
        for term in terms:
            assert term.value == pytest.approx(np.prod([factor.value for factor in term.factors]))


@every
@outputs
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_allocates_nothing_and_spares_its_operands(
    loss: Loss, k: int, dtype: type, allocated: Callable[..., tuple[int, int]]
) -> None:
    output, target = problem(loss, k, 4096, dtype)
    bench = Bench(loss, output, target).run()
    first = bench.losses.copy(), bench.grad.copy()
    # The interpreter fills stocks of its own now and then: what a step allocates, it allocates each time.
    assert min(allocated(bench.emit.run)[1] for _ in range(3)) < 2048
    np.testing.assert_array_equal(bench.output, output)
    np.testing.assert_array_equal(bench.target, target)
    np.testing.assert_array_equal(bench.losses, first[0])
    np.testing.assert_array_equal(bench.grad, first[1])


@every
def test_float32_agrees_with_float64(loss: Loss) -> None:
    output, target = problem(loss, 3, 64)
    single, double = (Bench(loss, output.astype(d), target.astype(d)).run() for d in (np.float32, np.float64))
    np.testing.assert_allclose(single.losses, double.losses, rtol=3e-6, atol=3e-7)
    np.testing.assert_allclose(single.grad, double.grad, rtol=3e-6, atol=1e-8)


def test_an_untrained_classifier_loses_the_logarithm_of_its_classes() -> None:
    z = np.zeros((10, 4))
    target = np.eye(10)[:, [3, 1, 4, 1]]
    pair = Bench(losses["cross_entropy"](), z, target, activated("softmax", z)[0]).run()
    np.testing.assert_allclose(pair.losses, np.log(10), rtol=1e-15)


@fused
@outputs
@pytest.mark.parametrize("size", [1.0, 1e4])
def test_a_fused_pair_in_one_plan_equals_the_pair_apart(loss: Loss, k: int, size: float) -> None:
    """In a plan the loss may read what the activation left beside its output."""
    _, target = problem(loss, k)
    z = np.random.default_rng(14).normal(0.0, size, target.shape)
    emit, a, grad_z = Emitter(z.dtype, scope="layer"), np.zeros_like(z), np.zeros_like(z)
    each = np.zeros(z.shape[1])
    activations[loss.fuses]().emit_forward(emit, z, a, {})
    loss.emit_fused_forward(emit, z, a, target, each)
    loss.emit_fused_backward(emit, z, a, target, grad_z)
    emit.run()
    apart = Bench(loss, z, target, activated(loss.fuses, z)[0]).run()
    np.testing.assert_array_equal(each, apart.losses)
    np.testing.assert_array_equal(grad_z, apart.grad)


@every
@outputs
def test_the_written_slope_is_the_one_computed(loss: Loss, k: int) -> None:
    output, target = problem(loss, k)
    grad = Bench(loss, output, target).run().grad * output.shape[1]
    for sample in range(output.shape[1]):
        weight, t = loss.weighting(target[:, sample])
        shares = np.exp(output[:, sample]) / np.exp(output[:, sample]).sum()
        written = [loss.written_share(float(y)) for y in target[:, sample]]
        each = [{"y": y, "t": own, "p": p} for y, own, p in zip(target[:, sample], t, shares, strict=True)]
        parts = [worked_out(part, known) if part else 0.0 for part, known in zip(written, each, strict=True)]
        for place in range(k):
            a, y = float(output[place, sample]), float(target[place, sample])
            text = loss.written_slope(a, y)
            known = {"a": a, "y": y, "K": k, "t": t[place], "W": weight[place], "p": shares[place]}
            known |= {"r": parts[place], "R": sum(parts)}
            assert worked_out(text, known) == pytest.approx(grad[place, sample], rel=1e-9, abs=1e-12)


def worked_out(text: str, known: dict[str, float]) -> float:
    formula = read(text, "slope", tuple(known), longest=1000)
    emit, out = Emitter(np.dtype(np.float64)), np.zeros(1)
    emit_tape(
        Store(emit, "x"), formula.tape, formula.value, {name: np.array([v]) for name, v in known.items()}, out, {}
    )
    emit.run()
    return float(out[0])


@pytest.mark.parametrize("name", [n for n in losses if "class_weights" in losses[n]().values])
def test_class_weights_are_as_many_as_there_are_classes(name: str) -> None:
    two = losses[name](class_weights="1, 2")
    binary = any(word in name for word in ("binary", "hinge"))
    two.check_outputs(2)
    if binary:
        two.check_outputs(5)
    else:
        with pytest.raises(ParameterError, match="3 class weights"):
            two.check_outputs(3)
    for wrong in ("1, x", "-1, 2", "0 0", "nan, 1"):
        with pytest.raises(ParameterError):
            losses[name](class_weights=wrong)


@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_logits", "nll", "focal", "focal_logits"])
def test_a_class_s_weight_multiplies_its_samples(name: str) -> None:
    output, target = problem(losses[name](), 3)
    plain = Bench(losses[name](), output, target).run()
    weighted = Bench(losses[name](class_weights="1，2 0.5"), output, target).run()
    factor = np.array([1.0, 2.0, 0.5]) @ target
    np.testing.assert_allclose(weighted.losses, plain.losses * factor, rtol=1e-13)
    np.testing.assert_allclose(weighted.grad, plain.grad * factor, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("focal", ["binary_focal", "binary_focal_logits", "focal", "focal_logits"])
def test_focal_without_focus_is_cross_entropy(focal: str) -> None:
    plain = losses[focal.replace("focal", "cross_entropy")]()
    output, target = problem(plain, 3)
    one, other = Bench(losses[focal](gamma=0.0), output, target).run(), Bench(plain, output, target).run()
    np.testing.assert_allclose(one.losses, other.losses, rtol=1e-13)
    np.testing.assert_allclose(one.grad, other.grad, rtol=1e-12, atol=1e-15)
