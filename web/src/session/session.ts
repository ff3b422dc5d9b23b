import { useQuery } from "@tanstack/react-query";
import { client, keepCsrf, ProblemError } from "../api/client";
import { queries } from "../api/queries";

/** Roles and rights of the house, as codes. */
export type Role =
  | "query"
  | "analyse"
  | "approve"
  | "system_admin"
  | "security_admin"
  | "audit_admin";
export type Right = "read" | "analyse" | "approve" | "system" | "security" | "audit";

/** Who is signed in, with what rights and where. */
export interface Session {
  account: string;
  display: string;
  roles: Role[];
  rights: Right[];
  authority: { code: string; name: string | null } | null;
  whole_area: boolean;
  must_change_password: boolean;
  second_factor: boolean;
  csrf: string;
  idle_minutes: number;
  expires_in_minutes: number;
}

const KEY = ["session"] as const;
const URL = "/api/v1/session";

function keep(session: Session | null): Session | null {
  keepCsrf(session?.csrf ?? null);
  return session;
}

/** The session of this browser; null if nobody is signed in. */
export async function readSession(signal?: AbortSignal): Promise<Session | null> {
  try {
    const { data } = await client.get<Session, unknown, true>({
      url: URL,
      throwOnError: true,
      signal,
    });
    return keep(data as Session);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return keep(null);
    throw error;
  }
}

/** Sign in; the code is needed for accounts with a one-time code. */
export async function signIn(account: string, password: string, code?: string): Promise<Session> {
  const body = code ? { account, password, code } : { account, password };
  const { data } = await client.post<Session, unknown, true>({
    url: URL,
    body,
    headers: { "Content-Type": "application/json" },
    throwOnError: true,
  });
  queries.clear();
  queries.setQueryData(KEY, keep(data as Session));
  return data as Session;
}

/** Change the own password; the session goes on with a new cookie. */
export async function changePassword(
  password: string,
  newPassword: string,
  code?: string,
): Promise<void> {
  const body = { password, new_password: newPassword, ...(code ? { code } : {}) };
  const { data } = await client.post<Session, unknown, true>({
    url: `${URL}/password`,
    body,
    headers: { "Content-Type": "application/json" },
    throwOnError: true,
  });
  queries.setQueryData(KEY, keep(data as Session));
}

/** Secret of a second factor, in force once a code of it is confirmed. */
export async function startTotp(password: string): Promise<{ secret: string; address: string }> {
  const { data } = await client.post<{ secret: string; address: string }, unknown, true>({
    url: `${URL}/totp`,
    body: { password },
    headers: { "Content-Type": "application/json" },
    throwOnError: true,
  });
  return data as { secret: string; address: string };
}

/** Confirm a second factor; from then on sign-in asks for a code. */
export async function confirmTotp(code: string): Promise<void> {
  const { data } = await client.post<Session, unknown, true>({
    url: `${URL}/totp/confirm`,
    body: { code },
    headers: { "Content-Type": "application/json" },
    throwOnError: true,
  });
  queries.setQueryData(KEY, keep(data as Session));
}

/** Sign out and forget what was read. */
export async function signOut(): Promise<void> {
  try {
    await client.delete({ url: URL, throwOnError: true });
  } finally {
    forgetSession();
  }
}

/** Forget the session, as when the service says it is over. */
export function forgetSession(): void {
  keepCsrf(null);
  queries.clear();
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
