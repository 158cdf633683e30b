# SPDX-License-Identifier: Apache-2.0
"""The Python MCP SDK: its low-level server, stateless, JSON answers."""
import contextlib
import json
import os

import httpx
import uvicorn
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.routing import Mount

UPSTREAM = os.environ["BENCH_UPSTREAM"]
client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=256))
with open(os.environ["BENCH_TOOLS"], encoding="utf-8") as file:
    tools = [types.Tool(name=t["name"], description=t["description"], inputSchema=t["inputSchema"]) for t in json.load(file)]

server = Server("peer")


@server.list_tools()
async def list_tools():
    return tools


@server.call_tool(validate_input=False)
async def call_tool(name, arguments):
    if name == "bench_echo":
        return [types.TextContent(type="text", text=arguments["text"])]
    answer = await client.get(
        f"{UPSTREAM}/index.php/apps/bench/item", params={"delay": arguments.get("delay", 0)},
        headers={"Authorization": "Basic YWxpY2U6c2VjcmV0", "OCS-APIRequest": "true"},
    )
    return answer.json()


manager = StreamableHTTPSessionManager(app=server, json_response=True, stateless=True)


@contextlib.asynccontextmanager
async def lifespan(app):
    async with manager.run():
        yield


app = Starlette(routes=[Mount("/mcp", app=manager.handle_request)], lifespan=lifespan)
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), log_level="error")
