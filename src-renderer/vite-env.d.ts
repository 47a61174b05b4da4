/// <reference types="vite/client" />

/** The light build ships without types of its own; it is the same class with fewer features. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
  export * from 'hls.js';
}
