"""The sample projects: networks that are ready to run and able to learn, a declaration each. No data, no results.

``samples()`` lists them, the opening one first.
"""

from nnstudio.document.model import Document
from nnstudio.document.projects.catalogue import SAMPLES
from nnstudio.document.projects.sample import Hidden, Sample

__all__ = ["Hidden", "Sample", "opening_document", "samples"]


def samples() -> tuple[Sample, ...]:
    """Return the sample projects in the order in which they are listed; ``sample.document()`` makes one."""
    return SAMPLES


def opening_document() -> Document:
    """Return the document that the program opens with at its first start: circles, 2-6-4-1 tanh."""
    return SAMPLES[0].document()
