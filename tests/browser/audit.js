/**
 * Find defects of the current page. Resolves to a list of descriptions, empty when there are none.
 *
 * Limits are those of WCAG 2.2: targets of 44 px (2.5.5), contrast of 4.5 to 1, of large text 3 to 1 (1.4.3).
 */
async () => {
  const TARGET_PX = 44;
  const LARGE_PX = 24, LARGE_BOLD_PX = 18.66;
  const defects = [];

  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isForReadersOnly = (element) => element.closest(".sr-only") !== null;
  const isOff = (element) =>
    element.closest(":disabled, [aria-disabled=true], label:has(:disabled), [data-state=small], [data-state=taken]") !== null;
  const textOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const called = (element) => `${element.tagName.toLowerCase()} “${nameOf(element).slice(0, 40)}”`;

  function nameOf(element) {
    const labels = [...(element.labels ?? [])].map(textOf).join(" ");
    const byId = document.getElementById(element.getAttribute("aria-labelledby") ?? "");
    return element.getAttribute("aria-label") || textOf(byId) || labels || textOf(element);
  }

  function checkTargets() {
    for (const target of document.querySelectorAll("a[href], button, input, select, textarea, [role=button]")) {
      if (!isShown(target)) continue;
      if (!nameOf(target)) defects.push(`no name: ${target.outerHTML.slice(0, 80)}`);
      const area = target.closest("label") ?? target;
      const { width, height } = area.getBoundingClientRect();
      const isInline = getComputedStyle(target).display === "inline" && target.matches("a");
      // A scaled drawing may be half a pixel smaller because of rounding.
      if (!isInline && !isOff(target) && Math.min(width, height) < TARGET_PX - 0.5) {
        defects.push(`small: ${called(target)} ${width.toFixed(1)}×${height.toFixed(1)}`);
      }
    }
  }

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  function paint(colour, opacity) {
    canvas.globalAlpha = opacity;
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
  }

  /** The relative luminance of the canvas's pixel, as WCAG defines it. */
  function luminance() {
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** The contrast of the element's text: paints the backgrounds behind it, then the text's colour. */
  function contrastOf(element) {
    const layers = [];
    for (let each = element; each; each = each.parentElement) layers.unshift(getComputedStyle(each));
    let opacity = 1;
    paint(getComputedStyle(document.body).backgroundColor, 1);
    for (const { backgroundColor, opacity: own } of layers) paint(backgroundColor, (opacity *= Number(own)));
    const behind = luminance();
    paint(layers.at(-1).color, opacity);
    const [light, dark] = [behind, luminance()].sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The visible text nodes, each with its element. */
  function* shownTexts() {
    const texts = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.textContent.trim() || element.closest("svg") || !isShown(element)) continue;
      if (!isForReadersOnly(element)) yield [texts.currentNode, element];
    }
  }

  function checkWords() {
    const range = document.createRange();
    for (const [text] of shownTexts()) {
      for (const { 0: word, index } of text.textContent.matchAll(/[\p{L}\p{N}]+/gu)) {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ bottom }) => bottom));
        if (lines.size > 1) defects.push(`broken: “${word}”`);
      }
    }
  }

  function checkContrast() {
    for (const [, element] of shownTexts()) {
      if (isOff(element)) continue;
      const { fontSize, fontWeight } = getComputedStyle(element);
      const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? LARGE_BOLD_PX : LARGE_PX);
      const contrast = contrastOf(element);
      if (contrast < (isLarge ? 3 : 4.5)) defects.push(`pale: “${textOf(element).slice(0, 40)}” ${contrast.toFixed(2)}`);
    }
  }

  // Wait until the latest changes are drawn.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const overflow = document.documentElement.scrollWidth - innerWidth;
  if (overflow > 0) defects.push(`${overflow} px too wide`);
  checkTargets();
  checkWords();
  checkContrast();
  if (document.getAnimations().length) defects.push("an animation is running");
  return defects;
}
