"""Keep the catalogues: ``update`` adds what the source says, ``check`` finds faults, ``compile`` makes ``.mo``.

    packaging/translations.py update [catalogue …] [--prune]
    packaging/translations.py check [catalogue …]
    packaging/translations.py compile

A message belongs to the catalogue of the package that uses it (``engine``, ``data`` …; in the window the folder:
``ui_canvas``); a shared one to the first of its users in the alphabet. ``update`` moves and keeps every translation;
those that nothing uses any more stay as comments (``#~``) until ``--prune``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog

from catalogues.faults import catalogue_faults
from catalogues.files import LANGUAGES, compile_all, entries, folder, read_all, write_catalogue
from catalogues.literals import literal_faults
from catalogues.source import Found, find_messages

ROOT = Path(__file__).resolve().parents[1]


def update(root: Path, names: Sequence[str] = (), *, prune: bool = False) -> list[Path]:
    """Bring the catalogues (all, or those named) to what the source says; return the files that changed."""
    found = find_messages(root)
    return [path for language in LANGUAGES for path in _update_language(root, language, found, names, prune)]


def _update_language(root: Path, language: str, found: Found, names: Sequence[str], prune: bool) -> list[Path]:
    catalogues = read_all(root, language)
    known = _translations(catalogues)
    owners, places = found.owners(), found.places()
    chosen = set(names) or {*owners.values(), *catalogues}
    changed = []
    for name in sorted(({*owners.values(), *catalogues} & chosen) - found.broken):
        wanted = {msgid: places[msgid] for msgid, owner in owners.items() if owner == name}
        here = _translations({name: catalogues[name]}) if name in catalogues else {}
        # One that moves to a catalogue not written now must not be lost on the way.
        moving = () if prune else (msgid for msgid in here if owners.get(msgid) not in chosen)
        retired = [msgid for msgid in moving if msgid not in wanted]
        path = folder(root, language) / f"{name}.po"
        if not wanted and not retired:
            path.unlink(missing_ok=True)
        elif write_catalogue(path, language, wanted, known, retired):
            changed.append(path)
    return changed


def _translations(catalogues: dict[str, Catalog]) -> dict[str, str]:
    """Return every translation there is, the living ones before the retired."""
    known: dict[str, str] = {}
    for catalogue in catalogues.values():
        known |= {str(entry.id): str(entry.string) for entry in catalogue.obsolete.values() if entry.string}
    for catalogue in catalogues.values():
        known |= {str(entry.id): str(entry.string) for entry in entries(catalogue) if entry.string}
    return known


def check(root: Path, names: Sequence[str] = ()) -> list[str]:
    """Return the faults of the catalogues and of the window's literals, or of the named catalogues alone."""
    faults = catalogue_faults(root) + literal_faults(root)
    return [fault for fault in faults if not names or any(f"/{name}.po:" in fault for name in names)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 if the check found faults."""
    parser = argparse.ArgumentParser(prog="packaging/translations.py", description="Keep the translations complete.")
    parser.add_argument("command", choices=("update", "check", "compile"))
    parser.add_argument("catalogues", nargs="*", help="only these, such as engine or ui_canvas")
    parser.add_argument("--prune", action="store_true", help="drop translations that nothing uses")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        for path in compile_all(ROOT, ROOT / "resources" / "translations"):
            print(f"compiled {path.relative_to(ROOT)}")
        return 0
    if options.command == "update":
        for path in update(ROOT, options.catalogues, prune=options.prune):
            print(f"wrote {path.relative_to(ROOT)}")
    faults = check(ROOT, options.catalogues)
    print("\n".join(faults) or "translations complete")
    return 1 if faults and options.command == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
