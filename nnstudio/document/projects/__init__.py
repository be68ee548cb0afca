"""The sample projects: networks that are ready to run and able to learn, a declaration each. No data, no results.

``samples()`` lists them, the opening one first.
"""

from nnstudio.document.model import Document
from nnstudio.document.projects.catalogue import SAMPLES
from nnstudio.document.projects.sample import Hidden, Sample

__all__ = ["Hidden", "Sample", "opening_document", "sample_of", "samples"]


def samples() -> tuple[Sample, ...]:
    """Return the sample projects in the order in which they are listed; ``sample.document()`` makes one."""
    return SAMPLES


def opening_document() -> Document:
    """Return the document that the program opens with at its first start: circles, 2-6-4-1 tanh."""
    return SAMPLES[0].document()


def sample_of(document: Document) -> Sample | None:
    """Return the sample that a document is, as it opens in the language in force; None for any other document."""
    return next((sample for sample in SAMPLES if sample.document() == document), None)
