"""Fetch what the wheel carries but the repository does not: the query editor."""

from __future__ import annotations

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "editor"))

from install import install


class EditorHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is hatchling's own affair
    """Runs before a wheel is made; an editable install is left to ``make editor``."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002 - hatchling's signature
        """Put the editor in place, where it can be had."""
        if version != "editable":
            install()
