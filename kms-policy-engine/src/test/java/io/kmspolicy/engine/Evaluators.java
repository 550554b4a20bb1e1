package io.kmspolicy.engine;

import java.util.List;

/** All ways of deciding a single question. Each must give the same answers. */
public final class Evaluators {

  /** The reference first. */
  public static final List<PolicyEvaluator> ALL =
      List.of(ReferenceAuthorizer.create(), TableEvaluator.create());

  private Evaluators() {}

  /** The same, with nothing compiled yet and nothing remembered of other questions. */
  public static List<PolicyEvaluator> fresh() {
    return List.of(ReferenceAuthorizer.create(), TableEvaluator.create());
  }
}
