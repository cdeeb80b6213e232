// The API Access page: a client of the calls below this page's own address. Data comes into the document as text, never as markup.

const root = new URL("../", import.meta.url);
const $ = (id) => document.getElementById(id);
const day = 24 * 60 * 60 * 1000;

const account = { apiKey: null, version: 0, limit: 100, tokens: [] };
let serverAhead = 0; // By how many milliseconds the server's clock is ahead of this one: it judges expiry, not this machine.
const now = () => Date.now() + serverAhead;

// ---- Calls

/** What a status means that comes without problem details: from a scheme, a limiter or a proxy in front of the calls. */
const unexplained = {
  403: "This page is for Super Admins of the account, and you are signed in as somebody else.",
  404: "This call is not there. The host may have been updated: reload the page.",
  429: "Too many requests were sent.",
};

class Refused extends Error {
  constructor(status, problem, retryAfter = 0) {
    super(`${problem.detail ?? unexplained[status] ?? `The server failed with status ${status}.`}${retryAfter > 0 ? ` Wait ${plural(retryAfter, "second")}.` : ""}`);
    this.status = status;
    this.errors = problem.errors ?? {};
    this.reason = problem.reason;
    this.isOutcomeUnknown = problem.reason === "outcomeUnknown";
  }
}

const isJson = (response) => /json/.test(response.headers.get("Content-Type") ?? "");

/** A sign-in in front of the host redirects, or answers with a page of its own, where these calls never do. */
const isForeign = (response) => response.type === "opaqueredirect" || (response.ok && response.status !== 204 && !isJson(response));

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
    throw new Refused(0, method === "GET"
      ? { detail: "The server cannot be reached. Check the connection and try again." }
      : { detail: "The connection broke off before the server answered, so the change may have been made. Look at the current state before you try again.", reason: "outcomeUnknown" });
  }
  if (isForeign(response)) throw new Refused(401, {});
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (date) serverAhead = date - Date.now();
  const json = isJson(response) && text ? JSON.parse(text) : {};
  if (!response.ok) throw new Refused(response.status, json, Number(response.headers.get("Retry-After") ?? 0));
  return json;
}

const read = (path) => send("GET", path);

async function command(method, path, body) {
  const { token } = await read("antiforgery");
  return send(method, path, body, { "X-CSRF-TOKEN": token });
}

// ---- What people read

const instants = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const zone = instants.resolvedOptions().timeZone;
const localText = (instant) => instants.format(new Date(instant));
const utcText = (instant) => `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
const dateText = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);
const words = { active: "Active", deactivated: "Deactivated", expired: "Expired" };
const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

function timeLeft(instant) {
  const left = Date.parse(instant) - now();
  if (left <= 0) return "Ended";
  const [amount, unit] =
    left >= 700 * day ? [left / (365.25 * day), "year"] : left >= 2 * day ? [left / day, "day"] : left >= day / 12 ? [left / (day / 24), "hour"] : [left / 60000, "minute"];
  return relative.format(Math.floor(amount), unit);
}

function element(name, properties = {}, ...children) {
  const { role, label, data, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  if (role) made.setAttribute("role", role);
  if (label) made.setAttribute("aria-label", label);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

function say(text) {
  $("status").textContent = "";
  requestAnimationFrame(() => ($("status").textContent = text));
}

function show(id, text) {
  $(id).textContent = text ?? "";
  $(id).hidden = !text;
}

// ---- Faults of the whole page: nobody is signed in, the store is gone

function showNotice(text, ...ways) {
  $("notice").replaceChildren(element("p", { textContent: text }), ...ways);
  $("notice").hidden = false;
  $("notice").scrollIntoView({ block: "nearest" });
}

const tryAgain = (text = "Try again") => element("button", { type: "button", textContent: text, onclick: load });

/** A link that reloads the page, by which the host's own scheme signs the visitor in. A link to the same address with a fragment would not. */
const signInAgain = () => element("a", { className: "button", href: location.pathname + location.search, textContent: "Sign in again" });

/** Tells of a fault of the whole page, and gives whether that is enough: a dialog hides the notice, so that it has to tell too. */
function tellOfPage(problem) {
  if (!(problem instanceof Refused)) throw problem;
  if (problem.status === 401) {
    // A secret that is shown once stays: the session that made it may just have ended.
    for (const dialog of document.querySelectorAll("dialog[open]:not(#secret-dialog)")) dialog.close();
    showNotice("You are signed out. What you see may be out of date.", signInAgain());
  } else if (problem.status === 403 && !problem.reason) {
    showNotice(problem.message);
  } else if ((problem.status === 503 && !isOfProtector(problem)) || problem.status === 0) {
    showNotice(problem.message, tryAgain(problem.isOutcomeUnknown ? "Show the current state" : "Try again"));
  } else {
    return false;
  }
  return document.querySelector("dialog[open]") === null;
}

/** A second click while the first still works does nothing. */
function once(work) {
  let isWorking = false;
  return async () => {
    if (isWorking) return;
    isWorking = true;
    try {
      await work();
    } finally {
      isWorking = false;
    }
  };
}

async function attempt(work, tell) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (!tellOfPage(problem)) tell(problem);
    return false;
  }
}

// ---- The API key

/** A key that cannot be shown concerns nothing else on the page. */
const isOfProtector = ({ reason }) => reason === "protectionKeyLost" || reason === "hostCallbackFailed";

async function loadKey() {
  show("key-problem");
  try {
    account.apiKey = await read("api-key");
  } catch (problem) {
    account.apiKey = null;
    if (problem.status === 404) return showKey();
    if (!isOfProtector(problem)) throw problem;
    show("key-problem", problem.message);
    $("key-none").hidden = $("key-shown").hidden = true;
    return;
  }
  showKey();
}

function showKey() {
  $("key-none").hidden = account.apiKey !== null;
  $("key-shown").hidden = account.apiKey === null;
  $("key").value = account.apiKey?.apiKey ?? "";
  $("key-created").textContent = account.apiKey ? localText(account.apiKey.createdAt) : "";
}

$("create-key").onclick = once(() =>
  attempt(
    async () => {
      account.apiKey = await command("POST", "api-key");
      showKey();
      $("key").focus();
      say("The API key is created.");
    },
    async (problem) => {
      // Another Super Admin was quicker: their key is the account's.
      if (problem.status === 409) await attempt(loadKey, () => {});
      show("key-problem", problem.message);
    },
  ));

// ---- The names of users: read by id, for the users that the page shows

const names = new Map();
const userName = (id) => names.get(id) ?? id;
const userNode = (name, id) => element(name, { data: { name: id }, textContent: userName(id) });

/** Ids in parts that fit into an address. */
function* addresses(ids) {
  let address = "users?";
  for (const id of ids) {
    const part = `id=${encodeURIComponent(id)}&`;
    if (address.length + part.length > 2000) {
      yield address;
      address = "users?";
    }
    address += part;
  }
  if (ids.length > 0) yield address;
}

/** Nothing waits long for the host's user directory: while it is slow or fails, ids stand in for names. */
function readNames(ids) {
  return Promise.race([loadNames([...new Set(ids)]), new Promise((resolve) => setTimeout(resolve, 300))]);
}

async function loadNames(ids) {
  const pages = await Promise.all([...addresses(ids)].map((address) => read(address).catch((problem) => ({ users: [], directoryProblem: problem.message }))));
  if (pages.length > 0) showDirectoryProblem(pages.some((page) => page.directoryProblem));
  for (const { id, displayName } of pages.filter((page) => !page.directoryProblem).flatMap((page) => page.users)) names.set(id, displayName);
  for (const node of document.querySelectorAll("[data-name]")) node.textContent = userName(node.dataset.name);
  if ($("search").value) showTokens();
}

const showDirectoryProblem = (isMissing) =>
  show("users-problem", isMissing && "The names of the users are missing, because the user directory did not respond. Auth tokens can still be deactivated and deleted.");

// ---- The auth tokens

async function loadTokens() {
  const { version, limit, tokens } = await read("tokens");
  await readNames(tokens.map((token) => token.userId));
  Object.assign(account, { version, limit, tokens });
  showTokens();
}

function showTokens() {
  $("menu").hidePopover(); // It is about a row as it was.
  const { tokens, limit } = account;
  const freeable = tokens.filter((token) => token.state !== "active").length;
  $("usage").textContent =
    `${tokens.length} of ${limit} places used` + (freeable ? `; ${plural(freeable, "place")} can be freed by deleting expired and deactivated tokens.` : ".");
  Object.assign($("places"), { max: limit, value: tokens.length, high: limit * 0.9, optimum: 0 });
  $("create").disabled = false;
  $("filter").hidden = tokens.length === 0;

  const wanted = $("search").value.trim().toLocaleLowerCase();
  const shown = tokens.filter(
    (token) =>
      (!$("state").value || token.state === $("state").value) &&
      [token.name, token.userId, userName(token.userId), token.hint].some((text) => text.toLocaleLowerCase().includes(wanted)),
  );
  $("tokens").hidden = shown.length === 0;
  $("tokens").tBodies[0].replaceChildren(...shown.map(tokenRow));
  show("no-tokens", shown.length ? "" : tokens.length ? "No auth token fits the search." : "There is no auth token yet.");
  return shown.length;
}

function tokenRow(token) {
  const cell = (title, ...content) => element("td", { role: "cell", data: { title } }, ...content);
  const gear = element(
    "button",
    { type: "button", className: "gear", label: `Actions for ${token.name}`, data: { token: token.id }, onclick: () => openMenu(gear, token) },
    $("gear").content.cloneNode(true),
  );
  gear.setAttribute("aria-haspopup", "menu");
  return element(
    "tr",
    { role: "row", className: token.state },
    element("th", { role: "rowheader", scope: "row" }, token.name, element("span", { className: "hint", textContent: `ends with ${token.hint}` })),
    cell("User", userNode("span", token.userId)),
    cell("State", element("span", { className: `state ${token.state}`, textContent: words[token.state] })),
    cell("Last used", ...lastUse(token)),
    cell("Created", element("time", { dateTime: token.createdAt, textContent: localText(token.createdAt) })),
    cell("Expires", element("time", { dateTime: token.expiresAt, textContent: utcText(token.expiresAt) }), element("span", { className: "hint", textContent: `${timeLeft(token.expiresAt)}: ${localText(token.expiresAt)} (${zone})` })),
    element("td", { role: "cell", className: "actions" }, gear),
  );
}

function lastUse({ lastUsedAt, lastUsedFrom }) {
  if (!lastUsedAt) {
    return ["Not seen yet"];
  }
  const time = element("time", { dateTime: lastUsedAt, textContent: localText(lastUsedAt) });
  return lastUsedFrom ? [time, element("span", { className: "hint", textContent: `from ${lastUsedFrom}` })] : [time];
}

$("filter").onsubmit = (event) => event.preventDefault();
$("filter").oninput = () => say(`${plural(showTokens(), "token")} shown.`);

// ---- The gear menu: what the lifecycle permits, and nothing else

const reveal = { text: "Copy", act: revealToken };
const actions = {
  active: [{ text: "Deactivate", act: confirmDeactivation }],
  deactivated: [{ text: "Resume", act: resumeToken }, { text: "Delete", act: confirmDeletion }],
  expired: [{ text: "Delete", act: confirmDeletion }],
};

function openMenu(gear, token) {
  const items = [...(token.isSecretKept ? [reveal] : []), ...actions[token.state]].map(({ text, act }) =>
    element("button", { type: "button", role: "menuitem", tabIndex: -1, textContent: text, onclick: () => closeMenu(gear, () => act(token)) }),
  );
  const menu = $("menu");
  menu.replaceChildren(...items);
  menu.setAttribute("aria-label", `Actions for ${token.name}`);
  menu.onkeydown = (event) => moveInMenu(event, items, gear);
  menu.ontoggle = (event) => gear.setAttribute("aria-expanded", String(event.newState === "open"));
  menu.showPopover();
  placeMenu(gear);
  items[0].focus();
}

/** Beside its gear, and there it stays when the page is scrolled. */
function placeMenu(gear) {
  const menu = $("menu");
  const at = gear.getBoundingClientRect();
  menu.style.left = `${Math.max(8, at.right - menu.offsetWidth)}px`;
  menu.style.top = `${at.bottom + menu.offsetHeight + 8 > innerHeight ? at.top - menu.offsetHeight - 4 : at.bottom + 4}px`;
}

function closeMenu(gear, then = () => {}) {
  $("menu").hidePopover();
  gear.focus();
  then();
}

function moveInMenu(event, items, gear) {
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu(gear);
  }
}

for (const moved of ["scroll", "resize"]) {
  addEventListener(moved, () => {
    const gear = document.querySelector(".gear[aria-expanded=true]");
    if (gear) placeMenu(gear);
  }, { capture: true, passive: true });
}

/** After a change the row was drawn anew, or is gone: focus goes to its gear, or else to the table's title. */
function focusToken(id) {
  (document.querySelector(`.gear[data-token="${CSS.escape(id)}"]`) ?? $("tokens-title")).focus();
}

function resumeToken(token) {
  return changeToken(token, () => command("POST", `tokens/${token.id}/resume`), `${token.name} is active again.`, tellOfToken(token));
}

function confirmDeactivation(token) {
  confirmChange({
    title: `Deactivate “${token.name}”?`,
    text: `Whatever uses it is refused from now on. You can resume it until it expires on ${utcText(token.expiresAt)}.`,
    action: "Deactivate",
    token,
    change: () => command("POST", `tokens/${token.id}/deactivate`),
    done: `${token.name} is deactivated.`,
  });
}

function confirmDeletion(token) {
  confirmChange({
    title: `Delete “${token.name}”?`,
    text: "It is gone for good, and its place is free for another token. The history keeps what was done with it.",
    action: "Delete",
    token,
    change: () => command("DELETE", `tokens/${token.id}`),
    done: `${token.name} is deleted.`,
  });
}

async function changeToken(token, change, done, tell) {
  show("token-problem");
  return attempt(async () => {
    try {
      await change();
    } finally {
      // Refused or not, another Super Admin may have changed what is shown.
      await attempt(refresh, () => {});
    }
    focusToken(token.id);
    say(done);
  }, tell);
}

const tellOfToken = (token) => (problem) => {
  show("token-problem", `${token.name}: ${problem.message}`);
  focusToken(token.id);
};

function confirmChange({ title, text, action, token, change, done }) {
  show("confirm-problem");
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  Object.assign($("confirm-action"), { textContent: action, hidden: false });
  const dialog = $("confirm-dialog");
  dialog.onclose = () => focusToken(token.id);
  submits(dialog, async () => {
    const isChanged = await changeToken(token, change, done, (problem) => {
      show("confirm-problem", problem.message);
      // What the lifecycle refuses stays refused; a store that is down comes back.
      $("confirm-action").hidden = problem.status !== 503 && problem.status !== 0;
    });
    // Only now: nobody can open the menu of a row that still shows what was before the change.
    if (isChanged) dialog.close();
  });
  dialog.showModal();
}

// ---- Create Auth Token

$("create").onclick = once(async () => {
  if (!(await attempt(loadTokens, (problem) => show("token-problem", problem.message)))) return;
  const dialog = $("create-dialog");
  const form = dialog.querySelector("form");
  form.reset();
  showFieldErrors({});
  let hasUsers;
  if (!(await attempt(async () => (hasUsers = await openPicker()), (problem) => show("token-problem", problem.message)))) return;
  $("no-users").hidden = hasUsers;
  for (const part of [...form.querySelectorAll(".field"), form.querySelector("[type=submit]")]) part.hidden = !hasUsers;
  $("manage-users").parentElement.hidden = !$("manage-users").getAttribute("href");
  const tomorrow = (Math.floor(now() / day) + 1) * day;
  $("expiresOn").min = dateText(tomorrow);
  $("expiresOn").value = dateText(tomorrow + 364 * day);
  showInstant();
  submits(dialog, () => createToken(dialog, form));
  dialog.onclose = () => $("create").focus();
  dialog.showModal();
});

function showInstant() {
  const instant = $("expiresOn").value && Date.parse(`${$("expiresOn").value}T00:00:00Z`);
  $("expiresOn-hint").textContent = instant
    ? `Works until ${utcText(instant)}, the first moment of that date: ${localText(instant)} in ${zone}, ${timeLeft(new Date(instant).toISOString()).toLowerCase()}.`
    : `Any date from ${$("expiresOn").min} on. The token ends at midnight UTC, the first moment of that date.`;
}

$("expiresOn").oninput = showInstant;

function showFieldErrors(errors, other) {
  const fields = ["name", "expiresOn", "userId"];
  for (const field of fields) {
    show(`${field}-problem`, errors[field]?.join(" "));
    $(field).setAttribute("aria-invalid", String(field in errors));
  }
  show("create-problem", other);
  fields.map($).find((field) => field.getAttribute("aria-invalid") === "true")?.focus();
}

async function createToken(dialog, form) {
  const { name, expiresOn } = Object.fromEntries(new FormData(form));
  const userId = picker.chosen ?? "";
  await attempt(
    async () => {
      const token = await command("POST", "tokens", { name, expiresOn, userId });
      dialog.onclose = null;
      dialog.close();
      showSecret(token, token.secret);
      await attempt(refresh, () => {});
    },
    (problem) => {
      const lost = `The answer was lost on its way. If “${name}” is in the list of tokens, its secret cannot be shown: deactivate and delete it, then create the token again.`;
      if (!userId && problem.errors.userId) problem.errors.userId = ["Choose an API User from the list."];
      showFieldErrors(problem.errors, Object.keys(problem.errors).length ? "" : problem.isOutcomeUnknown ? lost : problem.message);
      // Another Super Admin may have taken the last place; or the token is there after all.
      if (problem.status === 409 || problem.isOutcomeUnknown) attempt(loadTokens, () => {});
    },
  );
}

// ---- The API User of a new token: a combobox whose options the server searches

const picker = { chosen: null, options: [], at: -1, search: 0, timer: 0 };
const optionText = ({ id, displayName }) => (displayName === id ? id : `${displayName} (${id})`);

/** Prepares the field, and returns whether there is a user to choose at all. A single one is chosen already. */
async function openPicker() {
  closeOptions();
  picker.chosen = null;
  const { users, after } = await searchUsers("");
  if (users.length === 1 && !after) chooseUser(users[0]);
  return users.length > 0 || Boolean(after);
}

async function searchUsers(text) {
  const search = ++picker.search;
  const page = await read(`users?assignable=true&take=20&search=${encodeURIComponent(text)}`);
  return { ...page, isLatest: search === picker.search };
}

function chooseUser(user) {
  picker.chosen = user.id;
  $("userId").value = optionText(user);
  closeOptions();
}

function closeOptions() {
  clearTimeout(picker.timer);
  picker.search++;
  Object.assign(picker, { options: [], at: -1 });
  $("userId-options").replaceChildren();
  $("userId-options").hidden = true;
  $("userId").setAttribute("aria-expanded", "false");
  $("userId").removeAttribute("aria-activedescendant");
  show("userId-status");
}

/** Searches for what is typed; for all users while the field still shows the chosen one. */
async function showOptions() {
  const { users, after, isLatest } = await searchUsers(picker.chosen ? "" : $("userId").value.trim());
  if (!isLatest || document.activeElement !== $("userId")) return;
  Object.assign(picker, { options: users, at: -1 });
  $("userId").removeAttribute("aria-activedescendant");
  $("userId-options").replaceChildren(...users.map((user, index) => {
    const option = element("li", { id: `userId-option-${index}`, role: "option", textContent: optionText(user), onclick: () => chooseUser(user) });
    option.setAttribute("aria-selected", String(user.id === picker.chosen));
    return option;
  }));
  $("userId-options").hidden = users.length === 0;
  $("userId").setAttribute("aria-expanded", String(users.length > 0));
  show("userId-status", users.length === 0 ? "No API Users match." : after ? `The first ${plural(users.length, "user")} of more. Type to narrow the list.` : `${plural(users.length, "user")}.`);
}

const tryToShowOptions = () => attempt(showOptions, (problem) => show("userId-problem", problem.message));

function markOption(at) {
  const options = [...$("userId-options").children];
  if (options.length === 0) return;
  options[picker.at]?.classList.remove("marked");
  picker.at = (at + options.length) % options.length;
  options[picker.at].classList.add("marked");
  options[picker.at].scrollIntoView({ block: "nearest" });
  $("userId").setAttribute("aria-activedescendant", options[picker.at].id);
}

$("userId").oninput = () => {
  picker.chosen = null;
  clearTimeout(picker.timer);
  picker.timer = setTimeout(tryToShowOptions, 200);
};
$("userId").onclick = () => picker.options.length === 0 && tryToShowOptions();
$("userId").onblur = () => {
  const typed = $("userId").value.trim();
  const match = picker.options.find((user) => typed === user.id || typed === optionText(user) || typed === user.displayName);
  if (match && !picker.chosen) chooseUser(match);
  else closeOptions();
};
$("userId-options").onmousedown = (event) => event.preventDefault(); // The focus stays in the field.
$("userId").onkeydown = async (event) => {
  const isOpen = picker.options.length > 0;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!isOpen) await tryToShowOptions();
    markOption(event.key === "ArrowDown" ? picker.at + 1 : Math.max(picker.at, 0) - 1);
  } else if (event.key === "Enter" && isOpen && picker.at >= 0) {
    event.preventDefault();
    chooseUser(picker.options[picker.at]);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault(); // The dialog stays open.
    closeOptions();
  }
};

// ---- The secret of a token

function showSecret(token, secret) {
  const dialog = $("secret-dialog");
  $("secret-title").textContent = `Auth token “${token.name}”`;
  $("secret").value = secret;
  const once = "Copy it now: this is the only time that it is shown. Whoever has it and the API key can act as its user, so keep it where secrets are kept.";
  const again = "Whoever has it and the API key can act as its user, so keep it where secrets are kept. Each time that it is shown stands in the history.";
  $("secret-warning").textContent = token.isSecretKept ? again : once;
  let isSafe = token.isSecretKept === true;
  dialog.querySelector(".copy").onclick = () => (isSafe = true);
  // Escape does not lose a secret that was not copied yet; pressed once more, it does.
  dialog.oncancel = (event) => {
    if (isSafe) return;
    event.preventDefault();
    isSafe = true;
    $("secret-warning").textContent = `The token is not copied yet. ${once}`;
    say("The token is not copied yet.");
  };
  dialog.onclose = () => {
    $("secret").value = "";
    focusToken(token.id);
  };
  submits(dialog, () => dialog.close());
  dialog.showModal();
  $("secret").select();
}

function revealToken(token) {
  return attempt(async () => showSecret(token, (await command("POST", `tokens/${token.id}/reveal`)).secret), tellOfToken(token));
}

// ---- Dialogs and copying

/** One submission at a time; a dialog closes when its work says so. */
function submits(dialog, work) {
  dialog.querySelector("form").onsubmit = async (event) => {
    event.preventDefault();
    const buttons = [...dialog.querySelectorAll("[type=submit]")];
    for (const button of buttons) button.disabled = true;
    try {
      await work();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };
}

for (const button of document.querySelectorAll("[data-closes]")) button.onclick = () => button.closest("dialog").close();

for (const button of document.querySelectorAll("[data-copies]")) {
  const what = button.getAttribute("aria-label").slice("Copy".length);
  const caption = (text) => {
    button.textContent = text;
    button.setAttribute("aria-label", text + what); // Whoever speaks to the browser says what is to be seen.
  };
  button.addEventListener("click", async () => {
    const field = $(button.dataset.copies);
    field.select();
    try {
      // Only offered to pages that came by https or from this machine.
      await navigator.clipboard.writeText(field.value);
      caption("Copied");
      say("Copied.");
      setTimeout(() => caption("Copy"), 2000);
    } catch {
      say("The browser did not let the page copy. The text is selected: press Control and C.");
      caption("Press Ctrl+C to copy");
    }
  });
}

// ---- The history, newest first, read as far as it is shown

const historyPage = 50;
const history = { entries: [], readDownTo: 0, shown: 0 };

async function loadHistory() {
  const after = Math.max(0, account.version - historyPage);
  const { entries } = await read(`history?after=${after}&take=1000`); // What came since the tokens were read is there too.
  Object.assign(history, { entries: entries.reverse(), readDownTo: after, shown: 0 });
  await showMoreHistory();
}

async function readOlderHistory(count) {
  const after = Math.max(0, history.readDownTo - count);
  const { entries } = await read(`history?after=${after}&take=${history.readDownTo - after}`);
  history.entries.push(...entries.reverse());
  history.readDownTo = after;
}

/** Names by id: of tokens that are there, and of deleted ones by the entry of their creation. */
const tokenNames = () =>
  new Map([...account.tokens.map(({ id, name }) => [id, name]), ...history.entries.filter((entry) => entry.tokenName).map((entry) => [entry.tokenId, entry.tokenName])]);

async function showMoreHistory() {
  const wanted = history.shown + historyPage;
  if (history.entries.length < wanted && history.readDownTo > 0) await readOlderHistory(wanted - history.entries.length);
  let names = tokenNames();
  while (history.readDownTo > 0 && history.entries.slice(0, wanted).some(({ tokenId }) => tokenId && !names.has(tokenId))) {
    await readOlderHistory(1000);
    names = tokenNames();
  }

  const tokenName = ({ tokenId }) => `auth token “${names.get(tokenId) ?? tokenId}”`;
  const sentences = {
    apiKeyCreated: () => ["created the API key"],
    authTokenCreated: (entry) => [`created ${tokenName(entry)} for `, userNode("span", entry.userId)],
    authTokenDeactivated: (entry) => [`deactivated ${tokenName(entry)}`],
    authTokenResumed: (entry) => [`resumed ${tokenName(entry)}`],
    authTokenDeleted: (entry) => [`deleted ${tokenName(entry)}`],
    authTokenRevealed: (entry) => [`was shown ${tokenName(entry)} again`],
    userAccessChanged: ({ userId, isApiUser, isEnabled }) =>
      ["set ", userNode("span", userId), `: ${isApiUser ? "API User" : "not an API User"}, ${isEnabled ? "enabled" : "disabled"}`],
    userRemoved: (entry) => ["removed ", userNode("span", entry.userId), ", whose tokens were deactivated"],
  };
  const next = history.entries.slice(history.shown, wanted);
  await readNames(next.flatMap(({ by, userId }) => (userId ? [by, userId] : [by])).filter((id) => !names.has(id)));
  if (history.shown === 0) $("history-entries").replaceChildren();
  history.shown += next.length;
  $("history-entries").append(
    ...next.map((entry) =>
      element(
        "li",
        {},
        element("time", { dateTime: entry.at, textContent: localText(entry.at) }),
        element("span", {}, userNode("strong", entry.by), " ", ...(sentences[entry.change]?.(entry) ?? [entry.change])),
      ),
    ),
  );
  $("history-more").hidden = history.shown >= history.entries.length && history.readDownTo === 0;
  show("history-problem", history.entries.length ? "" : "Nothing has been changed yet.");
}

const tellOfHistory = (problem) => show("history-problem", problem.message);
$("history-more").onclick = once(() => attempt(showMoreHistory, tellOfHistory));
$("history").ontoggle = () => $("history").open && attempt(loadHistory, tellOfHistory);

// ---- The page

async function refresh() {
  await loadTokens();
  if ($("history").open) await loadHistory();
}

async function load() {
  $("notice").hidden = true;
  const tell = (problem) => showNotice(problem.message, tryAgain());
  await Promise.all([attempt(loadKey, tell), attempt(refresh, tell)]);
  document.querySelector("main").removeAttribute("aria-busy");
}

// Another Super Admin may have changed something while this page was out of sight.
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && !document.querySelector("dialog[open]") && load());
await load();
