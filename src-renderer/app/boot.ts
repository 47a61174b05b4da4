/** Starts the window's life outside React: the mirror of the recorder, and the address in both directions. */
import { startSync } from '../state/sync.ts';
import { getState } from '../state/store.ts';

export function boot(): void {
  addEventListener('popstate', () => getState().routeRead());
  addEventListener('hashchange', () => getState().routeRead());
  startSync();
}
