// SPDX-License-Identifier: Apache-2.0
// The MCP Inspector's command line. Argument: legacy, auto or modern; legacy
// is what it does without --protocol-era.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { endpoint, finish, inherited, modules, rightHeader, watch, wrongHeader }
  from './lib.mjs';

const era = process.argv[2] ?? 'legacy';
const cli = fileURLToPath(new URL('@modelcontextprotocol/inspector/' +
  'clients/launcher/build/index.js', modules));

// It keeps a catalogue and tokens below HOME; never those of the caller.
const home = mkdtempSync(join(tmpdir(), 'mcp-inspector-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

function run(authorization, ...args) {
  const all = [cli, '--cli', endpoint, '--transport', 'http',
    '--header', `Authorization: ${authorization}`,
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

const call = (name, args = {}) => run(rightHeader(), '--method', 'tools/call',
  '--tool-name', name,
  ...Object.entries(args).flatMap(([k, v]) => ['--tool-arg', `${k}=${v}`]));

const seen = { client: 'inspector', era, calls: {} };
watch(seen);
seen.list = await run(rightHeader(), '--method', 'tools/list');

const content = seen.list.json?.tools
  ?.find((t) => t.name === 'get_file_content')?.inputSchema?.properties ?? {};
const argument = 'file_path' in content ? 'file_path' : 'path';

const folder = `/Inspector #1 Größe 🎈 ${process.pid}-${Date.now()}`;
const file = `${folder}/eine Datei #2.txt`;
seen.text = 'vom Inspector: äöü 🎈';
const { calls } = seen;
calls.create_folder = await call('create_folder', { path: folder });
calls.upload = await call('upload_file', { path: file, content: seen.text });
calls.read = await call('get_file_content', { [argument]: file });
calls.missing_file = await call('get_file_content',
  { [argument]: `${folder}/none` });
calls.unknown_tool = await call('no_such_tool_by_any_name');
calls.delete = await call('delete_file', { path: folder });
if (process.env.MCP_REFUSALS !== '0') {
  seen.wrong_password = await run(wrongHeader(), '--method', 'tools/list');
}
finish(seen);
