// @ts-check
// Dates, durations and counts as people read them.

export const day = 24 * 60 * 60 * 1000;

const instants = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
export const zone = instants.resolvedOptions().timeZone;

/** @param {string | number} instant */
export const localText = (instant) => instants.format(new Date(instant));

/** @param {string | number} instant */
export const utcText = (instant) => `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** @param {number} milliseconds */
export const dateText = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

/** @param {number} count */
export const plural = (count, one = "", many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * Describes how long it is from now until an instant.
 * @param {number} instant
 * @param {number} now
 */
export function timeLeft(instant, now) {
  const left = instant - now;
  if (left <= 0) return "Ended";
  if (left >= 700 * day) return relative.format(Math.floor(left / (365.25 * day)), "year");
  if (left >= 2 * day) return relative.format(Math.floor(left / day), "day");
  if (left >= day / 12) return relative.format(Math.floor(left / (day / 24)), "hour");
  return relative.format(Math.floor(left / 60000), "minute");
}
