// @ts-check
// The calls below this page's own address.
import { plural } from "./text.js";

/**
 * @typedef {{ detail?: string, reason?: string, errors?: Record<string, string[]> }} Problem
 * @typedef {"active" | "deactivated" | "expired"} TokenState
 * @typedef {object} Token
 * @property {string} id
 * @property {string} name
 * @property {string} userId
 * @property {TokenState} state
 * @property {string} createdAt
 * @property {string} expiresAt
 * @property {string} hint
 * @property {string} [lastUsedAt]
 * @property {string} [lastUsedFrom]
 * @property {boolean} [isSecretKept]
 * @property {string} [secret]
 * @typedef {{ id: string, displayName: string }} User
 * @typedef {{ users: User[], after?: string, directoryProblem?: string }} UserPage
 */

const root = new URL("../../", import.meta.url);

/** By how many milliseconds the server's clock is ahead of this one. The server judges expiry, not this machine. */
let serverAhead = 0;
export const now = () => Date.now() + serverAhead;

/**
 * The meaning of a status without problem details, from a scheme, a limiter or a proxy in front of the calls.
 * @type {Record<number, string>}
 */
const unexplained = {
  403: "This page is only for Super Admins of the account, and you are signed in as another user.",
  404: "The host was updated, and this page is out of date. Reload the page.",
  429: "Too many requests were sent.",
};

export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Problem} problem
   */
  constructor(status, problem, retryAfter = 0) {
    const text = problem.detail ?? unexplained[status] ?? `The server returned status ${status}.`;
    super(retryAfter > 0 ? `${text} Wait ${plural(retryAfter, "second")}.` : text);
    this.status = status;
    this.errors = problem.errors ?? {};
    this.reason = problem.reason;
    this.isOutcomeUnknown = problem.reason === "outcomeUnknown";
    /** An API key that cannot be shown affects nothing else on the page. */
    this.isOfProtector = problem.reason === "protectionKeyLost" || problem.reason === "hostCallbackFailed";
  }
}

const unreachable = { detail: "The server cannot be reached. Check the connection and try again." };
const broken = {
  detail:
    "The connection was lost before the server responded, so the change may have been made. Check the current state before you try again.",
  reason: "outcomeUnknown",
};

/** @param {Response} response */
const isJson = (response) => /json/.test(response.headers.get("Content-Type") ?? "");

/**
 * A sign-in in front of the host redirects, or sends a page of its own. These calls never do.
 * @param {Response} response
 */
const isForeign = (response) =>
  response.type === "opaqueredirect" || (response.ok && response.status !== 204 && !isJson(response));

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 */
async function send(method, path, body, headers = {}) {
  let response, text;
  try {
    response = await fetch(new URL(path, root), {
      method,
      headers: body ? { ...headers, "Content-Type": "application/json" } : headers,
      body: body && JSON.stringify(body),
      redirect: "manual",
      cache: "no-store",
    });
    text = await response.text();
  } catch {
    throw new Refused(0, method === "GET" ? unreachable : broken);
  }
  if (isForeign(response)) throw new Refused(401, {});
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (date) serverAhead = date - Date.now();
  const json = isJson(response) && text ? JSON.parse(text) : {};
  if (!response.ok) throw new Refused(response.status, json, Number(response.headers.get("Retry-After") ?? 0));
  return json;
}

/**
 * Reads what a path returns.
 * @param {string} path
 * @returns {Promise<any>}
 */
export const read = (path) => send("GET", path);

/**
 * Sends a change, with the antiforgery token.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function command(method, path, body) {
  const { token } = await read("antiforgery");
  return send(method, path, body, { "X-CSRF-TOKEN": token });
}
