"""The site's own certificate authority and the certificates of its servers: no disk, no clock."""

from datetime import datetime, timedelta
from ipaddress import IPv4Address
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["KeyPair", "is_good", "misfit", "new_authority", "new_server"]

AUTHORITY_LIFETIME = timedelta(days=365 * 20)
SERVER_LIFETIME = timedelta(days=825)
RENEWAL = timedelta(days=30)
"""A certificate with less than this left is recreated."""
CLOCK_SKEW = timedelta(hours=1)
"""A host whose clock is behind the controller's has to accept a new certificate too."""


class KeyPair(NamedTuple):
    """A certificate and its private key as PEM texts."""

    certificate: str
    key: str


def new_authority(site: str, now: datetime) -> KeyPair:
    """Make an authority that may sign server certificates and nothing below them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"WCO {site}")
    certificate = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pair(certificate, key)


def new_server(
    authority: KeyPair, host: str, address: IPv4Address, now: datetime, *, also: str = ""
) -> KeyPair:
    """Make a server certificate for a host's name and address, and for a name or address that it serves ``also``."""
    issuer = x509.load_pem_x509_certificate(authority.certificate.encode())
    signer = serialization.load_pem_private_key(authority.key.encode(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not an elliptic curve key")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(host), issuer.subject, key.public_key(), now, SERVER_LIFETIME)
        .add_extension(_alternative_names(host, address, also), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    return _pair(certificate, key)


def is_good(certificate: str, host: str, address: IPv4Address, now: datetime, *, also: str = "") -> bool:
    """Say whether a server certificate names this host and address, and what it serves ``also``, and does not end soon."""
    read = x509.load_pem_x509_certificate(certificate.encode())
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names == _alternative_names(host, address, also) and read.not_valid_after_utc - now >= RENEWAL


def misfit(certificates: str, key: str, name: str) -> str:
    """Say why a certificate of the operator's cannot serve with this key under this name; empty if it can."""
    try:
        read = x509.load_pem_x509_certificates(certificates.encode())[0]
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound) as error:
        return f"is not a certificate of a server ({error})"
    known = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
    if not {name, f"*.{name.partition('.')[2]}"} & set(known):
        return f"is for {', '.join(known)}, not for {name}"
    try:
        private = serialization.load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "has no key: `portal_certificate_key` is not a PEM text of a private key without a password"
    return "" if private.public_key() == read.public_key() else "does not belong to `portal_certificate_key`"


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative_names(host: str, address: IPv4Address, also: str) -> x509.SubjectAlternativeName:
    names: list[x509.GeneralName] = [x509.DNSName(host), x509.IPAddress(address)]
    if also and also not in (host, str(address)):
        names.append(_general_name(also))
    return x509.SubjectAlternativeName(names)


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(IPv4Address(text))
    except ValueError:
        return x509.DNSName(text)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lifetime: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> KeyPair:
    pem = serialization.Encoding.PEM
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return KeyPair(certificate.public_bytes(pem).decode(), text.decode())
