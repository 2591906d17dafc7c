"""The secrets of a site: passwords and certificates, made once, kept in an ansible-vault file that may be committed."""

import hmac
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecret
from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, SerializationInfo, ValidationError, field_serializer

from wcoctl.errors import Problem, UserError
from wcoctl.files import write_atomically
from wcoctl.model.base import Strict
from wcoctl.secrets.certificates import KeyPair, is_good, new_authority, new_server
from wcoctl.secrets.vault import (
    Password,
    label_of,
    new_password,
    read_password,
    read_vault,
    remove_beside,
    write_password,
)

__all__ = [
    "SECRETS_FILE",
    "Certificate",
    "LoadedSecrets",
    "SiteSecrets",
    "WebHosts",
    "digests",
    "load_secrets",
    "new_secrets",
    "with_servers",
]

SECRETS_FILE = "secrets.yml"
_LASTING = (
    "postgresql_calls_password",
    "postgresql_live_password",
    "postgresql_portal_password",
    "postgresql_agent_password",
    "postgresql_webhooks_password",
    "server_calls_key",
    "dialog_key",
    "portal_key",
)


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

    identity: str = Field(default_factory=lambda: secrets.token_hex(16))
    """Tells the site from all others, also from those of its name; no secret itself."""
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
    web: dict[str, Certificate] = Field(default={})
    """For each web host, with the portal's name."""
    postgresql_portal_password: SecretStr = Field(default_factory=_new_password)
    postgresql_agent_password: SecretStr = Field(default_factory=_new_password)
    postgresql_webhooks_password: SecretStr = Field(default_factory=_new_password)
    portal_key: SecretStr = Field(default_factory=lambda: SecretStr(Fernet.generate_key().decode()))
    """Key with which the portal encrypts keys of authenticator apps; without it, they have to be set up again."""
    mail_password: SecretStr | None = None
    """Of the login at the mail relay; the operator's, never made here."""
    sms_secret: SecretStr | None = None
    """Of the SMS gateway; the operator's, never made here."""
    portal_certificate_key: SecretStr | None = None
    """Of the certificate in `portal.certificate`; the operator's, never made here."""

    @field_serializer(*_LASTING, "mail_password", "sms_secret", "portal_certificate_key")
    def _write(self, value: SecretStr | None, info: SerializationInfo) -> str | None:
        return _shown(value, info)


_ALL = SiteSecrets.model_fields.keys()


class WebHosts(NamedTuple):
    """The hosts that serve the portal."""

    name: str
    """Name or address that browsers use."""
    hosts: Mapping[str, IPv4Address]


@dataclass(frozen=True)
class LoadedSecrets:
    """The secrets as this run needs them, and what is in the file."""

    file: Path
    wanted: SiteSecrets
    known: SiteSecrets | None
    """What the file holds; None when there is none and the wanted ones are new."""
    password: Password | None

    @property
    def new(self) -> bool:
        """Whether this controller has no secrets of the site yet."""
        return self.known is None

    @property
    def edit_command(self) -> str:
        """What the operator types to change the file."""
        return _edit_command(self.file, self.password.file if self.password else Path("PASSWORD_FILE"))

    def of_site(self, identity: str) -> "LoadedSecrets":
        """Take these new secrets for a site that exists."""
        return replace(self, wanted=self.wanted.model_copy(update={"identity": identity}))

    def keep(self) -> "LoadedSecrets":
        """Write what is not written yet; hosts get no secret before."""
        beside = bool(self.password and self.password.beside)
        if self.known == self.wanted and self.known.model_fields_set >= _ALL and not beside:
            return self
        label = (label_of(self.file) if self.known else "") or self._new_label()
        text = self.password.text if self.password else new_password(self.file, label)
        file = write_password(self.file, label, text)
        secret = VaultSecret(text.encode())
        vault = VaultLib([(label, secret)])
        write_atomically(self.file, vault.encrypt(_as_yaml(self.wanted), secret, vault_id=label))
        if self.password and self.password.beside:
            remove_beside(self.password)
        kept = _from_yaml(_as_yaml(self.wanted))
        return LoadedSecrets(self.file, kept, kept, Password(text, file))

    def _new_label(self) -> str:
        """Name the password's file: two sites of one name on one controller have two passwords."""
        return f"{self.file.parent.name}-{self.wanted.identity[:8]}"


def load_secrets(
    folder: Path, data_hosts: Mapping[str, IPv4Address], now: datetime, web: WebHosts | None = None
) -> LoadedSecrets:
    """Read the secrets of the site in ``folder``; what is missing or runs out is made, and written by ``keep`` only.

    Without ``web`` the certificates of web hosts stay as they are.
    """
    file = folder / SECRETS_FILE
    password = read_password(file) if file.exists() else None
    known = _read(file, password) if password else None
    wanted = with_servers(known or new_secrets(folder.name, now), data_hosts, now)
    if web:
        wanted = with_web(wanted, web, now)
    return LoadedSecrets(file, wanted, known, password)


def digests(known: SiteSecrets) -> dict[str, str]:
    """Return what tells these secrets from others and gives nothing of them away.

    Those that people choose could be guessed, and certificates come and go: neither is among them.
    """
    lasting = {name: getattr(known, name) for name in _LASTING} | {"authority": known.authority.key}
    key = known.identity.encode()
    return {
        name: hmac.digest(key, f"{name} {secret.get_secret_value()}".encode(), "sha256").hex()
        for name, secret in sorted(lasting.items())
    }


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
    return known.model_copy(update={"servers": _certificates(known, known.servers, hosts, now)})


def with_web(known: SiteSecrets, web: WebHosts, now: datetime) -> SiteSecrets:
    """Give each web host, and no other, a good certificate for the portal; the rest stays as it is."""
    return known.model_copy(update={"web": _certificates(known, known.web, web.hosts, now, also=web.name)})


def _certificates(
    known: SiteSecrets,
    held: Mapping[str, Certificate],
    hosts: Mapping[str, IPv4Address],
    now: datetime,
    *,
    also: str = "",
) -> dict[str, Certificate]:
    authority = KeyPair(known.authority.certificate, known.authority.key.get_secret_value())
    return {
        host: held[host]
        if host in held and is_good(held[host].certificate, host, address, now, also=also)
        else Certificate.of(new_server(authority, host, address, now, also=also))
        for host, address in sorted(hosts.items())
    }


def _shown(value: SecretStr | None, info: SerializationInfo) -> str | None:
    if value is None:
        return None
    return value.get_secret_value() if info.context == "reveal" else str(value)


def _as_yaml(wanted: SiteSecrets) -> str:
    return yaml.safe_dump(wanted.model_dump(context="reveal"), sort_keys=True)


def _from_yaml(text: str | bytes) -> SiteSecrets:
    return SiteSecrets.model_validate(yaml.safe_load(text), strict=False)


def _read(file: Path, password: Password) -> SiteSecrets:
    vault = VaultLib([("default", VaultSecret(password.text.encode()))])
    try:
        text = vault.decrypt(read_vault(file))
    except AnsibleError:
        hint = "put the site's vault password there, or restore this file from its history"
        message = f"the password in {password.file} does not open it, or it is damaged"
        raise _mistake(file, message, hint) from None
    try:
        return _from_yaml(text)
    except (yaml.YAMLError, ValidationError) as error:
        hint = f"fix it with: {_edit_command(file, password.file)}"
        raise _mistake(file, f"is not a site's secrets file: {_places(error)}", hint) from None


def _edit_command(file: Path, password: Path) -> str:
    program = Path(sys.executable).with_name("ansible-vault")
    return f"{program} edit --vault-password-file {password} {file}"


def _places(error: Exception) -> str:
    """Say what is wrong where, without the values: they are secrets."""
    if not isinstance(error, ValidationError):
        return "not YAML"
    details: list[Any] = error.errors(include_input=False, include_url=False)
    return ", ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in details)


def _mistake(file: Path, message: str, hint: str) -> UserError:
    return UserError(problems=(Problem(file, 0, "", message, hint),))
