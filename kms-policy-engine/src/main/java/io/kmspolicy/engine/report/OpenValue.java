package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.text.Quoting;

/** The name of a value that the source of a policy leaves open (rule 1.13). */
public final class OpenValue {

  private static final String VALUE = "the value of ";

  private OpenValue() {}

  /** The name of what leaves the result of a test open. */
  static String of(Condition test) {
    return VALUE + Quoting.quote(test.key());
  }

  /** Whether a name of an unknown input is that of such a value. */
  public static boolean is(String name) {
    return name.startsWith(VALUE);
  }
}
