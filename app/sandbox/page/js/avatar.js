/** Round avatars with initials. */

const COLOURS = 7;

/** Turn the element into the account's avatar: the colour depends on the id, the initials on the name. */
export function paintAvatar(node, id, name) {
  node.classList.add("avatar", `avatar-${id % COLOURS}`);
  node.setAttribute("aria-hidden", "true");
  node.textContent = initials(name);
}

export function avatar(id, name) {
  const node = document.createElement("span");
  paintAvatar(node, id, name);
  return node;
}

function initials(name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ["?"];
  return words.slice(0, 2).map((each) => [...each][0]).join("").toUpperCase();
}
