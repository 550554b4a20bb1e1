package io.kmspolicy.model.resource;

/** A text that should name a principal, a caller or a resource and does not. */
public final class InvalidNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong and what would be right.
   *
   * @param message one sentence in lower case, with the text in back-ticks
   */
  public InvalidNameException(String message) {
    super(message);
  }
}
