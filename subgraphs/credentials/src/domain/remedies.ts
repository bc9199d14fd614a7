/** What is done in Settings › Integrations, and by whom. */
export function inIntegrations(label: string, requiredPermission?: string) {
  const section = 'INTEGRATIONS' as const;
  return requiredPermission === undefined ? { label, section } : { label, section, requiredPermission };
}
