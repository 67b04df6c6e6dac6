/** What every entry gives beside its `load`. */

export type * from './api';
export { draw } from './draw';
export { hostError, isTuikeError } from './errors';
