"""What the daemon takes and gives.

Written by generate.py from schema/openrpc.json: change it there.
"""

from __future__ import annotations

import typing as t


class DaemonInfo(t.TypedDict):
    # Telewire's version.
    version: str
    # The version of the protocol, which grows when clients must change.
    protocol_version: str
    # `production`, `test`, or the name in the server's description.
    server: str
    # The layer of Telegram's API that is spoken.
    layer: int
    process_id: int
    limits: Limits


class Limits(t.TypedDict):
    """What one connection may ask for."""

    # Bytes of one message.
    max_message: int
    # Calls at once; more wait in order.
    max_in_flight: int
    # Members of a batch.
    max_batch: int


class Pong(t.TypedDict):
    pong: bool


class DaemonStats(t.TypedDict):
    # Seconds since the start.
    uptime: float
    # Clients connected now.
    connections: int
    # Calls that have begun, this one among them.
    calls: int
    # Calls that have begun and are not answered yet, this one among them.
    in_flight: int


class ClientInfo(t.TypedDict, total=False):
    name: t.Optional[str]
    version: t.Optional[str]


class Initialized(t.TypedDict):
    protocol_version: str
    server_info: ServerInfo
    capabilities: Capabilities
    limits: Limits


class ServerInfo(t.TypedDict):
    name: str
    version: str


class Capabilities(t.TypedDict):
    # `$/cancelRequest` is heard.
    cancel: bool
    # `$/progress` is sent to calls with a `progress_token`.
    progress: bool
    # Several requests may come in one array.
    batch: bool


# Any OpenRPC document. It is generated and so has no fixed type.
Document = t.Any

# An answer with nothing to say.
Empty = t.Dict[str, t.Any]
