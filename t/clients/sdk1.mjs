// SPDX-License-Identifier: Apache-2.0
// The TypeScript SDK 1.x client: the legacy era, up to 2025-11-25.

import { endpoint, exercise, finish, load, noting, refused, rightHeader,
  wrongHeader } from './lib.mjs';

const { Client } = await load('sdk1/dist/esm/client/index.js');
const { StreamableHTTPClientTransport } =
  await load('sdk1/dist/esm/client/streamableHttp.js');

const seen = { client: 'sdk1', http: [], transport_errors: [] };

function open(authorization, http) {
  return async () => {
    const headers = authorization ? { Authorization: authorization } : {};
    const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
      requestInit: { headers },
      fetch: noting(http),
    });
    const client = new Client({ name: 'mod-mcp-test-sdk1', version: '1.0.0' });
    client.onerror = (error) => seen.transport_errors.push(String(error));
    await client.connect(transport);
    if (http === seen.http) {
      seen.protocolVersion = transport.protocolVersion;
      seen.session = transport.sessionId !== undefined;
    }
    return client;
  };
}

await exercise(seen, open(rightHeader(), seen.http));
const errors = seen.transport_errors.length;
if (process.env.MCP_REFUSALS !== '0') {
  seen.wrong_password = await refused(open(wrongHeader(), []));
}
seen.no_header = await refused(open(null, []));
seen.transport_errors.length = errors; // those of the refusals are expected
finish(seen);
