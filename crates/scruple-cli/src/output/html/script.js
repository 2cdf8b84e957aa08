
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const cards = [...document.querySelectorAll(".card")];
  const documents = [...document.querySelectorAll(".doc")];
  const places = [...document.querySelectorAll("[data-cards]")].map((node) => [node, node.dataset.cards.split(" ")]);
  const words = new Map(cards.map((card) => {
    const path = card.closest(".doc").querySelector("h3").textContent;
    return [card, (path + " " + card.textContent).toLowerCase()];
  }));
  const shown = document.getElementById("shown");

  const apply = () => {
    const asked = new FormData(form);
    const severities = new Set(asked.getAll("severity"));
    const [family, rule] = [asked.get("family"), asked.get("rule")];
    const search = asked.get("words").trim().toLowerCase();
    const off = new Set();
    for (const card of cards) {
      const fits = severities.has(card.dataset.severity) && (!family || card.dataset.family === family)
        && (!rule || card.dataset.rule === rule) && (!search || words.get(card).includes(search));
      card.hidden = !fits;
      if (!fits) off.add(card.id);
    }
    for (const [node, ids] of places) node.classList.toggle("off", ids.every((id) => off.has(id)));
    for (const doc of documents) doc.hidden = !doc.querySelector(".card:not([hidden])");
    const left = cards.length - off.size;
    document.getElementById("nothing").hidden = left > 0;
    shown.textContent = left === cards.length ? `${left} shown` : `${left} of ${cards.length} shown`;
  };

  const light = (ids, on) => {
    for (const [node, own] of places) if (node.localName === "mark" && own.some((id) => ids.includes(id))) {
      node.classList.toggle("lit", on);
    }
    for (const id of ids) document.getElementById(id)?.classList.toggle("lit", on);
  };
  for (const [on, names] of [[true, ["mouseover", "focusin"]], [false, ["mouseout", "focusout"]]]) {
    for (const name of names) {
      document.addEventListener(name, (event) => {
        const place = event.target.closest("[data-cards]");
        const card = event.target.closest(".card");
        if (place) light(place.dataset.cards.split(" "), on);
        else if (card) light([card.id], on);
      });
    }
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  form.hidden = false;
  apply();
})();
