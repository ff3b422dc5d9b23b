/** What an error says, for a message beside the form that met it. */
export function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
