import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from pixelllm.data.__main__ import main
from pixelllm.data.commons_api import Api, is_free, plain_text, read_page

FREE = [
    "CC0",
    "Public domain",
    "PD",
    "CC BY 2.0",
    "CC BY-SA 4.0",
    "cc-by-sa-3.0",
    "CC BY-SA 3.0 de",
]
NOT_FREE = ["CC BY-NC 2.0", "CC BY-ND 4.0", "CC BY-NC-SA 3.0", "GFDL", "Fair use", "", "PDX"]


@pytest.mark.parametrize("licence", FREE)
def test_free_licences(licence):
    assert is_free(licence)


@pytest.mark.parametrize("licence", NOT_FREE)
def test_licences_that_are_not_free(licence):
    assert not is_free(licence)


def test_authors_are_plain_text():
    assert plain_text('<a href="x">Ann\n O&#39;Day</a> &amp; co') == "Ann O'Day & co"


def page(number, address, licence="CC BY-SA 4.0", mime="image/png"):
    return {
        "pageid": number,
        "title": f"File:Crab {number}.png",
        "imageinfo": [
            {
                "url": f"{address}/full/{number}.png",
                "thumburl": f"{address}/thumb/{number}.png",
                "descriptionurl": f"{address}/wiki/{number}",
                "mime": mime,
                "extmetadata": {
                    "LicenseShortName": {"value": licence},
                    "Artist": {"value": f"<b>Author {number}</b>"},
                },
            }
        ],
    }


@pytest.mark.parametrize("broken", [{}, {"imageinfo": []}, {"imageinfo": [None]}, {"pageid": 1}])
def test_pages_without_what_is_needed_are_passed_over(broken):
    assert read_page(broken) is None


def picture(number):
    """A crab-coloured disc on plain water, a little different for each number."""
    y, x = np.mgrid[0:100, 0:100]
    rgb = np.zeros((100, 100, 3), np.uint8) + np.array([30, 70, 120], np.uint8)
    rgb[(x - 50) ** 2 + (y - 50) ** 2 < (20 + 3 * number) ** 2] = 220, 90, 40
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG")
    return file.getvalue()


class Stub(ThreadingHTTPServer):
    """A search of two pages of results, as the API gives them."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked = []
        self.busy = 0
        self.answers = [
            {
                "continue": {"gsroffset": 2, "continue": "gsroffset||"},
                "query": {"pages": [page(1, self.address), page(2, self.address, "CC BY-NC 2.0")]},
            },
            {
                "query": {
                    "pages": [
                        page(3, self.address, "CC0"),
                        page(4, self.address, mime="application/pdf"),
                        page(5, self.address, "Public domain"),
                    ]
                }
            },
        ]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.server.busy:
            self.server.busy -= 1
            self.send_response(429)
            self.send_header("Retry-After", "7")
            self.end_headers()
            return
        url = urlsplit(self.path)
        if url.path == "/api":
            body = json.dumps(self.server.answers["gsroffset" in parse_qs(url.query)]).encode()
        elif url.path.startswith("/thumb/"):
            body = picture(int(url.path.split("/")[-1].split(".")[0]))
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def stub():
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(stub, out, *more):
    arguments = ["commons", "--category", "Crustacean", "--pause", "0", "--out", str(out)]
    return main([*arguments, "--api", f"{stub.address}/api", *more])


def test_free_images_become_sprites_with_author_and_licence(stub, tmp_path, capsys):
    assert run(stub, tmp_path, "--zone", "Reef") == 0
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    images = manifest["sources"]["commons"]["images"]
    assert [image["licence"] for image in images] == ["CC BY-SA 4.0", "CC0", "Public domain"]
    assert [image["author"] for image in images] == ["Author 1", "Author 3", "Author 5"]
    assert images[0]["source"] == f"{stub.address}/wiki/1"
    assert manifest["count"] == 3
    shard = np.load(tmp_path / manifest["shards"][0]["file"])
    assert shard["zones"].tolist() == [0, 0, 0]
    assert shard["categories"].tolist() == [5, 5, 5]
    assert not shard["sprites"][:, 0, 0].any()  # the water is gone
    assert "made 3 sprites" in capsys.readouterr().out
    assert (tmp_path / "commons.png").exists()


def test_a_second_run_downloads_only_what_is_missing(stub, tmp_path):
    run(stub, tmp_path, "--limit", "2")
    first = [path for path in stub.asked if path.startswith("/thumb/")]
    assert len(first) == 2
    stub.asked.clear()
    run(stub, tmp_path, "--limit", "2")
    assert not stub.asked
    run(stub, tmp_path, "--limit", "50")
    again = [path for path in stub.asked if path.startswith("/thumb/")]
    assert len(again) == 1
    assert not set(again) & set(first)
    assert json.loads((tmp_path / "manifest.json").read_text())["count"] == 3


def test_a_busy_server_is_waited_for(stub):
    slept = []
    stub.busy = 2
    found = list(Api(f"{stub.address}/api", 1.5, slept.append).search("crab"))
    assert [f.page for f in found] == [1, 3, 5]
    assert slept[:4] == [7, 1.5, 7, 1.5]


def test_a_server_that_stays_busy_is_given_up(stub, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("pixelllm.data.commons_api._wait", lambda _: 0)
    stub.busy = 100
    assert run(stub, tmp_path / "out") == 2
    assert "HTTP 429" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "answer", [[], {"error": {"info": "bad search"}}, {"query": {"pages": {"1": {}}}}, {"query": 3}]
)
def test_an_answer_that_makes_no_sense_is_told(stub, tmp_path, capsys, answer):
    stub.answers = [answer, answer]
    assert run(stub, tmp_path / "out") == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 1


def test_nothing_found_writes_nothing(stub, tmp_path, capsys):
    stub.answers = [{"batchcomplete": True}] * 2
    assert run(stub, tmp_path / "out") == 2
    assert "no image" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_broken_image_is_left_out(stub, tmp_path, capsys):
    run(stub, tmp_path, "--limit", "2")
    (tmp_path / "commons" / "1.png").write_bytes(b"broken")
    capsys.readouterr()
    assert run(stub, tmp_path) == 0
    assert "left out" in capsys.readouterr().err
    assert json.loads((tmp_path / "manifest.json").read_text())["count"] == 2


@pytest.mark.parametrize("text", ["nonsense", '{"1": {}}', '{"1": 2}', "3"])
def test_a_foreign_ledger_is_left_alone(stub, tmp_path, capsys, text):
    (tmp_path / "commons").mkdir()
    (tmp_path / "commons" / "ledger.json").write_text(text)
    assert run(stub, tmp_path) == 2
    assert "not a ledger" in capsys.readouterr().err
    assert (tmp_path / "commons" / "ledger.json").read_text() == text


@pytest.mark.parametrize(
    "wrong",
    [
        ["--category", "Whale"],
        ["--zone", "Moon"],
        ["--limit", "0"],
        ["--api", "file:///etc/hosts"],
        ["--api", "ftp://x"],
    ],
)
def test_wrong_options_are_told(stub, tmp_path, capsys, wrong):
    assert run(stub, tmp_path / "out", *wrong) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not stub.asked
