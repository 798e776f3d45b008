"""Read the query part of an address, and refuse what no address of ours needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from partnerskap.errors import BadRequestError, TooLargeError

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["lenient_pairs", "read_pairs"]

_LONGEST: Final = 16_384
_MOST: Final = 200


def read_pairs(request: Request) -> list[tuple[str, str]]:
    """Give the parameters in order.

    Raises TooLargeError for a query over 16 KiB or 200 parameters and BadRequestError for one that
    is not UTF-8.
    """
    raw: bytes = request.scope["query_string"]
    if len(raw) > _LONGEST:
        raise TooLargeError(
            f"Adressen har {len(raw)} tegn etter spørsmålstegnet; grensen er {_LONGEST}. "
            "Bruk færre filtre.",
            f"The address has {len(raw)} characters after the question mark; the limit is "
            f"{_LONGEST}. Use fewer filters.",
        )
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST
        )
    except UnicodeDecodeError:
        raise BadRequestError(
            "Adressen er ikke gyldig UTF-8. Kod særtegn som %C3%B8 for ø.",
            "The address is not valid UTF-8. Encode special letters, such as %C3%B8 for ø.",
        ) from None
    except ValueError:
        raise TooLargeError(
            f"Adressen har mer enn {_MOST} parametere. Bruk færre filtre.",
            f"The address has more than {_MOST} parameters. Use fewer filters.",
        ) from None


def lenient_pairs(request: Request) -> list[tuple[str, str]]:
    """Give the parameters where there is no harm in giving none: on pages about errors."""
    try:
        return read_pairs(request)
    except (BadRequestError, TooLargeError):
        return []
