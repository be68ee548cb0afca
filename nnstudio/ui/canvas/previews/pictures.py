"""Which picture shows what a layer does: one for each ``glyph`` that a declaration may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from nnstudio import engine
from nnstudio.ui.canvas.glyphs import family_color, paint_glyph
from nnstudio.ui.canvas.previews import joining, neurons, sequences, windows
from nnstudio.ui.canvas.previews.pencil import HEIGHT, WIDTH, Pencil
from nnstudio.ui.canvas.wording import family_of, parted

Draw = Callable[[Pencil, str], None]
"""Draws a kind of layer."""

PICTURES: Mapping[str, Draw] = {
    "input": neurons.source,
    "output": neurons.target,
    "dense": neurons.dense,
    "maxout": neurons.maxout,
    "activation": neurons.activation,
    "dropout": neurons.dropout,
    "normalisation": neurons.normalisation,
    "convolution": windows.convolution,
    "transposed_convolution": windows.transposed,
    "pooling": windows.pooling,
    "flatten": windows.flatten,
    "reshape": windows.reshape,
    "repeat": sequences.repeated,
    "rnn": sequences.recurrent,
    "gru": sequences.gated,
    "lstm": sequences.with_memory,
    "attention": sequences.attention,
    "embedding": sequences.embedding,
    "positional_encoding": sequences.positions,
    "add": joining.added,
    "multiply": joining.multiplied,
    "concatenate": joining.concatenated,
    "projection": joining.projected,
}


def paint_preview(painter: QPainter, kind: str, rect: QRectF) -> None:
    """Paint the picture of a kind of layer as large as ``rect`` allows; a layer without one has its family's glyph."""
    scale = min(rect.width() / WIDTH, rect.height() / HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center().x() - scale * WIDTH / 2, rect.center().y() - scale * HEIGHT / 2)
    painter.scale(scale, scale)
    draw = PICTURES.get(engine.layers[parted(kind)[0]].declaration.glyph)
    if draw is None:
        side = HEIGHT * 0.7
        paint_glyph(painter, family_of(kind), QRectF((WIDTH - side) / 2, (HEIGHT - side) / 2, side, side))
    else:
        draw(Pencil(painter, family_color(family_of(kind))), kind)
    painter.restore()


def paint_block_preview(painter: QPainter, names: tuple[str, ...], rect: QRectF) -> None:
    """Paint a kept block: the glyphs of its layers' families in a row, as many as there is room for."""
    side, pitch = rect.height() * 0.3, rect.height() * 0.42
    shown = names[: max(1, int(rect.width() // pitch))]
    left = rect.center().x() - len(shown) * pitch / 2
    for number, family in enumerate(shown):
        paint_glyph(
            painter,
            family,
            QRectF(left + number * pitch + (pitch - side) / 2, rect.center().y() - side / 2, side, side),
        )
    painter.setBrush(Qt.BrushStyle.NoBrush)
