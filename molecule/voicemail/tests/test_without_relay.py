"""A site without a relay."""

testinfra_hosts = ["ansible://lab-voicemail-bare"]


def test_the_service_is_there_and_does_not_run(host):
    service = host.service("wco-voicemail")
    assert service.exists
    assert not service.is_running
    assert not service.is_enabled
