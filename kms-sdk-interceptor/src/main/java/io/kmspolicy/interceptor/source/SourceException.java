package io.kmspolicy.interceptor.source;

/** A source that answered with something that cannot be used, such as half of an answer. */
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message);
  }

  SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
