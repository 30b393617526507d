"""Key and address, from arguments or from the environment."""

from __future__ import annotations

import os


def api_key_of(given: str | None) -> str:
    key = given or os.environ.get("INFERENCE_API_KEY")
    if not key:
        raise ValueError("no API key: pass api_key or set INFERENCE_API_KEY")
    return key


def base_url_of(given: str | None) -> str:
    url = given or os.environ.get("INFERENCE_BASE_URL")
    if not url:
        raise ValueError("no address of a server: pass base_url or set INFERENCE_BASE_URL")
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"the address of the server must start with http:// or https://: {url!r}")
    return url
