// Keys, copying, and words selected in a contact. Every page works without this file.
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const keysOn = () => localStorage.getItem("keys") !== "off";
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("a[data-row]")].filter((a) => a.offsetParent);

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const from = at >= 0 ? at : all.findIndex((a) => a.parentElement.hasAttribute("aria-current"));
    const next = Math.min(Math.max(from + step, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const target = [...document.querySelectorAll("[data-key]")].find((el) => el.dataset.key === key && el.offsetParent);
    if (!target) return false;
    if (target.matches("input")) target.focus();
    else target.click();
    return true;
  }

  // a link to a form on another page: /customers/...#call-back
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.matches("details")) named.open = true;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]") || !keysOn()) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "g") document.querySelector("a.brand").click();
    else if (!press(event.key)) return;
    event.preventDefault();
  });

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    const opens = event.target.closest("[data-opens]");
    if (copy) {
      try {
        await navigator.clipboard.writeText(copy.dataset.copy);
        copy.textContent = "Copied";
      } catch {
        copy.textContent = "Select and copy it by hand";
      }
    }
    if (opens) {
      document.getElementById("keys-on").checked = keysOn();
      document.getElementById(opens.dataset.opens).showModal();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });

  document.addEventListener("toggle", (event) => {
    const panel = event.target.matches("details[name=act][open]") && event.target.querySelector("input:not([type=hidden]), select");
    if (panel) panel.focus();
  }, true);

  // "Show what is new": the page is morphed where it stands, and what is being read stays where it is on the screen.
  let asked = false;
  let held = null;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows-news]")) asked = true;
  });
  document.addEventListener("htmx:before:swap", () => {
    const main = document.getElementById("main");
    if (!asked || !main) return;
    const seen = (el) => el && main.contains(el) && el !== main && el.getBoundingClientRect().bottom > 0 && el.getBoundingClientRect().top < innerHeight;
    const middle = main.getBoundingClientRect();
    const read = document.elementFromPoint(middle.left + middle.width / 2, innerHeight / 3);
    const at = seen(document.activeElement) && !document.activeElement.closest("#news") ? document.activeElement : read;
    held = seen(at) ? { at, top: at.getBoundingClientRect().top } : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!asked || document.getElementById("show-news")) return;
    asked = false;
    if (held && held.at.isConnected) scrollBy(0, held.at.getBoundingClientRect().top - held.top);
    if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
  });

  document.addEventListener("selectionchange", () => {
    const words = String(getSelection()).trim();
    const at = getSelection().anchorNode;
    const text = words && at && at.parentElement && at.parentElement.closest("[data-contact]");
    if (text) document.getElementById(`words-${text.dataset.contact}`).value = words;
  });
})();
