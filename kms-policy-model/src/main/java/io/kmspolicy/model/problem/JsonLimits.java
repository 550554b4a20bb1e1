package io.kmspolicy.model.problem;

/**
 * The largest sizes that the readers accept. They are far above the quotas of AWS (rule 1.12) and
 * limit the time and memory that a malicious text can use.
 */
public final class JsonLimits {

  /** Characters in a single policy document. */
  public static final int POLICY_CHARACTERS = 1 << 20;

  /** Characters in a scenario, its policies included. */
  public static final int SCENARIO_CHARACTERS = 1 << 24;

  /** Characters in a list of grants; a key may have 50,000 of them. */
  public static final int GRANTS_CHARACTERS = 1 << 26;

  /** Characters in one string, number or member name. */
  public static final int VALUE_CHARACTERS = 1 << 16;

  /** The nesting depth of objects and arrays. */
  public static final int DEPTH = 32;

  /** Problems that are reported before reading stops. */
  public static final int PROBLEMS = 100;

  private JsonLimits() {}
}
