// SPDX-License-Identifier: Apache-2.0
// mcp-remote, the bridge for hosts that only start local servers: it is
// driven over its standard input and output by the SDK 1.x client.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { endpoint, exercise, finish, inherited, load, modules, rightHeader }
  from './lib.mjs';

const { Client } = await load('sdk1/dist/esm/client/index.js');
const { StdioClientTransport } =
  await load('sdk1/dist/esm/client/stdio.js');

const home = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

const seen = { client: 'mcp-remote', stderr: '' };

await exercise(seen, async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    // No PATH: if it wants to log in, it must not find a browser.
    env: {
      ...inherited,
      HOME: home,
      MCP_REMOTE_CONFIG_DIR: join(home, 'auth'),
      PATH: '/nonexistent',
      AUTH_HEADER: rightHeader(),
    },
    args: [fileURLToPath(new URL('mcp-remote/dist/proxy.js', modules)),
      endpoint, '--allow-http', '--transport', 'http-only',
      '--header', 'Authorization:${AUTH_HEADER}'],
    stderr: 'pipe',
  });
  transport.stderr.on('data', (chunk) => {
    if (seen.stderr.length < 8000) seen.stderr += chunk;
  });
  const client = new Client({ name: 'mod-mcp-test-remote', version: '1.0.0' });
  await client.connect(transport, { timeout: 30000 });
  return client;
});
finish(seen);
