/** Of what a list is searched for, in characters. */
export const TEXT_LENGTH_MAX = 100;
/** A hundred years: what is further off is no date of anything here. */
export const DAYS_MAX = 36_500;
