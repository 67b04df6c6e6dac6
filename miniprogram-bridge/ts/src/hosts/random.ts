/**
 * 32 random bytes: from the platform's own source where it has one.
 *
 * The core makes no keys and no secrets of them; they spread retries and make ids differ. That is why
 * `Math.random` may stand in on base libraries that have nothing else.
 */

interface RandomSource {
  getRandomValues(bytes: Uint8Array): unknown;
}

declare const crypto: RandomSource | undefined;

export function randomSeed(): Uint8Array {
  const seed = new Uint8Array(32);
  if (typeof crypto !== 'undefined' && typeof crypto.getRandomValues === 'function') {
    crypto.getRandomValues(seed);
  } else {
    for (let at = 0; at < seed.length; at++) seed[at] = Math.floor(Math.random() * 256);
  }
  return seed;
}
