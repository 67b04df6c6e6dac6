import type { Instantiate } from '../bridge';

export default async (): Promise<Instantiate> => (await import('#core')).instantiate;
