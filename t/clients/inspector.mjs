// SPDX-License-Identifier: Apache-2.0
// The MCP Inspector's command line with files. Argument: legacy, auto or
// modern; legacy is what it does without --protocol-era.

import { inspector } from './cli.mjs';
import { finish, rightHeader, watch, wrongHeader } from './lib.mjs';

const era = process.argv[2] ?? 'legacy';
const run = (authorization, ...args) => inspector(era, authorization, ...args);

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
