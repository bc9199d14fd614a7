/** This package's folder: `src` and `dist` are both one level below it. */
export const PACKAGE_ROOT = new URL('../', import.meta.url);
