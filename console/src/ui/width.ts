import { useEffect, useRef, useState, type RefObject } from 'react';

/** How wide an element is, in CSS pixels: what is drawn for its width keeps its letters readable at any. */
export function useWidth<E extends Element>(before: number): [RefObject<E | null>, number] {
  const place = useRef<E>(null);
  const [width, setWidth] = useState(before);
  useEffect(() => {
    const element = place.current;
    if (!element) {
      return undefined;
    }
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) {
        setWidth(Math.floor(entry.contentRect.width));
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}
