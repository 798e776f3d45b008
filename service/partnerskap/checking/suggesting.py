"""What a word that can name nothing may stand for, among what is published."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from partnerskap.entry.choices import Choices
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import SearchIndex

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Store

    from partnerskap.entry.fields import Field
    from partnerskap.records.wording import Wording

__all__ = ["Suggesting"]


@dataclass(frozen=True)
class Suggesting:
    """Suggests from one graph, and leaves it to the rules whether what is named exists.

    Records that are checked together may refer to each other. The index is made when first needed.
    """

    graph: Store

    def __contains__(self, iri: object) -> bool:
        return True

    def suggest(self, field: Field, text: str) -> tuple[tuple[NamedNode | Literal, Wording], ...]:
        """See ``Known``."""
        return self._choices.suggest(field, text)

    @cached_property
    def _choices(self) -> Choices:
        return Choices(self.graph, Labels(self.graph), SearchIndex(self.graph))
