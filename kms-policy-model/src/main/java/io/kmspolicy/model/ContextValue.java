package io.kmspolicy.model;

import java.util.List;

/** What is known of a condition key in a request. */
public sealed interface ContextValue {

  /**
   * The key is in the request.
   *
   * @param values its values; may be empty (rule 3.5)
   */
  record Present(List<String> values) implements ContextValue {
    /** Copies the list. */
    public Present {
      values = List.copyOf(values);
    }
  }

  /** The key is not in the request. */
  enum Absent implements ContextValue {
    /** The only one. */
    INSTANCE
  }

  /** The key may be absent or have any value. */
  enum Unknown implements ContextValue {
    /** The only one. */
    INSTANCE
  }

  /** The key is in the request with a value that is not known (rule 6.11). */
  enum PresentUnknown implements ContextValue {
    /** The only one. */
    INSTANCE
  }

  /** A key with these values. */
  static ContextValue of(String... values) {
    return new Present(List.of(values));
  }

  /** A key that is not in the request. */
  static ContextValue absent() {
    return Absent.INSTANCE;
  }

  /** A key of which nothing is known. */
  static ContextValue unknown() {
    return Unknown.INSTANCE;
  }

  /** A key of which only its presence is known. */
  static ContextValue presentUnknown() {
    return PresentUnknown.INSTANCE;
  }
}
