// One jsdom for every tool of the process: each reaches for its objects as globals.

import { JSDOM } from 'jsdom';

const GLOBALS = ['document', 'Element', 'HTMLElement', 'Text', 'Node', 'DocumentFragment', 'Event', 'CustomEvent', 'MutationObserver', 'navigator'];

const { window } = new JSDOM('<!doctype html><body></body>');
globalThis.window = window;
for (const name of GLOBALS) Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });

export { window };
