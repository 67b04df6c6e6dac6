import { instantiate } from '#core';
import type { Instantiate } from '../bridge';

export default (): Instantiate => instantiate;
