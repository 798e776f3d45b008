"""Remember what the graph says about itself, so that a restart need not work it out again.

A file that can be thrown away: it is believed only when it was made from the same content by the
same code, and made anew otherwise.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from partnerskap.graph import descriptions, terms, void, void_words
from partnerskap.graph.terms import DocumentKey

__all__ = ["Memory"]

_LOG: Final = logging.getLogger(__name__)
_CODE: Final = (descriptions, terms, void, void_words)

Descriptions = dict[DocumentKey, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Memory:
    """The descriptions of one content, in a file."""

    file: Path

    def describe(self, store: Store, content: str) -> Descriptions:
        """Give the descriptions of a store whose documents have this content hash."""
        mark = _mark(content)
        found = self._recall(mark)
        if found is None:
            found = descriptions.describe_graph(store)
            self._keep(mark, found)
        return found

    def _recall(self, mark: str) -> Descriptions | None:
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            if kept["mark"] != mark:
                return None
            graphs = kept["graphs"].items()
            return {DocumentKey.parse(key): tuple(lines) for key, lines in graphs}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # no memory, or a torn one, is made anew

    def _keep(self, mark: str, found: Descriptions) -> None:
        graphs = {str(key): lines for key, lines in found.items()}
        text = json.dumps({"mark": mark, "graphs": graphs})
        draft = self.file.with_suffix(f".{os.getpid()}")
        try:
            draft.write_text(text, encoding="utf-8")
            draft.replace(self.file)
        except OSError as fault:
            _LOG.warning("The descriptions are not remembered for the next start: %s", fault)


def _mark(content: str) -> str:
    """Tell content and code apart: another hash when either changes."""
    digest = sha256(content.encode())
    for module in _CODE:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()
