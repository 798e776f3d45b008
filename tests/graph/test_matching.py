"""Texts compared with the words someone looks for."""

from __future__ import annotations

import pytest

from partnerskap.graph.matching import word_values


@pytest.mark.parametrize(
    ("text", "wanted", "language", "expected"),
    [
        ("Forskning på helse", "helse", "nb", [1.0]),
        ("Kommunane forskar", "kommune", "nn", [0.8]),
        ("Kommunene forsker", "kommune", "", [0.8]),
        ("Kommunene forsker", "KOMMUNENE", "nb-no", [1.0]),
        ("Municipalities meet", "municipality", "en", [0.8]),
        ("Municipalities meet", "municipality", "nb", [0.0]),
        ("Kommunene forsker", "kommune", "fr", [0.0]),
        ("Samarbeid i Vestvågøy", "vestvagoy", "nb", [1.0]),
        ("Gielddas lea Kárášjohka", "karasjohka", "se", [1.0]),
        ("helseforskning", "forskning", "nb", [0.0]),
        ("helseforskning", "helse*", "nb", [0.6]),
        ("helse", "helse*", "nb", [1.0]),
        ("en to tre", "en fire tre", "nb", [1.0, 0.0, 1.0]),
        ("noe", "", "nb", []),
        ("noe", "?!", "nb", []),
        ("", "noe", "nb", [0.0]),
    ],
)
def test_each_wanted_word_has_a_value(
    text: str, wanted: str, language: str, expected: list[float]
) -> None:
    assert word_values(text, wanted, language) == expected


def test_a_long_text_is_read_to_its_end() -> None:
    assert word_values("ord " * 5_000 + "helse", "helse", "nb") == [1.0]


def test_what_is_kept_of_texts_stays_within_bounds() -> None:
    from partnerskap.graph import matching  # noqa: PLC0415 - its caches are looked into

    for number in range(3_000):
        word_values(f"tekst {number}", "tekst", "nb")

    assert matching._read.cache_info().currsize <= 2_048
