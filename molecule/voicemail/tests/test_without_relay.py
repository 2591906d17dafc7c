"""A site without a relay."""

from testinfra.host import Host

testinfra_hosts = ["ansible://lab-voicemail-bare"]


def test_the_service_is_there_and_does_not_run(host: Host) -> None:
    service = host.service("wco-voicemail")
    assert service.exists
    assert not service.is_running
    assert not service.is_enabled
