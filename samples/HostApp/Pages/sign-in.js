// Signs in by POST /session, and goes on to where the visitor wanted to be: a page of this host, and nowhere else.

const problem = document.getElementById("problem");

document.getElementById("sign-in").onsubmit = async (event) => {
  event.preventDefault();
  problem.hidden = true;
  const [userName, password] = ["userName", "password"].map((id) => document.getElementById(id).value);
  const response = await fetch("session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userName, password }),
  }).catch(() => null);
  if (response?.ok) {
    const to = new URL(new URLSearchParams(location.search).get("to") ?? "account/api-access", location.href);
    location.assign(to.origin === location.origin ? to : "account/api-access");
    return;
  }
  const answer = response && /json/.test(response.headers.get("Content-Type") ?? "") ? await response.json() : {};
  problem.textContent = answer.detail ?? answer.title ?? "The host cannot be reached. Try again.";
  problem.hidden = false;
};
