// @ts-check
// The names of users, read by id and only for the users that the page shows.
import { read } from "./calls.js";
import { element, show } from "./elements.js";

/** The event after which names on the page may have changed. */
export const namesEvent = "api-access-names";

const maxAddressLength = 2000;

/** @type {Map<string, string>} */
const names = new Map();

/** @param {string} id */
export const userName = (id) => names.get(id) ?? id;

/** @param {string} id */
export const isNamed = (id) => names.has(id);

/**
 * Creates an element with the name of a user, which is filled in when the name is read.
 * @param {string} name
 * @param {string} id
 */
export const userNode = (name, id) => element(name, { data: { name: id }, textContent: userName(id) });

/**
 * Returns addresses that are short enough for every server, with all ids.
 * @param {string[]} ids
 */
function addressesOf(ids) {
  /** @type {string[]} */
  const addresses = [];
  for (const id of ids) {
    const part = `id=${encodeURIComponent(id)}`;
    const last = addresses.at(-1);
    if (last && last.length + part.length < maxAddressLength) addresses[addresses.length - 1] = `${last}&${part}`;
    else addresses.push(`users?${part}`);
  }
  return addresses;
}

/**
 * Reads names, and waits only briefly: while the host's user directory is slow or fails, ids are shown instead.
 * @param {string[]} ids
 */
export const readNames = (ids) =>
  Promise.race([loadNames([...new Set(ids)]), new Promise((resolve) => setTimeout(resolve, 300))]);

/** @param {string[]} ids */
async function loadNames(ids) {
  if (ids.length === 0) return;
  /** @type {import("./calls.js").UserPage[]} */
  const pages = await Promise.all(
    addressesOf(ids).map((address) => read(address).catch((problem) => ({ users: [], directoryProblem: problem.message }))),
  );
  const isMissing = pages.some((page) => page.directoryProblem);
  show(
    "users-problem",
    isMissing
      ? "The names of the users are missing, because the user directory did not respond. Auth tokens can still be deactivated and deleted."
      : null,
  );
  for (const page of pages) {
    if (!page.directoryProblem) for (const { id, displayName } of page.users) names.set(id, displayName);
  }
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-name]"))) {
    node.textContent = userName(node.dataset.name ?? "");
  }
  document.dispatchEvent(new Event(namesEvent));
}
