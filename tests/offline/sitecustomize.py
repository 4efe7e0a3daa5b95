"""Python runs this when it starts, where the folder is on PYTHONPATH: nothing may leave the machine. What tries is noted in `$OFFLINE_NOTES`."""

import ipaddress
import os
import sys

# Ray's head asks on which cloud it runs, whatever its settings say. It gets no answer here, and no lesson depends on one.
ASKED_BY_RAY = {"169.254.169.254", "metadata.google.internal"}
HERE = {address for address in os.environ.get("OFFLINE_ALLOWED", "").split(",") if address}


def _watch(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", *HERE):
        return
    try:
        if ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified:
            return
    except ValueError:
        pass  # a name
    if host not in ASKED_BY_RAY:
        with open(os.environ["OFFLINE_NOTES"], "a") as notes:
            notes.write(f"{event} {host}: {' '.join(sys.argv)[:100]}\n")
    raise OSError(f"a rehearsal stays on this machine: {event} {host}")


if "OFFLINE_NOTES" in os.environ:
    sys.addaudithook(_watch)
