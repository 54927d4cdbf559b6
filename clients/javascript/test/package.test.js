import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const description = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const entries = Object.entries(description.exports);

const hasNpm = (() => {
  try {
    execFileSync('npm', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

for (const [name, { types, default: script }] of entries) {
  test(`the entry ${name} is there with its types, and is imported where there is no document`, async () => {
    assert.equal(typeof globalThis.document, 'undefined');
    assert.ok(existsSync(new URL(types, root)), types);
    assert.ok(existsSync(new URL(script, root)), script);

    const module = await import(name === '.' ? 'jobs-client' : `jobs-client/${name.slice(2)}`);

    assert.notEqual(Object.keys(module).length, 0);
  });
}

test('what a module exports is declared, and so are all words of the elements', async () => {
  const declared = name => readFileSync(new URL(`src/${name}.d.ts`, root), 'utf8');

  const undeclared = Object.keys(await import('../src/index.js')).filter(name => !declared('index').includes(`export class ${name} `));
  const { TEXTS } = await import('../src/job-view.js');
  const undeclaredWords = Object.keys(TEXTS).filter(name => !declared('job-progress').includes(`\n  ${name}(`));

  assert.deepEqual([undeclared, undeclaredWords], [[], []]);
});

test('the package has all sources, its page, and nothing else', { skip: !hasNpm && 'npm is not installed' }, () => {
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8' }));

  const expected = ['README.md', 'package.json', ...readdirSync(new URL('src/', root)).map(name => `src/${name}`)];
  assert.deepEqual(packed.files.map(file => file.path).sort(), expected.sort());
});

test('the code for React on its page is what test/consumer compiles and runs', () => {
  const page = readFileSync(new URL('README.md', root), 'utf8');

  assert.ok(page.includes('```tsx\n' + readFileSync(new URL('test/consumer/src/upload.tsx', root), 'utf8') + '```'));
});

test('the version is that of the library', () => {
  const pom = readFileSync(new URL('pom.xml', root), 'utf8');

  assert.match(pom, new RegExp(`<version>${description.version.replaceAll('.', '\\.')}</version>`));
});
