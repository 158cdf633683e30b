// SPDX-License-Identifier: Apache-2.0
// The TypeScript SDK 2.x client. Argument: legacy, auto or pin.

import { endpoint, exercise, finish, load, noting, refused, rightHeader,
  wrongHeader } from './lib.mjs';

const { Client, StreamableHTTPClientTransport } =
  await load('sdk2/dist/index.mjs');

const era = process.argv[2] ?? 'auto';
const mode = era === 'pin' ? { pin: '2026-07-28' } : era;
const seen = { client: 'sdk2', era, http: [], transport_errors: [] };

function open(authorization, http) {
  return async () => {
    const headers = authorization ? { Authorization: authorization } : {};
    const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
      requestInit: { headers },
      fetch: noting(http),
    });
    const client = new Client({ name: 'mod-mcp-test-sdk2', version: '1.0.0' },
      { versionNegotiation: { mode } });
    client.onerror = (error) => seen.transport_errors.push(String(error));
    await client.connect(transport);
    if (http === seen.http) {
      seen.protocolVersion = client.getNegotiatedProtocolVersion();
      seen.protocolEra = client.getProtocolEra();
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
seen.transport_errors.length = errors; // those of the refusals are expected
finish(seen);
