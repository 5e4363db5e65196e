/** Create and update elements. */

/** Create an element. A function among the attributes becomes an event listener; null and false are skipped. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

/**
 * Update the children of `parent` to match `items`, each of which has a `key`. A node whose item is unchanged is kept.
 * Others are rendered again and get the class `renewed`; the keyboard's focus moves to the new node by `data-focus`.
 */
export function renew(parent, items, render) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const print = JSON.stringify(item);
    const before = old.get(String(item.key));
    if (before?.print === print) return before;
    const node = render(item);
    node.dataset.key = item.key;
    node.print = print;
    node.classList.toggle("renewed", Boolean(before));
    return node;
  });
  const focused = parent.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  while (parent.children.length > nodes.length) parent.lastChild.remove();
  if (focused && !parent.contains(document.activeElement)) {
    const again = nodes.find((node) => node.dataset.key === focused.key);
    const inside = again?.querySelector(`[data-focus="${focused.focus}"]`);
    (again?.dataset.focus === focused.focus ? again : inside)?.focus();
  }
}

function placeOf(node) {
  return { key: node.closest("[data-key]")?.dataset.key, focus: node.dataset.focus };
}
