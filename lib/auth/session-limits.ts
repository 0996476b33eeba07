/** A session no one uses ends after this; using it makes it last again. */
export const IDLE_S = 15 * 60;
/** Every session ends after this, however much it is used. */
export const MAX_SESSION_S = 8 * 60 * 60;
/** How exactly the last use is known. Within it nothing is written and no cookie is renewed. */
export const RENEW_AFTER_S = 60;
