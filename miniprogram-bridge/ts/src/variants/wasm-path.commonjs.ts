import { join } from 'node:path';

export default (): string => join(__dirname, 'core.wasm');
