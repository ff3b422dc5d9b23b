import { useQuery } from "@tanstack/react-query";
import { keepCsrf, ProblemError } from "../api/client";
import {
  changePassword as askChange,
  readSession as askSession,
  readSignInWays as askWays,
  closeSession,
  confirmSecondFactor,
  openSession,
  type Right,
  type SessionAnswer,
  startSecondFactor,
  type TotpAnswer,
} from "../api/generated";
import { readSignInWaysQueryKey } from "../api/generated/@tanstack/react-query.gen";
import { queries } from "../api/queries";

/** Who is signed in, with what rights and where. */
export type Session = SessionAnswer;

const KEY = ["session"] as const;

function keep(session: Session | null): Session | null {
  keepCsrf(session?.csrf ?? null);
  return session;
}

/** Forget what was read: another account may see less. */
function forgetReads(): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

/** The session of this browser; null if nobody is signed in. */
export async function readSession(signal?: AbortSignal): Promise<Session | null> {
  try {
    // Asked first: it is answered without an error where nobody is signed in.
    const { data: ways } = await askWays({ signal, throwOnError: true });
    queries.setQueryData(readSignInWaysQueryKey(), ways);
    if (!ways.signed_in) return keep(null);
    const { data } = await askSession({ signal, throwOnError: true });
    return keep(data);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return keep(null);
    throw error;
  }
}

/** Sign in; the code is needed for accounts with a one-time code. */
export async function signIn(account: string, password: string, code?: string): Promise<void> {
  const body = code ? { account, password, code } : { account, password };
  const { data } = await openSession({ body, throwOnError: true });
  forgetReads();
  queries.setQueryData(KEY, keep(data));
}

/** Change the own password; the session goes on with a new cookie. */
export async function changePassword(
  password: string,
  newPassword: string,
  code?: string,
): Promise<void> {
  const body = { password, new_password: newPassword, ...(code ? { code } : {}) };
  const { data } = await askChange({ body, throwOnError: true });
  queries.setQueryData(KEY, keep(data));
}

/** Secret of a second factor, in force once a code of it is confirmed. */
export async function startTotp(password: string): Promise<TotpAnswer> {
  const { data } = await startSecondFactor({ body: { password }, throwOnError: true });
  return data;
}

/** Confirm a second factor; from then on sign-in asks for a code. */
export async function confirmTotp(code: string): Promise<void> {
  const { data } = await confirmSecondFactor({ body: { code }, throwOnError: true });
  queries.setQueryData(KEY, keep(data));
}

/** Sign out and forget what was read. */
export async function signOut(): Promise<void> {
  try {
    await closeSession({ throwOnError: true });
  } finally {
    forgetSession("account");
  }
}

let endedBy: "nobody" | "account" | "service" = "nobody";

/** Whether the service ended the last session: it was idle too long, or taken away. */
export function endedByService(): boolean {
  return endedBy === "service";
}

/** Forget the session; the shell then leads to the sign-in and back. */
export function forgetSession(by: "account" | "service"): void {
  endedBy = by;
  keepCsrf(null);
  forgetReads();
  queries.setQueryData(KEY, null);
}

/** Query of the session. */
export function useSessionQuery() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => readSession(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The session of a page inside the shell, where somebody is signed in. */
export function useSession(): Session {
  const { data } = useSessionQuery();
  if (!data) throw new Error("useSession is used inside the shell only");
  return data;
}

/** Whether the signed-in account holds a right. */
export function useRight(right: Right): boolean {
  return useSession().rights.includes(right);
}
