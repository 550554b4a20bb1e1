package io.kmspolicy.collect.aws;

/** AWS refused a request, or its answer cannot be used: what was asked for is not known. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
