// Where the demo backend is (`cargo xtask demo` says).

module.exports = { base: 'http://127.0.0.1:8787' };
