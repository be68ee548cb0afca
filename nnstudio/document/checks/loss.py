"""The loss fits the targets, and the last activation fits the loss."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.data.samples import DataShape, Task
from nnstudio.document.edits import Edit, RemoveLayers, Several
from nnstudio.document.ending import Ending, endings_of, fitted, target_of, with_loss
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import value_of
from nnstudio.document.problem import Problem, Severity, of_error
from nnstudio.engine.activations import activations
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.loss import Loss
from nnstudio.engine.losses import losses
from nnstudio.engine.pairing import misfit
from nnstudio.text import Message, msg

_PROBABILITIES = ("logistic", "softmax")
_TWO = 2
"""Of two outputs that sum to 1, binary and categorical cross-entropy are the same number."""
_BOUNDED = ("logistic", "softmax", "log_softmax", "hard_sigmoid", "relu", "relu6", "step")


def check_loss(facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with the pair of loss and last activation, once an output has the right width."""
    for _, problem in mismatches(facts):
        yield problem


def mismatches(facts: Facts) -> Iterator[tuple[type[Loss], Problem]]:
    """Yield likewise, each with the loss that is meant."""
    if facts.data is None:
        return
    for ending in endings_of(facts):
        loss = losses.get(facts.loss_at(ending.output.id)[0])
        if loss is not None and ending.fits(facts.data):
            for problem in _check_ending(facts, ending, facts.data, loss):
                yield loss, problem


def _check_ending(facts: Facts, ending: Ending, data: DataShape, loss: type[Loss]) -> Iterator[Problem]:
    if target_of(data, ending.width) not in loss.targets:
        yield _wrong_loss(facts, ending, data, loss)
    elif (found := misfit(loss, activations[ending.activation], ending.width)) is not None:
        parts = found.expected, found.received, found.advice
        yield Problem(_at(ending)[0], Severity.ERROR, _at(ending)[1], *parts, fitted(facts, ending, data))
    elif ending.width > _TWO and "logistic" in (loss.partner(), loss.reads_logits):
        yield _each_on_its_own(facts, ending, data, loss)
    elif loss.reads_logits and ending.activation in _PROBABILITIES:
        yield _twice(facts, ending, data, loss)
    elif loss.partner() == "softmax" and ending.activation != "softmax":
        yield _no_competition(facts, ending, data)
    elif data.task is Task.REGRESSION and ending.activation in _BOUNDED:
        yield _bounded(facts, ending, data)
    else:
        yield from _class_weights(facts, ending, loss)


def _class_weights(facts: Facts, ending: Ending, loss: type[Loss]) -> Iterator[Problem]:
    name, parameters = facts.loss_at(ending.output.id)
    try:
        loss(**dict(parameters)).check_outputs(ending.width)
    except ParameterError as error:
        rest = tuple(pair for pair in parameters if pair[0] != "class_weights")
        yield of_error(ending.output.id, ending.output.name, error, with_loss(facts, ending, name, rest))


def _activation(ending: Ending) -> Message:
    return activations[ending.activation].declaration.name


def _at(ending: Ending) -> tuple[str, str]:
    node = ending.bent or ending.output
    return node.id, node.name


def _wrong_loss(facts: Facts, ending: Ending, data: DataShape, loss: type[Loss]) -> Problem:
    if data.task is Task.REGRESSION:
        expected, advice = msg("a loss for numbers"), msg("The target is a number: use the mean squared error.")
    elif ending.width == 1:
        expected = msg("a loss for one probability")
        advice = msg("One output tells two classes apart: use the binary cross-entropy.")
    else:
        expected = msg("a loss for {count} classes", count=ending.width)
        advice = msg("Several outputs share one probability: use the cross-entropy.")
    name, fix = loss.declaration.name, fitted(facts, ending, data)
    return Problem(ending.output.id, Severity.ERROR, ending.output.name, expected, name, advice, fix)


def _each_on_its_own(facts: Facts, ending: Ending, data: DataShape, loss: type[Loss]) -> Problem:
    name = msg("Use the cross-entropy") if ending.activation == "softmax" else None
    return Problem(
        *(ending.output.id, Severity.ADVICE, ending.output.name),
        msg("a loss for {count} classes", count=ending.width),
        loss.declaration.name,
        msg("It asks of every class on its own, yes or no, but just one of them is right: use the cross-entropy."),
        fitted(facts, ending, data, name),
    )


def _twice(facts: Facts, ending: Ending, data: DataShape, loss: type[Loss]) -> Problem:
    return Problem(
        *(_at(ending)[0], Severity.ADVICE, _at(ending)[1]),
        msg("net inputs without an activation"),
        _activation(ending),
        msg("{loss} has it in itself already: applied twice it learns slowly.", loss=loss.declaration.name),
        _without(ending) or fitted(facts, ending, data, msg("Remove the activation")),
    )


def _without(ending: Ending) -> Edit | None:
    """Return the edit that deletes a layer which is nothing but that activation; None where it is part of another."""
    bent, wide = ending.bent, ending.wide
    if bent is None or bent is wide or (wide is not None and value_of(wide, "activation") != "identity"):
        return None
    return Several((RemoveLayers((bent.id,)),), msg("Remove the activation"))


def _no_competition(facts: Facts, ending: Ending, data: DataShape) -> Problem:
    return Problem(
        *(_at(ending)[0], Severity.ADVICE, _at(ending)[1]),
        msg("probabilities that sum to 1"),
        _activation(ending),
        msg("Without softmax nothing pushes the wrong classes down."),
        fitted(facts, ending, data),
    )


def _bounded(facts: Facts, ending: Ending, data: DataShape) -> Problem:
    return Problem(
        *(_at(ending)[0], Severity.ADVICE, _at(ending)[1]),
        msg("an output that can be any number"),
        _activation(ending),
        msg("Values outside its range can never be predicted: use the identity."),
        fitted(facts, ending, data),
    )
