// SPDX-License-Identifier: Apache-2.0
// Clients that are connected, with somebody behind them who answers what they
// are asked. Which: sdk1, the revisions up to 2025-11-25; legacy, auto or pin,
// the SDK 2.x and how it finds its revision; remote, mcp-remote between an SDK
// 1.x client and the server.

import { endpoint, load, noting, rightHeader } from './lib.mjs';
import { bridge } from './remote.mjs';

const ALL = { elicitation: {}, sampling: {}, roots: {} };

const methods = {
  'elicitation/create': 'ElicitRequestSchema',
  'sampling/createMessage': 'CreateMessageRequestSchema',
  'roots/list': 'ListRootsRequestSchema',
  'notifications/message': 'LoggingMessageNotificationSchema',
  'notifications/resources/updated': 'ResourceUpdatedNotificationSchema',
  'notifications/resources/list_changed':
    'ResourceListChangedNotificationSchema',
  'notifications/tools/list_changed': 'ToolListChangedNotificationSchema',
  'notifications/prompts/list_changed': 'PromptListChangedNotificationSchema',
};

async function makeSdk1(info, options) {
  const { Client } = await load('sdk1/dist/esm/client/index.js');
  const types = await load('sdk1/dist/esm/types.js');
  const client = new Client(info, options);
  const on = (method, handler) => {
    const schema = types[methods[method]];
    if (method.startsWith('notifications/')) {
      client.setNotificationHandler(schema, handler);
    } else {
      client.setRequestHandler(schema, handler);
    }
  };
  return { client, on };
}

async function makeSdk2(era, info, options) {
  const { Client } = await load('sdk2/dist/index.mjs');
  const mode = era === 'pin' ? { pin: '2026-07-28' } : era;
  const client = new Client(info,
    { ...options, versionNegotiation: { mode } });
  const on = (method, handler) => {
    if (method.startsWith('notifications/')) {
      client.setNotificationHandler(method, handler);
    } else {
      client.setRequestHandler(method, handler);
    }
  };
  return { client, on };
}

async function makeTransport(which, url, fetch, authorization) {
  if (which === 'remote') return bridge(url, []);
  const module = which === 'sdk1' ? 'sdk1/dist/esm/client/streamableHttp.js'
    : 'sdk2/dist/index.mjs';
  const { StreamableHTTPClientTransport } = await load(module);
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch,
    requestInit: authorization
      ? { headers: { Authorization: authorization } } : {},
    reconnectionOptions: { initialReconnectionDelay: 100,
      maxReconnectionDelay: 500, reconnectionDelayGrowFactor: 1.5,
      maxRetries: 5 },
  });
}

// How: capabilities (all that can be asked), path (the endpoint's), authorized
// (not through mcp-remote), fetch (around the one that notes), http (where
// that notes), options (of the SDK's Client), before(on), which is called with a function that sets a handler
// for a method, before the client connects.
export async function open(which, seen, how = {}) {
  const info = { name: `mod-mcp-test-${which}`, version: '1.0.0' };
  const options = { ...how.options, capabilities: how.capabilities ?? ALL };
  const { client, on } = which === 'sdk1' || which === 'remote'
    ? await makeSdk1(info, options) : await makeSdk2(which, info, options);
  const noted = noting(how.http ?? seen.http);
  const transport = await makeTransport(which,
    how.path ? new URL(how.path, endpoint).href : endpoint,
    how.fetch ? how.fetch(noted) : noted,
    how.authorized ? rightHeader() : undefined);
  client.onerror = (error) => seen.transport_errors.push(String(error));
  how.before?.(on);
  await client.connect(transport);
  return { client, transport, on };
}

export async function close({ client, transport }) {
  if (transport.sessionId) await transport.terminateSession();
  await client.close();
}

// Text of what fn() results in, or what went wrong.
export async function textOf(fn) {
  try {
    const result = await fn();
    const text = (result.content ?? []).map((c) => c.text).join('\n');
    return result.isError ? `error: ${text}` : text;
  } catch (error) {
    return `failed: ${error.code ?? ''} ${error.message}`;
  }
}

// callTool of both SDKs, which do not agree on the second argument.
export function call(which, client, name, args = {}, options = undefined) {
  const params = { name, arguments: args };
  return textOf(() => which === 'sdk1' || which === 'remote'
    ? client.callTool(params, undefined, options)
    : client.callTool(params, options));
}

// Until fn() is true, for a few seconds.
export async function until(fn) {
  for (let i = 0; i < 200 && !fn(); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return fn();
}
