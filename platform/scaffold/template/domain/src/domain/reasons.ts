import { metIn, registerReasons } from '@bailiwick/decision';

/** Every code that reporting refuses with, beside the common ones that each domain has. */
export const reportingReasons = registerReasons(
  'reporting',
  metIn(['CHANGE'], {
    'reporting.tenant_not_active': {
      sentence: 'Reports are made only while the tenant is active, and its state is {state}.',
      remedy: {
        label: 'Finish setting the tenant up, or ask its owner why work has stopped.',
        section: 'PLATFORM_SETUP',
        requiredPermission: 'identity.setup.complete',
      },
    },
    'reporting.too_many_reports': {
      sentence: 'A tenant has at most {most} reports.',
      remedy: { label: 'Use one that is there already.' },
    },
  }),
);
