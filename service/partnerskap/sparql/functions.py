"""Functions that queries may call beyond SPARQL's own.

What they compute is the business of a module named in the configuration: it has a tuple
``FUNCTIONS`` of ``Function``. They run in workers, so they must be quick and bounded, and may
touch neither files nor network. It may also have a function ``prepare``, which is shown texts of
the graph before workers are born, and says when it has seen enough.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Calls", "Function", "Prepare", "Term", "load_calls", "load_functions", "load_prepare"]

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Call: TypeAlias = Callable[..., Term | None]
Calls: TypeAlias = dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]
Prepare: TypeAlias = Callable[[Literal], bool]
"""Gets ready for a text; False when there is no room for more."""

_OUT_OF_MEMORY = 70


@dataclass(frozen=True, slots=True)
class Function:
    """A function by its IRI: terms in, one term out, or None for a SPARQL error.

    ``signature`` and ``meaning`` are for the people who call it, in English.
    """

    iri: str
    call: Call
    signature: str
    meaning: str


def load_functions(module: str) -> tuple[Function, ...]:
    """Import what a module offers as ``FUNCTIONS``; nothing for an empty name.

    Raises ImportError for a name that leads nowhere and TypeError for a module without functions.
    """
    if not module:
        return ()
    found = getattr(import_module(module), "FUNCTIONS", None)
    if not isinstance(found, tuple) or not all(isinstance(each, Function) for each in found):
        raise TypeError(f"{module} has no tuple FUNCTIONS of functions")
    return found


def load_prepare(module: str) -> Prepare | None:
    """Import what a module offers as ``prepare``; None when it has nothing to get ready."""
    return getattr(import_module(module), "prepare", None) if module else None


@cache
def load_calls(module: str) -> Calls:
    """Make the functions of a module ready for the engine."""
    return {NamedNode(each.iri): _or_die(each.call) for each in load_functions(module)}


def _or_die(call: Call) -> Call:
    """End the process when a call runs out of memory.

    The engine takes every exception for a SPARQL error and goes on without the row, so an answer
    with rows missing would look whole. The front process says what a dead worker means.
    """

    def bounded(*terms: Term) -> Term | None:
        try:
            return call(*terms)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)

    return bounded
