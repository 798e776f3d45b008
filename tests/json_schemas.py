"""Ask the jsonschema library, for tests."""

from __future__ import annotations

from collections.abc import Callable

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

__all__ = ["checker"]


def checker(schema: object) -> Callable[[object], set[str]]:
    """Make what gives the JSON paths of all that is wrong; raise when it is given no schema."""
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    def faults(data: object) -> set[str]:
        errors = list(validator.iter_errors(data))
        inner = [each for error in errors for each in error.context or ()]
        return {str(error.json_path) for error in (*errors, *inner)}

    return faults
