"""Large networks to look at: every kind of layer, with branches and skips, laid out in rows as a poster would be."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

from nnstudio import engine
from nnstudio.data.settings import DataSettings
from nnstudio.document import Document, TrainingSettings
from nnstudio.document.kinds import declared_name
from nnstudio.document.layout import NODE_HEIGHT, PITCH
from nnstudio.document.model import Network, Node, Wire
from nnstudio.engine.declaration import Value

ROW = NODE_HEIGHT + 32.0
SHAPE_OF_SCREEN = 1.1
"""Columns for each row, so that the whole about fills a wide window."""


class Sheet:
    """Puts layers one after another in rows; ``end`` is the id of the one that was put last."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.columns = max(4, round((count * SHAPE_OF_SCREEN) ** 0.5))
        self.nodes: list[Node] = []
        self.wires: list[Wire] = []
        self.end = ""

    def put(self, kind: str, *sources: str, **values: Value) -> str:
        """Add a layer fed by ``sources`` (by the last one if none are named) and return its id."""
        number = len(self.nodes)
        fed = sources or ((self.end,) if self.end else ())
        place = (number % self.columns * PITCH, number // self.columns * ROW)
        self.end = f"n{number + 1}"
        name = f"{declared_name(kind)} {number + 1}"
        self.nodes.append(Node(self.end, kind, name, tuple(sorted(values.items())), *place))
        self.wires += [Wire(source, self.end, port) for port, source in enumerate(fed)]
        return self.end


def large_document(count: int) -> Document:
    """Return a document of ``count`` layers on the hand-written digits, 8×8×1; it could be trained."""
    sheet = Sheet(count)
    image = sheet.put("input")
    ends = []
    for share, grow in ((0.5, _grow_images), (0.75, _grow_sequences), (1.0, _grow_vectors)):
        sheet.end = image
        grow(sheet, int(share * (count - 5)))
        ends.append(sheet.end)
    while len(sheet.nodes) < count - 3:
        sheet.put("dropout")
    sheet.put("concatenate", *ends[:2], sheet.end)
    sheet.put("dense", units=10, activation="softmax")
    sheet.put("output")
    network = Network(tuple(sheet.nodes), tuple(sheet.wires), count + 1)
    training = replace(TrainingSettings(), loss="cross_entropy")
    return Document(network, DataSettings(dataset="digits"), training)


def unused_kinds(document: Document) -> set[str]:
    """Return the kinds of layers that a document has none of."""
    return set(engine.layers) - {node.kind for node in document.network.nodes}


def _grow_images(sheet: Sheet, until: int) -> None:
    """Residual and inception blocks by turns, then a flat end."""
    sheet.put("convolution2d", filters=16)
    blocks = cycle((_residual, _inception, _projected, _down_and_up))
    while len(sheet.nodes) < until - 9:
        next(blocks)(sheet)
    sheet.put("global_average_pooling")


def _residual(sheet: Sheet) -> None:
    start = sheet.end
    sheet.put("convolution2d", filters=16)
    sheet.put("batch_normalization")
    sheet.put("activation")
    sheet.put("convolution2d", filters=16)
    sheet.put("add", start, sheet.end)


def _inception(sheet: Sheet) -> None:
    start = sheet.end
    ends = [sheet.put("convolution2d", start, filters=8, kernel_height=size, kernel_width=size) for size in (1, 3, 5)]
    ends.append(sheet.put("average_pooling2d", start, stride=1, padding="same"))
    sheet.put("concatenate", *ends)
    sheet.put("convolution2d", filters=16, kernel_height=1, kernel_width=1)


def _projected(sheet: Sheet) -> None:
    start = sheet.end
    sheet.put("group_normalization", groups=4)
    sheet.put("convolution2d", filters=16)
    sheet.put("projection", start, sheet.end)


def _down_and_up(sheet: Sheet) -> None:
    sheet.put("max_pooling2d")
    sheet.put("transposed_convolution2d", filters=16)
    sheet.put("rms_normalization")


def _grow_sequences(sheet: Sheet, until: int) -> None:
    """Windows over time, recurrent layers and transformer blocks."""
    sheet.put("reshape", shape="16, 4")
    sheet.put("convolution1d", filters=8)
    sheet.put("positional_encoding")
    blocks = cycle((_transformer, _recurrent, _pooled_in_time))
    while len(sheet.nodes) < until - 9:
        next(blocks)(sheet)
    sheet.put("global_max_pooling")


def _transformer(sheet: Sheet) -> None:
    start = sheet.end
    sheet.put("layer_normalization")
    sheet.put("multi_head_attention", heads=2)
    middle = sheet.put("add", start, sheet.end)
    sheet.put("dense", units=8, activation="relu")
    sheet.put("add", middle, sheet.end)


def _recurrent(sheet: Sheet) -> None:
    kinds = cycle(("lstm", "gru", "simple_rnn"))
    for _ in range(3):
        sheet.put(next(kinds), units=8, output="sequence")


def _pooled_in_time(sheet: Sheet) -> None:
    start = sheet.end
    sheet.put("max_pooling1d")
    middle = sheet.put("transposed_convolution1d", filters=8)
    sheet.put("average_pooling1d", kernel_size=2, stride=1, padding="same")
    sheet.put("attention", sheet.end, start, middle)


def _grow_vectors(sheet: Sheet, until: int) -> None:
    """Dense layers with gates and skips; codes that are repeated and embedded at the start."""
    sheet.put("flatten")
    codes = sheet.end
    sheet.put("embedding", vocabulary=32, dimension=4)
    sheet.put("global_average_pooling")
    sheet.put("repeat", steps=2)
    short = sheet.put("flatten")
    sheet.put("dense", codes, units=8, activation="tanh")
    sheet.put("concatenate", short, sheet.end)
    while len(sheet.nodes) < until - 6:
        start = sheet.put("dense", units=8, activation="relu")
        gate = sheet.put("dense", units=8, activation="logistic")
        sheet.put("maxout", start, units=8)
        sheet.put("multiply", sheet.end, gate)
        sheet.put("dropout")
