package io.kmspolicy.engine;

import java.util.List;

/** All evaluators of single requests. They must make the same decisions. */
public final class Evaluators {

  /** The reference first. */
  public static final List<PolicyEvaluator> ALL =
      List.of(ReferenceAuthorizer.create(), TableEvaluator.create());

  private Evaluators() {}

  /** New instances of the same evaluators, with empty caches. */
  public static List<PolicyEvaluator> fresh() {
    return List.of(ReferenceAuthorizer.create(), TableEvaluator.create());
  }
}
