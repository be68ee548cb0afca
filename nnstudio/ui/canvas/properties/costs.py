"""What a layer, or the whole network, costs and sees, as facts for the pages."""

from __future__ import annotations

from nnstudio.document import Analysis, Document
from nnstudio.document.figures import Figures, figures_of, total_of
from nnstudio.text import tr
from nnstudio.ui.canvas.properties.facts import Fact
from nnstudio.ui.canvas.wording import bytes_text, shape_text
from nnstudio.ui.theme.numbers import count


def layer_costs(document: Document, analysis: Analysis, node: str) -> list[Fact]:
    """Return multiply-adds, memory and receptive field of a layer, as far as they are known."""
    figures = figures_of(document, analysis)[node]
    facts = _costs(figures, document.training.batch_size)
    if figures.field:
        facts.append((tr("Receptive field"), shape_text(figures.field)))
    return facts


def network_costs(document: Document, analysis: Analysis) -> list[Fact]:
    """Return the sums over all layers."""
    return _costs(total_of(figures_of(document, analysis)), document.training.batch_size)


def _costs(figures: Figures, batch: int) -> list[Fact]:
    facts = []
    if figures.multiply_adds is not None:
        facts.append((tr("Multiply-adds"), count(figures.multiply_adds)))
    memory = ((tr("Memory, 1 sample"), figures.memory(1)), (tr("Memory, 1 batch"), figures.memory(batch)))
    return [*facts, *((word, bytes_text(size)) for word, size in memory if size is not None)]
