// SPDX-License-Identifier: Apache-2.0
//
//   node report.mjs RESULTS TSV SELECTION ...
//
// RESULTS/<selection>/server-<scenario>-<time>/checks.json is what the suite
// has written. Prints the failures and a table, writes TSV (a line for each
// scenario). Exit: 1 when a check failed or a selection has no results.

import fs from 'node:fs';
import path from 'node:path';

const [results, tsv, ...selections] = process.argv.slice(2);
const kinds = { SUCCESS: 'passed', FAILURE: 'failed', WARNING: 'warnings', SKIPPED: 'skipped' };
const worst = ['INFO', 'SKIPPED', 'SUCCESS', 'WARNING', 'FAILURE'];
const columns = ['scenarios', ...Object.values(kinds)];

function empty() {
    return Object.fromEntries(columns.map(name => [name, 0]));
}

// The suite counts a check that was made several times once, as its worst.
function collapse(checks) {
    const byId = new Map();
    for (const check of checks) {
        const seen = byId.get(check.id);
        if (!seen || worst.indexOf(check.status) > worst.indexOf(seen.status)) {
            byId.set(check.id, check);
        }
    }
    return [...byId.values()];
}

function* scenariosOf(selection) {
    const folder = path.join(results, selection);
    const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
    for (const name of names) {
        const file = path.join(folder, name, 'checks.json');
        if (fs.existsSync(file)) {
            const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');
            yield [scenario, collapse(JSON.parse(fs.readFileSync(file, 'utf8')))];
        }
    }
}

const lines = [['selection', ...columns.with(0, 'scenario')].join('\t')];
const table = [['selection', ...columns]];
let bad = false;

for (const selection of selections) {
    const total = empty();
    for (const [scenario, checks] of scenariosOf(selection)) {
        const count = empty();
        for (const { status, id, errorMessage } of checks) {
            if (kinds[status]) {
                count[kinds[status]]++;
            }
            if (status === 'FAILURE' || status === 'WARNING') {
                const why = (errorMessage ?? '').split('\n')[0].slice(0, 160);
                console.log(`${selection} ${scenario}: ${status.toLowerCase()} ${id}: ${why}`);
            }
        }
        count.scenarios = scenario;
        lines.push([selection, ...columns.map(name => count[name])].join('\t'));
        count.scenarios = 1;
        columns.forEach(name => { total[name] += count[name]; });
    }
    bad ||= total.failed > 0 || total.scenarios === 0;
    table.push([selection, ...columns.map(name => total[name])]);
}

fs.writeFileSync(tsv, lines.join('\n') + '\n');
console.log();
for (const row of table) {
    console.log(row.map((cell, i) => String(cell)[i ? 'padStart' : 'padEnd'](i ? 10 : 12)).join(''));
}
process.exit(bad ? 1 : 0);
