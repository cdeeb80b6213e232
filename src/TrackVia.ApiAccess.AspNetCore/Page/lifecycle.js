// @ts-check
// What the lifecycle permits for a token: the entries of its menu, and the changes that they make.
import { command } from "./calls.js";
import { onSubmit, showSecret } from "./dialogs.js";
import { $, dialog, say, show } from "./elements.js";
import { attempt } from "./faults.js";
import { refresh } from "./history.js";
import { openMenu } from "./menu.js";
import { focusToken, onGear } from "./tokens.js";
import { utcText } from "./text.js";

/** @typedef {import("./calls.js").Token} Token */
/** @typedef {import("./calls.js").Refused} Refused */

/** @type {Record<import("./calls.js").TokenState, { text: string, act: (token: Token) => unknown }[]>} */
const actions = {
  active: [{ text: "Deactivate", act: confirmDeactivation }],
  deactivated: [{ text: "Resume", act: resume }, { text: "Delete", act: confirmDeletion }],
  expired: [{ text: "Delete", act: confirmDeletion }],
};

onGear((gear, token) => {
  const permitted = [...(token.isSecretKept ? [{ text: "Copy", act: reveal }] : []), ...actions[token.state]];
  openMenu(gear, `Actions for ${token.name}`, permitted.map(({ text, act }) => ({ text, act: () => act(token) })));
});

/** @param {Token} token */
function reveal(token) {
  return attempt(async () => {
    const { secret } = await command("POST", `tokens/${token.id}/reveal`);
    showSecret(token, secret, () => focusToken(token.id));
  }, showProblemOf(token));
}

/** @param {Token} token */
function resume(token) {
  return change(token, () => command("POST", `tokens/${token.id}/resume`), `${token.name} is active again.`, showProblemOf(token));
}

/** @param {Token} token */
function confirmDeactivation(token) {
  confirm(token, {
    title: `Deactivate “${token.name}”?`,
    text: `Requests with this token are rejected from now on. You can resume it until it expires on ${utcText(token.expiresAt)}.`,
    action: "Deactivate",
    work: () => command("POST", `tokens/${token.id}/deactivate`),
    done: `${token.name} is deactivated.`,
  });
}

/** @param {Token} token */
function confirmDeletion(token) {
  confirm(token, {
    title: `Delete “${token.name}”?`,
    text: "This cannot be undone. It frees a place for another token. The history keeps every change of the token.",
    action: "Delete",
    work: () => command("DELETE", `tokens/${token.id}`),
    done: `${token.name} is deleted.`,
  });
}

/** @param {Token} token @returns {(problem: Refused) => void} */
const showProblemOf = (token) => (problem) => {
  show("token-problem", `${token.name}: ${problem.message}`);
  focusToken(token.id);
};

/**
 * @param {Token} token
 * @param {() => Promise<unknown>} work
 * @param {string} done
 * @param {(problem: Refused) => void} showProblem
 */
async function change(token, work, done, showProblem) {
  show("token-problem");
  return attempt(async () => {
    try {
      await work();
    } finally {
      // Refused or not, another Super Admin may have changed what is shown.
      await attempt(refresh, () => {});
    }
    focusToken(token.id);
    say(done);
  }, showProblem);
}

/**
 * @param {Token} token
 * @param {{ title: string, text: string, action: string, work: () => Promise<unknown>, done: string }} question
 */
function confirm(token, { title, text, action, work, done }) {
  show("confirm-problem");
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  Object.assign($("confirm-action"), { textContent: action, hidden: false });
  const owner = dialog("confirm-dialog");
  owner.onclose = () => focusToken(token.id);
  onSubmit(owner, async () => {
    const isChanged = await change(token, work, done, (problem) => {
      show("confirm-problem", problem.message);
      // A refusal of the lifecycle is final. A store that is down comes back.
      $("confirm-action").hidden = problem.status !== 503 && problem.status !== 0;
    });
    // Only now: nobody can open the menu of a row that still shows the state before the change.
    if (isChanged) owner.close();
  });
  owner.showModal();
}
