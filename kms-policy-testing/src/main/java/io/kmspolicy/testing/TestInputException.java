package io.kmspolicy.testing;

/** Policies, a name or a file of a test that cannot be used; the message is for its author. */
public final class TestInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An exception whose message states the mistake, its place and what would be right. */
  public TestInputException(String message) {
    super(message);
  }
}
