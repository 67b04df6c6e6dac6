// The names that scripts/bundle.mjs resolves.

declare module '#core' {
  export const instantiate: import('../bridge').Instantiate;
}

declare module '#js-tier' {
  const tier: () => Promise<import('../bridge').Instantiate> | import('../bridge').Instantiate;
  export default tier;
}

declare module '#wasm-url' {
  const url: () => URL | undefined;
  export default url;
}

declare module '#wasm-path' {
  const path: () => string;
  export default path;
}
