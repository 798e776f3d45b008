"""A provider that says what a test wants it to say, also what no honest one would."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

from partnerskap.people.attempts import Attempt
from partnerskap.people.discovery import Discovery
from partnerskap.people.provider import Provider
from partnerskap.settings import Settings

__all__ = [
    "ATTEMPT",
    "BACK",
    "ISSUER",
    "KEY",
    "NOW",
    "OTHER_KEY",
    "SECRET",
    "Fake",
    "half_hash",
    "provider",
]

ISSUER: Final = "https://id.example/realm"
BACK: Final = "https://graf.example/login/callback"
ATTEMPT: Final = Attempt("the-state", "the-nonce", "v" * 43, "/")
KEY: Final = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})
OTHER_KEY: Final = ECKey.generate_key("P-256", {"kid": "k2", "use": "sig"})
NOW: Final = 4_000_000_000  # long after the tests are run
SECRET: Final = "a-secret-of-the-tests"  # noqa: S105 - invented


@dataclass
class Fake:
    """A provider that says what a test wants it to say."""

    claims: dict[str, object] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    metadata: dict[str, object] = field(default_factory=dict)
    answers: dict[str, httpx2.Response] = field(default_factory=dict)
    sign: Callable[[dict[str, object]], str] = lambda claims: jwt.encode(
        {"alg": "ES256", "kid": "k1"}, claims, KEY, algorithms=["ES256"]
    )
    keys: tuple[ECKey, ...] = (KEY,)
    asked: list[str] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    now: float = 1000.0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/realm")
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        return httpx2.Response(200, json=getattr(self, _PAGES[path])(request))

    def discovery(self, _: httpx2.Request) -> dict[str, object]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "end_session_endpoint": f"{ISSUER}/logout",
            **self.metadata,
        }

    def jwks(self, _: httpx2.Request) -> dict[str, object]:
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def token(self, request: httpx2.Request) -> dict[str, object]:
        body = parse_qs(request.content.decode())
        self.sent = {name: values[0] for name, values in body.items()}
        self.sent["authorization"] = request.headers.get("authorization", "")
        said = {
            "iss": ISSUER,
            "sub": "kari-1",
            "aud": "partnerskap",
            "nonce": "the-nonce",
            "iat": 1_700_000_000,
            "exp": NOW,
            "name": "Kari Nordmann",
            "at_hash": half_hash("an-access-token"),
            **self.claims,
        }
        id_token = self.sign({name: said[name] for name in said if name not in self.without})
        return {"token_type": "Bearer", "access_token": "an-access-token", "id_token": id_token}

    def userinfo(self, request: httpx2.Request) -> dict[str, object]:
        assert request.headers["authorization"] == "Bearer an-access-token"
        return {"sub": "kari-1", "name": "Fra userinfo", "email": "kari@kommune.example"}


_PAGES: Final = {
    "/.well-known/openid-configuration": "discovery",
    "/keys": "jwks",
    "/token": "token",
    "/userinfo": "userinfo",
}


def half_hash(text: str) -> str:
    return base64.urlsafe_b64encode(sha256(text.encode()).digest()[:16]).decode().rstrip("=")


def provider(fake: Fake, **settings: object) -> Provider:
    chosen = Settings.model_validate(
        {
            "oidc_issuer": ISSUER,
            "oidc_client_id": "partnerskap",
            "oidc_client_secret": SECRET,
            "oidc_algorithms": "ES256",
            "oidc_reviewers": "pk-review",
            **settings,
        }
    )
    transport = httpx2.MockTransport(fake)
    hosts = chosen.oidc_hosts
    return Provider(chosen, Discovery(ISSUER, hosts, lambda: fake.now, transport=transport))
