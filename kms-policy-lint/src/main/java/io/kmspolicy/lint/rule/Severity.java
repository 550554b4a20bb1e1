package io.kmspolicy.lint.rule;

import java.util.Locale;

/** How much a finding weighs. The order is from the least to the most. */
public enum Severity {
  /** Worth knowing; often meant so. */
  INFO,
  /** Probably not what was meant, or a risk that should be taken on purpose. */
  WARNING,
  /** Cannot be what was meant, or opens or locks a key. */
  ERROR;

  /** The severity as tools print it, such as {@code warning}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
