"""A browser's connection to a server, as thin as can be: GET after GET, compressed, kept open."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit


class Line:
    """One kept connection. ``await Line.to(base)`` makes it."""

    def __init__(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.host, self.reader, self.writer = host, reader, writer

    @classmethod
    async def to(cls, base: str) -> Line:
        """Connect to the server of an address."""
        url = urlsplit(base)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        reader, writer = await asyncio.open_connection(
            url.hostname or "127.0.0.1", port, ssl=secure or None, limit=2**20
        )
        return cls(url.netloc, reader, writer)

    async def get(self, address: str, wanted: str = "234") -> bytes:
        """The answer as it was sent. Raises RuntimeError when its status begins with none of ``wanted``."""
        head = f"GET {address} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: gzip\r\nAccept: */*\r\n\r\n"
        self.writer.write(head.encode())
        said = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        fields = dict(line.split(": ", 1) for line in said.split("\r\n")[1:] if ": " in line)
        if "chunked" in fields.get("transfer-encoding", ""):
            body = b""
            while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readexactly(2)
        else:
            body = await self.reader.readexactly(int(fields.get("content-length", 0)))
        if (status := said.split(maxsplit=2)[1])[0] not in wanted:
            raise RuntimeError(f"the status of {address} is {status}")
        return body

    def close(self) -> None:
        """Hang up."""
        self.writer.close()
