// @ts-check
// The elements of the page. Data gets into the document as text, never as markup.

/**
 * Returns an element of the page.
 * @param {string} id
 */
export const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id */
export const input = (id) => /** @type {HTMLInputElement} */ ($(id));

/** @param {string} id */
export const dialog = (id) => /** @type {HTMLDialogElement} */ ($(id));

/**
 * Returns the form of a dialog.
 * @param {HTMLDialogElement} owner
 */
export const formOf = (owner) => /** @type {HTMLFormElement} */ (owner.querySelector("form"));

/**
 * Creates an element with properties, a role, a label and data attributes.
 * @param {string} name
 * @param {Record<string, any>} properties
 * @param {(string | Node)[]} children
 */
export function element(name, properties = {}, ...children) {
  const { role, label, data, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  if (role) made.setAttribute("role", role);
  if (label) made.setAttribute("aria-label", label);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

/**
 * Announces a text to a screen reader.
 * @param {string} text
 */
export function say(text) {
  $("status").textContent = "";
  requestAnimationFrame(() => ($("status").textContent = text));
}

/**
 * Shows a text in an element, or hides the element.
 * @param {string} id
 * @param {string | null} [text]
 */
export function show(id, text) {
  $(id).textContent = text ?? "";
  $(id).hidden = !text;
}
