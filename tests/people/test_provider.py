"""What is believed of what a provider says, and where it may be asked.

The provider here is invented, so that it can lie; ``tests/clients`` logs in through a real one.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from fake_provider import (
    ATTEMPT,
    BACK,
    ISSUER,
    KEY,
    NOW,
    OTHER_KEY,
    SECRET,
    Fake,
    half_hash,
    provider,
)
from partnerskap.errors import ForbiddenError, LoginError, ProviderError
from partnerskap.people.discovery import Discovery
from partnerskap.people.identity import Role
from partnerskap.people.provider import Login


def come_back(fake: Fake, answer: dict[str, str] | None = None, **settings: object) -> Login:
    given = {"code": "c", "state": "the-state"} if answer is None else answer
    return asyncio.run(provider(fake, **settings).complete(given, ATTEMPT, BACK))


def test_whom_the_provider_vouches_for_is_let_in() -> None:
    fake = Fake(claims={"roles": ["pk-review"], "email": "kari@kommune.example"})
    login = come_back(fake)

    assert login.account.subject == "kari-1"
    assert (login.account.name, login.account.email) == ("Kari Nordmann", "kari@kommune.example")
    assert login.account.role is Role.REVIEWER
    assert fake.sent["code_verifier"] == "v" * 43
    assert fake.sent["redirect_uri"] == BACK
    assert fake.sent["authorization"].startswith("Basic ")
    assert "/userinfo" not in fake.asked


def test_the_provider_is_asked_for_a_code_that_only_we_can_use() -> None:
    settings = {"oidc_acr_values": "idporten-loa-high idporten-loa-substantial"}
    address = asyncio.run(provider(Fake(), **settings).login_address(ATTEMPT, BACK, "nn"))
    asked = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
    challenge = base64.urlsafe_b64encode(sha256(b"v" * 43).digest()).decode().rstrip("=")

    assert address.startswith(f"{ISSUER}/authorize?")
    assert asked == {
        "response_type": "code",
        "client_id": "partnerskap",
        "redirect_uri": BACK,
        "scope": "openid profile email",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": "nn",
        "acr_values": "idporten-loa-high",
    }


def test_a_name_is_fetched_when_the_token_has_none() -> None:
    account = come_back(Fake(without=("name",))).account

    assert (account.name, account.email) == ("Fra userinfo", "kari@kommune.example")


def test_a_provider_that_tells_no_names_is_enough() -> None:
    fake = Fake(without=("name",), metadata={"userinfo_endpoint": None})

    assert come_back(fake).account.name == ""


@pytest.mark.parametrize(
    ("claims", "without"),
    [
        ({"iss": "https://evil.example"}, ()),
        ({"iss": ISSUER + "/"}, ()),
        ({"aud": "another"}, ()),
        ({"aud": ["another"]}, ()),
        ({"aud": ["partnerskap", "another"]}, ()),
        ({"aud": ["partnerskap", "another"], "azp": "another"}, ()),
        ({"nonce": "another"}, ()),
        ({"exp": 1_700_000_000}, ()),
        ({"nbf": NOW}, ()),
        ({"iat": NOW}, ()),
        ({"exp": "soon"}, ()),
        ({"at_hash": half_hash("another")}, ()),
        ({}, ("nonce",)),
        ({}, ("exp",)),
        ({}, ("iat",)),
        ({}, ("sub",)),
        ({}, ("aud",)),
        ({}, ("iss",)),
    ],
)
def test_a_token_that_was_not_made_for_this_login_is_refused(
    claims: dict[str, object], without: tuple[str, ...]
) -> None:
    with pytest.raises(LoginError):
        come_back(Fake(claims=claims, without=without))


def unsigned(claims: dict[str, object]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def by_secret(claims: dict[str, object]) -> str:
    key = OctKey.import_key(SECRET)
    return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, key, algorithms=["HS256"])


def by_another(claims: dict[str, object]) -> str:
    return jwt.encode({"alg": "ES256", "kid": "k1"}, claims, OTHER_KEY, algorithms=["ES256"])


def by_a_stranger(claims: dict[str, object]) -> str:
    return jwt.encode({"alg": "ES256", "kid": "k9"}, claims, OTHER_KEY, algorithms=["ES256"])


@pytest.mark.parametrize(
    "sign", [unsigned, by_secret, by_another, by_a_stranger, lambda _: "", lambda _: "a.b.c"]
)
def test_a_token_that_the_provider_has_not_signed_is_refused(
    sign: Callable[[dict[str, object]], str],
) -> None:
    with pytest.raises(LoginError):
        come_back(Fake(sign=sign))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"code": "c", "state": "another"}, "(state)"),
        ({"code": "c"}, "(state)"),
        ({"state": "the-state"}, "(code)"),
        ({"code": "c", "state": "the-state", "iss": "https://evil.example"}, "(iss)"),
        ({"error": "server_error", "state": "the-state"}, "(server_error)"),
        ({"error": "<script>", "state": "the-state"}, "(?)"),
        ({"error": "access_denied", "state": "the-state"}, "was cancelled"),
    ],
)
def test_an_answer_to_something_else_asks_the_provider_nothing(
    answer: dict[str, str], said: str
) -> None:
    fake = Fake()
    with pytest.raises(LoginError) as refused:
        come_back(fake, answer)

    assert said in refused.value.detail.en
    assert "/token" not in fake.asked


def test_the_secret_is_shown_in_the_way_the_provider_takes_it() -> None:
    by_form = Fake(metadata={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    public = Fake()
    come_back(by_form)
    come_back(public, oidc_client_secret="")

    assert (by_form.sent["client_secret"], by_form.sent["authorization"]) == (SECRET, "")
    assert (public.sent["client_id"], public.sent["authorization"]) == ("partnerskap", "")
    assert "client_secret" not in public.sent


def test_a_login_that_is_too_weak_is_refused() -> None:
    wanted = "substantial high"

    strong = come_back(Fake(claims={"acr": "high"}), oidc_acr_values=wanted)
    assert strong.account.subject == "kari-1"
    for claims in ({"acr": "low"}, {}):
        with pytest.raises(ForbiddenError, match="substantial or high"):
            come_back(Fake(claims=dict(claims)), oidc_acr_values=wanted)


def test_user_information_about_somebody_else_is_refused() -> None:
    other = httpx2.Response(200, json={"sub": "ola-1", "name": "Ola"})

    with pytest.raises(LoginError):
        come_back(Fake(without=("name",), answers={"/userinfo": other}))


def test_a_code_that_the_provider_refuses_is_told_in_its_word() -> None:
    refused = httpx2.Response(400, json={"error": "invalid_grant"})

    with pytest.raises(LoginError, match="invalid_grant"):
        come_back(Fake(answers={"/token": refused}))


WELL_KNOWN: Final = "/.well-known/openid-configuration"


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token", "/keys"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500),
        httpx2.Response(302, headers={"location": "http://169.254.169.254/"}),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, content=b"\xff"),
        httpx2.Response(200, headers={"content-length": "9999999"}),
        httpx2.Response(200, headers={"content-encoding": "gzip"}),
    ],
    ids=["fails", "redirects", "page", "list", "no-text", "large", "packed"],
)
def test_a_provider_that_does_not_answer_properly_is_named(
    path: str, answer: httpx2.Response
) -> None:
    with pytest.raises(ProviderError, match=ISSUER):
        come_back(Fake(answers={path: answer}))


def test_a_provider_that_is_down_is_named() -> None:
    def down(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    away = Discovery(ISSUER, "", transport=httpx2.MockTransport(down))
    with pytest.raises(ProviderError, match=r"https://id\.example/realm .*refused"):
        asyncio.run(away.read())


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"issuer": None}, "issuer"),
        ({"token_endpoint": "https://evil.example/token"}, "token"),
        ({"jwks_uri": "https://evil.example/keys"}, "keys"),
        ({"jwks_uri": "https://id.example:8443/keys"}, "keys"),
        ({"jwks_uri": "http://id.example/keys"}, "keys"),
        ({"jwks_uri": "file:///etc/passwd"}, "keys"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization"),
        ({"token_endpoint": 7}, "token"),
    ],
)
def test_nothing_is_fetched_from_where_the_operator_has_not_said(
    metadata: dict[str, object], said: str
) -> None:
    fake = Fake(metadata=metadata)

    with pytest.raises(ProviderError, match=said):
        come_back(fake)
    assert fake.asked == [WELL_KNOWN]


def test_the_operator_can_name_more_hosts() -> None:
    fake = Fake(metadata={"jwks_uri": "https://keys.example/keys"})

    assert come_back(fake, oidc_hosts="keys.example").account.subject == "kari-1"


def test_user_information_elsewhere_is_left_alone() -> None:
    fake = Fake(without=("name",), metadata={"userinfo_endpoint": "https://graph.example/userinfo"})

    assert come_back(fake).account.name == ""


def test_what_the_provider_tells_of_itself_is_kept_for_an_hour() -> None:
    fake = Fake()
    asked = provider(fake)

    async def several() -> None:
        for wait in (0, 3000, 3000):
            fake.now += wait
            await asked.complete({"code": "c", "state": "the-state"}, ATTEMPT, BACK)

    asyncio.run(several())

    assert (fake.asked.count(WELL_KNOWN), fake.asked.count("/keys")) == (2, 2)


def test_a_new_key_is_fetched_but_not_over_and_over() -> None:
    fake = Fake()
    asked = provider(fake)
    answer = {"code": "c", "state": "the-state"}

    async def several() -> None:
        await asked.complete(answer, ATTEMPT, BACK)
        fake.sign, fake.keys = by_a_stranger, (KEY,)
        for _ in range(5):
            with pytest.raises(LoginError):
                await asked.complete(answer, ATTEMPT, BACK)
        fake.now += 61
        fake.keys = (KEY, ECKey.import_key({**OTHER_KEY.as_dict(private=True), "kid": "k9"}))
        await asked.complete(answer, ATTEMPT, BACK)

    asyncio.run(several())

    assert fake.asked.count("/keys") == 2


def test_logging_out_at_the_provider_needs_what_it_gave() -> None:
    asked = provider(Fake())
    address = asyncio.run(asked.logout_address("a.b.c", "https://graf.example/"))
    query = parse_qs(urlsplit(address).query)

    assert address.startswith(f"{ISSUER}/logout?")
    assert query["id_token_hint"] == ["a.b.c"]
    assert query["post_logout_redirect_uri"] == ["https://graf.example/"]
    assert asyncio.run(asked.logout_address("", "https://graf.example/")) == ""


def test_a_provider_without_logout_has_no_address_for_it() -> None:
    asked = provider(Fake(metadata={"end_session_endpoint": None}))

    assert asyncio.run(asked.logout_address("a.b.c", "https://graf.example/")) == ""
