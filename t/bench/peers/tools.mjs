// SPDX-License-Identifier: Apache-2.0
// What both servers offer: the tools of BENCH_TOOLS (JSON, the array of a
// tools/list), one that answers by itself, the others with one request to
// BENCH_UPSTREAM.
import { readFileSync } from 'node:fs';

export const tools = JSON.parse(readFileSync(process.env.BENCH_TOOLS, 'utf8'));

export async function call(name, args) {
    if (name === 'bench_echo') {
        return { content: [{ type: 'text', text: args.text }] };
    }
    const url = `${process.env.BENCH_UPSTREAM}/index.php/apps/bench/item?delay=${args.delay ?? 0}`;
    const answer = await fetch(url, {
        headers: { authorization: 'Basic YWxpY2U6c2VjcmV0', 'ocs-apirequest': 'true', accept: 'application/json' },
    });
    const data = await answer.json();
    return { content: [{ type: 'text', text: JSON.stringify(data) }], structuredContent: data };
}
