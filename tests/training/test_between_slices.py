"""A setting turned during a validation: in force before its end, unless something is judged by that validation."""

from __future__ import annotations

import pytest
from training_networks import Endless, document, loading

from nnstudio.training.commands import Run, SetLearningRate, SetRegularisation, SetSetting
from nnstudio.training.going_on import validate
from nnstudio.training.history import SettingChanged
from nnstudio.training.measure import Look, Measure
from nnstudio.training.obeying import obey
from nnstudio.training.trainer import Trainer


def validated(monkeypatch: pytest.MonkeyPatch, command: SetSetting, **options: object) -> tuple[Trainer, list[float]]:
    """Return a trainer after a validation in whose midst a setting was turned; the rates before and after that."""
    trainer, rates = Trainer(), []
    obey(loading(document(**options)), trainer.desk)
    obey(Run(), trainer.desk)
    problem = trainer.desk.require()
    measure = Measure.run

    def run(self: Measure, look: Look) -> tuple[float, float]:
        found = measure(self, look)
        rates.append(problem.program.learning_rate)
        if self is problem.training:
            trainer.submit(command)
        return found

    monkeypatch.setattr(Measure, "run", run)
    validate(trainer.desk)
    return trainer, rates


def test_what_no_measurement_shows_is_obeyed_between_its_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, rates = validated(monkeypatch, SetLearningRate(0.25))
    assert rates == [0.02, 0.25]
    assert not trainer.pending
    assert trainer.desk.past is not None
    assert trainer.desk.past.record.log[-1][1] == SettingChanged(SetLearningRate(0.25))


def test_the_numbers_are_those_of_a_setting_turned_right_after(monkeypatch: pytest.MonkeyPatch) -> None:
    during, _ = validated(monkeypatch, SetLearningRate(0.25))
    monkeypatch.undo()
    after = Trainer()
    obey(loading(document()), after.desk)
    obey(Run(), after.desk)
    validate(after.desk)
    obey(SetLearningRate(0.25), after.desk)
    assert during.desk.measurement == after.desk.measurement
    for desk in (during.desk, after.desk):
        desk.require().run.advance(5, Endless())
    assert during.desk.require().program.theta.tolist() == after.desk.require().program.theta.tolist()


@pytest.mark.parametrize(
    ("command", "options"),
    [(SetLearningRate(0.25), {"patience": 3}), (SetRegularisation(0.0, 0.1), {})],
)
def test_all_else_waits_for_the_end(
    command: SetSetting, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, rates = validated(monkeypatch, command, **options)
    assert rates == [0.02, 0.02]
    assert trainer.pending
