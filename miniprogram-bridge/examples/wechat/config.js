// Where the demo backend is (`cargo xtask demo` says), and which tier of the core to load:
// 'auto' takes WebAssembly where the phone has it.

module.exports = { base: 'http://127.0.0.1:8787', tier: 'auto' };
