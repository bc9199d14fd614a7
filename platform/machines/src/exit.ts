/** What a script reads from the command's end. They are an interface: never renumbered. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  notPermitted: 3,
  unreachable: 4,
  changes: 5,
  defect: 6,
} as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `Ends with
  0  it is done, or was so already
  1  a rule or the person at the terminal said no, or a file and the tenant still differ
  2  not understood: arguments, a file, or an input that the gateway cannot mean
  3  not signed in, or not permitted
  4  the gateway, or a domain behind it, does not answer
  5  with --exit-code: a dry run found changes to make
  6  a defect, here or there: report it with the request id
`;
