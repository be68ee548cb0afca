"""``∂ℓ/∂a`` with its numbers: the slope that each loss writes out itself, in the operands of this sample."""

from __future__ import annotations

import re

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.columns import place_count
from nnstudio.engine.formulas import read
from nnstudio.engine.typing import Array
from nnstudio.inspection.description import Line, line
from nnstudio.inspection.expression import Node, Num, evaluate, num, times, total
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.softmax import softmax_share
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.written_out import written_out
from nnstudio.text import Message, msg

_VARIABLES = ("a", "y", "K", "t", "W", "p", "r", "R")
_SCORE = re.compile(r"\\frac\{\\partial \\ell\}\{\\partial ([a-z])")
"""What a loss's slope is by: of a loss that reads net inputs z, or the score s."""
_MOST_SHARES = 4
"""So many p are written out before a loss."""
_LONGEST = 1000
"""Characters: of a focal loss they are many."""


def loss_slope_of(trace: Trace, sink: str, index: tuple[int, ...]) -> Node | None:
    """Return ``∂ℓ/∂a`` of output ``index`` as an expression; None where the loss does not write it out."""
    a, y = trace.value(_output_place(trace, sink, index)), trace.value(trace.here(sink, "target", index))
    text = trace.plan.loss_of(sink).written_slope(a, y)
    return _written(trace, sink, index, text) if text else None


def shares_of(trace: Trace, sink: str, index: tuple[int, ...]) -> tuple[Line, ...]:
    """Return the lines that go before a slope made of what the outputs share out: each p that it reads, then each r."""
    loss = trace.plan.loss_of(sink)
    if not loss.written_share(1.0):
        return ()
    adding = _adding(trace, sink, index)
    found = [_share_line(trace, sink, place) for place in dict.fromkeys((*adding, index))]
    for place in adding:
        part = _written(trace, sink, place, loss.written_share(_target(trace, sink, place).operand.value))
        found.append(line(trace, _symbol("r", place), part, evaluate(part), _words(trace, "r", place)))
    return tuple(found)


def all_shares(trace: Trace, sink: str) -> tuple[Line, ...]:
    """Return the lines of all p, which go before a loss that reads them; of many, those of the classes that count.

    Of the others y is 0, and with it their part of the loss.
    """
    judge = trace.plan.loss_of(sink)
    if not judge.written_share(1.0) or len(trace.shape(sink)) > 1:
        return ()
    places = _row(trace, sink, (0,))
    if len(places) > _MOST_SHARES:
        places = _adding(trace, sink, (0,))
    return tuple(_share_line(trace, sink, place) for place in places[:_MOST_SHARES])


def _share_line(trace: Trace, sink: str, place: tuple[int, ...]) -> Line:
    share = _softmax_share(trace, sink, place)
    return line(trace, _symbol("p", place), share, evaluate(share), _words(trace, "p", place))


def share_number(trace: Trace, sink: str, index: tuple[int, ...], shift: float = 0.0) -> Num:
    """Return p as one number, which a line of its own goes before."""
    share = evaluate(_softmax_share(trace, sink, index))
    return num(_symbol("p", index), share * (1 - shift), _words(trace, "p", index))


def rounded_within(trace: Trace, sink: str, index: tuple[int, ...]) -> float:
    """Return how far the slope goes, in units of eps, where the softmax's shares are rounded: 1 − p loses its digits.

    It is 0 for losses that do not go by what the outputs share out.
    """
    loss, y = trace.plan.loss_of(sink), _target(trace, sink, index)
    if not loss.written_share(1.0):
        return 0.0
    scores = [output(trace, sink, place).operand.value for place in _row(trace, sink, index)]
    text = loss.written_slope(0.0, y.operand.value)
    exact, moved = (evaluate(_written(trace, sink, index, text, shift)) for shift in (0.0, trace.eps))
    # An exponent is rounded with z, and so the share by a multiple of itself.
    return abs(moved - exact) / trace.eps * (1 + 2 * max(map(abs, scores)))


def _written(trace: Trace, sink: str, index: tuple[int, ...], text: str, shift: float = 0.0) -> Node:
    formula = read(text, trace.plan.loss_of(sink).declaration.id, _VARIABLES, longest=_LONGEST)
    return written_out(trace, formula.tape, formula.value, lambda name: _named(trace, sink, index, name, shift))


def output(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    """Return the output that the loss reads: a, or z where it reads net inputs."""
    return trace.num(_output_place(trace, sink, index))


def _output_place(trace: Trace, sink: str, index: tuple[int, ...]) -> Place:
    layer, place = trace.shown(sink, index)
    return trace.here(layer, "z" if _reads_z(trace, sink) else trace.face(layer), place)


def _reads_z(trace: Trace, sink: str) -> bool:
    """Whether the loss reads net inputs, and gets them: only a layer without an activation gives them out."""
    if not trace.plan.loss_of(sink).reads_logits:
        return False
    site = trace.plan.sites[trace.shown(sink, (0,) * len(trace.shape(sink)))[0]]
    return "z" in site.quantities and site.quantities["z"].array is site.output.array


def in_letters(trace: Trace, sink: str, latex: str) -> str:
    """Return a formula of a loss of net inputs in the letters of its numbers: z, or a where the layer bends its z."""
    loss = trace.plan.loss_of(sink)
    score = _SCORE.match(loss.declaration.derivative)
    if not loss.reads_logits or score is None:
        return latex
    return re.sub(rf"(?<![A-Za-z\\]){score[1]}(?=_[kj])", "z" if _reads_z(trace, sink) else "a", latex)


def slope_formula(trace: Trace, sink: str) -> str:
    """Return ``∂ℓ/∂a`` of an output in LaTeX; where a is z itself, and the loss is one of z, it says so."""
    loss = trace.plan.loss_of(sink)
    latex = counted(trace, sink, loss.derivative) or r"\frac{\partial \ell}{\partial a}"
    if loss.reads_logits:
        left, equals, right = latex.partition(" = ")
        latex = _SCORE.sub(r"\\frac{\\partial \\ell}{\\partial a", left) + equals + in_letters(trace, sink, right)
        latex += r", \quad a_k = z_k" if _reads_z(trace, sink) else ""
    for meaning in loss.written_target.split(r", \quad "):
        letter = meaning.partition("_")[0].partition(" ")[0]
        if letter and re.search(rf"(?<![A-Za-z\\]){letter}(?![a-z])", latex):
            latex += rf", \quad {meaning}"
    return latex


def weighting_of(trace: Trace, sink: str, index: tuple[int, ...]) -> tuple[Num, Num]:
    """Return W and t: what class weights and smoothed labels make of the target."""
    weight, t = weightings_of(trace, sink, index)
    symbol = (trace.plan.loss_of(sink).weight_letter or "W").replace("_k", f"_{{{index[-1] + 1}}}")
    found = ((symbol, float(weight[index[-1]])), (f"t_{{{index[-1] + 1}}}", float(t[index[-1]])))
    first, second = (num(symbol, value, constant_name(trace, symbol)) for symbol, value in found)
    return first, second


def weightings_of(trace: Trace, sink: str, index: tuple[int, ...]) -> tuple[Array, Array]:
    """Return W and t of all outputs in the row of ``index``."""
    targets = [trace.value(trace.here(sink, "target", place)) for place in _row(trace, sink, index)]
    weight, t = trace.plan.sample_loss(sink).weighting(np.array(targets))
    return np.asarray(weight), np.asarray(t)


def share_of_place(trace: Trace, sink: str, node: Node) -> Node:
    """Return one place's part of the sample's loss: a mean over places (steps, pixels), a weighted sum over outputs."""
    count = place_count(trace.shape(sink))
    part = node if count == 1 else times(num("1/T", 1 / count, constant_name(trace, "1/T")), node)
    return times(weight_of(trace, sink), part) if trace.several else part


def counted(trace: Trace, sink: str, formula: str) -> str:
    """Return a formula of an output's slope with what one place's loss counts for: λ beside other outputs, 1/T."""
    beside = rf"\lambda_{{{trace.graph.sinks.index(sink) + 1}}}\," if trace.several else ""
    factors = beside + (r"\frac{1}{T}\," if place_count(trace.shape(sink)) > 1 else "")
    left, equals, right = formula.partition(" = ")
    if not factors or not equals:
        return formula
    right, quad, said = right.partition(r", \quad ")
    return rf"{left} = {factors}\left({right}\right){quad}{said}"


def weight_of(trace: Trace, sink: str) -> Num:
    """Return by what an output's loss counts beside the others'."""
    number, words = trace.graph.sinks.index(sink) + 1, msg("loss weight of {output}", output=trace.name(sink))
    return num(f"λ_{{{number}}}", trace.plan.weight_of(sink), words)


def _target(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    return trace.num(trace.here(sink, "target", index))


def _count(trace: Trace, sink: str) -> int:
    return int(trace.plan.sites[sink].output.shape[-1])


def _row(trace: Trace, sink: str, index: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [(*index[:-1], k) for k in range(_count(trace, sink))]


def _named(trace: Trace, sink: str, index: tuple[int, ...], name: str, shift: float) -> Node:
    """Return what a letter of the formula stands for; ``shift`` moves the softmax's shares by so much of themselves."""
    match name:
        case "a":
            return output(trace, sink, index)
        case "y":
            return _target(trace, sink, index)
        case "K":
            return num("K", _count(trace, sink), constant_name(trace, "K"))
        case "p":
            # Written out where it is all there is; as a number where lines of their own go before.
            of_lines = trace.plan.loss_of(sink).written_share(1.0)
            return share_number(trace, sink, index, shift) if of_lines else _softmax_share(trace, sink, index)
        case "r":
            return _part(trace, sink, index, shift)
        case "R":
            parts = [_part(trace, sink, place, shift) for place in _adding(trace, sink, index)]
            # Only a target that was changed by hand names no class at all.
            return total(*parts) if parts else num("0", 0.0, msg("no class is named by the target"))
    weight, t = weighting_of(trace, sink, index)
    return weight if name == "W" else t


def _part(trace: Trace, sink: str, index: tuple[int, ...], shift: float) -> Num:
    text = trace.plan.loss_of(sink).written_share(_target(trace, sink, index).operand.value)
    return num(_symbol("r", index), evaluate(_written(trace, sink, index, text, shift)), _words(trace, "r", index))


def _adding(trace: Trace, sink: str, index: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the outputs that add to R: those that the target names."""
    written, row = trace.plan.loss_of(sink).written_share, _row(trace, sink, index)
    return [place for place in row if written(_target(trace, sink, place).operand.value)]


def _softmax_share(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    scores = [output(trace, sink, place) for place in _row(trace, sink, index)]
    return softmax_share(scores[index[-1]], scores)


def _symbol(letter: str, index: tuple[int, ...]) -> str:
    return f"{letter}_{{{index[-1] + 1}}}"


def _words(trace: Trace, letter: str, index: tuple[int, ...]) -> Message:
    if letter == "p":
        return msg("share of output {number} in the sum of all exponentials", number=index[-1] + 1)
    return msg("what output {number} shares out to all slopes", number=index[-1] + 1)
