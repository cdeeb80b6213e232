// @ts-check
// The menu of a token.
import { $, element } from "./elements.js";

/**
 * Opens the menu next to its gear.
 * @param {HTMLElement} gear
 * @param {string} label
 * @param {{ text: string, act: () => unknown }[]} actions
 */
export function openMenu(gear, label, actions) {
  const items = actions.map(({ text, act }) =>
    element("button", { type: "button", role: "menuitem", tabIndex: -1, textContent: text, onclick: () => closeMenu(gear, act) }),
  );
  const menu = $("menu");
  menu.replaceChildren(...items);
  menu.setAttribute("aria-label", label);
  menu.onkeydown = (event) => moveInMenu(event, items, gear);
  menu.ontoggle = (event) => gear.setAttribute("aria-expanded", String(/** @type {ToggleEvent} */ (event).newState === "open"));
  menu.showPopover();
  placeMenu(gear);
  items[0].focus();
}

/** @param {HTMLElement} gear */
function placeMenu(gear) {
  const menu = $("menu");
  const at = gear.getBoundingClientRect();
  const isAbove = at.bottom + menu.offsetHeight + 8 > innerHeight;
  menu.style.left = `${Math.max(8, at.right - menu.offsetWidth)}px`;
  menu.style.top = `${isAbove ? at.top - menu.offsetHeight - 4 : at.bottom + 4}px`;
}

/**
 * @param {HTMLElement} gear
 * @param {() => unknown} then
 */
function closeMenu(gear, then = () => {}) {
  $("menu").hidePopover();
  gear.focus();
  then();
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 * @param {HTMLElement} gear
 */
function moveInMenu(event, items, gear) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const to = moves[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length)?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu(gear);
  }
}

// The menu stays next to its gear when the page is scrolled or resized.
for (const moved of ["scroll", "resize"]) {
  addEventListener(
    moved,
    () => {
      const gear = /** @type {HTMLElement | null} */ (document.querySelector(".gear[aria-expanded=true]"));
      if (gear) placeMenu(gear);
    },
    { capture: true, passive: true },
  );
}
