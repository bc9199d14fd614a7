/** Something that the command was given, or that is committed, cannot be read: nothing was judged. */
export class BadInput extends Error {}
