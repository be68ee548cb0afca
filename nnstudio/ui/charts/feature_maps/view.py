"""The view: the board, which sample it is about, and of which map a kernel's numbers are shown."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from nnstudio.data.samples import Prepared, Task
from nnstudio.engine import Program
from nnstudio.inspection.feature_maps import Floats, Stage, averages, kernels, maps_of, stages_of
from nnstudio.inspection.trying import answer, of_row
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.under_inspector import bring_row
from nnstudio.ui.charts.feature_maps.arrangement import Spot, middle_of
from nnstudio.ui.charts.feature_maps.board import MapBoard, Pictures, Scene
from nnstudio.ui.charts.naming import class_names
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ChoiceBox, ElidedLabel, IconButton, bind, on_retranslate
from nnstudio.ui.controls.scale import Scale

_MOST_CHANNELS = 64


class FeatureMapsView(QWidget):
    """``board`` for training sample ``row``; ``follow`` : the row is that of the sample in hand while the run rests.

    A click on a map leads to its pixel in Inspect, one on a kernel to the middle of the map that it makes.
    ``tools`` : buttons that whoever shows the view may put elsewhere.
    Signals: ``inspect_requested(node, index)``.
    """

    inspect_requested = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._program: Program | None = None
        self._prepared: Prepared | None = None
        self._stages: tuple[Stage, ...] = ()
        self._scales: dict[tuple[str, str], Scale] = {}
        self._said = ""
        self.row = 0
        self.previous = IconButton("previous", msg("The sample before"))
        self.next = IconButton("next", msg("The next sample"))
        self.follow = IconButton("data", msg("Follow the sample in hand"))
        self.channel = ChoiceBox()
        self.tools = (self.previous, self.next, self.follow)
        self.area, self.board = QScrollArea(), MapBoard()
        self.reading = ElidedLabel("caption")
        self._arrange()
        self._connect()

    # -- building

    def _arrange(self) -> None:
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.channel.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.channel.setMinimumContentsLength(12)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.board)
        column, row = as_panel(self), QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        row.addWidget(self.channel, 1)
        for tool in self.tools:
            row.addWidget(tool)
        column.addLayout(row)
        column.addWidget(self.area, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        session = self._session
        self.previous.clicked.connect(lambda: self._walk(-1))
        self.next.clicked.connect(lambda: self._walk(1))
        self.follow.toggled.connect(lambda _: session.display.refresh(self))
        self.channel.activated.connect(lambda _: session.display.refresh(self))
        self.board.spot_changed.connect(self._read)
        self.board.picked.connect(self._on_picked)
        self.board.moved.connect(self._on_moved)
        session.display.add(self, self.paint)
        bind(self.channel.setAccessibleName, msg("Which of a kernel's maps is shown"))
        bind(self.board.setAccessibleName, msg("Kernels and feature maps; arrows go from map to map, Enter inspects"))
        on_retranslate(self, self._on_language)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Show kernels and maps of the moment."""
        prepared = self._session.prepared
        if prepared is None:
            return
        if frame.program is not self._program or prepared is not self._prepared:
            self._take(frame.program, prepared)
        # While it runs every step has another batch: a picture that changes at each could not be looked at.
        if self.follow.isChecked() and not frame.running:
            self.row = int(frame.rows[min(frame.sample, len(frame.rows) - 1)])
        self.row = min(self.row, len(prepared.training) - 1)
        found = maps_of(frame.program, self._stages, prepared.training.x[self.row])
        whole = {stage.node: self._kernels(frame, stage) for stage in self._stages}
        maps = {
            stage.node: self._photograph(prepared)
            if stage.kind == "input"
            else self._coloured((stage.node, "a"), found[stage.node])
            for stage in self._stages
        }
        drawn = {
            stage.node: self._coloured((stage.node, "w"), self._chosen(values, stage))
            for stage in self._stages
            if (values := whole[stage.node]) is not None
        }
        titles = {stage.node: self._title(stage, maps, drawn) for stage in self._stages}
        self.board.show_scene(Scene(self._stages, titles, maps, drawn))
        self._said = self._answer(frame, prepared)
        self._read()

    def _take(self, program: Program, prepared: Prepared) -> None:
        self._program, self._prepared = program, prepared
        self._stages, self._scales = stages_of(program), {}
        self._list()

    def _list(self) -> None:
        """List the maps that a kernel may read; keep the chosen one while it is there."""
        program, before = self._program, self.channel.currentIndex()
        if program is None:
            return
        found = (kernels(program.parameter, each.node, each.kind, each.table) for each in self._stages)
        most = max((values.shape[1] for values in found if values is not None), default=1)
        self.channel.clear()
        self.channel.addItem(tr("Kernels: mean of their maps"))
        if most > 1:
            for number in range(min(most, _MOST_CHANNELS)):
                self.channel.addItem(tr("Kernels: for map {number}", number=number + 1))
        self.channel.setCurrentIndex(max(0, min(before, self.channel.count() - 1)))

    @staticmethod
    def _kernels(frame: Frame, stage: Stage) -> Floats | None:
        return kernels(frame.parameter, stage.node, stage.kind, stage.table)

    def _chosen(self, whole: Floats, stage: Stage) -> Floats:
        """Return each filter's kernel for the chosen map; of a layer that reads no such map the mean."""
        number = self.channel.currentIndex() - 1
        return whole[:, number] if 0 <= number < whole.shape[1] > 1 else averages(whole, stage.table)

    def _photograph(self, prepared: Prepared) -> Pictures:
        """Return the sample itself, from paper (0) to ink (1)."""
        low, high = float(prepared.raw.x.min()), float(prepared.raw.x.max())
        values = of_row(prepared, self.row).mean(axis=-1)
        return Pictures(((values - low) / max(high - low, 1e-12))[None], 1.0)

    def _coloured(self, key: tuple[str, str], values: Floats) -> Pictures:
        peak = float(np.fmax.reduce(np.abs(values), axis=None, initial=0.0))
        return Pictures(values, self._scales.setdefault(key, Scale()).follow(peak))

    # -- what the user does

    def _walk(self, by: int) -> None:
        prepared = self._prepared
        if prepared is not None:
            self.row = (self.row + by) % len(prepared.training)
            self.follow.setChecked(False)
            self._session.display.refresh(self)

    def _on_picked(self, spot: Spot) -> None:
        prepared = self._prepared
        if prepared is None or not bring_row(self._session, prepared.training, self.row):
            return
        # A tap is of many sums: that in the middle of the map stands for them.
        place = middle_of(spot.stage, spot.channel) if spot.kernel else spot
        self.inspect_requested.emit(place.stage.node, (place.row, place.column, place.channel))

    def _on_moved(self, box: QRectF) -> None:
        centre = box.center().toPoint()
        self.area.ensureVisible(centre.x(), centre.y(), round(box.width()), round(box.height()))

    def _on_language(self) -> None:
        self._list()
        self._session.display.refresh(self)

    # -- words

    def _name(self, stage: Stage) -> str:
        node = self._session.document.network.by_id.get(stage.node)
        return node.name if node is not None else stage.node

    def _title(self, stage: Stage, maps: dict[str, Pictures], drawn: dict[str, Pictures]) -> str:
        parts = [self._name(stage), "×".join(theme.count(length) for length in stage.shape)]
        if stage.kind != "input":
            parts.append(f"a ±{theme.number(maps[stage.node].limit, 2)}")
        if stage.node in drawn:
            parts.append(f"w ±{theme.number(drawn[stage.node].limit, 2)}")
        return " · ".join(parts)

    def _answer(self, frame: Frame, prepared: Prepared) -> str:
        """Return which sample it is, and what the network takes it for."""
        row = theme.count(int(prepared.training.rows[self.row]) + 1)
        if prepared.shape.task is not Task.CLASSIFICATION or prepared.shape.places:
            return tr("Row {row}", row=row)
        names, found = class_names(self._session), answer(frame.predict, prepared, of_row(prepared, self.row))
        taken = names[found.winner()]
        given = f" {theme.percent(float(found.at()[found.winner()]))}" if found.shares else ""
        return tr(
            "Row {row}: {true} → {predicted}",
            row=row,
            true=names[int(prepared.training.y[self.row])],
            predicted=f"{taken}{given}",
        )

    def _read(self) -> None:
        spot = self.board.spot()
        self.reading.setText(self._told(spot) if spot is not None else self._said)
        self.board.setAccessibleDescription(self.reading.text())

    def _told(self, spot: Spot) -> str:
        scene, name = self.board.scene, self._name(spot.stage)
        pictures = (scene.kernels if spot.kernel else scene.maps).get(spot.stage.node)
        if pictures is None or spot.channel >= len(pictures.values):
            return self._said
        value = float(pictures.values[spot.channel, spot.row, spot.column])
        fields = {"layer": name, "number": spot.channel + 1, "row": spot.row + 1, "column": spot.column + 1}
        if spot.kernel:
            if np.isnan(value):
                return tr("{layer}: filter {number} does not read this map", **fields)
            return tr("{layer}: kernel {number} [{row}, {column}]  w {value}", **fields, value=theme.number(value))
        if spot.stage.kind == "input":
            return self._said
        return tr("{layer}: map {number} [{row}, {column}]  a {value}", **fields, value=theme.number(value))
