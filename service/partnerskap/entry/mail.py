"""Send news to submitters by SMTP, after what they tell of is on disk.

Runs beside the service. A mail server that is away costs nobody anything: the news wait.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from typing import TYPE_CHECKING, Final, Protocol

from partnerskap.entry import store
from partnerskap.entry.forgetting import blot_out
from partnerskap.entry.news import put_into_words
from partnerskap.entry.outbox import claim, fail, finish
from partnerskap.entry.submission import new_id, now
from partnerskap.errors import StorageError
from partnerskap.records import database as db

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from partnerskap.entry.outbox import Item
    from partnerskap.entry.submission import Submission

__all__ = ["Postman", "Sender", "Server"]

_LOG: Final = logging.getLogger(__name__)
_SECONDS: Final = 20
_PAUSE: Final = 2.0
_FAULTS: Final = (smtplib.SMTPException, OSError, ValueError)

Address = tuple[str, str]
"""A name, perhaps empty, and an e-mail address."""


class Sender(Protocol):
    """Anything that can send a message; raises SMTPException or OSError when it cannot."""

    def send(self, message: EmailMessage) -> None:
        """Send one message."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to speak to it."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = True

    def send(self, message: EmailMessage) -> None:
        """Send one message over a connection of its own."""
        with smtplib.SMTP(self.host, self.port, timeout=_SECONDS) as client:
            if self.starttls:
                client.starttls(context=ssl.create_default_context())
            if self.user:
                client.login(self.user, self.password)
            client.send_message(message)


class Postman:
    """Empties the outbox.

    ``reach`` finds the address of a submitter who has an account; ``public_url`` is where links
    begin (empty: mail has none).
    """

    def __init__(
        self,
        engine: Engine,
        sender: Sender,
        *,
        address: str,
        public_url: str = "",
        reach: Callable[[str], Address | None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._sender = sender
        self._address = address
        self._public_url = public_url
        self._reach = reach

    async def run(self) -> None:
        """Send what there is, again and again, for as long as the service runs."""
        while True:
            try:
                while await asyncio.to_thread(self.deliver):
                    pass
            except StorageError as fault:
                _LOG.warning("The outbox cannot be read: %s", fault)
            await asyncio.sleep(_PAUSE)

    def deliver(self) -> bool:
        """Send the oldest item; tell whether there was one."""
        with db.writing(self._engine) as connection:
            item = claim(connection)
            if item is None:
                return False
            submission = store.find_submission(connection, item.submission)
            contact = submission.contact
            given = store.find_contact(connection, contact) if contact else None
            to = (given.name, given.email) if given and given.email else None
            to = to or self._reach(submission.submitter)
            if to is None or not to[1]:
                finish(connection, item, "no address")
                return True
            secret = ""
            if given and given.email:
                secret = new_id() + new_id()
                store.add_link(connection, submission.id, secret, now())
        self._send(item, submission, to, secret)
        return True

    def _send(self, item: Item, submission: Submission, to: Address, secret: str) -> None:
        try:
            self._sender.send(self._message(item, submission, to, secret))
        except _FAULTS as fault:
            # Servers name whom they refuse; neither the log nor the outbox is to know it.
            told = blot_out(str(fault), [to])[:500]
            _LOG.warning("News %d could not be sent (try %d): %s", item.id, item.attempts, told)
            with db.writing(self._engine) as connection:
                fail(connection, item, told)
            return
        with db.writing(self._engine) as connection:
            finish(connection, item)

    def _message(
        self, item: Item, submission: Submission, to: Address, secret: str
    ) -> EmailMessage:
        query = f"?key={secret}" if secret else ""
        link = f"{self._public_url}/submissions/{submission.id}{query}" if self._public_url else ""
        draft = submission.draft
        news = put_into_words(item.act, draft, item.text, link=link)
        message = EmailMessage()
        message["From"] = self._address
        message["To"] = formataddr((" ".join(to[0].split()), to[1]))
        message["Subject"] = news.subject
        message["Date"] = formatdate(localtime=False)
        # The same each time, so that mail sent twice after a sudden end is known for one.
        domain = self._address.rpartition("@")[2].strip("<> ") or "localhost"
        message["Message-ID"] = f"<{submission.id}.{item.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = draft.language
        message.set_content(news.text)
        return message
