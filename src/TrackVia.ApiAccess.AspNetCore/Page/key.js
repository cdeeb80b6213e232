// @ts-check
// The API key: shown, and created once.
import { command, read } from "./calls.js";
import { $, input, say, show } from "./elements.js";
import { attempt, once } from "./faults.js";
import { localText } from "./text.js";

export async function loadKey() {
  show("key-problem");
  try {
    showKey(await read("api-key"));
  } catch (error) {
    const problem = /** @type {import("./calls.js").Refused} */ (error);
    showKey(null);
    if (problem.status === 404) return;
    if (!problem.isOfProtector) throw problem;
    show("key-problem", problem.message);
    $("key-none").hidden = $("key-shown").hidden = true;
  }
}

/** @param {{ apiKey: string, createdAt: string } | null} key */
function showKey(key) {
  $("key-none").hidden = key !== null;
  $("key-shown").hidden = key === null;
  input("key").value = key?.apiKey ?? "";
  $("key-created").textContent = key ? localText(key.createdAt) : "";
}

$("create-key").onclick = once(() =>
  attempt(
    async () => {
      showKey(await command("POST", "api-key"));
      $("key").focus();
      say("The API key was created.");
    },
    async (problem) => {
      // Another Super Admin was faster: that key is the account's.
      if (problem.status === 409) await attempt(loadKey, () => {});
      show("key-problem", problem.message);
    },
  ));
