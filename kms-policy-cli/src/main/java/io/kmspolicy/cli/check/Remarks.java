package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.model.text.Counts;
import java.util.ArrayList;
import java.util.List;

/** What the reader of a report has to know first, so that no report is empty. */
final class Remarks {

  /** The number of policies that are named. */
  private static final int SHOWN = 10;

  private Remarks() {}

  /** That nothing changes, or the policies that the file leaves open; empty in other cases. */
  static List<String> of(PolicyVersion old, PolicyVersion next, LintRun run, OpenBefore before) {
    if (isEmpty(old) && isEmpty(next) && run.policies().isEmpty() && run.unresolved().isEmpty()) {
      return List.of("nothing about KMS changes");
    }
    List<String> remarks = new ArrayList<>();
    List<UnresolvedPolicy> open = run.unresolved();
    open.stream()
        .limit(SHOWN)
        .forEach(
            one ->
                remarks.add(
                    (before.has(one) ? "indeterminate as before: " : "indeterminate: ")
                        + one.name()
                        + ": "
                        + one.reason()));
    if (open.size() > SHOWN) {
      remarks.add(
          "indeterminate: " + Counts.of(open.size() - SHOWN, "more policy", "more policies"));
    }
    return remarks;
  }

  /** Whether a file names no key, user, role or policy. */
  private static boolean isEmpty(PolicyVersion version) {
    if (!(version instanceof StateFile file)) {
      return false;
    }
    InputState state = file.state();
    return state.keys().isEmpty()
        && state.principals().isEmpty()
        && state.others().isEmpty()
        && state.gaps().isEmpty();
  }
}
