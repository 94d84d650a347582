// Validates real output of every kind against `wirecopy schema`.
//
//     node schemas.mjs WIRECOPY ROOT

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv/dist/2020.js';

const [program, root] = process.argv.slice(2).map((path) => resolve(path));
const folder = mkdtempSync(join(tmpdir(), 'wirecopy-schemas-'));
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
const failures = [];
let documents = 0;

function run(...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  // 3 says that bad input was skipped, as it should be.
  if (status !== 0 && status !== 3) throw new Error(`wirecopy ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const validators = new Map();
function validator(name) {
  if (!validators.has(name)) validators.set(name, ajv.compile(JSON.parse(run('schema', name))));
  return validators.get(name);
}

function hold(name, what, ...texts) {
  if (texts.length === 0) failures.push(`${what}: nothing to validate`);
  for (const text of texts) {
    documents += 1;
    const holds = validator(name);
    if (!holds(JSON.parse(text))) failures.push(`${what}: ${ajv.errorsText(holds.errors).slice(0, 500)}`);
  }
}

/** Whether the schema tells anything: a document without a field that it asks for. */
function refuses(name, text, field) {
  const value = JSON.parse(text);
  delete value[field];
  if (validator(name)(value)) failures.push(`${name}: takes a document without ${field}`);
}

const lines = (text) => text.split('\n').filter(Boolean);
const bad = join(folder, 'bad.jsonl');
writeFileSync(bad, '{"id": 1}\n{"id": "a", "text": "too short"}\n');
try {
  for (const [mode, flags] of [['passages', []], ['no news', ['--no-news']], ['near duplicates', ['--near-duplicates', '--threshold', '0.5']]]) {
    const scan = (...args) => run('scan', 'corpus', bad, '--quiet', ...flags, ...args);
    const document = scan('--format', 'json');
    hold('scan', `scan, ${mode}`, document);
    refuses('scan', document, 'clusters');
    const jsonl = lines(scan('--format', 'jsonl'));
    hold('scan-line', `lines, ${mode}`, ...jsonl);
    refuses('scan-line', jsonl[1], 'type');
    const out = join(folder, `out ${mode}`);
    const rejects = join(folder, 'rejects.jsonl');
    scan('--out', out, '--rejects', rejects);
    const file = (name) => readFileSync(join(out, name), 'utf8');
    for (const name of ['articles', 'pairs', 'clusters']) hold(`out-${name}`, `${name}.jsonl, ${mode}`, ...lines(file(`${name}.jsonl`)));
    if (mode === 'passages') hold('out-quotes', `quotes.jsonl, ${mode}`, ...lines(file('quotes.jsonl')));
    if (mode !== 'near duplicates') hold('out-passages', `passages.jsonl, ${mode}`, ...lines(file('passages.jsonl')));
    hold('out-run', `run.json, ${mode}`, file('run.json'));
    hold('reject', `rejects, ${mode}`, ...lines(readFileSync(rejects, 'utf8')));
  }
  const copies = join(folder, 'copies.jsonl');
  writeFileSync(copies, '{"id": "a", "text": "six words are a shingle here"}\n'.repeat(2));
  const removed = join(folder, 'removed.jsonl');
  run('dedup', copies, 'corpus', '--dry-run', '--removed', removed, '--quiet', '--threshold', '0.5');
  const gone = lines(readFileSync(removed, 'utf8'));
  hold('removed', 'removed', ...gone);
  refuses('removed', gone[0], 'kept_id');
  const audit = run('audit', 'corpus', bad, '--quiet', '--format', 'json');
  hold('audit', 'audit', audit);
  refuses('audit', audit, 'sources');
  hold('evaluate', 'evaluate', run('evaluate', '--articles', 'corpus', '--pairs', 'corpus/truth.tsv', '--closed', '--quiet', '--format', 'json'));
  const credits = join(folder, 'credits.tsv');
  const article = JSON.parse(run('scan', 'corpus', '--quiet', '--format', 'json')).articles[0].id;
  writeFileSync(credits, `id\twhole_article\tcontribution\tin_body\tphoto\tform\n${article}\tAFP\t\t\t\ttail\n`);
  hold('evaluate', 'credits', run('evaluate', '--articles', 'corpus', '--credits', credits, '--quiet', '--format', 'json'));
  hold('bench', 'bench', run('bench', 'corpus', '--runs=1', '--quiet', '--format', 'json'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
console.log(`${documents} documents, ${failures.length} failures`);
process.exit(failures.length > 0 ? 1 : 0);
