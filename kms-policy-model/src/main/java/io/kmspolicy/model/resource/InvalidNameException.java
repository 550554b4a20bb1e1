package io.kmspolicy.model.resource;

/** A text that is not a valid principal, caller or resource. */
public final class InvalidNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception whose message states the mistake and the correction.
   *
   * @param message one sentence in lower case, with the text in back-ticks
   */
  public InvalidNameException(String message) {
    super(message);
  }
}
