"""The lesson *Text and language models in batch*: bad input gives one row with a reason each, and nothing is lost. The functions are the lesson's own cells."""

import json
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from raycourse.catalogue import lesson
from tools.notebooks import source_form


def from_the_lesson(name: str, **names):
    """The function `name` as the lesson's cell defines it, where `names` are known."""
    (source,) = (cell.source for cell in source_form(lesson("text")).cells if cell.cell_type == "code" and f"def {name}(" in cell.source)
    exec(source, names)
    return names[name]


@pytest.fixture(scope="module")
def lines():
    return from_the_lesson("lines", json=json)


@pytest.fixture(scope="module")
def ask():
    return from_the_lesson("ask", httpx=httpx, time=time, random=random, moody="")


@pytest.fixture
def endpoint():
    """Starts a server that answers with the (status, body, seconds) of `told`, one after the other, the last again and again; yields (address, told, requests)."""
    told, asked = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, body, seconds = told[min(len(asked), len(told)) - 1]
            time.sleep(seconds)
            try:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked has given up

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", told, asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def patient(monkeypatch):
    """A busy machine may take longer than the lesson's second to answer."""
    post = httpx.post
    monkeypatch.setattr(httpx, "post", lambda *given, timeout, **more: post(*given, timeout=30 * timeout, **more))


GOOD = (200, b'{"answer": "YES"}', 0)


def test_a_file_that_is_not_utf_8_is_read_as_western_and_says_so(lines):
    row = {"id": "r1", "product": "hat", "stars": 5, "text": "très beau"}
    for encoding in ("utf-8", "cp1252"):
        (got,) = lines({"path": "folder/a.jsonl", "bytes": json.dumps(row, ensure_ascii=False).encode(encoding)})
        assert got == row | {"encoding": encoding, "problem": ""}


def test_lines_that_are_no_json_become_rows_with_a_problem_beside_the_good_ones(lines):
    good = '{"id": "r1", "text": "fine"}'
    got = list(lines({"path": "a.jsonl", "bytes": f"{good}\n{good[:9]}\n\n{good}\n".encode()}))
    assert [row["problem"] for row in got] == ["", "cut off", "cut off", ""]
    assert [row["id"] for row in got] == ["r1", "a.jsonl:1", "a.jsonl:2", "r1"] and got[1]["text"] == good[:9]
    assert list(lines({"path": "a.jsonl", "bytes": b""})) == []


def test_a_good_answer_is_asked_for_once(ask, endpoint, patient):
    address, told, asked = endpoint
    told.append(GOOD)
    assert ask({"prompt": "fine"}, address) == {"prompt": "fine", "answer": "YES", "error": "", "tries": 1}
    assert asked == [{"prompt": "fine"}]


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_busy_endpoint_is_asked_again(status, ask, endpoint, patient):
    address, told, asked = endpoint
    told += [(status, b"", 0), GOOD]
    assert ask({"prompt": "busy"}, address) == {"prompt": "busy", "answer": "YES", "error": "", "tries": 2}


def test_a_broken_request_is_kept_with_its_status_and_not_asked_again(ask, endpoint, patient):
    address, told, asked = endpoint
    told.append((500, b"", 0))
    assert ask({"prompt": "broken"}, address) == {"prompt": "broken", "answer": "", "error": "status 500", "tries": 1}
    assert len(asked) == 1


def test_a_late_endpoint_is_kept_as_a_failed_row_after_all_tries(ask, endpoint):
    address, told, asked = endpoint
    told.append((200, b'{"answer": "YES"}', 1.5))
    assert ask({"prompt": "late"}, address, tries=2) == {"prompt": "late", "answer": "", "error": "ReadTimeout", "tries": 2}
    assert len(asked) == 2


def test_an_endpoint_that_is_down_is_kept_as_a_failed_row_after_pauses_that_grow(ask, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    got = ask({"prompt": "fine", "id": 7}, f"http://127.0.0.1:{port}")
    assert got == {"prompt": "fine", "id": 7, "answer": "", "error": "ConnectError", "tries": 4}
    assert all(0.05 * 2**k <= pause <= 0.1 * 2**k for k, pause in enumerate(pauses))


@pytest.mark.parametrize("body, error", [(b"<html>", "JSONDecodeError"), (b"{}", "KeyError")])
def test_an_answer_of_another_form_is_kept_as_a_failed_row(body, error, ask, endpoint, patient):
    address, told, _ = endpoint
    told.append((200, body, 0))
    assert ask({"prompt": "odd"}, address, tries=2) == {"prompt": "odd", "answer": "", "error": error, "tries": 2}
