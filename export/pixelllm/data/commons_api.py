"""What Wikimedia Commons answers to a search, and the politeness it asks for."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

API = "https://commons.wikimedia.org/w/api.php"
USER_AGENT = "pixelllm-data/0.1 (https://pypi.org/project/aipixel-studio/)"
TIMEOUT = 30
TRIES = 4
LONGEST_WAIT = 60.0
MOST_BYTES = 8_000_000
MOST_PAGES = 40
THUMBNAIL = 256

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
_FREE = re.compile(r"(cc0|pd|public domain|cc[ -]by([ -]sa)?)([ -].*)?", re.IGNORECASE)
_NOT_FREE = re.compile(r"(?<![a-z])(nc|nd)(?![a-z])", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Found:
    """An image that may be used, and who must be named for it."""

    page: int
    title: str
    url: str
    suffix: str
    description_url: str
    licence: str
    author: str


class Api:
    """Searches and downloads, one request at a time with a pause between them."""

    def __init__(
        self, address: str = API, pause: float = 1.0, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.address = _web_address(address)
        self.pause = pause
        self._sleep = sleep
        self._asked = False

    def search(self, term: str) -> Iterator[Found]:
        """Images under free licences for a search term, page after page.

        Raises ValueError for answers that aren't the API's, and OSError.
        """
        more: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            answer = self._ask(term, more)
            for page in answer.get("query", {}).get("pages", []):
                found = read_page(page)
                if found:
                    yield found
            if "continue" not in answer:
                return
            more = {key: str(value) for key, value in answer["continue"].items()}

    def download(self, found: Found) -> bytes:
        """The bytes of an image, 8 MB at most. Raises ValueError, OSError."""
        return self._get(_web_address(found.url))

    def _ask(self, term: str, more: Mapping[str, str]) -> dict[str, Any]:
        question = {
            "action": "query",
            "format": "json",
            "formatversion": "2",
            "generator": "search",
            "gsrsearch": f"{term} filetype:bitmap",
            "gsrnamespace": "6",
            "gsrlimit": "50",
            "prop": "imageinfo",
            "iiprop": "url|mime|extmetadata",
            "iiurlwidth": str(THUMBNAIL),
            "maxlag": "5",
            **more,
        }
        try:
            answer = json.loads(self._get(f"{self.address}?{urlencode(question)}"))
            if "error" in answer:
                raise ValueError(f"it says {answer['error'].get('info', answer['error'])!r:.200}")
            if not isinstance(answer.get("query", {}).get("pages", []), list):
                raise ValueError("no list of pages")
            return dict(answer)
        except (ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"{self.address}: not an answer of the API ({error})"[:400]) from None

    def _get(self, url: str) -> bytes:
        """The body at an address; waits and asks again when told to come back later."""
        request = Request(url, headers={"User-Agent": USER_AGENT})
        for left in range(TRIES - 1, -1, -1):
            if self._asked:
                self._sleep(self.pause)
            self._asked = True
            try:
                with urlopen(request, timeout=TIMEOUT) as reply:
                    body = bytes(reply.read(MOST_BYTES + 1))
            except HTTPException as error:
                raise OSError(f"{url:.200}: {error!r:.100}") from None
            except HTTPError as error:
                error.close()
                if error.code not in (429, 502, 503, 504) or not left:
                    raise OSError(f"{url:.200}: HTTP {error.code}") from None
                self._sleep(_wait(error.headers.get("Retry-After")))
                continue
            if len(body) > MOST_BYTES:
                raise ValueError(f"{url:.200}: more than {MOST_BYTES} bytes")
            return body
        raise AssertionError("unreachable")


def read_page(page: Mapping[str, Any]) -> Found | None:
    """A page of the API's answer; None where it is no usable image under a free licence."""
    try:
        info = page["imageinfo"][0]
        facts = {key: str(value["value"]) for key, value in info["extmetadata"].items()}
        licence = facts["LicenseShortName"].strip()
        if not is_free(licence) or info["mime"] not in SUFFIXES:
            return None
        return Found(
            page=int(page["pageid"]),
            title=str(page["title"]),
            url=str(info.get("thumburl") or info["url"]),
            suffix=SUFFIXES[info["mime"]],
            description_url=str(info["descriptionurl"]),
            licence=licence,
            author=plain_text(facts.get("Artist", "")) or "unknown",
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None


def is_free(licence: str) -> bool:
    """Whether a licence's short name is CC0, public domain, CC BY or CC BY-SA."""
    return bool(_FREE.fullmatch(licence.strip())) and not _NOT_FREE.search(licence)


def plain_text(markup: str) -> str:
    """The words of a scrap of HTML, on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _wait(retry_after: str | None) -> float:
    """Seconds to wait, as the server says or 5; a minute at most."""
    seconds = float(retry_after) if retry_after and retry_after.isdecimal() else 5.0
    return min(seconds, LONGEST_WAIT)


def _web_address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url!r:.200} is no web address")
    return url
