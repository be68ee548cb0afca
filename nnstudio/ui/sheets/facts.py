"""What a sheet says of the run that it was taken from."""

from __future__ import annotations

from datetime import datetime

from nnstudio import __version__
from nnstudio.engine.optimizer import Optimizer
from nnstudio.exchange.sheet import Fact
from nnstudio.inspection import Moment, Trace
from nnstudio.inspection.convention import said
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.wording import about_sample


def facts_of(session: Session, moment: Moment, frame: Frame, now: datetime | None = None) -> tuple[Fact, ...]:
    """Return network, sample, moment, loss, optimiser, seed, precision, date and version, in the language in force."""
    trace, rule = moment.trace, moment.trace.plan.update_rule.optimizer
    dtype = trace.plan.loss.dtype.name
    when = (now or datetime.now()).strftime("%Y-%m-%d %H:%M")
    return (
        (msg("Network"), _network(trace)),
        (msg("Sample"), _sample(session, trace, frame)),
        (msg("Gradients of"), tr("the batch's mean loss") if trace.batch else tr("this sample's own loss")),
        (msg("Convention"), str(said(trace.columns))),
        (msg("Updates so far"), theme.count(frame.step)),
        (
            msg("Loss"),
            " · ".join(dict.fromkeys(str(trace.plan.loss_of(k).declaration.name) for k in trace.graph.sinks)),
        ),
        (msg("Optimiser"), _optimizer(rule, session.document.training.learning_rate)),
        (msg("Seed"), str(session.document.training.seed)),
        (msg("Precision"), dtype),
        (msg("Written"), f"{when} · nnstudio {__version__}"),
    )


def title_of(session: Session) -> str:
    """Return what the project is called; empty if it has no name yet."""
    path = session.file.path
    return path.stem if path is not None else session.document.title


def _network(trace: Trace) -> str:
    """Return the layers with what each gives: ``Input 2 → Hidden 1 6 → …``."""
    shapes = ((name, "×".join(str(part) for part in trace.shape(name))) for name in trace.graph.order)
    return " → ".join(f"{trace.name(name)} ({shape})" for name, shape in shapes)


def _optimizer(rule: Optimizer, learning_rate: float) -> str:
    """Return its name with every number of it that has a letter, so that each letter of the update has its value."""
    lettered = [(each.symbol, rule.values[each.id]) for each in rule.declaration.parameters if each.symbol]
    numbers = [("α", learning_rate), *((letter, value) for letter, value in lettered if isinstance(value, int | float))]
    return " · ".join(
        [str(rule.declaration.name), *(f"{letter} = {theme.compact(value)}" for letter, value in numbers)]
    )


def _sample(session: Session, trace: Trace, frame: Frame) -> str:
    place = tr("{number} of {count} in the batch", number=trace.sample + 1, count=trace.count)
    about = about_sample(session, frame, trace.sample)
    return f"{place} · {about}" if about else place
