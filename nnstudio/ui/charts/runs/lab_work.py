"""A lab under way beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nnstudio.data.samples import Prepared
from nnstudio.document.difference import difference
from nnstudio.document.edits import Edit, ReplaceNetwork, SetEach, Several
from nnstudio.document.model import Document
from nnstudio.text import msg
from nnstudio.training.kept_run import KeptRun
from nnstudio.training.lab import Lab
from nnstudio.ui.bridge.contest_work import ContestWork, Racer


class LabWork(ContestWork):
    """One lab at a time. ``racers`` are its variants, ``base`` the document that they are variants of."""

    lab: Lab | None = None
    base: Document | None = None
    _kept: Mapping[Racer, KeptRun] = MappingProxyType({})

    def start(self, lab: Lab, document: Document, prepared: Prepared, epochs: int) -> bool:
        """Begin a lab in the place of any other; False where there is nothing to vary."""
        self.stop()
        variants = lab.variants(document, len(prepared.training))
        self.lab, self.base, self._kept = lab, document, {}
        self.begin([Racer(variant, variant.applied(document)) for variant in variants], prepared, epochs)
        return bool(variants)

    def edit(self, number: int, document: Document) -> Edit | None:
        """Return the edit that makes a document what a variant is; None where it is that already, or cannot be.

        Where another of them has been put into force, its layers give way: more would come on top of them.
        """
        base, racer = self.base, self.racers[number]
        given, wanted = racer.variant.edit, racer.document
        if base is None or not _differ(document, base) or all(not _differ(each.document, base) for each in self.racers):
            return given
        if not _differ(document, wanted):
            return None
        if any(not _differ(document, each.document) for each in self.racers):
            return Several((ReplaceNetwork(wanted.network),), racer.variant.name)
        same_layers = document.network.by_id.keys() == base.network.by_id.keys()
        return given if same_layers or isinstance(given, SetEach) else None

    def is_of(self, document: Document) -> bool:
        """Whether a document that was opened is the one that the variants were made of."""
        return self.base is not None and not _differ(document, self.base) and document.data == self.base.data

    def kept(self, number: int) -> KeptRun | None:
        """Return a variant's run, to be compared, each time the same; None while it has not come to its end."""
        racer = self.racers[number]
        if self.lab is None or racer in self._kept:
            return self._kept.get(racer)
        name = msg("{lab}: {variant}", lab=self.lab.declaration.name, variant=racer.variant.name)
        made = self.kept_as(number, name)
        self._kept = self._kept if made is None else {**self._kept, racer: made}
        return made


def _differ(one: Document, other: Document) -> bool:
    return difference(one, other).network
