// @ts-check
// The table of auth tokens.
import { now, read } from "./calls.js";
import { $, element, input, say, show } from "./elements.js";
import { namesEvent, readNames, userName, userNode } from "./names.js";
import { localText, plural, timeLeft, utcText, zone } from "./text.js";

/** @typedef {import("./calls.js").Token} Token */

const states = { active: "Active", deactivated: "Deactivated", expired: "Expired" };

/** @type {{ version: number, limit: number, tokens: Token[] }} */
export const account = { version: 0, limit: 100, tokens: [] };

/** @type {(gear: HTMLElement, token: Token) => void} */
let openActions = () => {};

/**
 * Sets what the gear of a token opens.
 * @param {typeof openActions} open
 */
export function onGear(open) {
  openActions = open;
}

export async function loadTokens() {
  const list = await read("tokens");
  await readNames(list.tokens.map((/** @type {Token} */ token) => token.userId));
  Object.assign(account, { version: list.version, limit: list.limit, tokens: list.tokens });
  showTokens();
}

function showTokens() {
  $("menu").hidePopover(); // It belongs to a row that is about to be replaced.
  const { tokens, limit } = account;
  const freeable = tokens.filter((token) => token.state !== "active").length;
  const free = freeable ? `; ${plural(freeable, "place")} can be freed by deleting expired and deactivated tokens.` : ".";
  $("usage").textContent = `${tokens.length} of ${limit} places used${free}`;
  Object.assign($("places"), { max: limit, value: tokens.length, high: limit * 0.9, optimum: 0 });
  input("create").disabled = false;
  $("filter").hidden = tokens.length === 0;

  const shown = tokens.filter(isWanted);
  const table = /** @type {HTMLTableElement} */ ($("tokens"));
  table.hidden = shown.length === 0;
  table.tBodies[0].replaceChildren(...shown.map(rowOf));
  show("no-tokens", shown.length ? "" : tokens.length ? "No auth tokens match your search." : "There are no auth tokens yet.");
  return shown.length;
}

/** @param {Token} token */
function isWanted(token) {
  const wanted = input("search").value.trim().toLocaleLowerCase();
  const state = input("state").value;
  return (
    (!state || token.state === state) &&
    [token.name, token.userId, userName(token.userId), token.hint].some((text) => text.toLocaleLowerCase().includes(wanted))
  );
}

/** @param {Token} token */
function rowOf(token) {
  /** @param {string} title @param {(string | Node)[]} content */
  const cell = (title, ...content) => element("td", { role: "cell", data: { title } }, ...content);
  const gear = element(
    "button",
    {
      type: "button",
      className: "gear",
      label: `Actions for ${token.name}`,
      data: { token: token.id },
      onclick: () => openActions(gear, token),
    },
    /** @type {HTMLTemplateElement} */ ($("gear")).content.cloneNode(true),
  );
  gear.setAttribute("aria-haspopup", "menu");
  const left = timeLeft(Date.parse(token.expiresAt), now());
  return element(
    "tr",
    { role: "row", className: token.state },
    element("th", { role: "rowheader", scope: "row" }, token.name, hint(`ends with ${token.hint}`)),
    cell("User", userNode("span", token.userId)),
    cell("State", element("span", { className: `state ${token.state}`, textContent: states[token.state] })),
    cell("Last used", ...lastUse(token)),
    cell("Created", time(token.createdAt, localText)),
    cell("Expires", time(token.expiresAt, utcText), hint(`${left}: ${localText(token.expiresAt)} (${zone})`)),
    element("td", { role: "cell", className: "actions" }, gear),
  );
}

/** @param {string} text */
const hint = (text) => element("span", { className: "hint", textContent: text });

/** @param {string} instant @param {(instant: string) => string} textOf */
const time = (instant, textOf) => element("time", { dateTime: instant, textContent: textOf(instant) });

/** @param {Token} token */
function lastUse({ lastUsedAt, lastUsedFrom }) {
  if (!lastUsedAt) return ["Not seen yet"];
  return lastUsedFrom ? [time(lastUsedAt, localText), hint(`from ${lastUsedFrom}`)] : [time(lastUsedAt, localText)];
}

/**
 * Moves the focus to a token's gear. After a change its row was replaced, or is gone: then to the title of the table.
 * @param {string} id
 */
export function focusToken(id) {
  const gear = /** @type {HTMLElement | null} */ (document.querySelector(`.gear[data-token="${CSS.escape(id)}"]`));
  (gear ?? $("tokens-title")).focus();
}

document.addEventListener(namesEvent, () => {
  if (input("search").value) showTokens();
});
$("filter").onsubmit = (event) => event.preventDefault();
$("filter").oninput = () => say(`${plural(showTokens(), "token")} shown.`);
