package io.kmspolicy.cli.evaluate;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.TableEvaluator;

/** The two ways of deciding a scenario. */
public final class Engines {

  private Engines() {}

  /** The decision tables, or the slow and plain reference. */
  public static PolicyEvaluator of(boolean reference) {
    return reference ? ReferenceAuthorizer.create() : TableEvaluator.create();
  }
}
