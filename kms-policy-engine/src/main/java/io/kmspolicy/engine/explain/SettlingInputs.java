package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.MissingAttribute.Case;
import java.util.List;

/**
 * The unknown inputs that settle an open decision, as {@link MissingInputs} finds them.
 *
 * @param sets the smallest set, if there is one
 * @param unknown all unknown inputs on which statements and grants depend
 * @param complete whether the search was not cut short
 * @param leftOpen cases in which every input is known and the decision is still indeterminate
 */
record SettlingInputs(
    List<MissingInformation> sets,
    MissingInformation unknown,
    boolean complete,
    List<Case> leftOpen) {

  /** The result for a certain decision. */
  static final SettlingInputs NONE =
      new SettlingInputs(
          List.of(), new MissingInformation(List.of(), List.of(), List.of()), true, List.of());

  SettlingInputs {
    sets = List.copyOf(sets);
    leftOpen = List.copyOf(leftOpen);
  }
}
