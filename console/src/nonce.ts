/** The nonce of this page, by which the server's Content-Security-Policy allows styles. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

/**
 * Gives the nonce to every style element that scripts make. The component library passes it on for its own styles, but
 * not for those that lock scrolling behind a dialog or measure a scroll bar.
 */
export function giveNonceToStyles() {
  if (!nonce) {
    return;
  }
  const create = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) {
      element.nonce = nonce;
    }
    return element;
  }) as typeof document.createElement;
}
