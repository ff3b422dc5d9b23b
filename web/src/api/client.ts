import { client } from "./generated/client.gen";

/** What the service answered instead of what was asked (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    detail: string,
    requestId?: string,
    retryAfterS?: number,
  ) {
    super(detail);
    this.name = "ProblemError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.retryAfterS = retryAfterS;
  }
}

/** The service could not be reached at all. */
export class GoneError extends Error {
  constructor() {
    super("the service cannot be reached");
    this.name = "GoneError";
  }
}

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);
let csrf: string | null = null;

/** Value that unsafe requests carry so that another site cannot send them. */
export function keepCsrf(value: string | null): void {
  csrf = value;
}

function text(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const value = (body as Record<string, unknown>)[name];
  return typeof value === "string" ? value : undefined;
}

/** Problem of an answer: of its body, or of its status where a body has none. */
export function problemOf(body: unknown, response: Response | undefined): Error {
  if (!response)
    return body instanceof Error && body.name === "AbortError" ? body : new GoneError();
  const wait = Number(response.headers.get("retry-after"));
  return new ProblemError(
    response.status,
    text(body, "code") ?? `http_${response.status}`,
    text(body, "detail") ?? response.statusText,
    text(body, "request_id") ?? response.headers.get("x-request-id") ?? undefined,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  );
}

let prepared = false;

/** Set the client up once; every error that leaves it is a ProblemError or a GoneError. */
export function prepareClient(): void {
  if (prepared) return;
  prepared = true;
  client.setConfig({
    baseUrl: window.location.origin,
    credentials: "same-origin",
    // Bound late: tests put their own fetch in place.
    fetch: (request) => globalThis.fetch(request),
  });
  client.interceptors.request.use((request) => {
    if (csrf && UNSAFE.has(request.method)) request.headers.set("X-CSRF-Token", csrf);
    return request;
  });
  client.interceptors.error.use((error, response) => problemOf(error, response));
}

prepareClient();

export { client };
