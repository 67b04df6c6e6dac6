/** What Node's file system says, in the words of a host. */

import type { HostErrorKind } from '../api';
import { hostError, messageOf } from '../errors';

const KINDS: { [code: string]: HostErrorKind } = {
  ENOSPC: 'QuotaExceeded',
  EDQUOT: 'QuotaExceeded',
  EACCES: 'Denied',
  EPERM: 'Denied',
  EROFS: 'Denied',
};

export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

export async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw hostError(KINDS[String(codeOf(error))] || 'Other', messageOf(error));
  }
}
