// SPDX-License-Identifier: Apache-2.0
// mcp-remote, the bridge for hosts that only start local servers: it is
// driven over its standard input and output by the SDK 1.x client.

import { endpoint, exercise, finish, load, rightHeader } from './lib.mjs';
import { bridge } from './remote.mjs';

const { Client } = await load('sdk1/dist/esm/client/index.js');

const seen = { client: 'mcp-remote', stderr: '' };

await exercise(seen, async () => {
  const transport = await bridge(endpoint,
    ['--header', 'Authorization:${AUTH_HEADER}'], {
      authorization: rightHeader(),
      tell(text) {
        if (seen.stderr.length < 8000) seen.stderr += text;
      },
    });
  const client = new Client({ name: 'mod-mcp-test-remote', version: '1.0.0' });
  await client.connect(transport, { timeout: 30000 });
  return client;
});
finish(seen);
