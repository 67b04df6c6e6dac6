// One contract for every host: what the engine may take for granted.

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { alipayHost, browserHost, folder, HOSTS, page, wechatHost } from './support/hosts.mjs';
import { fakeMy, fakeWx, Storage } from './support/mini.mjs';
import { nodeHost } from './support/package.mjs';
import { serve } from './support/server.mjs';

const text = (value) => new TextEncoder().encode(value);

for (const [name, open] of Object.entries(HOSTS)) {
  describe(`the ${name} host`, () => {
    it('stores bytes as they are and gives them back after a restart', async () => {
      const { host, again } = open();
      const all = Uint8Array.from({ length: 256 }, (_, at) => at);
      for (const [key, bytes] of [
        ['tuike/a', all],
        ['tuike/empty', new Uint8Array(0)],
        ['tuike/口红?', text('x')],
      ]) {
        await host.store.write(key, bytes);
        assert.deepEqual(await host.store.read(key), bytes);
        assert.deepEqual(await again().store.read(key), bytes, key);
      }
    });

    it('takes a value of a megabyte', async () => {
      const { host, again } = open();
      const large = Uint8Array.from({ length: 1_100_000 }, (_, at) => (at * 31) & 255);
      await host.store.write('tuike/large', large);
      assert.ok(Buffer.from(await again().store.read('tuike/large')).equals(large));
    });

    it('takes keys of 200 characters, and tells A from a', async () => {
      const { host } = open();
      const long = `tuike/${'K:%.'.repeat(48)}ab`;
      assert.equal(long.length, 200);
      await host.store.write(long, text('long'));
      await host.store.write('tuike/case', text('lower'));
      await host.store.write('tuike/CASE', text('upper'));
      assert.deepEqual(await host.store.read(long), text('long'));
      assert.deepEqual(await host.store.read('tuike/case'), text('lower'));
      assert.ok((await host.store.keys('tuike/K')).includes(long));
    });

    it('lists the keys that begin with a prefix, exactly', async () => {
      const { host } = open();
      for (const key of ['list/a', 'list/b', 'list/', 'lisu', 'other/list/a', 'list.a', 'list']) {
        await host.store.write(key, text(key));
      }
      assert.deepEqual((await host.store.keys('list/')).sort(), ['list/', 'list/a', 'list/b']);
      assert.deepEqual(await host.store.keys('nothing'), []);
    });

    it('removes, and is not angry when there is nothing', async () => {
      const { host } = open();
      await host.store.write('tuike/gone', text('x'));
      await host.store.remove('tuike/gone');
      await host.store.remove('tuike/gone');
      assert.equal(await host.store.read('tuike/gone'), null);
      assert.deepEqual(await host.store.keys('tuike/gone'), []);
    });

    it('ends with the last of many writes of one key', async () => {
      const { host } = open();
      await Promise.all(Array.from({ length: 20 }, (_, n) => host.store.write('tuike/race', text(`${n}`))));
      assert.deepEqual(await host.store.read('tuike/race'), text('19'));
    });

    it('does not hold on to the bytes it was given', async () => {
      const { host } = open();
      const bytes = text('before');
      const written = host.store.write('tuike/own', bytes);
      await written;
      bytes.fill(0);
      assert.deepEqual(await host.store.read('tuike/own'), text('before'));
    });

    it('sends a request whole and leaves the answer a text', async () => {
      const { host, mini, patch } = open();
      const body = '{"item":9007199254740993,"name":"口红"}';
      const answer = '{"orderId":18446744073709551615}';
      const server = await serve(() => ({ status: 201, headers: { 'x-say': 'yes' }, body: answer }));
      try {
        const headers = { 'content-type': 'application/json', 'idempotency-key': 'k1' };
        for (const method of patch ? ['POST', 'PUT', 'PATCH', 'DELETE'] : ['POST', 'PUT', 'DELETE']) {
          const sent = { method, url: `${server.base}/a%20b?q=%E5%8F%A3`, headers, body, timeout: 5_000 };
          const response = await host.http(sent);
          assert.deepEqual([response.status, response.body, response.headers['x-say']], [201, answer, 'yes']);
          const got = server.requests.at(-1);
          assert.deepEqual([got.method, got.path, got.body], [method, '/a%20b?q=%E5%8F%A3', body]);
          assert.equal(got.headers['idempotency-key'], 'k1');
        }
        await host.http({ method: 'GET', url: `${server.base}/`, headers: {}, timeout: 5_000 });
        assert.equal(server.requests.at(-1).body, '');
        if (mini) assert.equal('data' in mini.calls.at(-1), false, 'a request without a body has none');
      } finally {
        await server.close();
      }
    });

    it('gives every status as an answer', async () => {
      const { host } = open();
      const server = await serve((request) => ({ status: Number(request.path.slice(1)), body: 'why' }));
      try {
        for (const status of [200, 400, 401, 404, 409, 422, 429, 500, 503]) {
          const response = await host.http({
            method: 'GET',
            url: `${server.base}/${status}`,
            headers: {},
            timeout: 5_000,
          });
          assert.deepEqual([response.status, response.body], [status, 'why']);
        }
      } finally {
        await server.close();
      }
    });

    it('says offline where nobody answers or the connection breaks, timeout where it takes too long', async () => {
      const { host } = open();
      const server = await serve((request) => (request.path === '/drop' ? 'drop' : 'never'));
      const get = (url, timeout) => host.http({ method: 'GET', url, headers: {}, timeout });
      await assert.rejects(get(`${server.base}/drop`, 5_000), { kind: 'Offline' });
      await assert.rejects(get(`${server.base}/never`, 50), { kind: 'Timeout' });
      await server.close();
      await assert.rejects(get(`${server.base}/gone`, 5_000), { kind: 'Offline' });
    });

    it('calls a timer once, and not after it was cancelled', async () => {
      const { host } = open();
      const calls = [];
      const cancel = host.timer(0, () => calls.push('cancelled'));
      cancel();
      await new Promise((resolve) => {
        host.timer(-5, () => calls.push('called'));
        host.timer(1, resolve);
      });
      assert.deepEqual(calls, ['called']);
    });

    it('tells a whole time after 2020 and 32 bytes that are not all the same twice', async () => {
      const { host, again } = open();
      assert.ok(host.now() > 1_577_836_800_000);
      const [a, b] = [await host.seed(), await again().seed()];
      assert.equal(a.length, 32);
      if (name !== 'wechat') assert.notDeepEqual(a, b);
    });
  });
}

describe('what only one host can get wrong', () => {
  for (const [name, host, fake] of [
    ['wechat', wechatHost, fakeWx],
    ['alipay', alipayHost, fakeMy],
  ]) {
    it(`${name}: tells a full store from another refusal`, async () => {
      const store = host(fake(new Storage({ perKey: 1_000_000, total: 2_000 }))).store;
      await store.write('tuike/a', new Uint8Array(1_000));
      await assert.rejects(store.write('tuike/b', new Uint8Array(1_000)), { kind: 'QuotaExceeded' });
      assert.deepEqual(await store.read('tuike/a'), new Uint8Array(1_000));
    });

    it(`${name}: never puts more under a key than the platform takes`, async () => {
      const api = fake();
      await host(api).store.write('tuike/a', new Uint8Array(2_000_000));
      for (const [key, held] of api.storage.held) assert.ok(held.length <= api.storage.perKey, key);
      assert.ok(api.storage.held.size > 1);
    });

    it(`${name}: hears of the app and of the network, and stops hearing`, async () => {
      const api = fake();
      api.setNetworkType('none');
      const heard = [];
      const stop = host(api).lifecycle((event) => heard.push(event));
      await new Promise(setImmediate);
      api.emit('hide');
      api.emit('show');
      api.emit('network', { isConnected: true, networkType: '4g' });
      api.emit('network', { isConnected: false, networkType: 'none' });
      assert.deepEqual(heard.splice(0), ['offline', 'hide', 'show', 'online', 'offline']);
      await new Promise(setImmediate);
      assert.deepEqual(heard.splice(0), ['offline'], 'shown again it looks how the network is');
      // What was cut off in the back (WeChat: after 5 s) looked like no network.
      api.setNetworkType('wifi');
      api.emit('show');
      await new Promise(setImmediate);
      assert.deepEqual(heard.splice(0), ['show', 'online']);
      api.emit('show');
      stop();
      assert.equal(api.listening(), 0);
      await new Promise(setImmediate);
      assert.deepEqual(heard, ['show'], "an answer that comes later is nobody's");
    });

    it(`${name}: says that it knows no PATCH`, async () => {
      const sent = { method: 'PATCH', url: 'https://a.example', headers: {}, timeout: 1 };
      await assert.rejects(host(fake()).http(sent), { kind: 'Unsupported' });
    });
  }

  it('wechat: an answer that the platform parsed all the same is still an answer', async () => {
    const wx = fakeWx();
    wx.request = ({ success }) => success({ statusCode: 200, data: { a: 1 } });
    const { body } = await wechatHost(wx).http({ method: 'GET', url: 'https://a.example', headers: {}, timeout: 1 });
    assert.equal(body, '{"a":1}');
  });

  it('wechat: a domain that is not listed is a refusal, an interrupted request is not', async () => {
    const failing = (errMsg) => {
      const wx = fakeWx();
      wx.request = ({ fail }) => fail({ errMsg });
      return wechatHost(wx).http({ method: 'GET', url: 'https://a.example', headers: {}, timeout: 1 });
    };
    await assert.rejects(failing('request:fail url not in domain list'), { kind: 'Denied' });
    await assert.rejects(failing('request:fail interrupted'), { kind: 'Offline' });
  });

  it('wechat: a base library without random bytes still gives a seed', async () => {
    const wx = fakeWx();
    wx.getRandomValues = undefined;
    assert.equal((await wechatHost(wx).seed()).length, 32);
  });

  it('browser: hears of the page and of the network, and stops hearing', () => {
    const heard = [];
    const stop = browserHost().lifecycle((event) => heard.push(event));
    page.dispatchEvent(new Event('offline'));
    page.dispatchEvent(new Event('online'));
    const { document } = page;
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    page.dispatchEvent(new Event('pagehide'));
    assert.deepEqual(heard.splice(0), ['offline', 'online', 'hide', 'show', 'hide']);
    // Out of the back/forward cache, and what a frozen page is told; a page that is merely loaded is not shown anew.
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    assert.deepEqual(heard.splice(0), ['show', 'hide', 'show']);
    stop();
    page.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('freeze'));
    assert.deepEqual(heard, []);
  });

  it('node: a write that was cut short leaves nothing that counts', async () => {
    const dir = folder();
    writeFileSync(join(dir, '.1-1.tmp'), 'half');
    const { store } = nodeHost({ dir });
    assert.deepEqual(await store.keys(''), []);
    await store.write('tuike/a', text('x'));
    assert.equal(readdirSync(dir).filter((file) => file.endsWith('.tmp')).length, 1, 'no new one is left');
  });

  it('node: a folder that cannot be written says why', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    await assert.rejects(nodeHost({ dir: file }).store.write('a', text('x')), { name: 'HostError', kind: 'Other' });
  });
});
