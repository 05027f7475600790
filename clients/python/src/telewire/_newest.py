"""Which session string is the newest."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional


class Newest:
    def __init__(self, session: Optional[str]) -> None:
        self.session = session

    def fill(self, params: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
        """The params with our session, where they have an empty place for one."""
        filled = dict(params or {})
        if "session" in filled and filled["session"] is None:
            filled["session"] = self.session
        return filled

    def follow(self, method: str, params: Optional[Mapping[str, Any]], result: Any) -> None:
        """Keeps what a call returned, if it went with our session or with none."""
        if not method.startswith(("auth.", "session.")) or not isinstance(result, dict):
            return
        given = (params or {}).get("session")
        session = result.get("session")
        if isinstance(session, str) and given is None:
            self.session = session

    def __repr__(self) -> str:
        return "Newest(…)"
