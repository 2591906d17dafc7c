"""Secrets of a site: made once, the same ever after, readable with the vault password only."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from wcoctl.errors import UserError
from wcoctl.site.secrets import SiteSecrets, load_secrets, with_servers

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTS = {"pbx1": IPv4Address("10.79.0.11")}


def encrypt(folder: Path, text: str) -> None:
    password = (folder / ".vault_password").read_text().strip()
    vault = VaultLib([("default", VaultSecret(password.encode()))])
    (folder / "secrets.yml").write_bytes(vault.encrypt(text))


def test_a_second_load_gives_the_same_and_writes_nothing(tmp_path: Path) -> None:
    first = load_secrets(tmp_path, HOSTS, NOW)
    written = (tmp_path / "secrets.yml").read_bytes()
    assert load_secrets(tmp_path, HOSTS, NOW + timedelta(days=1)) == first
    assert (tmp_path / "secrets.yml").read_bytes() == written
    assert sorted(path.name for path in tmp_path.iterdir()) == [".vault_password", "secrets.yml"]


def test_the_files_are_encrypted_and_the_owners_only(tmp_path: Path) -> None:
    made = load_secrets(tmp_path, HOSTS, NOW)
    assert (tmp_path / "secrets.yml").read_text().startswith("$ANSIBLE_VAULT;1.1;AES256\n")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    passwords = made.postgresql_calls_password, made.postgresql_live_password
    for hidden in (*passwords, made.authority.key, made.servers["pbx1"].key):
        shown = f"{made!r} {made} {made.model_dump()} {made.model_dump_json()}"
        assert hidden.get_secret_value() not in shown
        assert hidden.get_secret_value().splitlines()[-1] not in shown


def test_the_server_certificate_is_believed_for_its_name_and_address(tmp_path: Path) -> None:
    made = load_secrets(tmp_path, HOSTS, NOW)
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
    tmp_path: Path, days: int, hosts: dict[str, IPv4Address], stays: bool
) -> None:
    first = load_secrets(tmp_path, HOSTS, NOW)
    second = load_secrets(tmp_path, hosts, NOW + timedelta(days=days))
    assert (second.servers == first.servers) is stays
    assert second.authority == first.authority
    assert second.postgresql_calls_password == first.postgresql_calls_password


def test_a_file_from_before_a_password_was_needed_gets_it(tmp_path: Path) -> None:
    made = load_secrets(tmp_path, HOSTS, NOW)
    values = made.model_dump(context="reveal")
    del values["postgresql_live_password"]
    encrypt(tmp_path, yaml.safe_dump(values))
    second = load_secrets(tmp_path, HOSTS, NOW)
    assert second.postgresql_live_password != made.postgresql_live_password
    assert second == made.model_copy(update={"postgresql_live_password": second.postgresql_live_password})
    assert load_secrets(tmp_path, HOSTS, NOW) == second


def test_hosts_come_and_go(tmp_path: Path) -> None:
    first = load_secrets(tmp_path, HOSTS, NOW)
    both = with_servers(first, {**HOSTS, "pbx2": IPv4Address("10.79.0.12")}, NOW)
    assert both.servers["pbx1"] == first.servers["pbx1"]
    assert list(with_servers(both, {"pbx2": IPv4Address("10.79.0.12")}, NOW).servers) == ["pbx2"]


def problem_of(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_secrets(folder, HOSTS, NOW)
    return str(caught.value)


def test_a_missing_vault_password_is_never_replaced(tmp_path: Path) -> None:
    load_secrets(tmp_path, HOSTS, NOW)
    (tmp_path / ".vault_password").unlink()
    expected = f"{tmp_path}/.vault_password: missing, so that secrets.yml cannot be read (put back"
    assert problem_of(tmp_path).startswith(expected)
    assert not (tmp_path / ".vault_password").exists()


def test_a_wrong_vault_password_is_said_to_be_wrong(tmp_path: Path) -> None:
    load_secrets(tmp_path, HOSTS, NOW)
    (tmp_path / ".vault_password").write_text("wrong\n")
    assert "secrets.yml: the password in .vault_password beside it does not open it" in problem_of(tmp_path)
    (tmp_path / ".vault_password").write_text("\n")
    assert ".vault_password: empty" in problem_of(tmp_path)


def test_a_mistake_inside_is_named_without_the_secret(tmp_path: Path) -> None:
    made = load_secrets(tmp_path, HOSTS, NOW)
    values = made.model_dump(context="reveal")
    values["postgresql_calls_pasword"] = values.pop("postgresql_calls_password")
    encrypt(tmp_path, yaml.safe_dump(values))
    said = problem_of(tmp_path)
    assert "postgresql_calls_password: Field required" in said
    assert "postgresql_calls_pasword: Extra inputs are not permitted" in said
    assert made.postgresql_calls_password.get_secret_value() not in said
    encrypt(tmp_path, "a: [")
    assert "not the secrets of a site: no YAML" in problem_of(tmp_path)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    made = load_secrets(tmp_path, HOSTS, NOW)
    assert SiteSecrets.model_validate(made.model_dump(context="reveal"), strict=False) == made
