import { createContext, use } from 'react';
import type { Choice } from './theme';

export const Appearance = createContext<{ choice: Choice; choose: (choice: Choice) => void }>({
  choice: 'system',
  choose: () => undefined,
});

export function useAppearance() {
  return use(Appearance);
}
