// @ts-check
// The API Access page: it loads its data, and loads it again when something may have changed.
import "./create.js";
import { $ } from "./elements.js";
import { attempt, reloadEvent, showFault } from "./faults.js";
import { refresh } from "./history.js";
import { loadKey } from "./key.js";
import "./lifecycle.js";

async function load() {
  $("notice").hidden = true;
  await Promise.all([attempt(loadKey, showFault), attempt(refresh, showFault)]);
  document.querySelector("main")?.removeAttribute("aria-busy");
}

document.addEventListener(reloadEvent, load);

// Another Super Admin may have changed something while this page was out of sight.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !document.querySelector("dialog[open]")) load();
});

await load();
