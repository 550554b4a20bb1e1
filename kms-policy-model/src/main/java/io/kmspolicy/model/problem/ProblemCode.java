package io.kmspolicy.model.problem;

import java.util.Locale;

/**
 * What kind of mistake a text holds. The codes are stable: tools may act on them, people read the
 * message beside it.
 */
public enum ProblemCode {
  /** The bytes are not UTF-8, or a string holds half a surrogate pair. */
  INVALID_ENCODING,
  /** The text is not well-formed JSON; reading stopped there. */
  MALFORMED_JSON,
  /** Something follows the end of the JSON value. */
  TRAILING_CONTENT,
  /** A size is beyond one of {@link JsonLimits}. */
  LIMIT_EXCEEDED,
  /** A value has another JSON type than its member asks for. */
  WRONG_TYPE,
  /** A value is {@code null}, which no member allows. */
  NULL_VALUE,
  /** A text, list or object is empty where that has no meaning. */
  EMPTY_VALUE,
  /** A member that the object does not have, or not in this spelling (rules 1.2, 1.4). */
  UNKNOWN_MEMBER,
  /** A member stands twice in one object (rule 1.5). */
  DUPLICATE_MEMBER,
  /** A member that the object must have is not there. */
  MISSING_MEMBER,
  /** Two members exclude each other, such as {@code Action} and {@code NotAction}. */
  CONFLICTING_MEMBERS,
  /**
   * An element that policies of this type, or statements of this effect, cannot have (rule 1.6).
   */
  ELEMENT_NOT_ALLOWED,
  /** {@code Version} is none of the two that exist (rule 1.1). */
  INVALID_VERSION,
  /** {@code Effect} is neither {@code Allow} nor {@code Deny} (rule 1.4). */
  INVALID_EFFECT,
  /** A text is no action, or no pattern for actions (rule 2.1). */
  INVALID_ACTION,
  /** A text names no principal (rules 1.7-1.9). */
  INVALID_PRINCIPAL,
  /** A condition operator that does not exist (rule 3.16). */
  UNKNOWN_OPERATOR,
  /** A scenario's principal, role or resource is none. */
  INVALID_NAME,
  /** A text is none of the words that its member knows. */
  INVALID_VALUE,
  /** A list of grants that says itself that more of them exist. */
  INCOMPLETE_LIST;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The code as tools print it, such as {@code unknown-member}. */
  public String text() {
    return text;
  }
}
