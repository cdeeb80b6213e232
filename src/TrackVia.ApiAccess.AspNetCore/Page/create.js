// @ts-check
// Create Auth Token.
import { command, now } from "./calls.js";
import { onSubmit, showSecret } from "./dialogs.js";
import { $, dialog, formOf, input, show } from "./elements.js";
import { attempt, once } from "./faults.js";
import { refresh } from "./history.js";
import { chosenUser, openPicker } from "./picker.js";
import { dateText, day, localText, timeLeft, utcText, zone } from "./text.js";
import { focusToken, loadTokens } from "./tokens.js";

const owner = dialog("create-dialog");
const form = formOf(owner);

$("create").onclick = once(async () => {
  let hasUsers = false;
  form.reset();
  showFieldErrors({});
  const isRead = await attempt(
    async () => {
      await loadTokens();
      hasUsers = await openPicker();
    },
    (problem) => show("token-problem", problem.message),
  );
  if (!isRead) return;
  $("no-users").hidden = hasUsers;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".field, [type=submit]"))) part.hidden = !hasUsers;
  const manageUsers = $("manage-users");
  /** @type {HTMLElement} */ (manageUsers.parentElement).hidden = !manageUsers.getAttribute("href");
  const tomorrow = (Math.floor(now() / day) + 1) * day;
  input("expiresOn").min = dateText(tomorrow);
  input("expiresOn").value = dateText(tomorrow + 364 * day);
  showInstant();
  onSubmit(owner, create);
  owner.onclose = () => $("create").focus();
  owner.showModal();
});

function showInstant() {
  const { value, min } = input("expiresOn");
  const instant = value ? Date.parse(`${value}T00:00:00Z`) : NaN;
  $("expiresOn-hint").textContent = instant
    ? `Works until ${utcText(instant)}, the first moment of that date: ${localText(instant)} in ${zone}, ` +
      `${timeLeft(instant, now()).toLowerCase()}.`
    : `Any date from ${min} on. The token ends at midnight UTC, the first moment of that date.`;
}

$("expiresOn").oninput = showInstant;

/**
 * @param {Record<string, string[]>} errors
 * @param {string} [other]
 */
function showFieldErrors(errors, other) {
  const fields = ["name", "expiresOn", "userId"];
  for (const field of fields) {
    show(`${field}-problem`, errors[field]?.join(" "));
    $(field).setAttribute("aria-invalid", String(field in errors));
  }
  show("create-problem", other);
  const first = fields.find((field) => field in errors);
  if (first) $(first).focus();
}

async function create() {
  const [name, expiresOn, userId] = [input("name").value, input("expiresOn").value, chosenUser()];
  await attempt(
    async () => {
      const token = await command("POST", "tokens", { name, expiresOn, userId });
      owner.onclose = null;
      owner.close();
      showSecret(token, token.secret, () => focusToken(token.id));
      await attempt(refresh, () => {});
    },
    (problem) => {
      const { errors } = problem;
      if (!userId && errors.userId) errors.userId = ["Choose an API User from the list."];
      const lost =
        `The response was lost. If “${name}” is in the list of tokens, its secret cannot be shown: ` +
        "deactivate and delete it, then create the token again.";
      showFieldErrors(errors, Object.keys(errors).length ? "" : problem.isOutcomeUnknown ? lost : problem.message);
      // Another Super Admin may have taken the last place; or the token exists after all.
      if (problem.status === 409 || problem.isOutcomeUnknown) attempt(loadTokens, () => {});
    },
  );
}
