// SPDX-License-Identifier: Apache-2.0
// TypeScript SDK 2.x: createMcpHandler with the low-level Server, JSON answers.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { call, tools } from './tools.mjs';

const handler = createMcpHandler(() => {
    const server = new Server({ name: 'peer', version: '1' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', () => ({ tools, ttlMs: 60000, cacheScope: 'private' }));
    server.setRequestHandler('tools/call', ({ params }) => call(params.name, params.arguments ?? {}));
    return server;
}, { responseMode: 'json' });

createServer(toNodeHandler(handler)).listen(Number(process.env.BENCH_PORT), '127.0.0.1');
