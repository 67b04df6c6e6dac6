// A profile that was imported as JSON: TypeScript has widened its words and numbers, and it is a profile still.

import { type BackendProfile, load } from '../../../../pkg/dist/index';
import demo from '../../../../pkg/profiles/demo.json';
import server from '../../../../pkg/profiles/json-server.json';
import taoke from '../../../../pkg/profiles/taoke.json';
import vendure from '../../../../pkg/profiles/vendure.json';
import shop from '../../../../pkg/profiles/wechat-shop.json';

export async function everyShippedOne(): Promise<void> {
  const tuike = await load();
  await tuike.connect({ backend: demo });
  await tuike.connect({ backend: server });
  await tuike.connect({ backend: taoke });
  await tuike.connect({ backend: shop });
  await tuike.connect({ backend: { ...vendure, base: 'https://shop.example.com' } });
  tuike.backend.check(demo, '{}', { resource: 'product' });
}

export async function mistakes(own: BackendProfile): Promise<void> {
  const tuike = await load();
  await tuike.connect({ backend: own });
  // @ts-expect-error: no such field.
  await tuike.connect({ backend: { version: 1, base: 'https://a.example', bases: 1 } });
  // @ts-expect-error: no such field, further down.
  await tuike.connect({ backend: { version: 1, base: 'https://a.example', limits: { timeuot: '1s' } } });
  // @ts-expect-error: a number is no base.
  await tuike.connect({ backend: { version: 1, base: 5 } });
}
