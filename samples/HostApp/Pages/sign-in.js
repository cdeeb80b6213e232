// Signs in where the form says, and goes on to where the visitor wanted to be: a page of this host, and nowhere else.

const problem = document.getElementById("problem");

function destination() {
  const home = new URL("account/api-access", location.href);
  const asked = new URLSearchParams(location.search).get("to");
  if (asked === null || !URL.canParse(asked, location.href)) return home;
  const to = new URL(asked, location.href);
  // A blob: address has the origin of the page that made it, and is no page of the host's.
  return to.origin === location.origin && to.protocol === location.protocol ? to : home;
}

document.getElementById("sign-in").onsubmit = async (event) => {
  event.preventDefault();
  problem.hidden = true;
  const [userName, password] = ["userName", "password"].map((id) => document.getElementById(id).value);
  const response = await fetch(event.target.dataset.to, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userName, password }),
  }).catch(() => null);
  if (response?.ok) {
    location.assign(destination());
    return;
  }
  const answer = response && /json/.test(response.headers.get("Content-Type") ?? "") ? await response.json() : {};
  problem.textContent = answer.detail ?? answer.title ?? "The host cannot be reached. Try again.";
  problem.hidden = false;
};
