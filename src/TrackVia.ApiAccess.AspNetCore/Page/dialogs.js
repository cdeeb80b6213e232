// @ts-check
// Dialogs, and the buttons that copy a text.
import { dialog, formOf, input, say } from "./elements.js";

/**
 * Sets what submitting a dialog does. It is done once at a time, and has to close the dialog itself.
 * @param {HTMLDialogElement} owner
 * @param {() => unknown} work
 */
export function onSubmit(owner, work) {
  formOf(owner).onsubmit = async (event) => {
    event.preventDefault();
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (owner.querySelectorAll("[type=submit]"));
    for (const button of buttons) button.disabled = true;
    try {
      await work();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-closes]"))) {
  button.onclick = () => button.closest("dialog")?.close();
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copies]"))) {
  const object = (button.getAttribute("aria-label") ?? "").slice("Copy".length);
  // The visible text is part of the name, for people who control the browser by voice.
  const caption = (/** @type {string} */ text) => {
    button.textContent = text;
    button.setAttribute("aria-label", text + object);
  };
  button.addEventListener("click", async () => {
    const field = input(button.dataset.copies ?? "");
    field.select();
    try {
      // Browsers offer this only to pages from https or from this machine.
      await navigator.clipboard.writeText(field.value);
      caption("Copied");
      say("Copied.");
      setTimeout(() => caption("Copy"), 2000);
    } catch {
      say("The browser did not allow the page to copy. The text is selected: press Control and C.");
      caption("Press Ctrl+C to copy");
    }
  });
}

/**
 * Shows the secret of a token. Escape does not lose a secret that was not copied yet; pressed again, it does.
 * @param {import("./calls.js").Token} token
 * @param {string} secret
 * @param {() => void} onclose
 */
export function showSecret(token, secret, onclose) {
  const owner = dialog("secret-dialog");
  const title = /** @type {HTMLElement} */ (owner.querySelector("#secret-title"));
  const warning = /** @type {HTMLElement} */ (owner.querySelector("#secret-warning"));
  const copy = /** @type {HTMLElement} */ (owner.querySelector(".copy"));
  const danger = "Anyone who has it and the API key can act as its user, so store it with your other secrets.";
  const once = `Copy it now: it is shown only once. ${danger}`;
  title.textContent = `Auth token “${token.name}”`;
  input("secret").value = secret;
  warning.textContent = token.isSecretKept ? `${danger} Every reveal is recorded in the history.` : once;
  let isSafe = token.isSecretKept === true;
  copy.onclick = () => (isSafe = true);
  owner.oncancel = (event) => {
    if (isSafe) return;
    event.preventDefault();
    isSafe = true;
    warning.textContent = `The token is not copied yet. ${once}`;
    say("The token is not copied yet.");
  };
  owner.onclose = () => {
    input("secret").value = "";
    onclose();
  };
  onSubmit(owner, () => owner.close());
  owner.showModal();
  input("secret").select();
}
