"""People who look at a service for tests through a browser: logged in, or with a secret link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from httpx2 import Response

from entry_service import Service
from logins import accounts_of
from partnerskap.people.identity import Role
from worlds import check_html

__all__ = ["BROWSER", "Visitor", "stranger", "visitor"]

BROWSER: Final = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "nb"}
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser: their id, and the headers it sends."""

    service: Service
    id: str
    headers: dict[str, str]

    def see(self, path: str, *, status: int = 200, language: str = "nb") -> str:
        """Look at a page, which must be valid HTML."""
        answer = self.get(path, language=language)
        assert answer.status_code == status, answer.text
        check_html(answer.text)
        return answer.text

    def get(self, path: str, *, language: str = "nb") -> Response:
        """Ask for a page."""
        return self.service.client.get(path, headers=self.headers | {"Accept-Language": language})

    def press(self, path: str, button: str, **fields: str) -> Response:
        """Send the form of a page by one of its buttons, as the page has it just now."""
        seen = self.get(path).text
        token, revision = _TOKEN.search(seen), re.search(r'name="revision" value="(\d+)"', seen)
        hidden = {
            "csrf_token": token[1] if token else "",
            "revision": revision[1] if revision else "",
        }
        return self.send(path, {**hidden, "do": button, **fields})

    def send(self, path: str, fields: dict[str, str]) -> Response:
        """Send a form as it is given."""
        return self.service.client.post(path, data=fields, headers=self.headers)


def visitor(service: Service, role: Role, name: str = "Kari Nordmann") -> Visitor:
    """Log a new person in with a role, as an invitation would."""
    accounts = accounts_of(service.client)
    person = accounts.people.create(name, role)
    secret = accounts.sessions.start(person.id, accounts.from_invitation)
    return Visitor(service, person.id, {**BROWSER, "Cookie": f"pk-session={secret}"})


def stranger(service: Service) -> Visitor:
    """Give somebody who is not logged in."""
    return Visitor(service, "", dict(BROWSER))
