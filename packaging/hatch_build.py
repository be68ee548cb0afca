"""Build hook: compile the catalogues, and carry ``resources/`` inside the package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface[Any]):
    """Runs before wheel and sdist, and before an editable install, which finds ``resources/`` where it is."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the translations and name the files that git does not know."""
        root = Path(self.root)
        sys.path.insert(0, str(root / "packaging"))
        from catalogues.files import compile_all

        compiled = compile_all(root, root / "resources" / "translations")
        build_data["artifacts"] += [path.relative_to(root).as_posix() for path in compiled]
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"][str(root / "resources")] = "nnstudio/resources"
