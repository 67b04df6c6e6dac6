// The golden vectors, replayed through the package on both tiers. tests/tests/golden_*.rs replays the same
// files natively; none of the expectations comes from the code.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { golden, isTuikeError, memoryHost, refusalOf, TIERS } from './support/package.mjs';

const commission = golden('commission');
const share = golden('share');
const poster = golden('poster');
const list = golden('list');
const backend = golden('backend');

/** JSON has no NaN: null stands for it. */
function columns(rates) {
  if (rates === undefined) return undefined;
  const column = (list) => list && Float64Array.from(list, (rate) => (rate === null ? Number.NaN : rate));
  return { service: column(rates.service), promoter: column(rates.promoter) };
}

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`commission on the ${tier} tier`, () => {
    it('previews are as worked out by hand', () => {
      for (const { name, why, plan, order, expect } of commission.previews) {
        assert.deepEqual(tuike.commission.compile(plan).preview(order), expect, `${name}: ${why}`);
      }
    });

    it('batches are as worked out by hand', () => {
      for (const { name, why, plan, rows, query, rates, expect } of commission.many) {
        const earn = tuike.commission
          .compile(plan)
          .previewMany(Float64Array.from(rows), query, undefined, columns(rates));
        assert.deepEqual([...earn], expect, `${name}: ${why}`);
      }
      for (const { name, why, plan, products, query, expect } of commission.products) {
        assert.deepEqual(tuike.commission.compile(plan).previewProducts(products, query), expect, `${name}: ${why}`);
      }
    });

    it('refunds are as worked out by hand', () => {
      for (const { name, why, plan, order, refunds, expect } of commission.refunds) {
        const compiled = tuike.commission.compile(plan);
        let state = compiled.preview(order);
        const all = refunds.map((refund) => {
          // What an app keeps is JSON.
          const { after, ...taken } = compiled.refund(JSON.parse(JSON.stringify(state)), refund);
          state = after;
          return taken;
        });
        assert.deepEqual(all, expect, `${name}: ${why}`);
      }
    });

    it('previews are told in both languages', () => {
      for (const { name, plan, order, language, expect } of commission.explained) {
        const preview = tuike.commission.compile(plan).preview(order);
        assert.deepEqual(tuike.commission.explain(preview, language), expect, name);
      }
    });

    it('what is refused says why and where', () => {
      for (const { name, plan, order, rows, rates, products, query, code, path } of commission.refused) {
        const call = () => {
          const compiled = tuike.commission.compile(plan);
          if (order) compiled.preview(order);
          if (rows) compiled.previewMany(Float64Array.from(rows), query, undefined, columns(rates));
          if (products) compiled.previewProducts(products, query);
        };
        const error = refusalOf(call);
        assert.deepEqual([error.code, error.details.path], [code, path], name);
        assert.ok(error.message.startsWith(path), `${name}: ${error.message}`);
      }
    });
  });

  describe(`share on the ${tier} tier`, () => {
    it('every payload has the token and the scene of the reference', () => {
      for (const { payload, day, token, scene, sceneTooLongBy } of share.tokens) {
        assert.equal(tuike.share.encode(payload), token, JSON.stringify(payload));
        assert.deepEqual(tuike.share.decode(token), { ...payload, at: day, signed: false });
        if (sceneTooLongBy === undefined) assert.equal(tuike.share.scene(token), scene);
        else assert.equal(refusalOf(() => tuike.share.scene(token)).code, 'share/scene-too-long');
      }
    });

    it('every signed token and its scene are those of the reference', () => {
      for (const { payload, day, token, scene, sceneTooLongBy, keyId, key } of share.signed) {
        assert.equal(tuike.share.sign(payload, { keyId, key }), token, JSON.stringify(payload));
        assert.deepEqual(tuike.share.decode(token), { ...payload, at: day, signed: true, keyId });
        const valid = { valid: true, payload: { ...payload, at: day, signed: true, keyId } };
        assert.deepEqual(tuike.share.verify(token, [{ keyId, key }]), valid);
        if (sceneTooLongBy === undefined) {
          assert.equal(tuike.share.scene(token), scene);
          assert.deepEqual(tuike.share.verify(scene, [{ keyId, key }]), valid);
        } else assert.equal(refusalOf(() => tuike.share.scene(token)).code, 'share/scene-too-long');
      }
    });

    it('a server judges as the reference does', () => {
      for (const { text, keys, age, reason, payload } of share.verdicts) {
        const { payload: said, ...verdict } = tuike.share.verify(text, keys, age);
        assert.deepEqual(verdict, reason === null ? { valid: true } : { valid: false, reason }, text);
        if (reason !== null) assert.equal(said, undefined);
        else assert.deepEqual({ ...said, keyId: 0 }, { ...payload, signed: true, keyId: 0 });
      }
    });

    it('every short code is that of the reference', () => {
      for (const { code, token } of share.shorts) {
        assert.equal(tuike.share.short(code), token);
        const found = tuike.share.findShort({ query: { scene: tuike.share.scene(token) } });
        assert.deepEqual(found, { code, token, source: 'scene' });
        assert.equal(tuike.share.land(token), null);
      }
      for (const wrong of ['', '-1', '007', '18446744073709551616', 'x']) {
        const { code, details } = refusalOf(() => tuike.share.short(wrong));
        assert.deepEqual([code, details.path], ['input/wrong-type', 'code'], wrong);
      }
    });

    it('a key stands in no error', () => {
      const payload = share.signed[0].payload;
      for (const key of [
        { keyId: 1, key: 'hunter2' },
        { keyId: 16, key: 'hunter2hunter2hunter2' },
        { key: 'hunter2' },
        'hunter2',
        ['hunter2'],
      ]) {
        const { code, message, details } = refusalOf(() => tuike.share.sign(payload, key));
        assert.match(code, /^(share\/bad-key|input\/)/);
        assert.ok(!`${message}${JSON.stringify(details)}`.includes('hunter'), message);
      }
    });

    it('what is no token, and what cannot become one, has its code', () => {
      for (const { text, code } of share.refused)
        assert.equal(refusalOf(() => tuike.share.decode(text)).code, code, text);
      for (const { payload, code } of share.unwritable) {
        assert.equal(refusalOf(() => tuike.share.encode(payload)).code, code, JSON.stringify(payload));
      }
    });

    it('every link is that of the reference', () => {
      for (const { token, options, link, code } of share.links) {
        if (code === undefined) assert.equal(tuike.share.link(token, options), link);
        else assert.equal(refusalOf(() => tuike.share.link(token, options)).code, code, JSON.stringify(options));
      }
    });

    it('every card is what its channel wants', () => {
      for (const { product, token, channel, template, card, code, path } of share.cards) {
        const make = () =>
          template === null
            ? tuike.share.card(product, token, channel)
            : tuike.share.card(product, token, channel, template);
        if (code === undefined) assert.deepEqual(make(), card, JSON.stringify(template));
        else {
          const error = refusalOf(make);
          assert.deepEqual([error.code, error.details.path], [code, path], JSON.stringify(template));
        }
      }
    });

    it('every phrase is found again wherever it was pasted', () => {
      for (const { token, text, phrase, code, pasted } of share.phrases) {
        const make = () => (text === undefined ? tuike.share.phrase(token) : tuike.share.phrase(token, { text }));
        if (code !== undefined) assert.equal(refusalOf(make).code, code, text);
        else {
          assert.equal(make(), phrase);
          for (const clipboard of pasted) assert.equal(tuike.share.land(clipboard).token, token, clipboard);
        }
      }
    });

    it('what a promoter earns is filled in for the promoter only', () => {
      for (const { template, words, reader, text, code, path } of share.fills) {
        const fill = () => tuike.share.text(template, words, reader);
        if (code === undefined) assert.equal(fill(), text);
        else {
          const error = refusalOf(fill);
          assert.deepEqual([error.code, error.details.path], [code, path], template);
        }
      }
    });

    it('a landing never throws, whatever it is given', () => {
      const circle = {};
      circle.circle = circle;
      const trap = {
        get query() {
          throw new Error('no');
        },
      };
      for (const rubbish of [
        undefined,
        null,
        5,
        NaN,
        true,
        Symbol('s'),
        1n,
        () => {},
        [],
        circle,
        trap,
        { query: 1n },
        '\ud800',
        { query: { s: '\udfff', scene: '%' } },
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
      ]) {
        assert.equal(tuike.share.land(rubbish), null);
        assert.equal(tuike.share.findShort(rubbish), null);
      }
    });

    it('every landing is found where the reference finds it', () => {
      for (const { input, expect: said, keyId } of share.land) {
        const seal = typeof keyId === 'number' ? { signed: true, keyId } : { signed: false };
        const expect = said && { ...said, payload: { ...said.payload, ...seal } };
        assert.deepEqual(tuike.share.land(input), expect, JSON.stringify(input));
        if (typeof input !== 'string') assert.deepEqual(tuike.share.land(JSON.stringify(input)), expect);
      }
    });
  });

  describe(`posters on the ${tier} tier`, () => {
    it('every draw list is the one that was looked at', () => {
      for (const { name, template, data, expect } of poster.lists) {
        assert.deepEqual(tuike.share.poster(template, data), expect, name);
      }
    });

    it('what no poster may say is refused with its code and its place', () => {
      for (const { name, template, data, code, path } of poster.refused) {
        const error = refusalOf(() => tuike.share.poster(template, data));
        assert.deepEqual([error.code, error.details.path], [code, path], name);
      }
    });
  });

  describe(`list on the ${tier} tier`, () => {
    // NaN and its like stand as texts.
    const number = (value) =>
      typeof value === 'string' && !Number.isNaN(Number(value)) | (value === 'NaN') ? Number(value) : value;
    const given = (args) => args.map((arg) => (Array.isArray(arg) ? arg.map(number) : number(arg)));

    for (const { name, options, ops, refused } of list.scripts) {
      it(name, () => {
        if (refused !== undefined) {
          assert.equal(refusalOf(() => tuike.list(options)).code, refused);
          return;
        }
        let rows = tuike.list(options);
        let exposure = null;
        const calls = {
          total: () => rows.total,
          count: () => rows.count,
          offset: () => rows.offset,
          laneSize: () => rows.laneSize,
          positions: (start, end) => Array.from(rows.positions(start, end)),
          exposure: (ratio, dwell) => {
            exposure = rows.exposure({ ratio, dwell });
          },
          seen: (now) => exposure.seen(now),
          due: () => exposure.due,
          restored: () => {
            const restore = rows.snapshot();
            rows.free();
            rows = tuike.list({ restore });
          },
        };
        ops.forEach(({ op, args, expect }, step) => {
          const at = `step ${step}: ${op}(${JSON.stringify(args)})`;
          const call = () => (calls[op] || ((...given) => rows[op](...given)))(...given(args));
          if (expect !== null && expect.error !== undefined) assert.equal(refusalOf(call).code, expect.error, at);
          else if (expect === null) assert.ok([undefined, null].includes(call()) || op === 'setCount', at);
          else assert.deepEqual(call(), expect, at);
        });
      });
    }
  });

  describe(`backend on the ${tier} tier`, () => {
    /** A client whose server says one thing, on a clock that stands. */
    async function asked(profile, response) {
      const sent = [];
      const events = [];
      const host = memoryHost({
        now: () => 1767225600000,
        seed: async () => new Uint8Array(32).fill(7),
        timer: () => () => {},
        http: async (request) => {
          sent.push(request);
          return { headers: {}, ...response };
        },
      });
      const client = await tuike.connect({ backend: backend.profiles[profile] || profile, host });
      for (const name of ['sent', 'dead', 'unauthorized', 'outbox'])
        client.on(name, (event) => events.push({ name, ...event }));
      return { client, sent, events };
    }

    const failure = (promise) =>
      promise.then(
        (value) => assert.fail(`it was answered: ${JSON.stringify(value)}`),
        (error) => {
          assert.ok(isTuikeError(error), error.stack);
          return error;
        },
      );

    it('every query is asked and answered as written', async () => {
      for (const { name, profile, resource, params, request, response, answer } of backend.queries) {
        const { client, sent } = await asked(profile, response);
        const page = client.query(resource, params === null ? undefined : params);
        if (answer.class === 'not-modified') {
          // A client that has nothing asked for all of it: there is nothing that could still hold.
          assert.equal((await failure(page)).code, 'backend/unavailable', name);
        } else if (answer.code === undefined) {
          const { data, next, total, error } = await page;
          // Data may come beside an error that is told.
          const given = error === undefined ? { data, next, total } : { data, next, total, error: error.code };
          assert.deepEqual(given, answer, name);
        } else {
          const error = await failure(page);
          assert.equal(error.code, answer.code, name);
          if (answer.path !== undefined) assert.equal(error.details.path, answer.path, name);
        }
        if (request !== undefined) {
          const { method, url, headers, body } = sent[0];
          assert.deepEqual({ method, url, headers, body: body === undefined ? null : JSON.parse(body) }, request, name);
        }
        client.close();
      }
    });

    it('every delivery is judged as written', async () => {
      for (const { name, profile, response, answer } of backend.deliveries) {
        const { client, events } = await asked(profile, response);
        const mutation = Object.keys(backend.profiles[profile].mutations)[0];
        const { id } = await client.submit(mutation, { item: '42' });
        await client.flush();
        const outbox = client.outbox();
        const told = (kind) => events.find((event) => event.name === kind);
        switch (answer.class) {
          case 'delivered':
            assert.deepEqual([told('sent').id, told('sent').answer], [id, answer.data], name);
            break;
          case 'already':
            assert.equal(told('sent').id, id, name);
            break;
          case 'unauthorized':
            assert.ok(told('unauthorized'), name);
            assert.equal(outbox.waiting, 1, name);
            break;
          case 'retry':
            assert.deepEqual([outbox.waiting, outbox.dead.length], [1, 0], name);
            break;
          case 'dead':
            assert.deepEqual([outbox.waiting, outbox.dead[0].id, outbox.dead[0].code], [0, id, answer.code], name);
            assert.deepEqual(told('dead').letter, outbox.dead[0], name);
            break;
          default:
            assert.fail(answer.class);
        }
        client.close();
      }
    });

    it('what cannot be asked has its code and its path', async () => {
      for (const { profile, resource, params, code, path } of backend.unaskable) {
        const { client, sent } = await asked(profile, { status: 200, body: '' });
        const error = await failure(client.query(resource, params));
        assert.deepEqual([error.code, error.details.path], [code, path], JSON.stringify(params));
        assert.equal(sent.length, 0);
        client.close();
      }
    });

    it('every bad profile is refused at its path', async () => {
      for (const { profile, code, path } of backend.refused) {
        const error = await failure(tuike.connect({ backend: profile, host: memoryHost() }));
        assert.deepEqual([error.code, error.details.path], [code, path], JSON.stringify(profile));
      }
    });
  });
}
