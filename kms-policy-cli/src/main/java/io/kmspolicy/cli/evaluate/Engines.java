package io.kmspolicy.cli.evaluate;

import io.kmspolicy.engine.BatchEvaluator;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;

/** Selects the evaluator of scenarios. */
public final class Engines {

  private Engines() {}

  /**
   * The reference evaluator, which is simple and slow, or one that compiles policies that recur to
   * decision tables.
   */
  public static PolicyEvaluator of(boolean reference) {
    return reference ? ReferenceAuthorizer.create() : BatchEvaluator.create();
  }
}
