"""One tree of expected failures.

    ServiceError
    ├── NotFoundError            404  no such record, list, code or page
    ├── GoneError                410  a record that was withdrawn
    ├── BadRequestError          400  a parameter or body that cannot be used
    │   ├── QuerySyntaxError     400  a query that does not parse, with line and column
    │   └── LoginError           400  a login that cannot be completed
    ├── UnauthorizedError        401  who asks has not said who they are
    ├── ForbiddenError           403  understood and refused
    ├── MethodNotAllowedError    405  a method this address does not take
    ├── NotAcceptableError       406  no format the client accepts
    ├── ConflictError            409  the change does not fit what is stored
    │   └── StaleError           412  what a change was made from has moved on meanwhile
    ├── TooLargeError            413  over a size limit
    ├── UnsupportedMediaTypeError 415 a body in a format we do not read
    ├── RangeError               416  a part of a file that lies beyond its end
    ├── InvalidDataError         422  RDF that does not hold what it must
    │   └── FaultyRecordError    422  a record that breaks the rules, with the report
    ├── PreconditionRequiredError 428 a change that does not say what it was made from
    ├── FederationError          502  another service that was asked did not answer well
    ├── LimitError               503  a limit was reached; waiting may help
    │   ├── QueryTimeError       408  a query took longer than it may
    │   ├── QuerySizeError       413  a query's answer or memory grew beyond what it may
    │   └── BudgetError          429  one client asks for more than its share
    ├── ProviderError            502  the login provider did not answer as it should
    └── StorageError             500  the data folder cannot be read or written

Every error says what happened, to what, and what to do next, in Norwegian and English. The one
handler that turns an error into an answer is ``partnerskap.api.problems``. An error about a limit
names it and its value in ``members``, which become extension members of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from partnerskap.texts import Text

__all__ = [
    "BadRequestError",
    "BudgetError",
    "ConflictError",
    "FaultyRecordError",
    "FederationError",
    "ForbiddenError",
    "GoneError",
    "InvalidDataError",
    "LimitError",
    "LoginError",
    "MethodNotAllowedError",
    "NotAcceptableError",
    "NotFoundError",
    "PreconditionRequiredError",
    "ProviderError",
    "QuerySizeError",
    "QuerySyntaxError",
    "QueryTimeError",
    "RangeError",
    "ServiceError",
    "StaleError",
    "StorageError",
    "Text",
    "TooLargeError",
    "UnauthorizedError",
    "UnsupportedMediaTypeError",
]


class ServiceError(Exception):
    """A failure we expect and can explain; ``detail`` carries the explanation."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[Text] = Text("Noe gikk galt hos oss", "Something went wrong on our side")

    def __init__(
        self,
        nb: str,
        en: str,
        *,
        headers: dict[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(en)
        self.detail = Text(nb, en)
        self.headers = headers or {}
        self.members = dict(members or {})


class NotFoundError(ServiceError):
    """Nothing has this address."""

    status = 404
    slug = "not-found"
    title = Text("Vi finner ikke det du spør etter", "We cannot find what you asked for")


class GoneError(ServiceError):
    """Something had this address and was withdrawn."""

    status = 410
    slug = "gone"
    title = Text("Oppføringen er trukket tilbake", "The record was withdrawn")


class BadRequestError(ServiceError):
    """A parameter or a body cannot be used."""

    status = 400
    slug = "bad-request"
    title = Text("Forespørselen kan ikke brukes", "The request cannot be used")


class QuerySyntaxError(BadRequestError):
    """A query does not parse. ``line`` and ``column`` count from 1; None where unknown."""

    slug = "query-syntax"
    title = Text("Spørringen har en skrivefeil", "The query has a syntax error")

    def __init__(
        self, nb: str, en: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(nb, en)
        self.line = line
        self.column = column


class LoginError(BadRequestError):
    """A login cannot be completed, and must be begun anew."""

    slug = "login"
    title = Text("Innloggingen ble ikke fullført", "The login was not completed")


class UnauthorizedError(ServiceError):
    """Nothing showed who asks."""

    status = 401
    slug = "unauthorized"
    title = Text("Du må vise hvem du er", "You must show who you are")


class ForbiddenError(ServiceError):
    """Understood and refused."""

    status = 403
    slug = "forbidden"
    title = Text("Dette er ikke tillatt", "This is not allowed")


class MethodNotAllowedError(ServiceError):
    """The address exists, but not for this method."""

    status = 405
    slug = "method-not-allowed"
    title = Text("Adressen tar ikke denne metoden", "The address does not take this method")


class NotAcceptableError(ServiceError):
    """None of the formats the client accepts is one we write."""

    status = 406
    slug = "not-acceptable"
    title = Text("Vi har ikke formatet du ber om", "We do not have the format you ask for")


class ConflictError(ServiceError):
    """A change does not fit what is stored now."""

    status = 409
    slug = "conflict"
    title = Text(
        "Endringen passer ikke med det som er lagret", "The change conflicts with the data"
    )


class StaleError(ConflictError):
    """What a change was made from has moved on; ``difference`` tells how, where that is known."""

    status = 412
    slug = "stale"
    title = Text("Noen har endret dette i mellomtiden", "Someone changed this in the meantime")

    def __init__(self, nb: str, en: str, *, difference: object = None) -> None:
        super().__init__(nb, en)
        self.difference = difference


class TooLargeError(ServiceError):
    """A request is over a size limit."""

    status = 413
    slug = "too-large"
    title = Text("Forespørselen er for stor", "The request is too large")


class UnsupportedMediaTypeError(ServiceError):
    """A body comes in a format we do not read."""

    status = 415
    slug = "unsupported-media-type"
    title = Text("Vi leser ikke dette formatet", "We do not read this format")


class RangeError(ServiceError):
    """A part of a file was asked for that lies beyond its end."""

    status = 416
    slug = "range"
    title = Text("Delen finnes ikke", "No such part")


class InvalidDataError(ServiceError):
    """RDF that cannot be parsed or does not hold what it must."""

    status = 422
    slug = "invalid-data"
    title = Text("Dataene er ikke i orden", "The data are not in order")


class FaultyRecordError(InvalidDataError):
    """A record breaks the rules; ``report`` tells which, ``places`` where in the content."""

    slug = "faulty-record"
    title = Text("Oppføringen har feil", "The record has faults")

    def __init__(self, nb: str, en: str, *, report: object, places: object = None) -> None:
        super().__init__(nb, en)
        self.report = report
        self.places = places


class PreconditionRequiredError(ServiceError):
    """A change does not say which state it was made from."""

    status = 428
    slug = "precondition-required"
    title = Text("Si hva endringen bygger på", "Say what the change was made from")


class FederationError(ServiceError):
    """Another service did not answer as it should: an endpoint, a register, a service of ours."""

    status = 502
    slug = "federation"
    title = Text(
        "En annen tjeneste svarte ikke som den skulle", "Another service did not answer well"
    )


class LimitError(ServiceError):
    """A limit was reached; the same may go well later."""

    status = 503
    slug = "limit"
    title = Text("En grense er nådd", "A limit was reached")


class QueryTimeError(LimitError):
    """A query took longer than it may."""

    status = 408
    slug = "query-time"
    title = Text("Spørringen tok for lang tid", "The query took too long")


class QuerySizeError(LimitError):
    """The answer to a query, or the memory it needs, grew beyond what it may."""

    status = 413
    slug = "query-size"
    title = Text("Spørringen ba om for mye", "The query asked for too much")


class BudgetError(LimitError):
    """One client asks for more than its share."""

    status = 429
    slug = "budget"
    title = Text("Du har brukt opp det du har til rådighet", "You have used up your share")


class ProviderError(ServiceError):
    """The login provider did not answer as it should."""

    status = 502
    slug = "provider"
    title = Text("Innloggingstjenesten svarer ikke", "The login provider does not answer")


class StorageError(ServiceError):
    """The data folder cannot be read or written."""

    status = 500
    slug = "storage"
    title = Text("Datamappen kan ikke brukes", "The data folder cannot be used")
