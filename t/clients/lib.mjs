// SPDX-License-Identifier: Apache-2.0
//
// What the scripts here share. They judge nothing: each prints one JSON
// object with what its client saw, t/7*-clients*.t decide.

import { pathToFileURL } from 'node:url';

// NODE_PATH is not consulted for import, so the installed packages are
// found through the directory install.sh filled.
export const modules = new URL('node_modules/',
  pathToFileURL(process.env.MCP_CLIENTS_DIR + '/'));
export const load = (path) => import(new URL(path, modules));

export const endpoint = process.env.MCP_ENDPOINT;
const user = process.env.MCP_USER;
const password = process.env.MCP_PASSWORD;

const basic = (u, p) =>
  'Basic ' + Buffer.from(`${u}:${p}`, 'utf8').toString('base64');
export const rightHeader = () => basic(user, password);
export const wrongHeader = () => basic(user, `not-${password}`);

// All that a child process inherits: what Node needs to trust a test's
// certificate.
export const inherited = Object.fromEntries(
  ['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED']
    .filter((name) => name in process.env)
    .map((name) => [name, process.env[name]]));

function describe(error) {
  const out = {
    class: error?.constructor?.name,
    name: error?.name,
    message: String(error?.message ?? error),
    code: error?.code,
    status: error?.status ?? error?.data?.status,
  };
  if (error?.data !== undefined) out.data = error.data;
  if (error?.cause) out.cause = describe(error.cause);
  return out;
}

// A fetch for the transports that notes each exchange as one line.
export function noting(lines) {
  return async (url, init) => {
    let what = '';
    try {
      const body = JSON.parse(init?.body ?? 'null');
      if (body) what = ` ${body.method ?? 'response'}`;
    } catch { /* not ours to judge */ }
    const line = [`${init?.method ?? 'GET'}${what}`];
    lines.push(line);
    try {
      const response = await fetch(url, init);
      line.push(String(response.status),
        response.headers.get('content-type') ?? '-');
      return response;
    } catch (error) {
      line.push(`failed: ${error?.cause?.message ?? error?.message}`);
      throw error;
    }
  };
}

async function attempt(fn) {
  const start = performance.now();
  let out;
  try {
    out = { value: await fn() };
  } catch (error) {
    out = { error: describe(error) };
  }
  out.ms = Math.round(performance.now() - start);
  return out;
}

async function listAll(client) {
  const tools = [];
  let pages = 0;
  let cursor;
  do {
    const page = await client.listTools(cursor ? { cursor } : undefined);
    tools.push(...page.tools);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor && pages < 1000);
  return { tools, pages };
}

// A server that does not answer, or something that a script does not expect:
// what was seen until then is worth telling, and the test's own limit (120 s)
// would not let us.
export function watch(seen) {
  process.on('uncaughtException', (error) =>
    finish({ ...seen, crashed: String(error?.stack ?? error) }));
  setTimeout(() => finish({ ...seen, out_of_time: true }),
    Number(process.env.MCP_CLIENT_SECONDS ?? 100) * 1000).unref();
}

// Everything a host does with one connection. open() gives a connected
// client; seen is filled step by step, so that a failure shows how far it
// came.
export async function exercise(seen, open) {
  watch(seen);
  const connected = await attempt(open);
  seen.connect = { error: connected.error, ms: connected.ms };
  if (connected.error) return;
  const client = connected.value;

  seen.serverInfo = client.getServerVersion();
  seen.capabilities = client.getServerCapabilities();
  seen.instructions = client.getInstructions();

  const listed = await attempt(() => listAll(client));
  seen.list = {
    error: listed.error,
    ms: listed.ms,
    pages: listed.value?.pages,
    names: listed.value?.tools.map((t) => t.name),
  };

  // Arguments are named as the tool's own schema says, as a model does it.
  const tool = (name) => listed.value?.tools.find((t) => t.name === name);
  const pathArgument = (name) => {
    const known = tool(name)?.inputSchema?.properties ?? {};
    return 'file_path' in known ? 'file_path' : 'path';
  };
  const call = (name, args) =>
    attempt(() => client.callTool({ name, arguments: args }));
  const onPath = (name, path, rest = {}) =>
    call(name, { [pathArgument(name)]: path, ...rest });

  // Two names that differ behind the '#' only: if anything on the way cuts
  // there, the second upload overwrites the first.
  const root = `/mcp-clients-${process.pid}-${Date.now()}`;
  const folder = `${root}/Ordner für Grüße & 100% #1 🎈`;
  const file1 = `${folder}/Übersicht + größe? #1 🧾.txt`;
  const file2 = `${folder}/Übersicht + größe? #2 🧾.txt`;
  const text1 = 'erste Zeile: "äöüß" \\ 🎈\nzweite Zeile\tTab\n';
  const text2 = 'die zweite Datei: 中文, עברית\n';
  const calls = {};
  seen.calls = calls;
  seen.texts = [text1, text2];
  calls.create_root = await onPath('create_folder', root);
  calls.create_folder = await onPath('create_folder', folder);
  calls.upload_1 = await onPath('upload_file', file1, { content: text1 });
  calls.upload_2 = await onPath('upload_file', file2, { content: text2 });
  calls.read_1 = await onPath('get_file_content', file1);
  calls.read_2 = await onPath('get_file_content', file2);

  // Five at a time over one client.
  calls.parallel = await attempt(async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, (_, i) =>
      client.callTool({
        name: 'get_file_content',
        arguments: { [pathArgument('get_file_content')]: i % 2 ? file2 : file1 },
      })));
    return answers.map((a) => (a.content ?? []).map((c) => c.text).join(''));
  });

  calls.wrong_argument = await onPath('create_folder', { not: 'a string' });
  calls.missing_argument = await call('create_folder', {});
  calls.missing_file = await onPath('get_file_content', `${root}/none.txt`);
  calls.unknown_tool = await call('no_such_tool_by_any_name', {});
  calls.delete = await onPath('delete_file', root);
  calls.after_delete = await onPath('get_file_content', file1);

  const ended = await attempt(async () => {
    const transport = client.transport;
    if (transport?.sessionId) await transport.terminateSession();
    await client.close();
  });
  seen.close = { error: ended.error, ms: ended.ms };
}

// What a client is told when the server does not like its credentials: the
// error of connect, or of the first call.
export async function refused(open) {
  const connected = await attempt(open);
  if (connected.error) {
    return { where: 'connect', error: connected.error, ms: connected.ms };
  }
  const client = connected.value;
  const listed = await attempt(() => client.listTools());
  let called;
  if (!listed.error) {
    called = await attempt(() => client.callTool({
      name: 'get_file_tree', arguments: {},
    }));
  }
  await client.close().catch(() => {});
  const step = listed.error ? listed : called;
  return {
    where: listed.error ? 'tools/list' : 'tools/call',
    error: step.error,
    value: step.value,
    ms: step.ms,
  };
}

// Writes the object and ends, whatever timers or streams are still open.
export function finish(seen) {
  process.stdout.write(JSON.stringify(seen) + '\n', () => process.exit(0));
}
