package io.kmspolicy.lint.rule;

import java.util.Locale;

/** The severity of a finding, in ascending order. */
public enum Severity {
  /** Worth knowing; often intended. */
  INFO,
  /** Probably unintended, or a risk that should be a deliberate choice. */
  WARNING,
  /** Certainly unintended, or exposes a key or locks everybody out of it. */
  ERROR;

  /** The next lower severity; {@link #INFO} has none below it. */
  public Severity lower() {
    return this == ERROR ? WARNING : INFO;
  }

  /** The severity as tools print it, such as {@code warning}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
