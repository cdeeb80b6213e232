// @ts-check
// The API User of a new token: a combobox whose options the server searches.
import { read } from "./calls.js";
import { $, element, input, show } from "./elements.js";
import { attempt } from "./faults.js";
import { plural } from "./text.js";

/** @typedef {import("./calls.js").User} User */

const pageSize = 20;
const field = input("userId");
const list = $("userId-options");

/** @type {User | null} */
let chosen = null;
/** @type {User[]} */
let options = [];
let marked = -1;
let search = 0;
let timer = 0;

/** Returns the id of the chosen user; empty where none is chosen. */
export const chosenUser = () => chosen?.id ?? "";

/** @param {User} user */
const textOf = ({ id, displayName }) => (displayName === id ? id : `${displayName} (${id})`);

/** Prepares the field. A single API User is chosen at once. Returns whether there is any API User. */
export async function openPicker() {
  chosen = null;
  close();
  const { users, after } = await find("");
  if (users.length === 1 && !after) choose(users[0]);
  return users.length > 0 || after !== undefined;
}

/**
 * @param {string} text
 * @returns {Promise<import("./calls.js").UserPage & { isLatest: boolean }>}
 */
async function find(text) {
  const own = ++search;
  const page = await read(`users?assignable=true&take=${pageSize}&search=${encodeURIComponent(text)}`);
  return { ...page, isLatest: own === search };
}

/** @param {User} user */
function choose(user) {
  chosen = user;
  field.value = textOf(user);
  close();
}

function close() {
  clearTimeout(timer);
  search++;
  showOptions([]);
  show("userId-status");
}

/** @param {User[]} users */
function showOptions(users) {
  options = users;
  marked = -1;
  list.replaceChildren(
    ...users.map((user, index) => {
      const id = `userId-option-${index}`;
      const option = element("li", { id, role: "option", textContent: textOf(user), onclick: () => choose(user) });
      option.setAttribute("aria-selected", String(user.id === chosen?.id));
      return option;
    }),
  );
  list.hidden = users.length === 0;
  field.setAttribute("aria-expanded", String(users.length > 0));
  field.removeAttribute("aria-activedescendant");
}

/** Searches for the typed text; for all API Users while the field shows the chosen one. */
async function open() {
  const { users, after, isLatest } = await find(chosen ? "" : field.value.trim());
  if (!isLatest || document.activeElement !== field) return;
  showOptions(users);
  const count = plural(users.length, "API User");
  show("userId-status", users.length === 0 ? "No API Users match." : after ? `The first ${count}. Type to narrow the list.` : `${count}.`);
}

const tryToOpen = () => attempt(open, (problem) => show("userId-problem", problem.message));

/** @param {number} to */
function mark(to) {
  if (options.length === 0) return;
  list.children[marked]?.classList.remove("marked");
  marked = (to + options.length) % options.length;
  const option = list.children[marked];
  option.classList.add("marked");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

field.oninput = () => {
  chosen = null;
  clearTimeout(timer);
  timer = setTimeout(tryToOpen, 200);
};

field.onclick = () => options.length === 0 && tryToOpen();

// A text that names one of the options chooses it.
field.onblur = () => {
  const typed = field.value.trim();
  const match = options.find((user) => [user.id, user.displayName, textOf(user)].includes(typed));
  if (match && !chosen) choose(match);
  else close();
};

list.onmousedown = (/** @type {MouseEvent} */ event) => event.preventDefault(); // The focus stays in the field.

field.onkeydown = async (/** @type {KeyboardEvent} */ event) => {
  const isOpen = options.length > 0;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!isOpen) await tryToOpen();
    mark(event.key === "ArrowDown" ? marked + 1 : Math.max(marked, 0) - 1);
  } else if (event.key === "Enter" && marked >= 0) {
    event.preventDefault();
    choose(options[marked]);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault(); // The dialog stays open.
    close();
  }
};
