"""All methods of the daemon, for asyncio.

Written by generate.py from schema/openrpc.json: change it there.
"""

from __future__ import annotations

import typing as t

from . import types
from ._calls import OnProgress

_Call = t.Callable[[str, t.Dict[str, t.Any], t.Optional[OnProgress]], t.Awaitable[t.Any]]


class AsyncMethods:
    """Every namespace as an attribute, and the methods that have none."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call
        self.rpc = _AsyncRpc(call)
        self.daemon = _AsyncDaemon(call)

    async def initialize(
        self,
        *,
        protocol_version: t.Optional[str] = None,
        client_info: t.Optional[types.ClientInfo] = None,
        process_id: t.Optional[int] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Initialized:
        """Begins a connection, for clients that like to: nothing needs it.

        It takes what hosts of language servers send, too; fields that it does not know are ignored.

        Args:
            protocol_version: The version of the protocol that the client was written for.
            client_info: Who the client is.
            process_id: The client's process: when it ends, so does the connection, and on stdio the daemon.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`; 0 unless told.
        """
        params: t.Dict[str, t.Any] = {
            "protocol_version": protocol_version,
            "client_info": client_info,
            "process_id": process_id,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Initialized = await self._invoke("initialize", params, progress)
        return result

    async def shutdown(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Ends the connection, and on stdio the daemon: calls that wait are cancelled, those in flight are
        answered, then this is, and `exit` or a second of silence ends it.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`; 0 unless told.
        """
        params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = await self._invoke("shutdown", params, progress)
        return result


class _AsyncRpc:
    """The methods of `rpc`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    async def discover(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Document:
        """Describes every method, as an OpenRPC document.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`; 0 unless told.
        """
        params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Document = await self._invoke("rpc.discover", params, progress)
        return result


class _AsyncDaemon:
    """The methods of `daemon`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    async def info(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.DaemonInfo:
        """Tells which daemon this is and which Telegram it speaks to.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`; 0 unless told.
        """
        params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.DaemonInfo = await self._invoke("daemon.info", params, progress)
        return result

    async def ping(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Pong:
        """Answers at once.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`; 0 unless told.
        """
        params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Pong = await self._invoke("daemon.ping", params, progress)
        return result

    async def stats(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.DaemonStats:
        """Counts what the daemon has done since it started and what it holds open.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`; 0 unless told.
        """
        params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.DaemonStats = await self._invoke("daemon.stats", params, progress)
        return result
