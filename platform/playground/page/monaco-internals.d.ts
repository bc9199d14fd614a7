/** Monaco keeps this for all editors at once, and its public types do not show it. */
declare module 'monaco-editor/esm/vs/editor/browser/config/tabFocus.js' {
  export const TabFocus: { setTabFocusMode(on: boolean): void };
}
