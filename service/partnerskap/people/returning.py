"""Where a reader is sent after logging in: only to addresses of this service.

Pure: text in, a path out.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

__all__ = ["local_path"]

_LONGEST: Final = 2_000
_PLAIN: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path from the root, in printable ASCII without backslash, that names no host."""


def local_path(asked: str | None, fallback: str = "/") -> str:
    r"""Give the path asked for when it leads nowhere else, otherwise the fallback.

    What a browser, a proxy or a second decoding could take for another host is refused.

    >>> local_path("/submissions/new?type=partnership#name")
    '/submissions/new?type=partnership#name'
    >>> [local_path(evil) for evil in ("//evil", r"/\evil", "https:evil", "/%2Fevil")]
    ['/', '/', '/', '/']
    """
    if not asked or len(asked) > _LONGEST or not _PLAIN.fullmatch(asked):
        return fallback
    path = unquote(unquote(urlsplit(asked).path))
    if not _PLAIN.match(path) or "//" in path or "\\" in path or not path.isprintable():
        return fallback
    return asked
