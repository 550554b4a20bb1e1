package io.kmspolicy.benchmarks.report;

/**
 * The benchmarks that make up curves and tables only. No bar reads them, so that the whole suite
 * need not run them in every round.
 */
public final class Unjudged {

  /** A regular expression for the full names of the benchmarks. */
  public static final String BENCHMARKS =
      "io\\.kmspolicy\\.benchmarks\\.(curve\\.CurveBenchmark\\..*"
          + "|curve\\.ManyTestsBenchmark\\.first$|HostileBenchmark\\.firstWithCompilation$)";

  private Unjudged() {}
}
