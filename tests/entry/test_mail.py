"""News for submitters, sent through a mail server of our own."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlalchemy import select, update

from desks import KARI, NOBODY, REVIEWER, Office, create, label, open_office
from partnerskap.entry.desk import Rules
from partnerskap.entry.mail import Postman, Server
from partnerskap.entry.news import put_into_words
from partnerskap.entry.outbox import MOST_ATTEMPTS
from partnerskap.entry.publishing import Decision, accept
from partnerskap.entry.states import Act
from partnerskap.entry.submission import Actor
from partnerskap.records import database as db
from partnerskap.records import schema

URL = "https://graf.example"


class Letters:
    """A mail server's side: keeps what it gets, and refuses some of it."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.refuse = 0
        self.unknown = ""

    async def handle_RCPT(self, *told: object) -> str:  # noqa: N802 - the library calls it so
        _, _, envelope, address, _ = told
        assert isinstance(envelope, Envelope)
        if address == self.unknown:
            return f"550 <{address}> is unknown here"
        envelope.rcpt_tos.append(str(address))
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: ARG002, N802 - the library calls it so
        if self.refuse:
            self.refuse -= 1
            return "451 Try again later"
        content: bytes = getattr(envelope, "content", b"")
        self.got.append(message_from_bytes(content, policy=default))
        return "250 OK"


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    kept = Letters()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path, Rules(anonymous=True))
    yield office
    office.journal.close()


def postman(office: Office, port: int, **more: object) -> Postman:
    server = Server("127.0.0.1", port, starttls=False)
    chosen = {"address": "graf@example.org", "public_url": URL, **more}
    return Postman(office.desk.engine, server, **chosen)  # type: ignore[arg-type]  # spelt out in each call


def deliver(office: Office, port: int, **more: object) -> int:
    count, sender = 0, postman(office, port, **more)
    while sender.deliver():
        count += 1
    return count


def forget_waiting(office: Office) -> None:
    """Let what was put off be taken again."""
    with db.writing(office.desk.engine) as connection:
        connection.execute(update(schema.outbox).values(claimed=None))


def text_of(message: Message) -> str:
    assert isinstance(message, EmailMessage)
    return str(message.get_content()).replace("\r\n", "\n")


def test_a_submitter_is_told_of_a_wish_for_changes_with_a_link_that_opens(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    waiting = office.submitted(create(label("Ny")))
    office.desk.request_changes(waiting.id, 2, REVIEWER, "Mangler kilde.\nHvilken avtale?")

    assert deliver(office, port) == 1

    (mail,) = kept.got
    assert mail["To"] == "Kari <kari@example.org>"
    assert mail["Subject"] == "Forslaget ditt trenger en endring"
    assert "> Mangler kilde.\n> Hvilken avtale?" in text_of(mail)
    link = next(line for line in text_of(mail).splitlines() if line.startswith(URL))
    secret = link.partition("?key=")[2]
    assert office.desk.look(waiting.id, Actor(NOBODY.identity, secret)).submission.id == waiting.id


def test_a_submitter_is_told_of_every_end_and_of_comments(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    first, second = (office.submitted(create(label(text))) for text in ("En", "To"))
    office.desk.comment(first.id, REVIEWER, "Fint")
    office.desk.comment(first.id, KARI, "Takk")
    accept(office.desk, Decision(first.id, 2, REVIEWER), office.graph)
    office.desk.reject(second.id, 2, REVIEWER, "Finnes nå")

    assert deliver(office, port) == 3

    assert [mail["Subject"] for mail in kept.got] == [
        "Ny kommentar til forslaget ditt",
        "Forslaget ditt er publisert",
        "Forslaget ditt ble ikke tatt inn",
    ]


def test_nothing_is_sent_twice(office: Office, letters: tuple[Letters, int]) -> None:
    kept, port = letters
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "nei")

    deliver(office, port)
    forget_waiting(office)
    deliver(office, port)

    assert len(kept.got) == 1


def test_what_cannot_be_sent_waits_and_keeps_its_name(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    kept.refuse = 1
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "nei")

    assert deliver(office, port) == 1
    assert kept.got == []
    assert deliver(office, port) == 0
    forget_waiting(office)
    assert deliver(office, port) == 1
    assert [mail["Message-ID"] for mail in kept.got] == [f"<{waiting.id}.1@example.org>"]


def test_a_mail_server_that_is_away_costs_nothing(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "nei")

    for _ in range(MOST_ATTEMPTS + 3):
        deliver(office, 9)
        forget_waiting(office)

    with db.reading(office.desk.engine) as connection:
        row = connection.execute(select(schema.outbox)).one()
    assert (row.sent, row.attempts) == (None, MOST_ATTEMPTS)
    assert "refused" in row.fault


def test_whom_a_server_refuses_is_named_neither_in_the_log_nor_in_the_outbox(
    office: Office, letters: tuple[Letters, int], caplog: pytest.LogCaptureFixture
) -> None:
    kept, port = letters
    kept.unknown = "kari@example.org"
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "nei")

    deliver(office, port)

    with db.reading(office.desk.engine) as connection:
        fault = connection.execute(select(schema.outbox.c.fault)).scalar_one()
    assert "is unknown here" in fault
    assert "is unknown here" in caplog.text
    assert "kari@example.org" not in fault + caplog.text


def test_an_item_that_is_being_sent_is_left_to_whoever_sends_it(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "nei")
    other = postman(office, port)

    class Slow:
        def send(self, message: EmailMessage) -> None:
            assert other.deliver() is False
            Server("127.0.0.1", port, starttls=False).send(message)

    Postman(office.desk.engine, Slow(), address="graf@example.org").deliver()

    assert len(kept.got) == 1


def test_who_cannot_be_reached_is_not_written_to(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    opened = office.desk.open(create(label("Ny")), KARI)
    office.desk.submit(opened.submission.id, 1, KARI, office.graph.store)
    office.desk.reject(opened.submission.id, 2, REVIEWER, "nei")

    assert deliver(office, port) == 1
    assert deliver(office, port) == 0
    assert kept.got == []


def test_who_has_an_account_is_written_to_there_without_a_secret(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    opened = office.desk.open(create(label("Ny")), KARI)
    office.desk.submit(opened.submission.id, 1, KARI, office.graph.store)
    office.desk.reject(opened.submission.id, 2, REVIEWER, "nei")

    deliver(office, port, reach={"p-kari": ("Kari", "konto@example.org")}.get)

    assert [mail["To"] for mail in kept.got] == ["Kari <konto@example.org>"]
    assert "?key=" not in text_of(kept.got[0])


def test_script_in_what_is_told_is_plain_text(office: Office, letters: tuple[Letters, int]) -> None:
    kept, port = letters
    waiting = office.submitted(create(label("<script>alert(1)</script>")))
    office.desk.reject(waiting.id, 2, REVIEWER, "<img src=x onerror=alert(2)>")

    deliver(office, port)

    (mail,) = kept.got
    assert (mail.get_content_type(), mail.is_multipart()) == ("text/plain", False)
    assert "«<script>alert(1)</script>»" in text_of(mail)
    assert "> <img src=x onerror=alert(2)>" in text_of(mail)


def test_a_name_that_would_write_headers_does_not(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    contact = ("Kari\r\nBcc: alle@example.org", "kari@example.org")
    opened = office.desk.open(create(label("Ny")), KARI, contact=contact)
    office.desk.submit(opened.submission.id, 1, KARI, office.graph.store)
    office.desk.reject(opened.submission.id, 2, REVIEWER, "nei")

    deliver(office, port)

    (mail,) = kept.got
    assert mail["Bcc"] is None
    assert "kari@example.org" in mail["To"]


def test_the_same_news_stand_behind_the_secret_link(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "Finnes fra før")

    (item,) = office.desk.look(waiting.id, KARI).news
    assert (item.act, item.text) == (Act.REJECT, "Finnes fra før")


@pytest.mark.parametrize("language", ["nb", "nn", "en", "se"])
@pytest.mark.parametrize("act", [Act.REQUEST_CHANGES, Act.PUBLISH, Act.REJECT, Act.COMMENT])
def test_news_are_told_in_every_language(act: Act, language: str) -> None:
    draft = replace(create(label("Ny\\nby")), language=language)

    news = put_into_words(act, draft, "Derfor.", link=URL)

    assert news.subject
    assert ("“Ny by”" if language == "en" else "«Ny by»") in news.text
    assert "> Derfor." in news.text
    assert URL in news.text


def test_the_postman_goes_on_while_the_service_runs(
    office: Office, letters: tuple[Letters, int]
) -> None:
    kept, port = letters
    waiting = office.submitted(create(label("Ny")))
    office.desk.reject(waiting.id, 2, REVIEWER, "nei")

    async def scene() -> None:
        task = asyncio.create_task(postman(office, port).run())
        while not kept.got:  # noqa: ASYNC110 - the mail server is in another thread
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(scene())
    assert len(kept.got) == 1


def test_a_server_that_offers_no_encryption_gets_no_password(
    letters: tuple[Letters, int],
) -> None:
    _, port = letters
    server = Server("127.0.0.1", port, "graf", "hemmelig", starttls=True)

    with pytest.raises(smtplib.SMTPNotSupportedError):
        server.send(EmailMessage())
