export { readPage } from './page-files.js';
export type { PageFile, PageFiles, PageSettings } from './page-files.js';
export { PICKER_PATHS } from './picker.js';
export type { CredentialRequest, PickedCredential, PickerPrincipal, PickerPrincipals, PickerTenant } from './picker.js';
