"""The lines of the gallery: a heading for each group, a data set each, the document's own table first."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.data import GROUPS, TABLE, datasets
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.data.previews import Preview, preview


@dataclass(frozen=True, eq=False)
class Entry:
    """One line: ``key`` is the data set's id; a heading's is its group's with a colon before it."""

    key: str
    name: str
    facts: str = ""
    help: str = ""
    words: tuple[str, ...] = ()
    preview: Preview | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it only names a group."""
        return self.key.startswith(":")


def entries(table: tuple[str, Preview | None] | None) -> list[Entry]:
    """Return all lines in the language in force; ``table`` is the imported file's name and preview."""
    found: list[Entry] = []
    if table is not None:
        name, own = table
        facts = describe(own) if own is not None else tr("imported table")
        found += [Entry(":table", tr("Your own")), Entry(TABLE, name, facts, name, (name,), own)]
    for group, title in GROUPS.items():
        found.append(Entry(f":{group}", str(title)))
        found += [_registered(key) for key, member in datasets.items() if member.declaration.group == group]
    return found


def describe(shown: Preview) -> str:
    """Return the size of a data set in a few words: 150 × 4 · 3 classes."""
    size = " × ".join(theme.count(n) for n in (shown.count, *_sides(shown.inputs)))
    if shown.classes:
        return tr("{size} · {count} classes", size=size, count=shown.classes)
    return tr("{size} · regression", size=size)


def _registered(key: str) -> Entry:
    declaration = datasets[key].declaration
    shown = preview(key)
    words = (key, declaration.name.id, str(declaration.name), *declaration.aliases)
    return Entry(key, str(declaration.name), describe(shown), str(declaration.help), words, shown)


def _sides(inputs: tuple[int, ...]) -> tuple[int, ...]:
    # One channel of a picture is not worth a word.
    return inputs[:-1] if len(inputs) > 1 and inputs[-1] == 1 else inputs
