package io.kmspolicy.cli.doors;

/** An answer of a door. */
enum Answer {
  /** Allowed for certain. */
  ALLOWED,
  /** Denied for certain. */
  DENIED,
  /** It depends on what the door does not know. */
  OPEN,
  /** Some request is allowed: the opposite of denied for certain. */
  NOT_DENIED,
  /** The door cannot be asked this. */
  CANNOT_ASK;

  /** Whether this is certain against another answer. */
  boolean isAgainst(Answer other) {
    return this == DENIED && (other == ALLOWED || other == NOT_DENIED);
  }
}
