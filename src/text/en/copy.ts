/** Words of copying where the browser does not let the page do it. */
export const copy = {
  heading: "Copy by hand",
  lead: "The browser blocked copying, as it does for pages opened over plain http. The text below is selected: press Ctrl+C (⌘C on a Mac), or copy it from the menu of a long press.",
  text: "Text to copy",
  close: "Close",
} as const;
