"""Secrets: how they are made, what is kept of them, and the key the service signs with.

What is kept of a secret is its SHA-256 without salt. That is right for these, and would be wrong
for passwords: each is 256 random bits, so there is no list of likely ones to try, no two are
alike, and a slow hash would only make every request slow.
"""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from partnerskap.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.fernet import Fernet

__all__ = ["KEY_FILE", "digest", "load_signing_key", "new_id", "new_secret", "seal", "unseal"]

KEY_FILE: Final = "signing.key"
_BYTES: Final = 32


def new_secret() -> str:
    """Make a secret of 256 random bits, written with letters, digits, - and _."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """Make an opaque id, which tells nothing of whom or what it names."""
    return secrets.token_hex(12)


def digest(secret: str) -> str:
    """Give what is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def seal(text: str, secret: str) -> str:
    """Write a text so that only whoever holds a secret can read it; nothing stays nothing."""
    return _box(secret).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, secret: str) -> str:
    """Read what was sealed with the same secret."""
    return _box(secret).decrypt(sealed.encode()).decode() if sealed else ""


def load_signing_key(data_dir: Path, chosen: str = "") -> bytes:
    """Give the key to sign with: the chosen one, else the folder's own, made at first use.

    Raises StorageError when the file can be neither read nor made, or others may read it.
    """
    if chosen:
        return sha256(chosen.encode()).digest()
    path = data_dir / KEY_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise StorageError(
                f"Andre kan lese nøkkelen «{path}». Kjør: chmod 600 {path}",
                f"Others may read the key {str(path)!r}. Run: chmod 600 {path}",
            )
        return path.read_bytes()
    except OSError as fault:
        raise StorageError(
            f"Nøkkelen «{path}» kan ikke leses eller lages: {fault}. Se etter at mappen kan "
            "skrives til, eller sett PARTNERSKAP_SIGNING_KEY.",
            f"The key {str(path)!r} can be neither read nor made: {fault}. Check that the folder "
            "can be written, or set PARTNERSKAP_SIGNING_KEY.",
        ) from fault


def _box(secret: str) -> Fernet:
    # Only logins by provider need it, and it takes a while to load.
    from cryptography.fernet import Fernet  # noqa: PLC0415

    return Fernet(urlsafe_b64encode(sha256(f"seal\0{secret}".encode()).digest()))


def _make(path: Path) -> None:
    """Write a new key whole before it gets its name; whoever came first with one wins."""
    draft = path.with_name(f"{path.name}.{new_id()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
