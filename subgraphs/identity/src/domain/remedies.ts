export const CHOOSE_TENANT = { label: 'Send X-Tenant with the id or slug of the tenant that you mean.' };
export const ASK_ADMINISTRATOR = {
  label: 'Ask an administrator of the tenant to reinstate you.',
  section: 'USERS',
  requiredPermission: 'identity.member.reinstate',
} as const;
export const ASK_OPERATOR = { label: 'Ask the platform’s operators about it.' };
export const NEW_INVITATION = {
  label: 'Ask an administrator of the tenant for a new invitation.',
  section: 'USERS',
  requiredPermission: 'identity.member.invite',
} as const;
export const COMPLETE_SETUP = {
  label: 'Complete the open steps in Platform Setup.',
  section: 'PLATFORM_SETUP',
  requiredPermission: 'identity.setup.complete',
} as const;
