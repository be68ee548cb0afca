"""A lab under way beside the window."""

from __future__ import annotations

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.text import msg
from nnstudio.training.kept_run import KeptRun
from nnstudio.training.lab import Lab
from nnstudio.ui.bridge.contest_work import ContestWork, Racer


class LabWork(ContestWork):
    """One lab at a time. ``racers`` are its variants, ``base`` the document that they are variants of."""

    lab: Lab | None = None
    base: Document | None = None

    def start(self, lab: Lab, document: Document, prepared: Prepared, epochs: int) -> bool:
        """Begin a lab in the place of any other; False where there is nothing to vary."""
        self.stop()
        variants = lab.variants(document, len(prepared.training))
        self.lab, self.base = lab, document
        self.begin([Racer(variant, variant.applied(document)) for variant in variants], prepared, epochs)
        return bool(variants)

    def kept(self, number: int) -> KeptRun | None:
        """Return a variant's run, to be compared; None while it has not come to its end."""
        if self.lab is None:
            return None
        variant = self.racers[number].variant.name
        return self.kept_as(number, msg("{lab}: {variant}", lab=self.lab.declaration.name, variant=variant))
