"""What the module has put in place."""

import pytest
from testinfra.host import Host


@pytest.mark.parametrize(
    ("path", "owner", "mode", "content"),
    [
        ("/etc/wco/example/program.sh", "root", 0o644, 'echo "{{ no template }}"\n'),
        ("/etc/wco/example/settings.env", "root", 0o644, "OTHER=a\n"),
        ("/var/spool/example/other.env", "root", 0o644, "OTHER=b\n"),
        ("/etc/wco/example/password", "games", 0o400, "a secret\n"),
    ],
)
def test_files_are_as_they_should_be(host: Host, path: str, owner: str, mode: int, content: str) -> None:
    file = host.file(path)
    assert (file.user, file.mode) == (owner, mode)
    assert file.content_string.endswith(content)


def test_directories_are_as_they_should_be(host: Host) -> None:
    spool = host.file("/var/spool/example")
    assert (spool.user, spool.group, spool.mode) == ("games", "games", 0o2770)
    assert host.file("/etc/wco").mode == 0o755


def test_no_secret_is_in_the_journal(host: Host) -> None:
    assert "a secret" not in host.check_output("journalctl --no-pager")
