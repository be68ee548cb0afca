"""How a run goes on at its head: steps, a look inside now and then, and the validations that fall due."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nnstudio.training.events import Reason, RunPaused
from nnstudio.training.frame import Status
from nnstudio.training.history import BestRestored, Judged
from nnstudio.training.run import Run
from nnstudio.training.watch import Watch

if TYPE_CHECKING:
    from nnstudio.training.desk import Desk


def go_on(desk: Desk, most: int, watch: Watch) -> int:
    """Make up to ``most`` steps that were never made before, and the validations that fall due; return how many.

    Losses that are not finite end it, and are left with the run.
    """
    problem, every = desk.require(), desk.validate_every
    run = problem.run
    away = desk.observer.steps_to_look(run.step, run.program)
    if away and not desk.stops.points and not problem.heeds:
        return _stretch(desk, min(most, away), watch)
    made = advance(desk, min(most, every - run.step % every), watch)
    if are_finite(run.losses) and run.step % every == 0:
        validate(desk)
    return made


def are_finite(losses: list[float]) -> bool:
    """Whether all are finite."""
    # Of finite losses the sum alone is asked: it is not finite only where one is not, or they are beyond measure.
    return math.isfinite(sum(losses)) or all(map(math.isfinite, losses))


def advance(desk: Desk, most: int, watch: Watch, stops: bool = True) -> int:
    """Make up to ``most`` steps that were never made before; a look at the run takes one alone.

    ``stops`` : no farther than to where a break-point comes true.
    """
    run = desk.require().run
    made = desk.stops.advance if stops else Run.advance
    away = desk.observer.steps_to_look(run.step, run.program)
    if away:
        done = made(run, min(most, away), watch)
    else:
        done, seen = desk.observer.observe(run.program, run.plan, run.step, lambda: made(run, 1, watch))
        desk.mailbox.post_observation(seen)
    desk.made += done
    return done


def _stretch(desk: Desk, most: int, watch: Watch) -> int:
    """Go on until the watch's time, where nothing depends on what a validation finds.

    What they found is handed on together, or before the window looks: a small network comes to five thousand of them
    a second.
    """
    problem, every, change = desk.require(), desk.validate_every, desk.change
    run, clock, keep, made = problem.run, desk.clock, desk.gathered.take, 0
    while made < most:
        done = run.advance(min(most - made, every - run.step % every), watch)
        made += done
        desk.made += done
        if not are_finite(run.losses):
            break
        keep(run.losses)
        if run.step % every == 0:
            measured = problem.measure(desk.look)
            if measured is None:
                break
            desk.found.append(measured)
            desk.score(measured.step)
        # Between two slices of a measurement a setting may have been obeyed.
        if clock() >= watch.due or desk.change != change:
            break
    desk.hand_on()
    return made


def validate(desk: Desk) -> None:
    """Measure where a validation is due, and stop the run where it should end there."""
    desk.gather()
    found, problem = desk.measure(), desk.problem
    if found is None or problem is None or not problem.heeds:
        return
    reason = problem.judge(found)
    desk.note(Judged(found))
    if reason is None:
        return
    best, restored = -1, False
    if reason is Reason.NO_IMPROVEMENT:
        best, restored = problem.run.stopping.best_step, problem.run.restore_best()
    if restored:
        desk.note(BestRestored())
        desk.change += 1
        desk.measure(changed=True)
    desk.goal = None
    desk.publish()
    desk.status = Status.PAUSED
    desk.mailbox.post(RunPaused(desk.run_id, problem.run.step, reason, best, restored))
