"""Certificates of every kind and a server that shows them, on loopback."""

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Authority:
    """One who signs certificates; ``file`` is what a machine must hold to trust it."""

    key: ec.EllipticCurvePrivateKey
    name: x509.Name
    file: Path


def authority(folder: Path) -> Authority:
    """Make one, good for a long time."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Thu Nghiem CA")])
    now = datetime.now(UTC)  # noqa: TID251 - the machine's own clock judges certificates
    made = _builder(name, name, key, now - 10 * _LIFE, now + 10 * _LIFE)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / "ca.pem"
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return Authority(key, name, file)


def certificate(
    folder: Path, signer: Authority, *, starts: timedelta = -_LIFE / 2, host: str = "localhost"
) -> Path:
    """Return a file with key and certificate for ``host``, good for 30 days from ``starts``."""
    key = ec.generate_private_key(ec.SECP256R1())
    begin = datetime.now(UTC) + starts  # noqa: TID251 - as above
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = _builder(subject, signer.name, key, begin, begin + _LIFE)
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    file = folder / f"{host}{starts.days}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return file


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    begin: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )


@contextmanager
def tls_server(shown: Path, body: bytes = b"{}") -> Iterator[str]:
    """Serve ``body`` for everything behind the certificate; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that does not trust the certificate goes away; that is the point."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown)
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
