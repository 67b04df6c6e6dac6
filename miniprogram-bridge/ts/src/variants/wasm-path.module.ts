export default (): string => new URL('./core.wasm', import.meta.url).href;
