// Manage Users (R4, R9, R20): a search, two switches for each user, and before each is set what it will do.

const $ = (id) => document.getElementById(id);
const calls = "account/api-access/";

class SignedOut extends Error {}

async function fetchJson(address, options = {}) {
  // A redirect is not followed: it leads to a sign-in.
  const response = await fetch(address, { ...options, redirect: "manual", cache: "no-store" }).catch(() => null);
  if (response === null) throw new Error("The host cannot be reached. Check the connection and try again.");
  if (response.type === "opaqueredirect" || response.status === 401) throw new SignedOut("You are signed out. What you see may be out of date. ");
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail ?? `The host returned status ${response.status}. Try again.`);
  return body;
}

const call = (path, method = "GET", body = undefined, headers = {}) =>
  fetchJson(calls + path, {
    method,
    headers: { ...headers, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });

const tokens = (count) => `${count} active auth token${count === 1 ? "" : "s"}`;
const consequences = {
  isApiUser: (on, count) =>
    on
      ? "The user is signed out and can no longer sign in, on web or mobile. Auth tokens can be assigned to the user."
      : `${tokens(count)} of this user stop${count === 1 ? "s" : ""} at once. The user can sign in again.`,
  isEnabled: (on, count) =>
    on
      ? "The user's auth tokens that are neither deactivated nor expired work again."
      : `${tokens(count)} of this user stop${count === 1 ? "s" : ""} at once, and the user cannot sign in.`,
};
const questions = {
  isApiUser: (on, name) => (on ? `Make ${name} an API User?` : `Remove ${name} as an API User?`),
  isEnabled: (on, name) => (on ? `Enable ${name}?` : `Disable ${name}?`),
};

/** Ids in parts that fit into an address. */
const parts = (ids) => Array.from({ length: Math.ceil(ids.length / 5) }, (_, part) => ids.slice(part * 5, part * 5 + 5).map((id) => `id=${encodeURIComponent(id)}`).join("&"));

/** How the users sign in to the host. API Users are exempt (R5 to R7). */
const signInOfUsers = async (ids) => Object.assign({}, ...(await Promise.all(parts(ids).map((part) => fetchJson(`users/sign-in?${part}`)))));

function signInText({ by, passwordExpiresOn }) {
  const ways = { none: "Cannot sign in", password: "Signs in by password", singleSignOn: "Signs in by single sign-on" };
  return `${ways[by]}; ${passwordExpiresOn ? `the password expires on ${passwordExpiresOn}` : "the password does not expire"}.`;
}

function confirmed(title, text) {
  const dialog = $("confirm");
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  $("confirm-yes").textContent = "Save";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => (dialog.onclose = () => resolve(dialog.returnValue === "yes")));
}

function switchOf(user, field, text, active) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: user[field] });
  box.onchange = async () => {
    const on = box.checked;
    box.checked = !on; // Set only when the host has confirmed it.
    if (!(await confirmed(questions[field](on, user.displayName), consequences[field](on, active)))) return box.focus();
    await attempt(async () => {
      const { token } = await call("antiforgery");
      try {
        await call(`users/${encodeURIComponent(user.id)}`, "PUT", { [field]: on }, { "X-CSRF-TOKEN": token });
      } finally {
        // Refused or not, another Super Admin may have changed what is shown.
        await refresh();
      }
      $("status").textContent = `${user.displayName} is saved.`;
    });
    document.querySelector(`[data-user="${CSS.escape(user.id)}"] [data-field=${field}]`)?.focus();
  };
  box.dataset.field = field;
  const label = document.createElement("label");
  label.append(box, ` ${text}`);
  return label;
}

async function attempt(work) {
  $("problem").hidden = true;
  $("status").textContent = "";
  try {
    await work();
  } catch (problem) {
    $("problem").textContent = problem.message;
    if (problem instanceof SignedOut) $("problem").append(Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Sign in again" }));
    $("problem").hidden = false;
  }
}

const shown = []; // The ids of the users on the page.
let next = null; // The after of the next page.
let search = 0;

/** Shows the first page of the filtered users. The response to an older search is ignored. */
async function load() {
  const mine = ++search;
  $("search").parentElement.hidden = $("which").value === "known";
  const page = await readPage(null);
  if (mine !== search) return;
  shown.splice(0);
  $("users").replaceChildren();
  await append(page);
}

const showMore = async () => append(await readPage(next));

function readPage(after) {
  const text = $("which").value === "all" ? [["search", $("search").value]] : [];
  return call(`users?${new URLSearchParams([...text, ...(after ? [["after", after]] : [])])}`);
}

async function append({ users, after }) {
  const fresh = users.filter((user) => !shown.includes(user.id));
  const items = await itemsOf(fresh);
  shown.push(...fresh.map((user) => user.id));
  $("users").append(...items);
  next = after ?? null;
  $("more").hidden = next === null;
  $("none").hidden = shown.length > 0;
}

/** Reads the users that are shown again, and leaves them where they are. */
async function refresh() {
  const pages = await Promise.all(parts(shown).map((part) => call(`users?${part}`)));
  $("users").replaceChildren(...(await itemsOf(pages.flatMap((page) => page.users))));
}

async function itemsOf(users) {
  const [list, signIns] = await Promise.all([call("tokens"), signInOfUsers(users.map((user) => user.id))]);
  return users.map((user) => {
    const active = list.tokens.filter((token) => token.userId === user.id && token.state === "active").length;
    const item = Object.assign(document.createElement("li"), { className: "card" });
    item.dataset.user = user.id;
    const name = Object.assign(document.createElement("h2"), { textContent: user.displayName });
    const about = Object.assign(document.createElement("p"), { className: "hint", textContent: `${user.id}, ${tokens(active)}` });
    const signIn = Object.assign(document.createElement("p"), { className: "hint", textContent: signInText(signIns[user.id]) });
    const switches = Object.assign(document.createElement("div"), { className: "switches" });
    switches.append(switchOf(user, "isApiUser", "API User", active), switchOf(user, "isEnabled", "Enabled", active));
    item.append(name, about, signIn, switches);
    return item;
  });
}

let typing = 0;
$("filter").onsubmit = (event) => event.preventDefault();
$("search").oninput = () => {
  clearTimeout(typing);
  typing = setTimeout(() => attempt(load), 200);
};
$("which").onchange = () => attempt(load);
$("more").onclick = () => attempt(showMore);

await attempt(load);
