package io.kmspolicy.benchmarks.report;

/** What the rounds of a run say about a bar. */
enum Verdict {
  /** The whole interval of the measured values is on the right side of the limit. */
  MET("met"),
  /** The whole interval is on the wrong side. */
  MISSED("**MISSED**"),
  /** The limit is inside the interval, there are too few rounds, or the machine was busy. */
  UNDECIDED("undecided");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
