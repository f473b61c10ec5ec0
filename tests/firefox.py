"""Firefox, told what to do over WebDriver BiDi, which it speaks by itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

VARIABLE = "AIPIXEL_FIREFOX"
NAMES = ("firefox-esr", "firefox")
PATIENCE = 120  # seconds for one answer
# What a browser asks of its maker by itself is no part of a test.
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


def find_firefox() -> str | None:
    """Return the path of a Firefox, the one that $AIPIXEL_FIREFOX names first."""
    named = os.environ.get(VARIABLE)
    return next((path for path in map(shutil.which, (named or "", *NAMES)) if path), None)


class Firefox:
    """One running Firefox and its one tab; see `running_firefox`."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self.version: str = self.ask("session.new", capabilities={})["capabilities"][
            "browserVersion"
        ]
        self._tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **parameters: Any) -> Any:
        """Return the answer to a command. Raises RuntimeError where Firefox refuses it."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        self._connection.send(json.dumps(command))
        while True:
            message = json.loads(self._connection.recv(timeout=PATIENCE))
            if message.get("id") != number:
                continue  # an event
            if message["type"] == "error":
                raise RuntimeError(f"{method}: {message['message']}")
            return message["result"]

    def open(self, address: str) -> None:
        """Go to an address."""
        self.ask("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def evaluate(self, script: str, framed: bool) -> str | None:
        """Return what a script gives in the page or its first frame; None before it is there."""
        context = self._tab
        if framed:
            tree = self.ask("browsingContext.getTree", root=self._tab)
            frames = tree["contexts"][0]["children"]
            if not frames:
                return None
            context = frames[0]["context"]
        answer = self.ask(
            "script.evaluate",
            expression=script,
            target={"context": context},
            awaitPromise=True,
        )
        found: str | None = answer.get("result", {}).get("value")
        return found


@contextmanager
def running_firefox(path: str) -> Iterator[Firefox]:
    """Start a Firefox without a window and with a profile of its own; end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="firefox-") as profile:
        said = Path(profile) / "said.txt"
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
        (Path(profile) / "user.js").write_text("".join(lines))
        command = [path, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=said.open("w"),
            env={**os.environ, "HOME": profile},
        )
        try:
            address = f"{_address(process, said)}/session"
            with connect(address, max_size=None, ping_interval=None) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"ws://\S+", said.read_text())
        if found:
            return found[0]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox does not listen: {said.read_text()[-500:]}")
