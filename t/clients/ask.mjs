// SPDX-License-Identifier: Apache-2.0
// A server that asks while it works: its user (elicitation), its model
// (sampling) and for roots; and MCPConfirm, which asks before a tool runs.
// Argument: which client (open.mjs). Before 2026-07-28 the server sends
// requests of its own, since then the client sends its call again with the
// answers; to who uses an SDK it is the same.

import { finish, watch } from './lib.mjs';
import { call, close, open, textOf } from './open.mjs';

const which = process.argv[2];
const seen = { client: `ask ${which}`, http: [], transport_errors: [],
  asked: [] };
watch(seen);

// What the user says next.
let action = 'accept';

function answerAll(on) {
  on('elicitation/create', async ({ params }) => {
    seen.asked.push(params.message);
    return action === 'accept'
      ? { action, content: { username: 'ann', email: 'ann@example.com',
        name: 'Ann', color: 'red', context: 'bees', ok: true } }
      : { action };
  });
  on('sampling/createMessage', async ({ params }) => {
    seen.asked.push(params.messages[0].content.text);
    return { role: 'assistant', model: 'test',
      content: { type: 'text', text: 'Paris' } };
  });
  on('roots/list', async () => {
    seen.asked.push('roots');
    return { roots: [{ uri: 'file:///home/ann' }] };
  });
}

const session = await open(which, seen, { before: answerAll });
const tool = (name, args) => call(which, session.client, name, args);
seen.era = session.client.getProtocolEra?.();

seen.elicitation = await tool('test_elicitation', { message: 'Who?' });
action = 'decline';
seen.declined = await tool('test_elicitation', { message: 'Who?' });
action = 'cancel';
seen.closed = await tool('test_elicitation', { message: 'Who?' });
action = 'accept';
seen.sampling = await tool('test_sampling', { prompt: 'The capital?' });
seen.roots = await tool('test_input_required_result_list_roots');
seen.asked.length = 0;
seen.three = await tool('test_input_required_result_multiple_inputs');
seen.three_asked = seen.asked.splice(0).sort();
seen.rounds = await tool('test_input_required_result_multi_round');
seen.rounds_asked = seen.asked.splice(0);
seen.state = await tool('test_input_required_result_request_state');
seen.prompt = await textOf(async () => {
  const result = await session.client.getPrompt(
    { name: 'test_input_required_result_prompt' });
  return { content: [result.messages[0].content] };
});
await close(session);

// Nobody can be asked for what the client has not declared.
const mute = await open(which, seen, { capabilities: {} });
seen.undeclared = await call(which, mute.client, 'test_sampling',
  { prompt: 'The capital?' });
seen.possible = await call(which, mute.client,
  'test_input_required_result_capabilities');
await close(mute);

const careful = await open(which, seen,
  { path: '/confirm', before: answerAll });
const greet = () => call(which, careful.client, 'greet', { name: 'Bob' });
seen.asked.length = 0;
seen.confirmed = await greet();
seen.question = seen.asked.splice(0);
action = 'decline';
seen.refused = await greet();
action = 'cancel';
seen.ignored = await greet();
await close(careful);
finish(seen);
