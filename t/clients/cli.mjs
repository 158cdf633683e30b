// SPDX-License-Identifier: Apache-2.0
// The MCP Inspector's command line, which makes a connection for each method.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { endpoint, inherited, modules } from './lib.mjs';

const cli = fileURLToPath(new URL('@modelcontextprotocol/inspector/' +
  'clients/launcher/build/index.js', modules));

// It keeps a catalogue and tokens below HOME; never those of the caller.
const home = mkdtempSync(join(tmpdir(), 'mcp-inspector-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

// era: legacy (what it does without --protocol-era), auto or modern;
// authorization: the header's value, or undefined.
export function inspector(era, authorization, ...args) {
  const all = [cli, '--cli', endpoint, '--transport', 'http',
    ...(authorization ? ['--header', `Authorization: ${authorization}`] : []),
    ...(era === 'legacy' ? [] : ['--protocol-era', era]), ...args];
  const start = performance.now();
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, {
      timeout: 25000,
      killSignal: 'SIGKILL',
      maxBuffer: 16 << 20,
      env: { ...inherited, HOME: home, PATH: '/nonexistent' },
    }, (error, stdout, stderr) => {
      const out = {
        exit: error ? error.code ?? null : 0,
        signal: error?.signal ?? undefined,
        ms: Math.round(performance.now() - start),
        stderr: stderr.slice(0, 2000),
      };
      try {
        out.json = JSON.parse(stdout);
      } catch {
        out.stdout = stdout.slice(0, 2000);
      }
      resolve(out);
    });
    child.stdin.end();
  });
}
