package io.kmspolicy.replay;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.ReplayOptions.Explanations;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.JudgedCheck;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.judge.Reason;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Finds the reasons of decisions for a report. Not thread-safe. */
final class Reasons {

  /** A page with more is too large to be read. */
  private static final int MAX_EXPLANATIONS = 1_000;

  private static final int MAX_NEAR = 3;

  private final Explanations explanations;
  private int kept;

  /**
   * No reasons yet.
   *
   * @param explanations how much of an explanation a reason keeps
   */
  Reasons(Explanations explanations) {
    this.explanations = explanations;
  }

  /** The reason of a judgment, found when it is asked for. */
  Supplier<Reason> of(Judge judge, Judgment judgment) {
    return () -> find(judge, judgment);
  }

  /** The reason of the check that decides: the first that is not allowed, or else the first. */
  private Reason find(Judge judge, Judgment judgment) {
    for (JudgedCheck check : judgment.checks()) {
      if (isDecisive(check, judgment.answer())) {
        return reason(judge.explain(check));
      }
    }
    return new Reason("the record does not name the resource", "");
  }

  private static boolean isDecisive(JudgedCheck check, OurAnswer answer) {
    return switch (answer) {
      case ALLOWED -> true;
      case DENIED -> check.decision().isCertainDenial();
      case INDETERMINATE -> check.decision() != Decision.ALLOWED;
    };
  }

  /** The reasons, and of a denial the Allow statements that fail by one condition. */
  private static List<String> known(Explanation explanation) {
    List<String> reasons = new ArrayList<>(explanation.reasons());
    explanation.denial().stream()
        .flatMap(denial -> denial.nearMisses().stream())
        .limit(MAX_NEAR)
        .forEach(near -> reasons.add(near.text()));
    return reasons;
  }

  private Reason reason(Explanation explanation) {
    List<String> unknown = explanation.unknown().all();
    String sentence =
        unknown.isEmpty()
            ? String.join("; ", known(explanation))
            : "unknown: " + String.join(", ", unknown);
    return new Reason(
        sentence,
        switch (kept++ < MAX_EXPLANATIONS ? explanations : Explanations.NONE) {
          case NONE -> "";
          case REDACTED -> explanation.redacted().text();
          case FULL -> explanation.text();
        });
  }
}
