package io.kmspolicy.cli;

/** The command {@code kms-policy}. */
public final class KmsPolicy {
  private KmsPolicy() {}

  /**
   * Prints the usage.
   *
   * @param args ignored
   */
  public static void main(String[] args) {
    System.out.println("usage: kms-policy COMMAND");
  }
}
