from __future__ import annotations

from partnerskap.web.bodies import Bodies


def test_the_bodies_asked_for_longest_ago_make_room() -> None:
    bodies = Bodies(80)
    for name in "abcdefgh":
        bodies.get_or_write((name,), lambda: b"x" * 10)
    bodies.get_or_write(("a",), lambda: b"unused")
    bodies.get_or_write(("i",), lambda: b"y" * 10)

    assert bodies.size == 80
    assert bodies.get_or_write(("a",), lambda: b"new") == b"x" * 10
    assert bodies.get_or_write(("b",), lambda: b"new") == b"new"


def test_a_body_over_its_share_is_given_but_not_kept() -> None:
    bodies = Bodies(80)

    assert bodies.get_or_write(("a",), lambda: b"x" * 11) == b"x" * 11
    assert bodies.size == 0
