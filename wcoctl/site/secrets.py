"""The secrets of a site: passwords and certificates, made once, kept in an ansible-vault file."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecret
from pydantic import Field, SecretStr, SerializationInfo, ValidationError, field_serializer

from wcoctl.errors import Problem, UserError
from wcoctl.site.certificates import KeyPair, is_good, new_authority, new_server
from wcoctl.spec.base import Strict

__all__ = [
    "PASSWORD_FILE",
    "SECRETS_FILE",
    "Certificate",
    "SiteSecrets",
    "load_secrets",
    "new_secrets",
    "with_servers",
]

SECRETS_FILE = "secrets.yml"
PASSWORD_FILE = ".vault_password"  # noqa: S105 - the name of a file


def _new_password() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(32))


class Certificate(Strict):
    """A certificate and its private key, PEM texts."""

    certificate: str
    key: SecretStr

    @field_serializer("key")
    def _write(self, value: SecretStr, info: SerializationInfo) -> str | None:
        return _shown(value, info)

    @classmethod
    def of(cls, pair: KeyPair) -> "Certificate":
        """Hide the key from printing."""
        return cls(certificate=pair.certificate, key=SecretStr(pair.key))


class SiteSecrets(Strict):
    """All secrets of a site."""

    authority: Certificate
    """Signs the servers' certificates; hosts believe no other."""
    servers: dict[str, Certificate]
    """For each data host."""
    postgresql_calls_password: SecretStr
    postgresql_live_password: SecretStr = Field(default_factory=_new_password)
    server_calls_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_hex(32)))
    """Master key of the signatures on requests to companies' servers."""
    dialog_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_hex(32)))
    """Key of the signatures by which edges know the dialogs of this site."""
    mail_password: SecretStr | None = None
    """Of the login at the mail relay; the operator's, never made here."""

    @field_serializer(
        "postgresql_calls_password",
        "postgresql_live_password",
        "server_calls_key",
        "dialog_key",
        "mail_password",
    )
    def _write(self, value: SecretStr | None, info: SerializationInfo) -> str | None:
        return _shown(value, info)


def load_secrets(folder: Path, data_hosts: Mapping[str, IPv4Address], now: datetime) -> SiteSecrets:
    """Read the secrets of the site in ``folder``; what is missing or runs out is made and written."""
    file = folder / SECRETS_FILE
    vault = _vault(folder)
    known = _read(file, vault) if file.exists() else None
    wanted = with_servers(known or new_secrets(folder.name, now), data_hosts, now)
    if wanted != known or wanted.model_fields_set < SiteSecrets.model_fields.keys():
        _write_atomically(file, vault.encrypt(_as_yaml(wanted)))
    return wanted


def new_secrets(site: str, now: datetime) -> SiteSecrets:
    """Make secrets for a site without servers."""
    return SiteSecrets(
        authority=Certificate.of(new_authority(site, now)),
        servers={},
        postgresql_calls_password=_new_password(),
        postgresql_live_password=_new_password(),
    )


def with_servers(known: SiteSecrets, hosts: Mapping[str, IPv4Address], now: datetime) -> SiteSecrets:
    """Give each of these hosts, and no other, a good certificate; the rest stays as it is."""
    authority = KeyPair(known.authority.certificate, known.authority.key.get_secret_value())
    servers = {
        host: known.servers[host]
        if host in known.servers and is_good(known.servers[host].certificate, host, address, now)
        else Certificate.of(new_server(authority, host, address, now))
        for host, address in sorted(hosts.items())
    }
    return known.model_copy(update={"servers": servers})


def _shown(value: SecretStr | None, info: SerializationInfo) -> str | None:
    if value is None:
        return None
    return value.get_secret_value() if info.context == "reveal" else str(value)


def _as_yaml(wanted: SiteSecrets) -> str:
    return yaml.safe_dump(wanted.model_dump(context="reveal"), sort_keys=True)


def _vault(folder: Path) -> VaultLib:
    """Open the vault of a site; its password is made when neither that nor the secrets are there yet."""
    file = folder / PASSWORD_FILE
    try:
        password = file.read_text().strip()
    except FileNotFoundError:
        if (folder / SECRETS_FILE).exists():
            hint = "put back the file that the site was made with, from your password store or a colleague"
            raise _mistake(file, f"missing, so that {SECRETS_FILE} cannot be read", hint) from None
        password = secrets.token_urlsafe(32)
        _write_atomically(file, f"{password}\n".encode())
    if not password:
        raise _mistake(file, "empty", "write the site's vault password into it")
    return VaultLib([("default", VaultSecret(password.encode()))])


def _read(file: Path, vault: VaultLib) -> SiteSecrets:
    try:
        text = vault.decrypt(file.read_bytes())
    except AnsibleError:
        hint = "put the site's vault password there, or restore this file from its history"
        message = f"the password in {PASSWORD_FILE} beside it does not open it, or it is damaged"
        raise _mistake(file, message, hint) from None
    try:
        return SiteSecrets.model_validate(yaml.safe_load(text), strict=False)
    except (yaml.YAMLError, ValidationError) as error:
        hint = f"mend it with: ansible-vault edit --vault-password-file {file.parent / PASSWORD_FILE} {file}"
        raise _mistake(file, f"not the secrets of a site: {_places(error)}", hint) from None


def _places(error: Exception) -> str:
    """Say what is wrong where, without the values: they are secrets."""
    if not isinstance(error, ValidationError):
        return "no YAML"
    details: list[Any] = error.errors(include_input=False, include_url=False)
    return ", ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in details)


def _mistake(file: Path, message: str, hint: str) -> UserError:
    return UserError(problems=(Problem(file, 0, "", message, hint),))


def _write_atomically(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, for its owner only."""
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
