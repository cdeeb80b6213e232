// Signs in at the form's address, and continues to the page that the visitor asked for, if it is a page of this host.

const problem = document.getElementById("problem");

function destination() {
  const home = new URL("account/api-access", location.href);
  const asked = new URLSearchParams(location.search).get("to");
  if (asked === null || !URL.canParse(asked, location.href)) return home;
  const to = new URL(asked, location.href);
  // A blob: address has the origin of the page that created it, and is not a page of the host.
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
  const body = response && /json/.test(response.headers.get("Content-Type") ?? "") ? await response.json() : {};
  problem.textContent = body.detail ?? body.title ?? "The host cannot be reached. Try again.";
  problem.hidden = false;
};
