/**
 * First file of the window: hands the page's nonce to the library that injects a style, mounts the app.
 * No StrictMode: its second mount would take every tile's canvas twice, and a canvas can be handed over once.
 */
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { boot } from './app/boot.ts';
import { ErrorBoundary } from './app/error-boundary.tsx';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/picture.css';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
// radix locks scrolling with a <style>; this global is where its helper looks for the nonce of the page.
if (nonce) (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <ErrorBoundary where="window">
      <App />
    </ErrorBoundary>,
  );
  boot();
}
