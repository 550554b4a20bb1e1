package io.kmspolicy.cli.simulate;

import java.util.ArrayList;
import java.util.List;

/** Collects where the answers follow other rules than AWS's simulator does. */
final class Warnings {

  private Warnings() {}

  /**
   * One difference.
   *
   * @param text what is different
   * @param concerns the questions that it bears on, as {@code kms:Decrypt on ARN}
   */
  record Remark(String text, List<String> concerns) {}

  /** The differences that bear on some of the outcomes. */
  static List<Remark> of(SimulationInput input, List<Outcome> outcomes) {
    List<Remark> remarks = new ArrayList<>();
    for (Difference difference : Difference.values()) {
      List<String> concerns =
          outcomes.stream()
              .filter(outcome -> difference.concerns(input, outcome))
              .map(outcome -> outcome.action() + " on " + outcome.resource().arn())
              .toList();
      if (!concerns.isEmpty()) {
        remarks.add(new Remark(difference.text(), concerns));
      }
    }
    return remarks;
  }
}
