"""What follows from a document.

The shape that each layer gives, how much it learns, and what is wrong, with a fix for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from nnstudio.data.samples import DataShape
from nnstudio.document.checks import CHECKS
from nnstudio.document.facts import Facts, facts_of
from nnstudio.document.model import Document
from nnstudio.document.problem import Problem, Severity
from nnstudio.engine.typing import Shape


@dataclass(frozen=True)
class Analysis:
    """Shapes (one sample's, as the layer gives it) and parameter counts by node id, as far as they are known.

    ``total`` sums the counts. ``multiply_adds`` are those of one sample's forward pass, of the layers that have any,
    ``work`` is their sum. ``order`` is a topological order; ``data`` is what the network must fit, None if the data
    settings are in error; ``trained`` are the nodes that take part in training: those that lead to the output.
    """

    shapes: dict[str, Shape] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0
    problems: tuple[Problem, ...] = ()
    order: tuple[str, ...] = ()
    data: DataShape | None = None
    trained: frozenset[str] = frozenset()
    multiply_adds: dict[str, int] = field(default_factory=dict)
    work: int = 0

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the document from training."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def is_trainable(self) -> bool:
        """Whether the document can be compiled and trained."""
        return not self.errors

    def problems_of(self, node: str) -> tuple[Problem, ...]:
        """Return the problems of one node, errors first; of the whole for an empty id."""
        return self._by_node.get(node, ())

    @cached_property
    def _by_node(self) -> dict[str, tuple[Problem, ...]]:
        nodes = dict.fromkeys(problem.node for problem in self.problems)
        return {node: tuple(p for p in self.problems if p.node == node) for node in nodes}


def analyse(document: Document) -> Analysis:
    """Return everything that follows from a document.

    Never raises; an error at one layer spares the figures of the others.
    """
    facts = facts_of(document)
    found = [problem for check in CHECKS for problem in check(facts)]
    problems = sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)
    return _analysis(facts, tuple(problems))


def _analysis(facts: Facts, problems: tuple[Problem, ...]) -> Analysis:
    return Analysis(
        shapes=facts.shapes,
        counts=facts.counts,
        total=sum(facts.counts.values()),
        problems=problems,
        order=facts.order,
        data=facts.data,
        trained=facts.trained,
        multiply_adds=facts.multiply_adds,
        work=sum(facts.multiply_adds.values()),
    )
