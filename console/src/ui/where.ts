import { useEffect, useSyncExternalStore } from 'react';

/** What a page is about, for those who say where one is. */
export interface Place {
  /** Short: a certificate's common name, not its whole subject. */
  name: string;
  /** The page of the thing that this one belongs to, if it belongs to one. */
  under?: { name: string; to: string } | undefined;
}

let place: Place | undefined;
const watchers = new Set<() => void>();

function move(next: Place | undefined) {
  place = next;
  document.title = next ? `${next.name} · Crest` : 'Crest';
  watchers.forEach((watcher) => watcher());
}

/** The page hands up what it is about, as long as it is shown. */
export function useHere(name: string, under?: Place['under']) {
  const { name: above, to } = under ?? {};
  useEffect(() => {
    move({ name, under: above !== undefined && to !== undefined ? { name: above, to } : undefined });
    return () => move(undefined);
  }, [name, above, to]);
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** What the page that is shown is about; nothing while it loads. */
export function useWhere(): Place | undefined {
  return useSyncExternalStore(watch, () => place);
}
