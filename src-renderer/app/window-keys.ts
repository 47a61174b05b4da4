/** Keys that work on every screen: Alt+1 … Alt+5 go to the screens in the order of the rail. */
import { useEffect } from 'react';
import { getState } from '../state/store.ts';
import { pages } from '../state/navigation.ts';

export function useWindowKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      const page = pages[Number(event.key) - 1];
      if (!page) return;
      event.preventDefault();
      getState().navigate({ page });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
