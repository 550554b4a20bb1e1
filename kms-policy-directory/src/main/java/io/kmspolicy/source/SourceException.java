package io.kmspolicy.source;

/** A source that could not be read, or whose response cannot be used, such as an incomplete one. */
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SourceException(String message) {
    super(message);
  }

  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
