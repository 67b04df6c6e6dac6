import type { Instantiate } from '../bridge';

// A mini-program's `require` takes a literal and runs the file on its first call.
declare function require(path: '#core'): { instantiate: Instantiate };

export default (): Instantiate => require('#core').instantiate;
