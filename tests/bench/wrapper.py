"""The first wrapper's stack for one method: a REST service over Telethon that sends a text.

It logs in on the sandbox of the given server file, serves on a free loopback port, and prints that port.
"""

import asyncio
import json
import socket
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.sessions import MemorySession

BOB = "+9996620002"


class Send(BaseModel):
    chat_id: str
    text: str


async def main() -> None:
    server = json.loads(Path(sys.argv[1]).read_text())
    session = MemorySession()
    addresses = {dc["id"]: dc["address"] for dc in server["dcs"]}
    host, port = addresses[server["home_dc"]].rsplit(":", 1)
    session.set_dc(server["home_dc"], host, int(port))
    rsa.add_key(server["rsa_public_key"], old=False)
    client = TelegramClient(session, 1, "0123456789abcdef0123456789abcdef")
    await client.connect()
    await client.send_code_request(BOB)
    await client.sign_in(BOB, "22222")

    app = FastAPI()

    @app.post("/messages/send")
    async def send(body: Send) -> dict:
        message = await client.send_message(body.chat_id, body.text)
        return {"message_id": message.id, "text": message.message}

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, log_level="error", access_log=False)
    await uvicorn.Server(config).serve(sockets=[listener])


asyncio.run(main())
