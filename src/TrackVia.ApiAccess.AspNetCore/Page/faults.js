// @ts-check
// Faults of the whole page, such as an ended session or an unavailable store, and of single actions.
import { Refused } from "./calls.js";
import { $, dialog, element } from "./elements.js";

/** The event that makes the page load its data again. */
export const reloadEvent = "api-access-reload";

/**
 * @param {string} text
 * @param {HTMLElement[]} ways
 */
function showNotice(text, ...ways) {
  $("notice").replaceChildren(element("p", { textContent: text }), ...ways);
  $("notice").hidden = false;
  $("notice").scrollIntoView({ block: "nearest" });
}

const tryAgain = (text = "Try again") =>
  element("button", { type: "button", textContent: text, onclick: () => document.dispatchEvent(new Event(reloadEvent)) });

/** A link that reloads the page, so that the host's own scheme signs the visitor in. A link with a fragment would not reload it. */
const signInAgain = () =>
  element("a", { className: "button", href: location.pathname + location.search, textContent: "Sign in again" });

/** @param {Error} problem */
export const showFault = (problem) => showNotice(problem.message, tryAgain());

/**
 * Shows a fault of the whole page. Returns whether that is enough: an open dialog hides the notice, and has to show the fault too.
 * @param {unknown} problem
 */
function showPageFault(problem) {
  if (!(problem instanceof Refused)) throw problem;
  if (problem.status === 401) {
    // A secret that is shown only once stays: the session that created it may just have ended.
    for (const open of document.querySelectorAll("dialog[open]:not(#secret-dialog)")) dialog(open.id).close();
    showNotice("You are signed out. What you see may be out of date.", signInAgain());
  } else if (problem.status === 403 && !problem.reason) {
    showNotice(problem.message);
  } else if ((problem.status === 503 && !problem.isOfProtector) || problem.status === 0) {
    showNotice(problem.message, tryAgain(problem.isOutcomeUnknown ? "Show the current state" : "Try again"));
  } else {
    return false;
  }
  return document.querySelector("dialog[open]") === null;
}

/**
 * Runs an action. Returns whether it succeeded; shows its problem otherwise.
 * @param {() => unknown} work
 * @param {(problem: Refused) => unknown} showProblem
 */
export async function attempt(work, showProblem) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (!showPageFault(problem)) showProblem(/** @type {Refused} */ (problem));
    return false;
  }
}

/**
 * Ignores a second click while the action of the first one is still running.
 * @param {() => unknown} work
 */
export function once(work) {
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
