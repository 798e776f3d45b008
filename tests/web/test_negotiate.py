from __future__ import annotations

import pytest

from partnerskap.errors import NotAcceptableError
from partnerskap.web.negotiate import (
    DOCUMENT_FORMATS,
    accepts_html,
    choose,
    split_extension,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("text/turtle;charset=utf-8", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("text/html;q=0, */*", "json"),
        ("text/turtle, */*", "ttl"),
        ("text/turtle;q=0.2, application/ld+json;q=0.9", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("application/*", "json"),
        ("application/*;q=0.5, application/n-triples", "nt"),
        ("text/*;q=0.3, text/html;q=0", "ttl"),
        ("image/png, application/rdf+xml;q=0.1", "rdf"),
        ("application/json, text/html", "html"),
    ],
)
def test_the_form_that_fits_best_is_chosen(accept: str | None, extension: str) -> None:
    assert choose(accept, DOCUMENT_FORMATS).extension == extension


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "nonsense", "*/*;q=0"])
def test_no_fitting_form_is_refused_with_those_there_are(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        choose(accept, DOCUMENT_FORMATS)

    assert "text/turtle" in caught.value.detail.nb
    assert "application/ld+json" in caught.value.detail.en


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (BROWSER, True),
        ("*/*", False),
        ("", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0, */*", False),
    ],
)
def test_only_those_who_name_html_get_pages_for_errors(accept: str, *, expected: bool) -> None:
    assert accepts_html(accept) is expected


@pytest.mark.parametrize(
    ("name", "stem", "extension"),
    [
        ("trd3.ttl", "trd3", "ttl"),
        ("trd3.jsonld", "trd3", "jsonld"),
        ("trd3", "trd3", None),
        ("v1.0", "v1.0", None),
        ("a.b.json", "a.b", "json"),
        (".ttl", ".ttl", None),
    ],
)
def test_only_known_extensions_are_split_off(name: str, stem: str, extension: str | None) -> None:
    found, form = split_extension(name, DOCUMENT_FORMATS)

    assert (found, form.extension if form else None) == (stem, extension)
