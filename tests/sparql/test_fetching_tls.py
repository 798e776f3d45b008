"""TLS is verified for the name of an endpoint, though the connection goes to an address."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from other_endpoint import other_endpoint, reply, rows
from partnerskap.errors import FederationError
from partnerskap.sparql.fetching import CallBounds, Fetcher


def ask(endpoint: str, tls: ssl.SSLContext | None) -> bytes:
    """Ask an endpoint on this machine, whatever its name."""

    async def here(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    async def scene() -> bytes:
        inside = frozenset({"sparql.test", "other.test"})
        bounds = CallBounds(seconds=2)
        async with Fetcher(bounds, "tester", inside=inside, look_up=here, tls=tls) as fetcher:
            return await fetcher.fetch(endpoint, b"ASK {}")

    return asyncio.run(scene())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Certificates by name: one of a host, and one of an address, both their own authorities."""
    folder = tmp_path_factory.mktemp("tls")
    return {name: _certify(folder, name) for name in ("sparql.test", "127.0.0.1")}


def _certify(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    is_address = name[0].isdigit()
    named = x509.IPAddress(ip_address(name)) if is_address else x509.DNSName(name)
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def _server(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_of_the_name_and_of_a_known_authority_is_needed(
    authority: dict[str, Path],
) -> None:
    trusting = ssl.create_default_context(cafile=authority["sparql.test"])
    with other_endpoint(reply(rows("x")), _server(authority["sparql.test"])) as other:
        assert ask(f"https://sparql.test:{other.port}/", trusting) == rows("x")

        for host, tls in ("other.test", trusting), ("127.0.0.1", trusting), ("sparql.test", None):
            with pytest.raises(FederationError, match="could not be reached"):
                ask(f"https://{host}:{other.port}/", tls)


def test_a_certificate_may_be_of_an_address(authority: dict[str, Path]) -> None:
    trusting = ssl.create_default_context(cafile=authority["127.0.0.1"])
    with other_endpoint(reply(rows("x")), _server(authority["127.0.0.1"])) as other:
        assert ask(f"https://127.0.0.1:{other.port}/", trusting) == rows("x")
