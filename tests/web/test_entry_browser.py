"""The entry form with scripts, and a workbook from upload to submission, in a real browser."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsers import PATIENCE, invite, needs_chromium
from partnerskap.people.identity import Role
from services import serving
from table_ground import make_workbook

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    settings = {"PARTNERSKAP_ACCOUNTS": "true", "PARTNERSKAP_ANONYMOUS_SUBMISSIONS": "true"}
    with serving([sys.executable, "-m", "partnerskap"], folder, settings) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="nb-NO")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def _wait_for_copy(page: Page) -> None:
    for _ in range(200):
        if page.evaluate("() => Object.keys(localStorage).length"):
            return
        page.wait_for_timeout(100)
    pytest.fail("no copy was kept")


def test_names_are_suggested_as_they_are_typed(address: str, page: Page) -> None:
    page.goto(f"{address}/contribute/partnership")
    actor = page.locator("#f-members-0-actor")

    actor.press_sequentially("trondhe")

    option = page.locator("#f-members-0-actor-list option").first
    expect(option).to_have_attribute("value", "Trondheim kommune", timeout=PATIENCE)


def test_a_field_that_was_left_says_what_is_wrong_with_it_and_with_no_other(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/contribute/partnership")

    page.locator("#f-members-0-actor").fill("Trondheim komune")
    page.locator("#f-members-0-actor").press("Tab")

    message = page.locator('[data-said="f-members-0-actor"]')
    expect(message).to_contain_text("Mente du «Trondheim kommune»?", timeout=PATIENCE)
    expect(page.locator("#f-members-0-actor")).to_have_attribute("aria-invalid", "true")
    assert page.locator(".said").count() == 1


def test_a_row_is_added_in_place_and_has_the_focus(address: str, page: Page) -> None:
    page.goto(f"{address}/contribute/partnership")
    page.locator("#f-name-nb").fill("Nytt samarbeid")

    page.get_by_role("button", name="Legg til: Deltakere").click()

    expect(page.locator("#f-members-1-actor")).to_be_focused(timeout=PATIENCE)
    expect(page.locator("#f-name-nb")).to_have_value("Nytt samarbeid")


def test_what_is_typed_while_a_row_is_made_or_taken_away_stays(address: str, page: Page) -> None:
    page.goto(f"{address}/contribute/partnership")
    held: list[Route] = []
    holds = False

    def hold(route: Route) -> None:
        if holds:
            held.append(route)
        else:
            route.continue_()

    def let_go() -> None:
        while held:
            held.pop().continue_()

    def press(name: str, pointer: str, **typed: str) -> None:
        """Press a button, type while the answer is held back, and let it come."""
        nonlocal holds
        holds = True
        page.locator("main").evaluate("main => { main.dataset.old = ''; }")
        page.locator(f"button[name={name}][value='{pointer}']").click()
        for field, text in typed.items():
            page.locator(f"#f-{field.replace('_', '-')}").fill(text)
        while page.locator("main[data-old]").count():  # the form is checked too, on leaving a field
            let_go()
            page.wait_for_timeout(50)
        holds = False
        let_go()

    page.route("**/contribute/**", hold)
    page.locator("#f-members-0-actor").fill("Bodø kommune")
    press("add", "/members", name_nb="Skrevet imens")
    expect(page.locator("#f-name-nb")).to_have_value("Skrevet imens")
    expect(page.locator("#f-name-nb")).to_be_focused()

    page.locator("#f-members-1-actor").fill("Oslo kommune")
    press("remove", "/members/0", members_1_actor="Ås kommune", name_nn="Òg skrive")
    expect(page.locator("#f-members-0-actor")).to_have_value("Ås kommune")
    expect(page.locator("#f-name-nb")).to_have_value("Skrevet imens")
    expect(page.locator("#f-name-nn")).to_have_value("Òg skrive")


def test_a_service_that_does_not_answer_is_told_and_takes_nothing(address: str, page: Page) -> None:
    page.goto(f"{address}/contribute/partnership")
    page.locator("#f-name-nb").fill("Står fortsatt")
    add = page.locator("button[name=add][value='/members']")

    page.route("**/contribute/**", lambda route: route.abort())
    add.click()
    expect(page.get_by_role("alert")).to_contain_text("Tjenesten svarte ikke", timeout=PATIENCE)
    expect(page.locator("#f-name-nb")).to_have_value("Står fortsatt")

    page.unroute_all()
    add.click()
    expect(page.locator("#f-members-1-actor")).to_be_focused(timeout=PATIENCE)
    expect(page.locator("#f-name-nb")).to_have_value("Står fortsatt")
    expect(page.locator("#silent-notice")).to_be_hidden()


def test_help_on_the_way_stays_away_when_nothing_answers(address: str, page: Page) -> None:
    page.goto(f"{address}/contribute/partnership")
    for address_asked in ("**/contribute/**", "**/choices/**"):
        page.route(address_asked, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/choices/" in request.url):
        page.locator("#f-members-0-actor").press_sequentially("Bod")
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.locator("#f-name-nb").focus()

    expect(page.locator("#f-members-0-actor")).to_have_value("Bod")
    expect(page.locator("#silent-notice")).to_be_hidden()


@pytest.mark.parametrize("status", [None, 500])
def test_a_copy_that_cannot_be_fetched_is_told_and_stays(
    address: str, page: Page, status: int | None
) -> None:
    page.goto(f"{address}/contribute/theme")
    page.locator("#f-name-nb").fill("Et tema")
    _wait_for_copy(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    def answer(route: Route) -> None:
        route.abort() if status is None else route.fulfill(status=status, body="<p>Feil</p>")

    page.route("**/contribute/**", answer)
    page.get_by_role("button", name="Hent det fram").click()
    expect(page.locator("#silent-notice")).to_contain_text("svarte ikke", timeout=PATIENCE)

    page.unroute_all()
    page.get_by_role("button", name="Hent det fram").click()
    expect(page.locator("#f-name-nb")).to_have_value("Et tema", timeout=PATIENCE)


def test_what_was_typed_and_not_saved_is_offered_again(address: str, page: Page) -> None:
    page.goto(f"{address}/contribute/theme")
    page.locator("#f-name-nb").fill("Et tema")
    _wait_for_copy(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    page.get_by_role("button", name="Hent det fram").click()

    expect(page.locator("#f-name-nb")).to_have_value("Et tema", timeout=PATIENCE)


def test_a_workbook_is_mended_from_its_marks_and_submitted(
    address: str, page: Page, folder: Path
) -> None:
    invitation = invite(folder, "Kari Nordmann", Role.SUBMITTER)
    page.goto(f"{address}{invitation}")
    page.get_by_role("button", name="Ja, logg meg inn").click()
    headings = ["Nøkkel", "Nettsted"]
    wrong = make_workbook({"Aktør": [headings, ["ntnu", "ntnu.no"], ["nord", "https://nord.no/"]]})

    page.goto(f"{address}/upload")
    page.get_by_label("Hva handler radene om?").select_option("actor")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "liste.xlsx", "mimeType": "application/octet-stream", "buffer": wrong}
    )
    page.get_by_role("button", name="Se hva filen gjør").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dette ville filen gjøre")
    with page.expect_download() as download:
        page.get_by_role("link", name="Last ned filen med feilene merket").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    cell = book["Aktør"]["B2"]
    assert cell.comment is not None
    assert "https://" in cell.comment.text

    cell.value = "https://www.ntnu.no/nytt"
    mended = io.BytesIO()
    book.save(mended)
    page.goto(f"{address}/upload?type=actor")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "liste.xlsx", "mimeType": "application/octet-stream", "buffer": mended.getvalue()}
    )
    page.get_by_role("button", name="Se hva filen gjør").click()
    page.get_by_role("button", name="Send inn 2 oppføringer").click()

    handed = page.get_by_role("status")
    expect(handed).to_contain_text("actor/ntnu")
    expect(handed.get_by_role("link", name="venter på saksbehandling")).to_have_count(2)
