/** The crest: a shield with a breaking wave. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="var(--crest-accent)" d="M4 4h24v12.5c0 6.6-5 10.6-12 13.5C9 27 4 23 4 16.5z" />
      <path
        fill="none"
        stroke="var(--crest-panel)"
        strokeWidth="2.6"
        strokeLinecap="round"
        d="M9 18.5c2.400-5 6-7.800 9-7.800 2.200 0 3.700 1.400 3.700 3.200 0 1.600-1.200 2.700-2.6 2.700-1.200 0-2-.8-2-1.800M9 22.5c2 1 4.500 1.400 7 1.400s5-.4 7-1.400"
      />
    </svg>
  );
}
