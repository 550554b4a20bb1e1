package io.kmspolicy.model.problem;

/**
 * The sizes beyond which the readers refuse a text. They are far above every quota of AWS (rule
 * 1.12) and bound the time and memory that a hostile text can take.
 */
public final class JsonLimits {

  /** Characters in a policy document that is read by itself. */
  public static final int POLICY_CHARACTERS = 1 << 20;

  /** Characters in a scenario, its policies included. */
  public static final int SCENARIO_CHARACTERS = 1 << 24;

  /** Characters in a list of grants; a key may have 50,000 of them. */
  public static final int GRANTS_CHARACTERS = 1 << 26;

  /** Characters in one string, number or member name. */
  public static final int VALUE_CHARACTERS = 1 << 16;

  /** Objects and arrays inside each other. */
  public static final int DEPTH = 32;

  /** Problems that are reported before reading stops. */
  public static final int PROBLEMS = 100;

  private JsonLimits() {}
}
