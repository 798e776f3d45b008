"""The settings of logging in: providers, sessions, secrets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

__all__ = ["AccountSettings"]

_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_TOKEN: Final = re.compile(r"([!-~]{16,})?")


class AccountSettings(BaseModel):
    """What an operator decides about who may log in, how, and for how long."""

    accounts: Annotated[
        bool,
        Field(
            description="Let people log in and programs use tokens; also on where oidc_issuer is "
            "set."
        ),
    ] = False
    oidc_issuer: Annotated[
        str,
        Field(
            description="Address of the OpenID Connect provider, exactly as it names itself; "
            "empty: none."
        ),
    ] = ""
    oidc_name: Annotated[
        str, Field(description="What the login button calls the provider; empty: its host.")
    ] = ""
    oidc_client_id: Annotated[str, Field(description="The id the provider knows this by.")] = ""
    oidc_client_secret: Annotated[
        SecretStr, Field(description="The secret that goes with the id; better in a file.")
    ] = SecretStr("")
    oidc_client_secret_file: Annotated[
        str, Field(description="File that holds the secret; read at each start.")
    ] = ""
    oidc_scopes: Annotated[
        str, Field(pattern=r"(^|\s)openid(\s|$)", description="What to ask the provider for.")
    ] = "openid profile email"
    oidc_algorithms: Annotated[
        str,
        Field(
            pattern=r"^(RS|PS|ES)(256|384|512)( (RS|PS|ES)(256|384|512))*$",
            description="Signatures of the provider that are accepted.",
        ),
    ] = "RS256"
    oidc_hosts: Annotated[
        str,
        Field(
            description="Hosts beside the issuer's, between commas, that the provider may have "
            "keys, tokens and user information at."
        ),
    ] = ""
    oidc_acr_values: Annotated[
        str,
        Field(
            description="Levels of assurance that are accepted, between spaces; the first is asked "
            "for. Empty: any."
        ),
    ] = ""
    oidc_role_claim: Annotated[
        str,
        Field(description="Claim that tells a person's roles or groups; dots lead into objects."),
    ] = "roles"
    oidc_submitters: Annotated[
        str,
        Field(
            description="Who is a submitter, between commas: roles, verified e-mail addresses, "
            "sub:SUBJECT; *: everyone who logs in."
        ),
    ] = "*"
    oidc_reviewers: Annotated[
        str, Field(description="Who is a reviewer, written in the same way.")
    ] = ""
    oidc_administrators: Annotated[
        str, Field(description="Who is an administrator, written in the same way.")
    ] = ""
    session_idle_minutes: Annotated[
        int, Field(ge=1, description="Minutes without use after which a login by provider ends.")
    ] = 120
    session_minutes: Annotated[
        int, Field(ge=1, description="Minutes after which a login by provider ends in any case.")
    ] = 720
    invitation_session_days: Annotated[
        int, Field(ge=1, le=400, description="Days after which a login by invitation ends.")
    ] = 30
    max_login_attempts: Annotated[
        int, Field(ge=1, description="Tries to log in from one address in a minute before 429.")
    ] = 20
    signing_key: Annotated[
        SecretStr,
        Field(
            description="Secret, of 16 characters or more, that forms are signed with; empty: one "
            "is made in the data folder."
        ),
    ] = SecretStr("")
    admin_token: Annotated[
        SecretStr,
        Field(
            description="Token, of 16 characters or more, that lets its bearer list and stop "
            "SPARQL queries at /admin/queries; empty: nobody may without an account.",
        ),
    ] = SecretStr("")

    @property
    def has_accounts(self) -> bool:
        """Whether people may log in at all."""
        return self.accounts or bool(self.oidc_issuer)

    @property
    def oidc_secret(self) -> str:
        """The client's secret, from where it is set."""
        if self.oidc_client_secret_file:
            return Path(self.oidc_client_secret_file).read_text("utf-8").strip()
        return self.oidc_client_secret.get_secret_value()

    @field_validator("oidc_issuer")
    @classmethod
    def _is_safe_issuer(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (
            parts.scheme not in {"https", "http"}
            or not parts.hostname
            or parts.query
            or parts.fragment
            or (parts.scheme == "http" and parts.hostname not in _LOCAL)
        ):
            raise ValueError("must be an https address without ? and #")
        return address

    @field_validator("admin_token", "signing_key")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(secret.get_secret_value()):
            raise ValueError("must have 16 characters or more, without spaces")
        return secret

    @model_validator(mode="after")
    def _is_complete(self) -> AccountSettings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("oidc_issuer needs oidc_client_id")
        path = self.oidc_client_secret_file
        if path and not Path(path).is_file():
            raise ValueError(f"oidc_client_secret_file: there is no file {path}")
        return self
