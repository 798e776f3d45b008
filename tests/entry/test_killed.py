"""The service killed in the middle of things; many more rounds are played by ``bench.kill``."""

from __future__ import annotations

from pathlib import Path

from bench.kill import play
from bench.nursery import nursery


def test_what_was_acknowledged_outlives_sudden_ends(tmp_path: Path) -> None:
    with nursery() as nest:
        found = play(nest, tmp_path / "data", rounds=20, seed=7, longest=0.3)

    assert found.faults == ()
    assert found.rounds == 20
    assert found.drafts >= found.submitted >= found.published > 0
