package io.kmspolicy.model.problem;

import java.util.Locale;

/**
 * The kind of a mistake in a text. The codes are stable identifiers for tools. The messages are for
 * people.
 */
public enum ProblemCode {
  /** The bytes are not UTF-8, or a string contains an unpaired surrogate. */
  INVALID_ENCODING,
  /** The text is not well-formed JSON. Reading stopped at this location. */
  MALFORMED_JSON,
  /** The text continues after the end of the JSON value. */
  TRAILING_CONTENT,
  /** A size exceeds one of {@link JsonLimits}. */
  LIMIT_EXCEEDED,
  /** A value has the wrong JSON type. */
  WRONG_TYPE,
  /** A value is {@code null}, which no member allows. */
  NULL_VALUE,
  /** A string, array or object must not be empty. */
  EMPTY_VALUE,
  /** A member that this kind of object cannot have, or not in this spelling (rules 1.2, 1.4). */
  UNKNOWN_MEMBER,
  /** An object has two members with one name (rule 1.5). */
  DUPLICATE_MEMBER,
  /** A required member is missing. */
  MISSING_MEMBER,
  /** Two members exclude each other, such as {@code Action} and {@code NotAction}. */
  CONFLICTING_MEMBERS,
  /**
   * An element that policies of this type, or statements of this effect, cannot have (rule 1.6).
   */
  ELEMENT_NOT_ALLOWED,
  /** {@code Version} is not one of the two existing versions (rule 1.1). */
  INVALID_VERSION,
  /** {@code Effect} is neither {@code Allow} nor {@code Deny} (rule 1.4). */
  INVALID_EFFECT,
  /** A string is not an action or a pattern for actions (rule 2.1). */
  INVALID_ACTION,
  /** A string is not a valid principal (rules 1.7-1.9). */
  INVALID_PRINCIPAL,
  /** A condition operator that does not exist (rule 3.16). */
  UNKNOWN_OPERATOR,
  /** A scenario's principal, role or resource is invalid. */
  INVALID_NAME,
  /** A string is not one of the values of its member. */
  INVALID_VALUE,
  /** A list of grants is truncated: more grants exist. */
  INCOMPLETE_LIST;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The code as tools print it, such as {@code unknown-member}. */
  public String text() {
    return text;
  }
}
