package io.kmspolicy.engine.budget;

/**
 * The step budget of a check is used up. Never leaves the engine: the check is indeterminate then
 * (rule 6.17). It has no stack trace, because it is a result and not an error.
 */
public final class StepsExhausted extends RuntimeException {

  private static final long serialVersionUID = 1;

  StepsExhausted() {
    super("the step budget is used up", null, false, false);
  }
}
