"""Secrets of a site: made once, the same ever after, readable with the vault password only."""

import os
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.x509.verification import PolicyBuilder, Store

from wcoctl.errors import UserError
from wcoctl.secrets.certificates import KeyPair, misfit, new_server
from wcoctl.secrets.site_secrets import (
    LoadedSecrets,
    SiteSecrets,
    WebHosts,
    digests,
    load_secrets,
    with_servers,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTS = {"pbx1": IPv4Address("10.79.0.11")}
WEB = WebHosts("portal.example.com", HOSTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    return folder


def load(folder: Path, hosts: dict[str, IPv4Address] = HOSTS, days: int = 0) -> LoadedSecrets:
    return load_secrets(folder, hosts, NOW + timedelta(days=days))


def made_in(folder: Path) -> SiteSecrets:
    return load(folder).keep().wanted


def password_of(config: Path) -> Path:
    (file,) = config.iterdir()
    return file


def encrypt(folder: Path, password: str, text: str) -> None:
    vault = VaultLib([("default", VaultSecret(password.encode()))])
    (folder / "secrets.yml").write_bytes(vault.encrypt(text))


@pytest.mark.parametrize("text", ["", "identity: mine\n", "<<<<<<< HEAD\n$ANSIBLE_VAULT;1.1;AES256\n"])
def test_what_is_no_vault_is_told_so(folder: Path, text: str) -> None:
    """It is not its password that is missing."""
    made_in(folder)
    (folder / "secrets.yml").write_text(text)
    with pytest.raises(
        UserError, match=r"secrets.yml: is not an encrypted file \(restore the site's own, from git"
    ):
        load(folder)


def test_a_vault_with_the_line_ends_of_another_system_is_read(folder: Path) -> None:
    made = made_in(folder)
    vault = folder / "secrets.yml"
    vault.write_bytes(vault.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder).wanted == made


def test_nothing_is_written_before_it_is_to_be_kept(folder: Path, config: Path) -> None:
    assert load(folder).new
    assert load(folder).wanted != load(folder).wanted
    assert not config.exists()
    assert list(folder.iterdir()) == []


def test_a_second_load_gives_the_same_and_writes_nothing(folder: Path) -> None:
    kept = load(folder).keep()
    written = (folder / "secrets.yml").read_bytes()
    assert kept.keep() == kept
    again = load(folder, days=1)
    assert not again.new
    assert again.keep().wanted == kept.wanted
    assert (folder / "secrets.yml").read_bytes() == written


def test_the_password_is_outside_of_the_folder_and_the_owners_only(folder: Path, config: Path) -> None:
    made = made_in(folder)
    assert [file.name for file in folder.iterdir()] == ["secrets.yml"]
    name = f"small-{made.identity[:8]}"
    assert (folder / "secrets.yml").read_text().startswith(f"$ANSIBLE_VAULT;1.2;AES256;{name}\n")
    assert password_of(config).name == f"{name}.vault_password"
    assert config.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in (folder / "secrets.yml", password_of(config))} == {0o600}


def test_two_sites_of_one_name_have_two_passwords(tmp_path: Path, folder: Path, config: Path) -> None:
    other = tmp_path / "elsewhere" / "small"
    other.mkdir(parents=True)
    assert made_in(folder) != made_in(other)
    assert len({file.read_text() for file in config.iterdir()}) == 2
    assert load(folder).known == load(folder).wanted


def test_secrets_made_anew_are_opened_by_the_password_that_was_left(folder: Path, config: Path) -> None:
    made = made_in(folder)
    left = password_of(config).read_text()
    (folder / "secrets.yml").unlink()
    again = load(folder).of_site(made.identity).keep()  # as for hosts that know the site
    assert password_of(config).read_text() == left
    assert load(folder).known == again.wanted != made


def test_nothing_is_encrypted_that_the_password_in_its_place_does_not_open(
    folder: Path, config: Path
) -> None:
    made = made_in(folder)
    beside = folder / ".vault_password"
    password_of(config).rename(beside)
    loaded = load(folder)
    (config / f"small-{made.identity[:8]}.vault_password").write_text("another one\n")
    before = (folder / "secrets.yml").read_bytes()
    with pytest.raises(UserError, match="not the password of"):
        loaded.keep()
    assert (folder / "secrets.yml").read_bytes() == before
    assert beside.exists()


def test_no_secret_is_printed(folder: Path) -> None:
    made = made_in(folder)
    passwords = made.postgresql_calls_password, made.postgresql_portal_password, made.portal_key
    for hidden in (*passwords, made.authority.key, made.servers["pbx1"].key):
        shown = f"{made!r} {made} {made.model_dump()} {made.model_dump_json()} {digests(made)}"
        assert hidden.get_secret_value() not in shown
        assert hidden.get_secret_value().splitlines()[-1] not in shown


def test_a_password_beside_the_secrets_is_moved_when_they_are_kept(
    folder: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = load(folder).wanted.model_dump(context="reveal")
    del values["identity"]
    encrypt(folder, "old one", yaml.safe_dump(values))
    beside = folder / ".vault_password"
    beside.write_text("old one\n")
    loaded = load(folder)
    assert beside.exists()
    kept = loaded.keep()
    assert not beside.exists()
    assert password_of(config).read_text() == "old one\n"
    said = capsys.readouterr().err
    assert f"{password_of(config)} (keep a copy" in said
    assert f"{beside} was removed" in said
    again = load(folder)
    assert again.wanted == again.known == kept.wanted
    assert again.wanted.authority.certificate == values["authority"]["certificate"]


def test_a_command_tells_the_password(folder: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = folder.parent / "password.sh"
    command.write_text("#!/bin/sh\necho from a command\n")
    command.chmod(0o700)
    monkeypatch.setenv("WCO_VAULT_PASSWORD_FILE", str(command))
    made = made_in(folder)
    assert not config.exists()
    vault = VaultLib([("any", VaultSecret(b"from a command"))])
    assert made.identity in vault.decrypt((folder / "secrets.yml").read_bytes()).decode()
    assert load(folder).known == made
    command.write_text("#!/bin/sh\nexit 3\n")
    assert f"{command}: does not print the password: " in problem_of(folder)


def test_a_command_in_the_passwords_place_stays(folder: Path, config: Path) -> None:
    made_in(folder)
    file = password_of(config)
    command = f"#!/bin/sh\necho {file.read_text()}"
    file.write_text(command)
    file.chmod(0o700)
    renewed = load(folder, days=800).keep()
    assert load(folder, days=800).known == renewed.wanted
    assert file.read_text() == command


def test_a_label_is_a_name_and_no_path(folder: Path) -> None:
    for label in ("../../other", "/etc/passwd", ""):
        (folder / "secrets.yml").write_text(f"$ANSIBLE_VAULT;1.2;AES256;{label}\n6133\n")
        assert "small.vault_password: is missing" in problem_of(folder)


def test_a_chosen_password_is_never_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WCO_VAULT_PASSWORD_FILE", str(folder.parent / "nothing"))
    with pytest.raises(UserError, match="nothing: is missing"):
        load(folder).keep()
    assert list(folder.iterdir()) == []


def test_the_server_certificate_is_believed_for_its_name_and_address(folder: Path) -> None:
    made = made_in(folder)
    authority = x509.load_pem_x509_certificate(made.authority.certificate.encode())
    server = x509.load_pem_x509_certificate(made.servers["pbx1"].certificate.encode())
    builder = PolicyBuilder().store(Store([authority])).time(NOW)
    for subject in (x509.DNSName("pbx1"), x509.IPAddress(HOSTS["pbx1"])):
        assert builder.build_server_verifier(subject).verify(server, []) == [server, authority]
    assert server.not_valid_after_utc - NOW == timedelta(days=825)


@pytest.mark.parametrize(
    ("days", "hosts", "stays"),
    [
        (795, HOSTS, True),
        (796, HOSTS, False),
        (1, {"pbx1": IPv4Address("10.79.0.12")}, False),
    ],
)
def test_a_certificate_is_renewed_when_it_ends_soon_or_the_address_changes(
    folder: Path, days: int, hosts: dict[str, IPv4Address], stays: bool
) -> None:
    first = made_in(folder)
    second = load(folder, hosts, days).keep().wanted
    assert (second.servers == first.servers) is stays
    assert load(folder, hosts, days).wanted == second
    assert digests(second) == digests(first)


def test_a_file_from_before_a_password_was_needed_gets_it(folder: Path, config: Path) -> None:
    made = made_in(folder)
    values = made.model_dump(context="reveal")
    del values["postgresql_live_password"]
    encrypt(folder, password_of(config).read_text().strip(), yaml.safe_dump(values))
    password_of(config).rename(config / "small.vault_password")  # of a file without a label
    second = load(folder).keep().wanted
    assert second.postgresql_live_password != made.postgresql_live_password
    assert second == made.model_copy(update={"postgresql_live_password": second.postgresql_live_password})
    assert load(folder).wanted == second


def test_a_file_from_before_the_portal_gets_all_that_it_needs(folder: Path, config: Path) -> None:
    """And hosts that know the former secrets find no other ones."""
    made = made_in(folder)
    values = made.model_dump(context="reveal")
    added = (
        "web",
        "postgresql_portal_password",
        "postgresql_agent_password",
        "postgresql_webhooks_password",
        "portal_key",
    )
    for name in (*added, "portal_certificate_key"):
        del values[name]
    encrypt(folder, password_of(config).read_text().strip(), yaml.safe_dump(values))
    password_of(config).rename(config / "small.vault_password")  # of a file without a label
    second = load_secrets(folder, HOSTS, NOW, WEB).keep().wanted
    assert load_secrets(folder, HOSTS, NOW, WEB).wanted == second
    assert load(folder).wanted == second, "commands that need no certificate of the portal leave it as it is"
    assert len(Fernet(second.portal_key.get_secret_value()).encrypt(b"key")) > 0
    before, after = digests(made), digests(second)
    assert {name for name in before if after[name] != before[name]} == set(added) - {"web"}


def test_the_portals_certificate_is_for_its_name_and_for_the_host(folder: Path) -> None:
    first = load_secrets(folder, HOSTS, NOW, WEB).keep().wanted
    read = x509.load_pem_x509_certificate(first.web["pbx1"].certificate.encode())
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["pbx1", "portal.example.com"]
    assert names.get_values_for_type(x509.IPAddress) == [HOSTS["pbx1"]]
    other = load_secrets(folder, HOSTS, NOW, WebHosts("10.79.0.99", HOSTS)).keep().wanted
    assert other.web != first.web
    assert other.servers == first.servers
    assert load_secrets(folder, HOSTS, NOW, WebHosts("", {})).wanted.web == {}


def test_an_operators_own_certificate_has_to_fit(folder: Path) -> None:
    made = made_in(folder)
    authority = KeyPair(made.authority.certificate, made.authority.key.get_secret_value())
    address = IPv4Address("192.0.2.9")
    one, other = (new_server(authority, "portal.example.com", address, NOW) for _ in range(2))
    assert misfit(one.certificate, one.key, "portal.example.com") == ""
    assert misfit(one.certificate + authority.certificate, one.key, "192.0.2.9") == ""
    wild = new_server(authority, "*.example.com", address, NOW)
    assert misfit(wild.certificate, wild.key, "portal.example.com") == ""
    assert "for *.example.com, 192.0.2.9, not for example.com" in misfit(
        wild.certificate, wild.key, "example.com"
    )
    assert "does not belong" in misfit(one.certificate, other.key, "portal.example.com")
    assert "has no key" in misfit(one.certificate, "", "portal.example.com")
    broken = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"
    assert "is not a certificate of a server" in misfit(broken, one.key, "portal.example.com")


def test_each_secret_that_lasts_has_a_digest_of_its_own(folder: Path) -> None:
    made = made_in(folder)
    names = [
        "authority",
        "dialog_key",
        "portal_key",
        "postgresql_agent_password",
        "postgresql_calls_password",
        "postgresql_live_password",
        "postgresql_portal_password",
        "postgresql_webhooks_password",
        "server_calls_key",
    ]
    assert list(digests(made)) == names
    other = digests(made.model_copy(update={"dialog_key": made.server_calls_key}))
    assert [name for name in names if other[name] != digests(made)[name]] == ["dialog_key"]


def test_hosts_come_and_go(folder: Path) -> None:
    first = made_in(folder)
    both = with_servers(first, {**HOSTS, "pbx2": IPv4Address("10.79.0.12")}, NOW)
    assert both.servers["pbx1"] == first.servers["pbx1"]
    assert list(with_servers(both, {"pbx2": IPv4Address("10.79.0.12")}, NOW).servers) == ["pbx2"]


def problem_of(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        load(folder)
    return str(caught.value)


def test_a_missing_vault_password_is_never_replaced(folder: Path, config: Path) -> None:
    made_in(folder)
    file = password_of(config)
    file.unlink()
    expected = f"{file}: is missing, so {folder}/secrets.yml cannot be decrypted (copy it from your password"
    assert problem_of(folder).startswith(expected)
    assert not file.exists()


def test_a_wrong_vault_password_is_said_to_be_wrong(folder: Path, config: Path) -> None:
    made_in(folder)
    file = password_of(config)
    file.write_text("wrong\n")
    assert f"secrets.yml: the password in {file} does not open it" in problem_of(folder)
    file.write_text("\n")
    assert f"{file}: empty" in problem_of(folder)


def test_a_mistake_inside_is_named_without_the_secret(folder: Path, config: Path) -> None:
    made = made_in(folder)
    password = password_of(config).read_text().strip()
    (config / "small.vault_password").write_text(password)
    values = made.model_dump(context="reveal")
    values["postgresql_calls_pasword"] = values.pop("postgresql_calls_password")
    encrypt(folder, password, yaml.safe_dump(values))
    said = problem_of(folder)
    assert "postgresql_calls_password: Field required" in said
    assert "postgresql_calls_pasword: Extra inputs are not permitted" in said
    assert made.postgresql_calls_password.get_secret_value() not in said
    encrypt(folder, password, "a: [")
    assert "is not a site's secrets file: not YAML" in problem_of(folder)


def test_what_is_written_is_what_is_read(folder: Path) -> None:
    made = made_in(folder)
    assert SiteSecrets.model_validate(made.model_dump(context="reveal"), strict=False) == made


def test_secrets_that_cannot_be_read_are_told(folder: Path) -> None:
    os.mkfifo(folder / "secrets.yml")
    with pytest.raises(UserError, match=r"secrets.yml: cannot be read: it is not a regular file \(let the"):
        load(folder)
