package io.kmspolicy.cli.evaluate;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.TableEvaluator;

/** Selects the evaluator of scenarios. */
public final class Engines {

  private Engines() {}

  /** The reference evaluator, which is simple and slow, or the decision tables. */
  public static PolicyEvaluator of(boolean reference) {
    return reference ? ReferenceAuthorizer.create() : TableEvaluator.create();
  }
}
