"""What arrives at a media node: each datagram to its SIP port, taken off the wire on the host itself."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.standalone import Lab

__all__ = ["arriving"]

PORT = 5080
# A datagram within one host is seen twice: as it leaves (4) and as it arrives.
_LISTEN = """
import socket, struct, sys
wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
print(flush=True)
while True:
    packet, (_, _, kind, *_) = wire.recvfrom(65535)
    udp = packet[(packet[0] & 15) * 4:]
    if kind != 4 and packet[9] == 17 and struct.unpack("!H", udp[2:4])[0] == int(sys.argv[1]):
        sys.stdout.write(udp[8:].hex() + "\\n")
        sys.stdout.flush()
"""


@contextmanager
def arriving(lab: Lab) -> Iterator[list[bytes]]:
    """Gather what arrives at the media node while the context lasts, and a moment longer."""
    messages: list[bytes] = []
    command = lab.inside.command(lab.inside.media[0], "python3", "-c", _LISTEN, str(PORT))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listener:
        output = listener.stdout
        assert output is not None
        output.readline()
        reader = threading.Thread(target=lambda: messages.extend(bytes.fromhex(line) for line in output))
        reader.start()
        try:
            yield messages
            time.sleep(0.5)
        finally:
            listener.terminate()
            reader.join()
