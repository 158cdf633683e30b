# SPDX-License-Identifier: Apache-2.0
"""FastMCP, stateless, JSON answers, with the tools of BENCH_TOOLS."""
import json
import os

import httpx
from fastmcp import FastMCP
from fastmcp.tools import Tool
from fastmcp.tools.tool import ToolResult

UPSTREAM = os.environ["BENCH_UPSTREAM"]
client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=256))
server = FastMCP("peer")


class Item(Tool):
    async def run(self, arguments):
        if self.name == "bench_echo":
            return ToolResult(content=arguments["text"])
        answer = await client.get(
            f"{UPSTREAM}/index.php/apps/bench/item",
            params={"delay": arguments.get("delay", 0)},
            headers={"Authorization": "Basic YWxpY2U6c2VjcmV0", "OCS-APIRequest": "true"},
        )
        return ToolResult(structured_content=answer.json())


with open(os.environ["BENCH_TOOLS"], encoding="utf-8") as file:
    for tool in json.load(file):
        server.add_tool(Item(name=tool["name"], description=tool["description"], parameters=tool["inputSchema"]))

server.run(
    transport="http", host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), path="/mcp", show_banner=False,
    log_level="ERROR", stateless_http=True, json_response=True,
)
