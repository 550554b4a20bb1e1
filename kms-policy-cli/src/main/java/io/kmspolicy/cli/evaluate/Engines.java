package io.kmspolicy.cli.evaluate;

import io.kmspolicy.engine.BatchEvaluator;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;

/** Selects the evaluator of scenarios. */
public final class Engines {

  private Engines() {}

  /**
   * The reference evaluator, or one that also uses decision tables where the reference reached a
   * limit or large policies recur.
   */
  public static PolicyEvaluator of(boolean reference) {
    return reference ? ReferenceAuthorizer.create() : BatchEvaluator.create();
  }
}
