// SPDX-License-Identifier: Apache-2.0
//
//   node report.mjs RESULTS TSV SELECTION ...
//
// RESULTS/<selection>.<run>/server-<scenario>-<time>/checks.json is what the
// suite has written. Prints the failures and a table, writes TSV (a line for
// each scenario of each run). Exit: 1 when a check failed or was warned of, or
// when a run has passed fewer checks than there are.

import fs from 'node:fs';
import path from 'node:path';

const [results, tsv, ...selections] = process.argv.slice(2);
const kinds = { SUCCESS: 'passed', FAILURE: 'failed', WARNING: 'warnings', SKIPPED: 'skipped' };
const columns = ['scenarios', ...Object.values(kinds)];

// The checks of this version of the suite: a scenario that gave up early, or
// was not run at all, would not be missed otherwise.
const expected = {
    '2025-03-26': 3, '2025-06-18': 56, '2025-11-25': 84, '2026-07-28': 196, 'skills': 45
};

function empty() {
    return Object.fromEntries(columns.map(name => [name, 0]));
}

function* scenariosOf(run) {
    const folder = path.join(results, run);
    for (const name of fs.readdirSync(folder).sort()) {
        const file = path.join(folder, name, 'checks.json');
        if (fs.existsSync(file)) {
            const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');
            yield [scenario, JSON.parse(fs.readFileSync(file, 'utf8'))];
        }
    }
}

function runsOf(selection) {
    return fs.readdirSync(results, { withFileTypes: true })
        .filter(entry => entry.isDirectory() && entry.name.replace(/\.\d+$/, '') === selection)
        .map(entry => entry.name);
}

const lines = [['run', ...columns.with(0, 'scenario')].join('\t')];

// Adds the counts of a run to total; says what was wrong.
function countRun(run, total) {
    for (const [scenario, checks] of scenariosOf(run)) {
        const count = empty();
        for (const { status, id, errorMessage } of checks) {
            if (kinds[status]) {
                count[kinds[status]]++;
            }
            if (status === 'FAILURE' || status === 'WARNING') {
                const why = (errorMessage ?? '').split('\n')[0].slice(0, 160);
                console.log(`${run} ${scenario}: ${status.toLowerCase()} ${id}: ${why}`);
            }
        }
        count.scenarios = scenario;
        lines.push([run, ...columns.map(name => count[name])].join('\t'));
        count.scenarios = 1;
        columns.forEach(name => { total[name] += count[name]; });
    }
}

const table = [['selection', 'runs', 'checks', ...columns]];
let bad = false;

for (const selection of selections) {
    const runs = runsOf(selection);
    const total = empty();
    runs.forEach(run => countRun(run, total));
    const checks = expected[selection] * runs.length;
    bad ||= !runs.length || total.failed > 0 || total.warnings > 0 || !(total.passed >= checks);
    table.push([selection, runs.length, checks, ...columns.map(name => total[name])]);
}

// With all selections, all scenarios have run: docs/protocol.md counts on it.
if (Object.keys(expected).every(selection => selections.includes(selection))) {
    const list = new URL('scenarios.txt', import.meta.url);
    const listed = fs.readFileSync(list, 'utf8').trim().split('\n');
    const seen = new Set(lines.slice(1).map(line => line.split('\t')[1]));
    for (const name of listed.filter(name => !seen.has(name))) {
        console.log(`${name}: has not run`);
        bad = true;
    }
    for (const name of [...seen].filter(name => !listed.includes(name))) {
        console.log(`${name}: is not in t/conformance/scenarios.txt`);
        bad = true;
    }
}

fs.writeFileSync(tsv, lines.join('\n') + '\n');
console.log();
for (const row of table) {
    console.log(row.map((cell, i) => String(cell)[i ? 'padStart' : 'padEnd'](i ? 10 : 12)).join(''));
}
process.exit(bad ? 1 : 0);
