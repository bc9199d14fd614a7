/** A stranger hears one sentence, whatever was wrong; who proved the secret from the right place hears why. */
export const STRANGER = 401;
export const HOLDER = 403;
