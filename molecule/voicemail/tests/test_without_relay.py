"""A site without a relay."""

from testinfra.host import Host

from voicemail.tests.node import NODE

testinfra_hosts = [f"ansible://{NODE}-bare"]


def test_the_service_is_there_and_does_not_run(host: Host) -> None:
    service = host.service("wco-voicemail")
    assert service.exists
    assert not service.is_running
    assert not service.is_enabled
