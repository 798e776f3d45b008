"""Every page is valid HTML, in every language, and says everything in words."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from partnerskap.web.links import document_path
from worlds import check_html, load_release, release_client, world_client

PAGES = {
    "start": "/",
    "about": "/about",
    "errors": "/about/errors",
    "api": "/about/api",
    "codes": "/codes",
    "code list": "/codes/form",
    "partnership": "/partnerships/prove",
    "municipality": "/actors/fjord-kommune",
    "theme": "/themes/helse",
    "scheme": "/schemes/fond",
    "source": "/sources/omtale",
    "insight": "/insights/partnership--prove--trigger-1",
    "list": "/partnerships",
    "narrowed list": "/partnerships?theme=helse&form=toparts&form=klynge&year=2020&q=a",
    "empty list": "/umbrellas",
    "page of a list": "/insights?limit=1&kind=trigger",
    "search form": "/search",
    "search": "/search?q=fjord",
    "search without hits": "/search?q=zzzzzz",
    "vocabulary": "/ns",
    "forms": "/ns/forms",
    "fields of a form": "/ns/forms/scheme",
    "query form": "/sparql",
    "plain query form": "/sparql?plain=1&edit=ASK%20%7B%7D%00%01%EF%BF%BE",
    "code for a query": "/sparql/code?query=ASK%20%7B%20%3Fs%20%3Fp%20%27%3C%2Fpre%3E%27%20%7D",
    "questions": "/queries",
    "not found": "/finnes-ikke",
    "bad request": "/partnerships?farge=gul",
}


class Links(HTMLParser):
    """Gathers the words of each link and the addresses a page loads from."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.loaded: list[str] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._open = True
            self.words.append("")
        is_data = given.get("type") == "application/ld+json"  # a block that loads nothing
        if tag in {"script", "img", "iframe", "source"} and not is_data:
            self.loaded.append(given.get("src") or "")
        if tag == "link" and given.get("rel") == "stylesheet":
            self.loaded.append(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.words[-1] += data


@pytest.fixture(scope="module")
def client() -> TestClient:
    return world_client()


def _get(client: TestClient, path: str, language: str) -> str:
    headers = {"Accept": "text/html", "Accept-Language": language}
    return client.get(path, headers=headers).text


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_valid_html_in_the_readers_language(
    client: TestClient, path: str, language: str
) -> None:
    text = _get(client, path, language)

    check_html(text)
    assert f'<html lang="{language}">' in text
    assert '<a class="skip" href="#content">' in text
    identifiers = Counter(re.findall(r'\sid="([^"]*)"', text))
    assert [name for name, count in identifiers.items() if count > 1] == []
    assert text.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_every_field_of_a_form_has_a_label(client: TestClient, path: str) -> None:
    text = _get(client, path, "nb")

    fields = set(
        re.findall(r"<(?:select|textarea|input(?! type=\"hidden\"))[^>]* id=\"([^\"]+)\"", text)
    )
    assert fields
    assert fields <= set(re.findall(r'<label[^>]* for="([^"]+)"', text))
    unnamed = re.findall(r"<(?:select|textarea|input(?! type=\"hidden\"))(?![^>]* id=)[^>]*>", text)
    assert unnamed == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_loads_from_this_service_only(client: TestClient, path: str) -> None:
    loaded = Links(_get(client, path, "nb")).loaded

    assert loaded
    assert [address for address in loaded if not address.startswith("/static/")] == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_no_link_of_a_page_shows_an_iri(client: TestClient, path: str) -> None:
    assert _iris(_get(client, path, "nb")) == []


def test_no_released_record_shows_an_iri_for_a_link() -> None:
    client = release_client()
    shown = []
    for place, key in enumerate(sorted(load_release().keys)):
        path = document_path(key)
        if (
            path is None
            or key.type == "question"
            or (key.type in {"actor", "source"} and place % 8)
        ):
            continue
        shown += [(path, words) for words in _iris(_get(client, path, "en"))]

    assert shown == []


def _iris(text: str) -> list[str]:
    words = [" ".join(words.split()) for words in Links(text).words]
    return [each for each in words if not each or re.search(r"://|^[a-z]+:[A-Za-z]", each)]


def test_markup_in_data_is_shown_as_text(client: TestClient) -> None:
    text = _get(client, "/partnerships/prove", "nb")

    assert "96 studentoppgaver er skrevet &lt;b&gt;sammen&lt;/b&gt;." in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nb",
            [
                "18. januar 2018",
                "1. februar 2018 – 31. desember 2021",
                "Fjord kommune (ordfører)",
                "vertskommune",
                "96 studentoppgaver",
                "4\xa0500 innbyggere",
                "utledet",
                "Strider mot",
                "Omtalt av",
            ],
        ),
        ("nn", ["18. januar 2018", "utleidd", "Strir mot", "Høgskulen ved fjorden"]),
        ("en", ["18 January 2018", "derived", "Contradicts", "The trial partnership"]),
    ],
)
def test_a_partnership_tells_its_facts_in_words(
    client: TestClient, language: str, words: list[str]
) -> None:
    text = _get(client, "/partnerships/prove", language)

    assert [each for each in words if each not in text] == []


def test_a_text_in_another_language_than_the_page_says_so(client: TestClient) -> None:
    text = _get(client, "/partnerships/prove", "en")

    assert '<span class="note" lang="nb">Sluttet av partene.</span>' in text


def test_owned_nodes_can_be_linked_to(client: TestClient) -> None:
    text = _get(client, "/partnerships/prove", "nb")

    for fragment in ("agreement-2018", "member-hogskolen", "trigger-1", "size-1", "form"):
        assert f'id="{fragment}"' in text


def test_a_sum_of_money_is_written_with_its_unit(client: TestClient) -> None:
    assert "1\xa0250\xa0000 NOK per år" in _get(client, "/schemes/fond", "nb")


def test_a_theme_shows_that_its_mapping_is_a_proposal(client: TestClient) -> None:
    text = _get(client, "/themes/helse", "nb")

    assert "Los helse-og-omsorg" in text
    assert "forslag" in text


def test_links_keep_the_language_the_address_names(client: TestClient) -> None:
    asked = client.get("/partnerships/prove?lang=nn", headers={"Accept": "text/html"}).text
    unasked = _get(client, "/partnerships/prove", "nn")

    assert 'href="/actors/hogskolen?lang=nn"' in asked
    assert 'href="/actors/hogskolen"' in unasked


def test_the_cards_of_a_strand_do_not_name_the_scheme_again(client: TestClient) -> None:
    text = _get(client, "/schemes/fond", "nb")
    strand = text[text.index('id="strand-forskning"') :].partition("</article>")[0]

    assert "Forskningsdelen" in strand
    assert "Fjordfondet" not in strand


def test_a_point_is_written_as_latitude_and_longitude(client: TestClient) -> None:
    assert "63.43° N, 10.39° A" in _get(client, "/actors/fjord-kommune", "nn")


def test_who_may_apply_is_not_taken_for_a_criterion() -> None:
    page = release_client().get("/schemes/baerum-fond?lang=nb").text

    assert re.search(r"<h\d>Kan søke: .*tjenestesteder", page)
    assert len(re.findall(r"<h\d>Vilkår: ", page)) == 5
