/** The theme colours that Mini Apps get from Telegram, light and dark. */

/** The colours of Telegram Web A. */
const THEMES = {
  light: {
    bg_color: "#ffffff",
    text_color: "#000000",
    hint_color: "#707579",
    link_color: "#3390ec",
    button_color: "#3390ec",
    button_text_color: "#ffffff",
    secondary_bg_color: "#f4f4f5",
    header_bg_color: "#ffffff",
    bottom_bar_bg_color: "#ffffff",
    accent_text_color: "#3390ec",
    section_bg_color: "#ffffff",
    section_header_text_color: "#707579",
    section_separator_color: "#dadce0",
    subtitle_text_color: "#707579",
    destructive_text_color: "#df3f40",
  },
  dark: {
    bg_color: "#212121",
    text_color: "#ffffff",
    hint_color: "#aaaaaa",
    link_color: "#8774e1",
    button_color: "#8774e1",
    button_text_color: "#ffffff",
    secondary_bg_color: "#0f0f0f",
    header_bg_color: "#212121",
    bottom_bar_bg_color: "#212121",
    accent_text_color: "#8774e1",
    section_bg_color: "#212121",
    section_header_text_color: "#aaaaaa",
    section_separator_color: "#303030",
    subtitle_text_color: "#aaaaaa",
    destructive_text_color: "#e53935",
  },
};

let theme = localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

export const currentTheme = () => theme;

export const themeParams = () => THEMES[theme];

export function switchTheme() {
  theme = theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", theme);
}

/** The colour of a theme parameter's name, which depends on the current theme; a #rrggbb is returned as it is. */
export const colour = (name) => themeParams()[name] ?? name;

/** Black or white, the one that is readable on the background #rrggbb (ITU-R BT.601 luma). */
export function readableOn(background) {
  const [red, green, blue] = background.match(/[\da-f]{2}/gi).map((part) => parseInt(part, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140 ? "#ffffff" : "#000000";
}
