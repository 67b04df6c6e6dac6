// Written out, because this is the form that Vite and webpack look for.
export default (): URL | undefined => new URL('./core.wasm', import.meta.url);
