"""The files of each version over HTTP: whole, in part, resumed, and never anew."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest

from desks import note
from entry_service import Service, serving_entry
from partnerskap.dumps.files import FORMS
from worlds import check_html, world_client

PATH = "/dumps/1/graph.nt"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Version 2 adds a note to the trial partnership."""
    with serving_entry(tmp_path_factory.mktemp("dumps")) as service:
        lines = "".join(f"{line} .\n" for line in service.office.lines())
        service.publish(lines + note("Notat") + " .", "partnership/prove", If_Match='"v1"')
        yield service


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_file_comes_whole_with_type_length_and_digest(service: Service, form: object) -> None:
    assert hasattr(form, "name")
    assert hasattr(form, "media_type")
    answer = service.client.get(f"/dumps/1/{form.name}", headers={"Accept-Encoding": "identity"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == form.media_type
    assert int(answer.headers["content-length"]) == len(answer.content)
    digest = b64encode(sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"].startswith('"')
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("extension", ["nq", "trig", "nt", "ttl", "jsonld", "rdf"])
def test_the_graph_can_be_had_as_it_was(service: Service, extension: str) -> None:
    first, second = (service.client.get(f"/dumps/{n}/graph.{extension}") for n in (1, 2))

    assert "Notat" not in first.text
    assert "Notat" in second.text


def test_the_list_agrees_with_the_files(service: Service) -> None:
    told = service.client.get("/dumps/2/", headers={"Accept": "application/json"}).json()

    assert told["version"] == 2
    assert [each["name"] for each in told["items"]] == [form.name for form in FORMS]
    for each in told["items"]:
        assert each["url"] == f"http://testserver/dumps/2/{each['name']}"
        body = service.client.get(each["url"]).content
        assert (each["size"], each["sha256"]) == (len(body), sha256(body).hexdigest())
    assert service.client.get("/dumps/2/index.json").json() == told


def test_checksums_are_as_sha256sum_reads_them(service: Service) -> None:
    answer = service.client.get("/dumps/1/SHA256SUMS")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    for line in answer.text.splitlines():
        digest, _, name = line.partition("  ")
        assert sha256(service.client.get(f"/dumps/1/{name}").content).hexdigest() == digest
    assert len(answer.text.splitlines()) == len(FORMS)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("path", ["/dumps/1/", "/dumps/2/index.html"])
def test_the_list_is_a_page_too(service: Service, path: str, language: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = service.client.get(path, headers=headers)

    assert answer.status_code == 200
    check_html(answer.text)
    assert "graph.ttl" in answer.text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/dumps", "/dumps/2/"),
        ("/dumps/latest/", "/dumps/2/"),
        ("/dumps/latest/graph.ttl", "/dumps/2/graph.ttl"),
        ("/dumps/latest/?lang=nn", "/dumps/2/?lang=nn"),
    ],
)
def test_latest_leads_to_the_newest_and_is_asked_again(
    service: Service, path: str, to: str
) -> None:
    answer = service.client.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, to)
    assert answer.headers["cache-control"] == "no-cache"


def test_head_answers_like_get_without_the_body(service: Service) -> None:
    whole, head = service.client.get(PATH), service.client.head(PATH)

    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "etag", "content-type", "accept-ranges", "last-modified"):
        assert head.headers[name] == whole.headers[name]
    assert head.headers["accept-ranges"] == "bytes"


def test_who_has_the_file_is_told_so(service: Service) -> None:
    etag = service.client.get(PATH).headers["etag"]
    answer = service.client.get(PATH, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


def test_a_download_that_was_cut_goes_on_where_it_stopped(service: Service) -> None:
    whole = service.client.get(PATH)
    first = whole.content[:1000]
    headers = {"Range": "bytes=1000-", "If-Range": whole.headers["etag"]}
    rest = service.client.get(PATH, headers=headers)

    assert rest.status_code == 206
    size = len(whole.content)
    assert rest.headers["content-range"] == f"bytes 1000-{size - 1}/{size}"
    assert first + rest.content == whole.content


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-10", 10, 11), ("bytes=-5", -5, None)],
)
def test_a_part_is_the_part_that_was_asked_for(
    service: Service, asked: str, start: int, end: int | None
) -> None:
    whole = service.client.get(PATH).content
    answer = service.client.get(PATH, headers={"Range": asked})

    assert (answer.status_code, answer.content) == (206, whole[start:end])


def test_several_parts_come_in_one_answer(service: Service) -> None:
    answer = service.client.get(PATH, headers={"Range": "bytes=0-3, 10-13"})

    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")


def test_a_part_of_another_file_is_answered_with_the_whole(service: Service) -> None:
    whole = service.client.get(PATH).content
    headers = {"Range": "bytes=1000-", "If-Range": '"another"'}
    answer = service.client.get(PATH, headers=headers)

    assert (answer.status_code, answer.content) == (200, whole)


@pytest.mark.parametrize(
    "asked", ["bytes=a-b", "rows=0-9", "bytes", "bytes=", "bytes=5-3x", "bytes=9-3"]
)
def test_a_range_that_says_nothing_is_as_if_it_were_not_there(service: Service, asked: str) -> None:
    assert service.client.get(PATH, headers={"Range": asked}).status_code == 200


def test_a_part_beyond_the_end_cannot_be_had(service: Service) -> None:
    size = len(service.client.get(PATH).content)
    answer = service.client.get(PATH, headers={"Range": f"bytes={size}-"})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert f"has {size} bytes" in answer.json()["messages"]["en"]["detail"]
    other = {"Range": f"bytes={size}-", "If-Range": '"another"'}
    assert service.client.get(PATH, headers=other).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/dumps/9/", "/dumps/0/graph.nt", "/dumps/x/", "/dumps/1/graph.xls", "/dumps/1/manifest.json"],
)
def test_what_is_not_there_is_not_found(service: Service, path: str) -> None:
    answer = service.client.get(path)

    assert answer.status_code == 404
    assert "/dumps/" in answer.json()["detail"]


def test_a_service_without_a_journal_says_so() -> None:
    assert world_client().get("/dumps/latest/").status_code == 500
