// Loading: which tier, from where, once.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import vm from 'node:vm';

import { freshEntry, isTuikeError, PKG } from './support/package.mjs';

const bytes = readFileSync(`${PKG}dist/core.wasm`);

/** A CommonJS bundle in a world of its own, with nothing but what is given. */
function inWorld(file, globals = {}) {
  const dir = file.slice(0, file.lastIndexOf('/') + 1);
  const world = vm.createContext({ setTimeout, clearTimeout, ...globals });
  // Node gives every context the whole of JavaScript; a mini-program's has less.
  vm.runInContext(
    'for (const name of ["WebAssembly", "BigInt", "FinalizationRegistry", "WeakRef"]) delete globalThis[name];',
    world,
  );
  const required = [];
  const load = (path) => {
    required.push(path.slice(PKG.length));
    const module = { exports: {} };
    const run = vm.runInContext(`(function (module, exports, require) {${readFileSync(path, 'utf8')}\n})`, world, {
      filename: path,
    });
    run(module, module.exports, (name) => load(dir + name.replace('./', '')));
    return module.exports;
  };
  return { entry: load(file), required };
}

const MINI = `${PKG}miniprogram_dist/index.js`;

/** What WXWebAssembly does: a path in the code package, nothing else; it resolves to this or that. */
function wxWebAssembly(resolves) {
  const paths = [];
  return {
    paths,
    api: {
      instantiate: async (path, imports) => {
        paths.push(path);
        if (typeof path !== 'string') throw new TypeError('a path, please');
        const { instance, module } = await WebAssembly.instantiate(bytes, imports);
        return resolves === 'instance' ? instance : { instance, module };
      },
    },
  };
}

describe('in Node', () => {
  it('gives concurrent and later calls the same instance', async () => {
    const { load } = freshEntry('node');
    const [a, b] = await Promise.all([load(), load()]);
    assert.equal(a, b);
    assert.equal(await load({ tier: 'auto' }), a);
    assert.equal(a.tier, 'wasm');
    assert.deepEqual(a.notices, []);
  });

  it('takes the module as bytes, as a view, as a compiled module, as a path and as a URL', async () => {
    const { load } = freshEntry('node');
    const { pathToFileURL } = await import('node:url');
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const path = `${PKG}dist/core.wasm`;
    for (const wasm of [
      bytes,
      copy,
      new WebAssembly.Module(bytes),
      path,
      pathToFileURL(path),
      pathToFileURL(path).href,
    ]) {
      assert.equal((await load({ wasm, tier: 'wasm' })).tier, 'wasm');
    }
  });

  it('falls back with a notice where the module is none, and says so where it was told to be wasm', async () => {
    const { load } = freshEntry('node');
    for (const wasm of [Uint8Array.of(1, 2, 3), bytes.subarray(0, 1_000), '/nowhere/core.wasm', 'data:nonsense', {}]) {
      const tuike = await load({ wasm });
      assert.equal(tuike.tier, 'js');
      assert.equal(tuike.notices.length, 1);
      assert.match(tuike.notices[0], /^the wasm module could not be loaded: .+; the JavaScript tier runs instead$/);
      await assert.rejects(
        load({ wasm, tier: 'wasm' }),
        (error) => isTuikeError(error) && error.code === 'load/failed',
      );
    }
  });

  it('forgets a load that failed', async () => {
    const { load } = freshEntry('node');
    const wasm = {
      get href() {
        return this.good ? `${PKG}dist/core.wasm` : '/nowhere';
      },
      good: false,
    };
    await assert.rejects(load({ wasm, tier: 'wasm' }));
    wasm.good = true;
    assert.equal((await load({ wasm, tier: 'wasm' })).tier, 'wasm');
  });

  it('refuses a core.wasm of another version', async () => {
    const { load } = freshEntry('node');
    const other = Buffer.from(bytes);
    const { version } = JSON.parse(readFileSync(`${PKG}package.json`, 'utf8'));
    let at = other.indexOf(version);
    assert.ok(at > 0);
    // What tells it, and what OTLP events say they were made with.
    for (; at > 0; at = other.indexOf(version, at + 1)) other.write('9.9.9', at);
    const tuike = await load({ wasm: other });
    assert.equal(tuike.tier, 'js');
    assert.match(tuike.notices[0], /core\.wasm is of version 9\.9\.9, the package of 0\.1\.0/);
  });

  it('keeps two loaded copies and both tiers apart', async () => {
    const copies = [];
    for (const _ of [1, 2]) {
      const { load } = freshEntry('node');
      copies.push(await load({ tier: 'wasm' }), await load({ tier: 'js' }));
    }
    assert.equal(new Set(copies).size, 4);
    const lists = copies.map((tuike, at) => tuike.list({ count: 10, estimate: 10 * (at + 1) }));
    const tokens = copies.map((tuike, at) =>
      tuike.share.encode({ promoter: `p${at}`, item: '1', channel: 'web', at: 1767225600000 }),
    );
    assert.deepEqual(
      lists.map((list) => list.total),
      [100, 200, 300, 400],
    );
    lists[0].free();
    assert.deepEqual(
      lists.slice(1).map((list) => list.total),
      [200, 300, 400],
    );
    for (const [at, tuike] of copies.entries()) assert.equal(tuike.share.decode(tokens[at]).promoter, `p${at}`);
  });

  it('does the same from CommonJS and from ES modules', async () => {
    for (const name of ['index', 'js', 'web', 'node']) {
      const esm = await import(`${PKG}dist/${name}.mjs`);
      assert.deepEqual(Object.keys(esm).sort(), Object.keys(freshEntry(name)).sort(), name);
      const tuike = await esm.load(name === 'web' || name === 'index' ? { wasm: bytes } : {});
      assert.equal(tuike.tier, name === 'js' ? 'js' : 'wasm', name);
    }
  });

  it('has no wasm in the JavaScript entry', async () => {
    const { load } = freshEntry('js');
    assert.equal((await load()).tier, 'js');
    await assert.rejects(load({ tier: 'wasm' }), { code: 'load/failed' });
  });
});

describe('on the web', () => {
  it('fetches the module, whatever type the server says it is', async () => {
    const { serve } = await import('./support/server.mjs');
    const types = ['application/wasm', 'application/octet-stream'];
    const server = await serve((_, n) => ({ headers: { 'content-type': types[n] }, body: bytes }));
    try {
      for (const type of types) {
        const { load } = freshEntry('web');
        assert.equal((await load({ wasm: `${server.base}/core.wasm`, tier: 'wasm' })).tier, 'wasm', type);
      }
    } finally {
      await server.close();
    }
  });

  it('falls back where the server answers a page instead', async () => {
    const { serve } = await import('./support/server.mjs');
    const server = await serve((_, n) => (n === 0 ? { status: 404, body: 'no' } : { body: '<!doctype html>' }));
    try {
      const { load } = freshEntry('web');
      for (const path of ['/a.wasm', '/b.wasm']) {
        const tuike = await load({ wasm: new URL(server.base + path) });
        assert.equal(tuike.tier, 'js');
        assert.equal(tuike.notices.length, 1);
      }
    } finally {
      await server.close();
    }
  });
});

describe('in a mini-program', () => {
  for (const resolves of ['instance', 'instance and module']) {
    it(`takes what resolves to ${resolves}, and does not touch the JavaScript tier`, async () => {
      const { api, paths } = wxWebAssembly(resolves);
      const { entry, required } = inWorld(MINI, { WXWebAssembly: api });
      const tuike = await entry.load();
      assert.equal(tuike.tier, 'wasm');
      assert.deepEqual(paths, ['/miniprogram_npm/tuike-core/core.wasm.br']);
      assert.deepEqual(required, ['miniprogram_dist/index.js']);
      assert.equal(
        tuike.share.decode(tuike.share.encode({ promoter: '推客', item: '🍊', channel: 'web', at: 1767225600000 }))
          .promoter,
        '推客',
      );
    });
  }

  it('takes another path in the code package, and nothing but a path', async () => {
    const { api, paths } = wxWebAssembly('instance');
    const { entry } = inWorld(MINI, { WXWebAssembly: api });
    assert.equal((await entry.load({ wasm: '/assets/core.wasm' })).tier, 'wasm');
    assert.deepEqual(paths, ['/assets/core.wasm']);
    await assert.rejects(entry.load({ wasm: bytes, tier: 'wasm' }), { code: 'load/failed' });
  });

  it('requires the JavaScript tier when the module is refused', async () => {
    const WXWebAssembly = { instantiate: () => Promise.reject(new Error('CompileError')) };
    const { entry, required } = inWorld(MINI, { WXWebAssembly });
    const tuike = await entry.load();
    assert.equal(tuike.tier, 'js');
    assert.match(tuike.notices[0], /CompileError/);
    assert.deepEqual(required, ['miniprogram_dist/index.js', 'miniprogram_dist/core.js']);
  });

  it('takes the JavaScript tier from where the app keeps it, and only when it is needed', async () => {
    const { api } = wxWebAssembly('instance');
    let asked = 0;
    const js = async () => {
      asked += 1;
      return createRequire(import.meta.url)(`${PKG}dist/core.js`);
    };
    assert.equal((await inWorld(MINI, { WXWebAssembly: api }).entry.load({ js })).tier, 'wasm');
    assert.equal(asked, 0);
    const { entry, required } = inWorld(MINI, {});
    assert.equal((await entry.load({ js })).tier, 'js');
    assert.equal(asked, 1);
    assert.deepEqual(required, ['miniprogram_dist/index.js'], 'the one beside the package may be left out');
  });

  it('runs where there is no wasm, no TextDecoder, no URL, no BigInt', async () => {
    for (const file of [MINI, `${PKG}miniprogram_dist/js.js`]) {
      const { entry } = inWorld(file);
      const tuike = await entry.load();
      assert.equal(tuike.tier, 'js');
      const preview = tuike.commission
        .compile({ version: 1, currency: 'CNY', rules: [{ id: '口红', levels: [{ kind: 'rate', rate: '0.10' }] }] })
        .preview({ at: 0, lines: [{ sku: 'a', paid: '123.45' }], chain: [{ promoter: '推' }] });
      // 12.345, half-up.
      assert.deepEqual([preview.total, preview.lines[0].rule], ['12.35', '口红']);
    }
  });

  it('takes the same from Douyin', async () => {
    const { api } = wxWebAssembly('instance');
    const { entry } = inWorld(MINI, { TTWebAssembly: api });
    assert.equal((await entry.load()).tier, 'wasm');
  });
});
