"""A headless Chromium, driven by its own protocol: no driver to install, and none to keep in step with the browser."""

import base64
import contextlib
import itertools
import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import websocket

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page:
    """One tab. `events` collects what the browser tells of its own accord, as far as `ask` has enabled it."""

    def __init__(self, url: str):
        self._socket = websocket.create_connection(url, timeout=60, suppress_origin=True)
        self._ids = itertools.count(1)
        self.events = []

    def ask(self, method: str, **parameters) -> dict:
        """The browser's answer to one command of the DevTools protocol."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def tell(self, script: str):
        """The value of a JavaScript expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def see(self, script: str, seconds: float = 60) -> None:
        """Waits until the expression `script` is true.

        Raises:
            TimeoutError: it stays false; the message has the text of the page.
        """
        end = time.monotonic() + seconds
        while not self.tell(f"!!({script})"):
            if time.monotonic() > end:
                raise TimeoutError(f"not seen within {seconds:g} s: {script}\nThe page says:\n{self.tell('document.body.innerText')}")
            time.sleep(0.2)

    def click(self, selector: str) -> None:
        """Clicks on the first element of `selector` as soon as there is one."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.see(found)
        self.tell(f"{found}.click()")

    def press(self, selector: str, text: str) -> None:
        """Presses the mouse on the visible element of `selector` that says `text`, as menus and tabs want it."""
        chosen = f"[...document.querySelectorAll({json.dumps(selector)})].find(element => element.innerText.trim() == {json.dumps(text)})"
        self.see(f"{chosen}?.checkVisibility()")
        box = self.tell(f"{chosen}.getBoundingClientRect().toJSON()")
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left", "clickCount": 1}
        for event in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=event, **place)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))


@contextlib.contextmanager
def opened(url: str, profile: Path, size: tuple[int, int] = (1280, 900)) -> Iterator[Page]:
    """A tab of a fresh Chromium that shows `url`; its files go to the folder `profile`."""
    flags = [
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        f"--window-size={size[0]},{size[1]}",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # which Chromium does not have for root
    browser = subprocess.Popen([CHROMIUM, *flags, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = _port(profile / "DevToolsActivePort")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            target = next(tab for tab in json.load(answer) if tab["type"] == "page")
        page = Page(target["webSocketDebuggerUrl"])
        page.ask("Page.navigate", url=url)
        yield page
    finally:
        browser.terminate()
        browser.wait(20)


def _port(file: Path) -> str:
    for _ in range(300):
        if file.exists() and (lines := file.read_text().splitlines()):
            return lines[0]
        time.sleep(0.1)
    raise TimeoutError("Chromium did not start within 30 s")
