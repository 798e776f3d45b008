"""A service with a desk for tests, and clients who submit and review over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from desks import Office, judge, open_office
from logins import accounts_of
from partnerskap.app import create_app
from partnerskap.entry.live import Live
from partnerskap.settings import Settings

__all__ = ["JSON", "TURTLE", "Service", "serving_entry"]

JSON: Final = {"Content-Type": "application/json"}
TURTLE: Final = {"Content-Type": "text/turtle"}


@dataclass(frozen=True, slots=True)
class Service:
    """A client of a service, the desk behind it, and headers that say who asks."""

    client: TestClient
    office: Office
    submitter: dict[str, str]
    other: dict[str, str]
    reviewer: dict[str, str]

    def submit(self, turtle: str, record: str, **headers: str) -> Response:
        """Hand in a record in Turtle as the submitter, and submit it."""
        sent = {**TURTLE, **self.submitter, **{k.replace("_", "-"): v for k, v in headers.items()}}
        made = self.client.post(f"/submissions?record={record}", content=turtle, headers=sent)
        assert made.status_code == 201, made.text
        return self.act(made.json()["id"], "submit", self.submitter)

    def act(self, name: str, act: str, who: dict[str, str], reason: str = "") -> Response:
        """Do something to the revision of a submission that stands."""
        etag = self.client.get(f"/submissions/{name}", headers=who).headers.get("etag", '"r1"')
        headers = {**JSON, **who, "If-Match": etag}
        body = {"reason": reason} if reason else {}
        return self.client.post(f"/submissions/{name}/{act}", json=body, headers=headers)

    def publish(self, turtle: str, record: str, **headers: str) -> Response:
        """Hand in, submit and accept."""
        waiting = self.submit(turtle, record, **headers).json()
        return self.act(waiting["id"], "accept", self.reviewer)


@contextmanager
def serving_entry(folder: Path, *, workers: bool = False, **settings: object) -> Iterator[Service]:
    """Serve the invented world with a desk; SPARQL is there with ``workers`` only."""
    office = open_office(folder)
    chosen = Settings.model_validate(
        {"data_dir": folder, "accounts": True, "query_workers": 1, **settings}
    )
    app = create_app(chosen, office.graph, journal=office.journal)
    live = app.state.live
    assert isinstance(live, Live)
    live.desk.judge = judge
    client = TestClient(app, follow_redirects=False)
    if workers:
        with client:
            yield _service(client, office)
    else:
        live._engine = None
        yield _service(client, office)
    accounts_of(client).close()
    office.journal.close()


def _service(client: TestClient, office: Office) -> Service:
    assert isinstance(client.app, Starlette)
    tokens = accounts_of(client).tokens

    def bearer(name: str, scope: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens.create(name, scope, days=1)[0]}"}

    return Service(
        client,
        office,
        bearer("Kari", "submit"),
        bearer("Ola", "submit"),
        bearer("Rita", "review"),
    )
