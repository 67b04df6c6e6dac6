// Reading a share code: promoter and item of 64 bits, channel and day, its check verified.
//
// sqids and hashids carry numbers up to 2^53 − 1 and neither a check nor one canonical form; they
// decode two such numbers here, which is less work than ours.
import Hashids from 'hashids';
import Sqids from 'sqids';
import { load } from '../../pkg/dist/node.mjs';
import { compare, machine, table } from './harness.mjs';

await machine();
const payload = { promoter: '18446744073709551615', item: '9007199254740993', channel: 'wechat.friend', at: 1767300000000 };
const ours = async (tier) => {
  const tuike = await load({ tier });
  const token = tuike.share.encode(payload);
  return () => tuike.share.decode(token).item.length;
};
const sqids = new Sqids();
const sqid = sqids.encode([9007199254740991, 9007199254740991]);
const hashids = new Hashids('tuike');
const hashid = hashids.encode([9007199254740991, 9007199254740991]);
const figures = compare({
  'tuike (wasm)': await ours('wasm'),
  'tuike (js tier)': await ours('js'),
  'sqids 0.3': () => sqids.decode(sqid)[0],
  'hashids 2.3': () => hashids.decode(hashid)[0],
});
table('decode one code', figures, { ours: 'tuike (wasm)', unit: 'µs' });
