"""The forms as a browser without JavaScript uses them: load, fill in, press a button, read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]  # it comes without types
import pytest
from httpx2 import Response

from desks import allow_pages
from entry_service import JSON, Service, serving_entry
from partnerskap.graph.terms import RECORD_TYPES
from partnerskap.people.identity import Role
from visitors import visitor
from worlds import check_html

NS = "{http://www.w3.org/1999/xhtml}"
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
SOUND = {
    "/name/nb": "Nytt samarbeid",
    "/name/nn": "Nytt samarbeid",
    "/name/en": "New partnership",
    "/form/0/value": "toparts",
    "/form/0/sources/0": "omtale",
    "/members/0/actor": "Fjord kommune",
    "/members/0/role": "lead-municipality",
    "/members/0/sources/0": "Om Prøvesamarbeidet",
    "/members/1/actor": "Høgskolen ved fjorden",
    "/members/1/role": "academic",
    "/members/1/sources/0": "omtale",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path, anonymous_submissions=True) as service:
        yield service


def fields_of(page: Response) -> tuple[str, dict[str, str]]:
    """Read where a form is sent to and what its fields hold, as a browser does."""
    check_html(page.text)
    tree = html5lib.parse(page.text)
    form = next(each for each in tree.iter(f"{NS}form") if each.get("class") == "entry")
    found: dict[str, str] = {}
    for each in form.iter():
        name = each.get("name")
        if name is None or each.tag == f"{NS}button":
            continue
        found[name] = _value(each)
    return form.get("action") or "", found


def _value(element: Element) -> str:
    if element.tag == f"{NS}textarea":
        return element.text or ""
    if element.tag == f"{NS}select":
        options = list(element.iter(f"{NS}option"))
        chosen = [each for each in options if each.get("selected") is not None] or options[:1]
        return chosen[0].get("value") or ""
    return element.get("value") or ""


def press(
    service: Service, page: Response, button: tuple[str, str], typed: Mapping[str, str], **more: str
) -> Response:
    """Fill fields in and press a button."""
    action, fields = fields_of(page)
    body = urlencode([*{**fields, **typed}.items(), button])
    headers = {**FORM_TYPE, **{name.replace("_", "-"): value for name, value in more.items()}}
    return service.client.post(action, content=body, headers=headers)


def messages(page: Response) -> list[str]:
    """Give the messages of the summary at the top."""
    tree = html5lib.parse(page.text)
    summary = next((e for e in tree.iter(f"{NS}div") if e.get("id") == "summary"), None)
    return [] if summary is None else ["".join(a.itertext()) for a in summary.iter(f"{NS}a")]


def test_every_type_has_a_form_of_valid_html_in_three_languages(service: Service) -> None:
    front = service.client.get("/contribute")
    check_html(front.text)
    for kind in RECORD_TYPES:
        assert f"/contribute/{kind}" in front.text
        for language in ("nb", "nn", "en"):
            page = service.client.get(f"/contribute/{kind}?lang={language}")
            assert page.status_code == 200
            check_html(page.text)
            assert fields_of(page)[1]
            assert page.headers["cache-control"] == "private, no-store"


def test_checking_tells_each_fault_once_with_a_link_to_its_field(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    wrong = {**SOUND, "/name/en": "", "/members/0/actor": "Fjord komune", "/members/1/role": ""}

    checked = press(service, page, ("do", "check"), wrong)

    told = messages(checked)
    assert len(told) == 3
    assert any("Mente du «Fjord kommune»" in each for each in told)
    links = re.findall(r'<li><a href="#([^"]+)">', checked.text)
    assert {"f-name-en", "f-members-0-actor", "f-members-1-role"} <= set(links)
    for link in links:
        assert f'id="{link}"' in checked.text
    assert checked.text.count('aria-invalid="true"') == 3
    assert fields_of(checked)[1]["/members/0/actor"] == "Fjord komune"


def test_a_proposal_is_applied_by_one_button(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    checked = press(service, page, ("do", "check"), {**SOUND, "/members/0/actor": "Fjord komune"})
    number = re.search(r'name="apply" value="([^"]+)"[^>]*>Fjord kommune<', checked.text)
    assert number is not None

    mended = press(service, checked, ("apply", number[1]), {})

    assert fields_of(mended)[1]["/members/0/actor"] == "Fjord kommune"
    assert messages(mended) == []
    assert "Alt er i orden" in mended.text


def test_rows_are_added_and_removed_without_losing_what_was_typed(service: Service) -> None:
    page = service.client.get("/contribute/partnership")

    more = press(service, page, ("add", "/members"), SOUND)
    fields = fields_of(more)[1]
    assert fields["/members/2/actor"] == ""
    assert fields["/members/0/actor"] == "Fjord kommune"

    less = press(service, more, ("remove", "/members/0"), {})
    fields = fields_of(less)[1]
    assert fields["/members/0/actor"] == "Høgskolen ved fjorden"
    assert fields["/name/nb"] == "Nytt samarbeid"


def test_a_draft_is_saved_found_again_and_submitted(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    saved = press(service, page, ("do", "save"), {**SOUND, "/name/en": "", "reason": "Fordi"})
    assert saved.status_code == 303
    again = service.client.get(saved.headers["location"])
    assert "Kladden er lagret" in again.text
    fields = fields_of(again)[1]
    assert (fields["/name/nb"], fields["reason"]) == ("Nytt samarbeid", "Fordi")

    refused = press(service, again, ("do", "submit"), {"/founded/value": "snart"})
    assert refused.status_code == 422
    assert fields_of(refused)[1]["/founded/value"] == "snart"
    done = press(service, refused, ("do", "submit"), {"/name/en": "New", "/founded/value": ""})

    assert done.status_code == 303
    told = service.client.get(done.headers["location"], headers={"Accept": "application/json"})
    assert (told.json()["state"], told.json()["record"]) == (
        "submitted",
        "partnership/nytt-samarbeid",
    )


def test_a_change_to_a_published_record_is_made_from_its_form(service: Service) -> None:
    page = service.client.get("/contribute/partnership/prove")
    done = press(service, page, ("do", "submit"), {"/founded/value": "2016", "reason": "Ny kilde"})
    assert done.status_code == 303
    name = done.headers["location"].partition("?")[0].rpartition("/")[2]

    told = service.client.get(f"/submissions/{name}/difference", headers=service.reviewer).json()
    assert {(line["field"]["nb"], line["added"][0]["text"]["nb"]) for line in told["yours"]} >= {
        ("Startet", "2016")
    }
    service.act(name, "accept", service.reviewer)
    shown = service.client.get("/partnerships/prove.json").json()
    assert "2016" in str(shown)


def test_a_records_page_leads_to_the_form_that_changes_it(service: Service) -> None:
    record = service.client.get("/partnerships/prove", headers={"Accept": "text/html"})
    link = 'href="/contribute/partnership/prove">Foreslå endring</a>'

    assert link in record.text
    form = service.client.get("/contribute/partnership/prove")
    assert fields_of(form)[1]["/name/nb"] == "Prøvesamarbeidet"


def test_what_no_field_shows_is_not_lost_by_a_change(service: Service) -> None:
    line = '<https://w3id.org/partnerskap/id/partnership/prove> <urn:x> "y" .'
    envelope = {"record": "partnership/prove", "rdf": line, "mediaType": "application/n-triples"}
    made = service.client.post(
        "/submissions", json=envelope, headers={**JSON, **service.submitter, "If-Match": "*"}
    )
    assert made.status_code == 201, made.text
    page = service.client.get(f"/submissions/{made.json()['id']}/edit", headers=service.submitter)

    saved = press(service, page, ("do", "save"), {"/name/nb": "Nytt"}, **service.submitter)

    assert saved.status_code == 303
    content = service.client.get(
        f"/submissions/{made.json()['id']}",
        headers={**service.submitter, "Accept": "application/json"},
    ).json()
    assert "urn:x" in str(content)


def test_who_is_not_logged_in_keeps_what_was_typed(tmp_path: Path) -> None:
    with serving_entry(tmp_path) as service:
        page = service.client.get("/contribute/partnership")

        refused = press(service, page, ("do", "save"), SOUND)

        assert refused.status_code == 403
        assert "Alt du har skrevet, står her fortsatt" in refused.text
        assert fields_of(refused)[1]["/name/nb"] == "Nytt samarbeid"


def test_what_was_typed_outlives_the_session_and_the_age_of_the_form(tmp_path: Path) -> None:
    with serving_entry(tmp_path) as service:
        kari = visitor(service, Role.SUBMITTER)
        page = kari.get("/contribute/partnership")

        ended = press(service, page, ("do", "save"), SOUND)
        old = press(service, page, ("do", "save"), {**SOUND, "csrf_token": "x"}, **kari.headers)

        for refused in (ended, old):
            assert refused.status_code == 403
            assert "Alt du har skrevet, står her fortsatt" in refused.text
            assert fields_of(refused)[1]["/name/nb"] == "Nytt samarbeid"
        again = press(service, old, ("do", "save"), {}, **kari.headers)
        assert again.status_code == 303


def test_a_draft_changed_elsewhere_is_not_overwritten_unseen(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    place = press(service, page, ("do", "save"), SOUND).headers["location"]
    mine, other = service.client.get(place), service.client.get(place)
    press(service, other, ("do", "save"), {"/name/nb": "Andres navn"})

    refused = press(service, mine, ("do", "save"), {"/name/nb": "Mitt navn"})

    assert refused.status_code == 412
    assert fields_of(refused)[1]["/name/nb"] == "Mitt navn"
    assert press(service, refused, ("do", "save"), {}).status_code == 303


def test_a_form_from_another_site_is_refused(service: Service) -> None:
    page = service.client.get("/contribute/partnership")

    refused = press(service, page, ("do", "save"), SOUND, origin="https://evil.example")

    assert refused.status_code == 403
    assert "Nytt samarbeid" not in refused.text


def test_a_new_record_needs_a_name_before_it_is_saved(service: Service) -> None:
    page = service.client.get("/contribute/partnership")

    refused = press(service, page, ("do", "save"), {"/members/0/actor": "Fjord kommune"})

    assert refused.status_code == 400
    assert "Skriv navnet før du lagrer" in refused.text
    assert fields_of(refused)[1]["/members/0/actor"] == "Fjord kommune"


def test_programs_are_told_the_faults_as_json(service: Service) -> None:
    action, fields = fields_of(service.client.get("/contribute/partnership"))

    answer = service.client.post(
        action, content=urlencode(fields), headers={**FORM_TYPE, "Accept": "application/json"}
    )

    assert {(each["id"], each["grave"]) for each in answer.json()["faults"]} >= {
        ("f-name-nb", True)
    }


def test_script_in_what_was_typed_is_shown_as_text(service: Service) -> None:
    page = service.client.get("/contribute/partnership")

    shown = press(service, page, ("do", "check"), {"/name/nb": '"><script>alert(1)</script>'})

    assert "<script>alert" not in shown.text
    assert fields_of(shown)[1]["/name/nb"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/contribute/finnes-ikke", 404),
        ("/contribute/partnership/finnes-ikke", 404),
        ("/contribute/partnership/Å", 404),
        ("/submissions/finnes-ikke/edit", 404),
    ],
)
def test_what_is_not_there_says_so(service: Service, path: str, status: int) -> None:
    assert service.client.get(path).status_code == status


def test_how_one_is_reached_can_be_told_and_changed_later(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    saved = press(service, page, ("do", "save"), SOUND)
    page = service.client.get(saved.headers["location"])
    contact = {"contact_name": "Kari", "contact_email": "kari@kommune.example"}

    press(service, page, ("do", "save"), contact)

    page = service.client.get(saved.headers["location"])
    assert fields_of(page)[1]["contact_email"] == "kari@kommune.example"
    sent = press(service, page, ("do", "submit"), {"contact_email": "ny@kommune.example"})
    told = service.client.get(sent.headers["location"]).json()
    assert told["contact"] == {"name": "Kari", "email": "ny@kommune.example"}


def test_what_a_reviewer_asks_for_stands_above_the_form(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    sent = press(service, page, ("do", "submit"), SOUND)
    path, _, key = sent.headers["location"].partition("?")
    name = path.rpartition("/")[2]
    service.act(name, "request-changes", service.reviewer, "Hva <handler> det om?")

    form = service.client.get(f"{path}/edit?{key}")

    check_html(form.text)
    assert "<blockquote>Hva &lt;handler&gt; det om?</blockquote>" in form.text
    press(service, form, ("do", "submit"), {})
    assert service.client.get(f"{path}?{key}").json()["state"] == "submitted"


def test_what_was_typed_is_still_there_when_the_disk_is_full(service: Service) -> None:
    page = service.client.get("/contribute/partnership")
    typed = {**SOUND, "reason": "lang begrunnelse " * 20_000}
    allow_pages(service.office, 1)

    refused = press(service, page, ("do", "submit"), typed)

    assert refused.status_code == 500
    assert "at disken har plass" in refused.text
    assert fields_of(refused)[1]["/members/0/actor"] == "Fjord kommune"
    assert fields_of(refused)[1]["reason"].startswith("lang begrunnelse lang begrunnelse")
    allow_pages(service.office, 1_000_000)
    sent = press(service, refused, ("do", "submit"), {})
    assert sent.status_code == 303
