from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerskap.errors import ConflictError
from partnerskap.records.patch import Patch, apply, diff

A, B, C = '<urn:a> <urn:p> "1"', '<urn:b> <urn:p> " .\\nA x"@nb', "<urn:c> <urn:p> <urn:x>"
STATES = st.frozensets(st.sampled_from([A, B, C])).map(lambda lines: tuple(sorted(lines)))


@given(STATES, STATES)
def test_a_patch_leads_from_one_state_to_the_other_and_back(
    before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    patch = diff(before, after)

    assert apply(patch, before) == after
    assert apply(patch.inverse(), after) == before
    assert Patch.parse(str(patch)) == patch


def test_a_patch_is_written_with_what_goes_before_what_comes() -> None:
    assert str(diff((A,), (C,))) == f"D {A} .\nA {C} ."


@pytest.mark.parametrize("before", [(), (A, C)], ids=["nothing to take away", "already there"])
def test_a_patch_made_for_another_state_is_refused(before: tuple[str, ...]) -> None:
    with pytest.raises(ConflictError, match="another state"):
        apply(Patch(removed=(A,), added=(C,)), before)


@pytest.mark.parametrize("text", ["H id <urn:x> .", "A <urn:a> <urn:b> 1", "A"])
def test_a_line_that_is_no_change_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="Not a line of a patch"):
        Patch.parse(text)
