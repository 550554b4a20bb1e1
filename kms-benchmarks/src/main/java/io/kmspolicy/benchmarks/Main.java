package io.kmspolicy.benchmarks;

/** Runs the benchmarks. */
public final class Main {
  private Main() {}

  /**
   * Prints the usage.
   *
   * @param args ignored
   */
  public static void main(String[] args) {
    System.out.println("usage: benchmarks COMMAND");
  }
}
