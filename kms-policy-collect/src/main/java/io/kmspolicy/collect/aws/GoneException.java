package io.kmspolicy.collect.aws;

/** What was asked for does not exist, or no longer. */
final class GoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GoneException(String message) {
    super(message);
  }
}
