"""The OpenID Connect provider: where to send people, and who it says that they are.

Authorization code with PKCE. Nothing is fetched but from the issuer's own host and those the
operator named beside it; issuer, audience, algorithm and nonce of what comes back are pinned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from partnerskap.errors import ForbiddenError
from partnerskap.people.discovery import Discovery, asking, cannot_log_in
from partnerskap.people.identity import Role
from partnerskap.people.roles import Claims, RoleRules, read_entries, role_for, text_of
from partnerskap.people.store import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwt import Token

    from partnerskap.people.attempts import Attempt
    from partnerskap.settings import Settings

__all__ = ["Login", "Provider"]

_LEEWAY: Final = 60
"""Seconds that the clocks of provider and service may differ."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who logged in, and what the provider wants to see when they log out."""

    account: Account
    id_token: str


class Provider:
    """One provider, as the settings name it."""

    def __init__(self, settings: Settings, discovery: Discovery | None = None) -> None:
        self._id = settings.oidc_client_id
        self._secret = settings.oidc_secret
        self._scopes = settings.oidc_scopes
        self._levels = settings.oidc_acr_values.split()
        self._discovery = discovery or Discovery(settings.oidc_issuer, settings.oidc_hosts)
        self._signatures = JWSRegistry(
            algorithms=settings.oidc_algorithms.split(), strict_check_header=False
        )
        self._rules = RoleRules(
            settings.oidc_role_claim,
            {
                Role.SUBMITTER: read_entries(settings.oidc_submitters),
                Role.REVIEWER: read_entries(settings.oidc_reviewers),
                Role.ADMINISTRATOR: read_entries(settings.oidc_administrators),
            },
        )

    async def login_address(self, attempt: Attempt, back: str, language: str) -> str:
        """Give the address to send a person to; ProviderError when the provider is away."""
        endpoints = await self._discovery.read()
        wanted = {"acr_values": self._levels[0]} if self._levels else {}
        async with self._client(back) as client:
            address, _ = client.create_authorization_url(
                endpoints.authorization,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
                ui_locales=language,
                **wanted,
            )
        return str(address)

    async def complete(self, answer: Mapping[str, str], attempt: Attempt, back: str) -> Login:
        """Turn the answer that a person came back with into who they are.

        Raises LoginError for an answer that is not to this attempt or does not hold, ProviderError
        when the provider is away, and ForbiddenError when the login was too weak.
        """
        self._check_answer(answer, attempt)
        endpoints = await self._discovery.read()
        async with self._client(back, endpoints.client_auth) as client:
            async with asking(self._discovery.issuer):
                try:
                    given: Mapping[str, object] = await client.fetch_token(
                        endpoints.token,
                        grant_type="authorization_code",
                        code=answer["code"],
                        code_verifier=attempt.verifier,
                    )
                except OAuthError as fault:
                    raise cannot_log_in(str(fault.error)) from fault
            id_token = text_or_empty(given.get("id_token"))
            claims = await self._read_token(id_token, attempt, given.get("access_token"))
            if endpoints.userinfo and not text_of(claims, "name"):
                told = await self._discovery.fetch(client, endpoints.userinfo)
                if told.get("sub") != claims["sub"]:
                    raise cannot_log_in("userinfo")
                claims = {**told, **claims}
        return Login(self._account(claims), id_token)

    async def logout_address(self, id_token: str, back: str) -> str:
        """Give the address where a person logs out at the provider too; empty when it has none."""
        endpoints = await self._discovery.read()
        if not endpoints.end_session or not id_token:
            return ""
        asked = {
            "id_token_hint": id_token,
            "client_id": self._id,
            "post_logout_redirect_uri": back,
        }
        joint = "&" if "?" in endpoints.end_session else "?"
        return f"{endpoints.end_session}{joint}{urlencode(asked)}"

    def _client(self, back: str, client_auth: str = "") -> AsyncOAuth2Client:
        return self._discovery.open(
            AsyncOAuth2Client,
            client_id=self._id,
            client_secret=self._secret or None,
            token_endpoint_auth_method=client_auth if self._secret else "none",
            scope=self._scopes,
            redirect_uri=back,
            code_challenge_method="S256",
        )

    def _check_answer(self, answer: Mapping[str, str], attempt: Attempt) -> None:
        if answer.get("state") != attempt.state:
            raise cannot_log_in("state")
        if answer.get("iss", self._discovery.issuer) != self._discovery.issuer:
            raise cannot_log_in("iss")
        if "error" in answer or not answer.get("code"):
            raise cannot_log_in(answer.get("error", "code"))

    async def _read_token(self, id_token: str, attempt: Attempt, access_token: object) -> Claims:
        """Check the signature of an ID token and all that it must say; give its claims."""
        options = {
            "iss": {"essential": True, "value": self._discovery.issuer},
            "aud": {"essential": True, "value": self._id},
        }
        expected = {
            "nonce": attempt.nonce,
            "client_id": self._id,
            "access_token": access_token,
        }
        try:
            token = await self._verify(id_token)
            claims = CodeIDToken(token.claims, token.header, options, expected)
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError) as fault:
            raise cannot_log_in(f"id_token: {fault}") from fault
        if self._levels and claims.get("acr") not in self._levels:
            raise ForbiddenError(
                f"Du er logget inn på nivået «{claims.get('acr')}», og her kreves "
                f"{' eller '.join(self._levels)}. Logg inn på en sikrere måte.",
                f"You are logged in at the level {claims.get('acr')!r}, and this needs "
                f"{' or '.join(self._levels)}. Log in in a safer way.",
            )
        found: Claims = dict(claims)
        return found

    async def _verify(self, id_token: str) -> Token:
        keys = await self._discovery.keys()
        try:
            return jwt.decode(id_token, keys, registry=self._signatures)
        except InvalidKeyIdError:  # the provider may have taken a new key into use
            keys = await self._discovery.keys(anew=True)
            return jwt.decode(id_token, keys, registry=self._signatures)

    def _account(self, claims: Claims) -> Account:
        name = text_of(claims, "name") or " ".join(
            filter(None, (text_of(claims, "given_name"), text_of(claims, "family_name")))
        )
        return Account(
            issuer=self._discovery.issuer,
            subject=text_of(claims, "sub"),
            name=name or text_of(claims, "preferred_username"),
            email=text_of(claims, "email"),
            role=role_for(claims, self._rules),
        )


def text_or_empty(value: object) -> str:
    """Give a text; empty for anything else."""
    return value if isinstance(value, str) else ""
