// SPDX-License-Identifier: Apache-2.0
// What the MCP Inspector's command line can do besides files: resources,
// prompts and tasks. Argument: legacy, auto or modern.

import { finish, watch } from './lib.mjs';
import { inspector } from './cli.mjs';

const era = process.argv[2] ?? 'legacy';
const seen = { client: 'inspector-all', era };
watch(seen);

const steps = {
  resources: ['resources/list'],
  read: ['resources/read', '--uri', 'test://static-text'],
  prompts: ['prompts/list'],
  prompt: ['prompts/get', '--prompt-name', 'test_prompt_with_arguments',
    '--prompt-args', 'arg1=one', 'arg2=two'],
  task: ['tools/call', '--tool-name', 'slow_compute',
    '--tool-arg', 'seconds=0.3', 'label=x'],
  question: ['tools/call', '--tool-name', 'test_elicitation',
    '--tool-arg', 'message=Who?'],
  task_only: ['tools/call', '--tool-name', 'failing_job'],
};

// Two at a time: each is a process, and some machines are small.
const left = Object.entries(steps);
async function work() {
  for (let step = left.shift(); step; step = left.shift()) {
    const [name, [method, ...args]] = step;
    seen[name] = await inspector(era, undefined, '--method', method, ...args);
  }
}
await Promise.all([work(), work()]);
finish(seen);
