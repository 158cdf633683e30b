// SPDX-License-Identifier: Apache-2.0
// mcp-remote as the transport of an SDK 1.x client.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { inherited, load, modules } from './lib.mjs';

// authorization: the header's value, or undefined. What it says on standard
// error goes to tell(text).
export async function bridge(url, args, { authorization, tell } = {}) {
  const { StdioClientTransport } =
    await load('sdk1/dist/esm/client/stdio.js');
  const home = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  const transport = new StdioClientTransport({
    command: process.execPath,
    // No PATH: if it wants to log in, it must not find a browser.
    env: {
      ...inherited,
      HOME: home,
      MCP_REMOTE_CONFIG_DIR: join(home, 'auth'),
      PATH: '/nonexistent',
      ...(authorization ? { AUTH_HEADER: authorization } : {}),
    },
    args: [fileURLToPath(new URL('mcp-remote/dist/proxy.js', modules)),
      url, '--allow-http', '--transport', 'http-only', ...args],
    stderr: 'pipe',
  });
  transport.stderr.on('data', (chunk) => tell?.(String(chunk)));
  return transport;
}
