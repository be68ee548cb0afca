"""The answers leak into what they are tested on."""

from __future__ import annotations

from nnstudio.document.edits import Edit, SetData, Several
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

SHARE = 0.1
"""Shared rows above this share of the validation set are no accident."""


class Leak(Culprit):
    """Validation rows that are in the training set too, or a feature that is the target in another dress."""

    declaration = Declaration(
        id="leak",
        name=msg("The answers leak"),
        help=msg("Rows of the validation set are in the training set too, or one of the features is the target."),
        source="Kaufman, Rosset & Perlich 2011",
        aliases=("leakage", "数据泄漏", "資料外洩"),
    )

    def find(self, case: Case) -> Finding | None:
        """Look at the data alone."""
        return self._copied(case) or self._shared(case)

    def _copied(self, case: Case) -> Finding | None:
        number = case.facts_of_data.copied_feature
        if number < 0:
            return None
        names = case.facts_of_data.prepared.input_names
        name = names[number] if number < len(names) else str(number + 1)
        return self.finding(
            msg("Feature “{name}” is the target in other numbers: it tells the answer by itself.", name=name),
            msg("Leave the feature out: where the target is unknown, it will be unknown too."),
            [Evidence(msg("Feature that is the target"), name, case.input_layer, ((number,),), 0)],
            fix=_without(case, name),
        )

    def _shared(self, case: Case) -> Finding | None:
        facts = case.facts_of_data
        shared, count = len(facts.shared_rows), len(facts.prepared.validation)
        if shared < 3 or shared < SHARE * count:
            return None
        return self.finding(
            msg(
                "{shared} of {count} validation rows are in the training set too ({share}): "
                "the validation says nothing about new data.",
                shared=shared,
                count=count,
                share=percent(shared / count),
            ),
            msg("Remove rows that occur twice before the data are split."),
            [Evidence(msg("Validation rows that are training rows"), f"{shared} / {count}", case.input_layer, (), 0)],
        )


def _without(case: Case, name: str) -> Edit | None:
    table = case.document.table
    if table is None or name not in {column.name for column in table.columns}:
        return None
    data = case.document.data
    target = data.target or table.columns[-1].name
    known = data.features or tuple(column.name for column in table.columns if column.name != target)
    kept = tuple(each for each in known if each != name)
    return Several((SetData((("features", kept),)),), msg("Leave “{name}” out", name=name))
