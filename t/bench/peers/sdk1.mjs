// SPDX-License-Identifier: Apache-2.0
// TypeScript SDK 1.x: the low-level Server with ready JSON Schemas, stateless,
// JSON answers, on node:http. Its fastest shape.
import { createServer } from 'node:http';
import { Server } from 'sdk1/server/index.js';
import { StreamableHTTPServerTransport } from 'sdk1/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from 'sdk1/types.js';
import { call, tools } from './tools.mjs';

createServer(async (req, res) => {
    const server = new Server({ name: 'peer', version: '1' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => call(params.name, params.arguments ?? {}));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    res.on('close', () => { transport.close(); server.close(); });
    await server.connect(transport);
    await transport.handleRequest(req, res);
}).listen(Number(process.env.BENCH_PORT), '127.0.0.1');
