package io.kmspolicy.analysis.simulate;

import java.util.ArrayList;
import java.util.List;

/** Collects the differences from AWS's simulator that affect the answers. */
final class Warnings {

  private Warnings() {}

  /**
   * A difference from AWS's simulator.
   *
   * @param text a description of the difference
   * @param concerns the affected requests, such as {@code kms:Decrypt on ARN}
   */
  record Remark(String text, List<String> concerns) {}

  /** The differences that affect an outcome. */
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
