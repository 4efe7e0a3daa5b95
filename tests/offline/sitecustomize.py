"""Python runs this when it starts, where the folder is on PYTHONPATH: nothing may leave the machine. What tries is noted in `$OFFLINE_NOTES`, and
the hub's models whose files are opened in `$OFFLINE_MODELS`."""

import ipaddress
import os
import sys

# Ray's head asks on which cloud it runs, whatever its settings say. It gets no answer here, and no lesson depends on one.
ASKED_BY_RAY = {"169.254.169.254", "metadata.google.internal"}
HERE = {address for address in os.environ.get("OFFLINE_ALLOWED", "").split(",") if address}


def _watch(event, args):
    if event == "open":
        if isinstance(args[0], str) and "/models--" in args[0] and "/snapshots/" in args[0]:
            _note("OFFLINE_MODELS", args[0].split("/models--")[1].split("/")[0].replace("--", "/"))
    elif event == "socket.connect" and isinstance(args[1], tuple):
        _expect_here(event, args[1][0])
    elif event == "socket.getaddrinfo":
        _expect_here(event, args[0])


def _expect_here(event, host):
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
        _note("OFFLINE_NOTES", f"{event} {host}: {' '.join(sys.argv)[:100]}")
    raise OSError(f"a rehearsal stays on this machine: {event} {host}")


def _note(where, line):
    with open(os.environ[where], "a") as notes:
        notes.write(f"{line}\n")


if "OFFLINE_MODELS" in os.environ:
    sys.addaudithook(_watch)
