/** What every entry gives beside its `load`. */

export type * from './api';
export { hostError, isTuikeError } from './errors';
