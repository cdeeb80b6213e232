// @ts-check
// The history, newest first, read only as far as it is shown.
import { read } from "./calls.js";
import { $, element, show } from "./elements.js";
import { attempt, once } from "./faults.js";
import { isNamed, readNames, userNode } from "./names.js";
import { localText } from "./text.js";
import { account, loadTokens } from "./tokens.js";

/**
 * @typedef {object} Entry
 * @property {string} at
 * @property {string} by
 * @property {string} change
 * @property {string} [tokenId]
 * @property {string} [tokenName]
 * @property {string} [userId]
 * @property {boolean} [isApiUser]
 * @property {boolean} [isEnabled]
 */

const pageSize = 50;
const maxPageSize = 1000;

/** @type {{ entries: Entry[], readDownTo: number, shown: number }} */
const history = { entries: [], readDownTo: 0, shown: 0 };

const details = /** @type {HTMLDetailsElement} */ ($("history"));

/** Reads the tokens again, and the history where it is shown. */
export async function refresh() {
  await loadTokens();
  if (details.open) await loadHistory();
}

async function loadHistory() {
  const after = Math.max(0, account.version - pageSize);
  const { entries } = await read(`history?after=${after}&take=${maxPageSize}`); // Also what is newer than the list of tokens.
  Object.assign(history, { entries: entries.reverse(), readDownTo: after, shown: 0 });
  await showMore();
}

/** @param {number} count */
async function readOlder(count) {
  const after = Math.max(0, history.readDownTo - count);
  const { entries } = await read(`history?after=${after}&take=${history.readDownTo - after}`);
  history.entries.push(...entries.reverse());
  history.readDownTo = after;
}

/** Returns names by id: of tokens that exist, and of deleted tokens by the entry of their creation. */
const tokenNames = () =>
  new Map([
    ...account.tokens.map(({ id, name }) => /** @type {const} */ ([id, name])),
    ...history.entries.flatMap(({ tokenId = "", tokenName }) => (tokenName ? [/** @type {const} */ ([tokenId, tokenName])] : [])),
  ]);

async function showMore() {
  const wanted = history.shown + pageSize;
  if (history.entries.length < wanted && history.readDownTo > 0) await readOlder(wanted - history.entries.length);
  let names = tokenNames();
  while (history.readDownTo > 0 && history.entries.slice(0, wanted).some(({ tokenId }) => tokenId && !names.has(tokenId))) {
    await readOlder(maxPageSize);
    names = tokenNames();
  }

  const next = history.entries.slice(history.shown, wanted);
  await readNames(next.flatMap(({ by, userId }) => (userId ? [by, userId] : [by])).filter((id) => !isNamed(id)));
  if (history.shown === 0) $("history-entries").replaceChildren();
  history.shown += next.length;
  $("history-entries").append(...next.map((entry) => itemOf(entry, names)));
  $("history-more").hidden = history.shown >= history.entries.length && history.readDownTo === 0;
  show("history-problem", history.entries.length ? "" : "Nothing has been changed yet.");
}

/**
 * @param {Entry} entry
 * @param {Map<string, string>} names
 */
function itemOf(entry, names) {
  return element(
    "li",
    {},
    element("time", { dateTime: entry.at, textContent: localText(entry.at) }),
    element("span", {}, userNode("strong", entry.by), " ", ...sentenceOf(entry, names)),
  );
}

/**
 * @param {Entry} entry
 * @param {Map<string, string>} names
 * @returns {(string | Node)[]}
 */
function sentenceOf({ change, tokenId = "", userId = "", isApiUser, isEnabled }, names) {
  const token = `auth token “${names.get(tokenId) ?? tokenId}”`;
  const user = userNode("span", userId);
  switch (change) {
    case "apiKeyCreated":
      return ["created the API key"];
    case "authTokenCreated":
      return [`created ${token} for `, user];
    case "authTokenDeactivated":
      return [`deactivated ${token}`];
    case "authTokenResumed":
      return [`resumed ${token}`];
    case "authTokenDeleted":
      return [`deleted ${token}`];
    case "authTokenRevealed":
      return [`revealed ${token}`];
    case "userAccessChanged":
      return ["set ", user, `: ${isApiUser ? "API User" : "not an API User"}, ${isEnabled ? "enabled" : "disabled"}`];
    case "userRemoved":
      return ["removed ", user, ", whose tokens were deactivated"];
    default:
      return [change];
  }
}

const showProblem = (/** @type {Error} */ problem) => show("history-problem", problem.message);
$("history-more").onclick = once(() => attempt(showMore, showProblem));
details.ontoggle = () => details.open && attempt(loadHistory, showProblem);
