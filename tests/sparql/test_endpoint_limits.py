"""What the endpoint adds around an answer: ids, shares, kept answers, compression."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from starlette.testclient import TestClient

from partnerskap.sparql.budget import Share

Serve = Callable[..., AbstractContextManager[TestClient]]
NAMES = "PREFIX ex: <http://example.org/> SELECT ?c { ?c a ex:City } ORDER BY ?c"
CSV = "c\r\nhttp://example.org/bergen\r\nhttp://example.org/oslo\r\n"
NUMBERS = " ".join(map(str, range(30)))
THOUSANDS = (
    f"SELECT * {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} }}"
)
MILLION = THOUSANDS[:-1] + f"VALUES ?d {{ {NUMBERS} }} }}"
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" VALUES ?{name} {{ {NUMBERS} }}" for name in "abcdefg")
    + "}"
)


@pytest.fixture(scope="module")
def plain(guarded_endpoint: Serve) -> Iterator[TestClient]:
    """An endpoint that keeps answers and gives everyone a large share."""
    with guarded_endpoint(Share(failures=1_000)) as client:
        yield client


def ask(client: TestClient, query: str = NAMES, **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get("/sparql", params={"query": query, "format": "csv"}, headers=named)
    assert response.status_code == 200
    return dict(response.headers)


def test_every_answer_has_an_id_of_its_own(plain: TestClient) -> None:
    asked = [{"query": NAMES}, {"query": NAMES}, {"query": "SELECT"}, {}]
    found = {plain.get("/sparql", params=params).headers["x-query-id"] for params in asked}

    assert len(found) == 4
    assert {len(name) for name in found} == {16}


def test_the_same_question_again_is_answered_from_what_is_kept(plain: TestClient) -> None:
    query = NAMES + " # kept"
    first = plain.get("/sparql", params={"query": query, "format": "csv"})
    again = plain.get("/sparql", params={"query": query, "format": "csv"})

    assert first.headers["x-cache"] == "miss"
    assert (again.headers["x-cache"], again.headers["age"]) == ("hit", "0")
    assert first.text == again.text == CSV
    assert first.headers["etag"] == again.headers["etag"]


def test_who_wants_it_anew_gets_it_anew(plain: TestClient) -> None:
    query = NAMES + " # anew"
    ask(plain, query)

    assert ask(plain, query, Cache_Control="no-cache")["x-cache"] == "miss"
    assert ask(plain, query)["x-cache"] == "hit"


def test_a_query_by_post_finds_what_was_asked_by_get(plain: TestClient) -> None:
    query = NAMES + " # by post"
    ask(plain, query)
    answers = [plain.post("/sparql?format=csv", data={"query": query}) for _ in range(2)]

    assert [answer.headers["x-cache"] for answer in answers] == ["hit", "hit"]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store", "no-store"]
    assert [answer.text for answer in answers] == [CSV, CSV]
    assert "etag" not in answers[0].headers


def test_a_post_that_breaks_the_protocol_is_not_answered_from_what_is_kept(
    plain: TestClient,
) -> None:
    params = {"query": NAMES + " # kept for get alone", "format": "csv"}
    plain.get("/sparql", params=params)

    assert plain.post("/sparql", params=params).status_code == 415


def test_formats_are_kept_apart(plain: TestClient) -> None:
    params = {"query": NAMES + " # formats"}
    types = ["text/csv", "application/sparql-results+xml", "text/csv"]
    answers = [plain.get("/sparql", params=params, headers={"Accept": name}) for name in types]

    assert [answer.headers["x-cache"] for answer in answers] == ["miss", "miss", "hit"]
    assert answers[1].headers["content-type"] == "application/sparql-results+xml"
    assert answers[2].headers["content-type"] == "text/csv; charset=utf-8"


def test_what_differs_from_moment_to_moment_is_never_kept(plain: TestClient) -> None:
    query = "SELECT (STRUUID() AS ?x) {}"
    first, again = (plain.get("/sparql", params={"query": query}) for _ in range(2))

    assert first.text != again.text
    assert "x-cache" not in again.headers


def test_a_kept_answer_that_the_client_has_is_not_sent(plain: TestClient) -> None:
    query = NAMES + " # known"
    etag = ask(plain, query)["etag"]
    params = {"query": query, "format": "csv"}
    known = plain.get("/sparql", params=params, headers={"If-None-Match": etag})
    head = plain.head("/sparql", params=params)

    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(CSV))


@pytest.mark.parametrize("query", [THOUSANDS, MILLION], ids=["whole", "streamed"])
def test_gzip_is_sent_to_those_who_ask_for_it_alone(plain: TestClient, query: str) -> None:
    params = {"query": query, "format": "csv"}
    wishes = ("", "identity", "*", "br", "gzip;q=0", "gzip", "deflate, gzip;q=0.5")
    sizes = {}
    for wish in wishes:
        with plain.stream(
            "GET", "/sparql", params=params, headers={"Accept-Encoding": wish}
        ) as response:
            raw = b"".join(response.iter_raw())
            packed = response.headers.get("content-encoding") == "gzip"
            assert "Accept-Encoding" in response.headers["vary"]
            assert response.headers["etag"].endswith('-gzip"') == packed
        text = gzip.decompress(raw) if packed else raw
        sizes[wish] = (packed, len(text))

    assert {wish for wish, (packed, _) in sizes.items() if packed} == {
        "gzip",
        "deflate, gzip;q=0.5",
    }
    assert len({size for _, size in sizes.values()}) == 1


def test_a_small_answer_is_not_compressed(plain: TestClient) -> None:
    assert "content-encoding" not in ask(plain, Accept_Encoding="gzip")


def test_the_compressed_form_is_known_by_its_own_etag(plain: TestClient) -> None:
    params = {"query": THOUSANDS, "format": "tsv"}
    packed = plain.get("/sparql", params=params, headers={"Accept-Encoding": "gzip"})
    known = {"If-None-Match": packed.headers["etag"]}
    again = plain.get("/sparql", params=params, headers={"Accept-Encoding": "gzip", **known})
    other = plain.get("/sparql", params=params, headers={"Accept-Encoding": "identity", **known})

    assert (again.status_code, again.headers["etag"]) == (304, packed.headers["etag"])
    assert other.status_code == 200


def test_the_time_of_a_query_may_be_shortened(plain: TestClient) -> None:
    ask(plain)  # who waits so long for the first worker to be born is told that it is busy
    response = plain.get("/sparql", params={"query": ENDLESS, "timeout": "0.3"})

    assert response.status_code == 408
    assert "more than 0.3 seconds" in response.json()["detail"]
    assert (response.json()["limit"], response.json()["value"]) == ("max_query_seconds", 0.3)


@pytest.mark.parametrize("wrong", ["soon", "0", "-1", "nan", "inf", ""])
def test_a_time_that_is_none_is_refused(plain: TestClient, wrong: str) -> None:
    response = plain.get("/sparql", params={"query": NAMES, "timeout": wrong})

    assert response.status_code == 400
    assert "timeout=5" in response.json()["detail"]


def test_a_client_is_told_its_share_and_turned_away_when_it_is_used_up(
    guarded_endpoint: Serve,
) -> None:
    with guarded_endpoint(Share(failures=2)) as client:
        first = ask(client)
        for _ in range(2):
            assert client.get("/sparql", params={"query": "SELECT"}).status_code == 400
        kept = client.get("/sparql", params={"query": NAMES, "format": "csv"})
        refused = client.get("/sparql", params={"query": NAMES + " LIMIT 1"})

    assert first["ratelimit-policy"].startswith('"work";q=60;w=60;qu="seconds", "failures";q=2')
    assert first["ratelimit"].startswith('"work";r=')
    assert (kept.status_code, kept.headers["x-cache"]) == (200, "hit")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "r=0" in refused.headers["ratelimit"]
    assert refused.json()["limit"] == "max_client_failures"


def test_every_answer_of_the_graph_store_has_an_id_and_tells_the_share(
    guarded_endpoint: Serve,
) -> None:
    graph = "/graphs?graph=http://example.org/g1"
    with guarded_endpoint(Share()) as client:
        first = client.get(graph)
        again = client.get(graph, headers={"If-None-Match": first.headers["etag"]})
        others = [client.get("/graphs?graph=urn:missing"), client.put(graph), client.options(graph)]

    answers = [first, again, *others]
    assert [answer.status_code for answer in answers] == [200, 304, 404, 405, 204]
    assert len({answer.headers["x-query-id"] for answer in answers}) == 5
    assert all("r=" in answer.headers["ratelimit"] for answer in answers)


def test_graphs_are_read_out_of_the_same_share_as_queries(guarded_endpoint: Serve) -> None:
    graph = "/graphs?graph=http://example.org/g1"
    with guarded_endpoint(Share(failures=2)) as client:
        assert client.get(graph).status_code == 200
        assert client.get("/graphs?graph=urn:missing").status_code == 404
        assert client.get("/sparql", params={"query": "SELECT"}).status_code == 400
        refused = client.get(graph)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["limit"] == "max_client_failures"
