/** Value of this answer that lets styles pass the content security policy. */
export const nonce =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/**
 * Give the nonce to every style element that a script of the page makes.
 *
 * Tables, dialogs and drawers of Ant Design measure and lock scroll bars with style elements
 * of their own and hand no nonce on; scripts come from this origin only.
 */
export function prepareStyles(): void {
  const make = document.createElement.bind(document) as (
    name: string,
    options?: ElementCreationOptions,
  ) => HTMLElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const made = make(name, options);
    if (nonce && made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  }) as typeof document.createElement;
}
