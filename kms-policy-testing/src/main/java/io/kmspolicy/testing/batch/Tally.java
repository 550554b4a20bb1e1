package io.kmspolicy.testing.batch;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the decisions of one file with its labels and counts the results. A decision that
 * contradicts its label is wrong; a decision that is less certain than its label is imprecise.
 */
public final class Tally {

  /** The maximum number of differences of a file that are printed. */
  static final int MAX_DIFFERENCES = 10;

  private final String file;
  private final List<String> differences = new ArrayList<>();
  private int count;
  private int right;
  private int wrong;
  private int imprecise;
  private int unlabelled;
  private int unreadable;

  public Tally(String file) {
    this.file = file;
  }

  /** Counts the decision of a scenario. */
  public void add(Scenario scenario, Decision decision, int line) {
    count++;
    Optional<Decision> label = scenario.expected();
    if (label.isEmpty()) {
      unlabelled++;
    } else if (label.get() == decision) {
      right++;
    } else {
      boolean sound = isSound(decision, label.get());
      imprecise += sound ? 1 : 0;
      wrong += sound ? 0 : 1;
      if (differences.size() < MAX_DIFFERENCES) {
        differences.add(difference(scenario.id(), decision, label.get(), line, sound));
      }
    }
  }

  /** Whether a decision that differs from its label is less certain and does not contradict it. */
  private static boolean isSound(Decision decision, Decision label) {
    return decision == Decision.INDETERMINATE
        || (decision == Decision.DENIED && label.isCertainDenial());
  }

  private String difference(String id, Decision decision, Decision label, int line, boolean sound) {
    return file
        + ":"
        + line
        + ": "
        + id
        + ": "
        + decision.text()
        + ", expected "
        + label.text()
        + (sound ? " (imprecise)" : " (wrong)");
  }

  /** Counts an invalid line. */
  public void addUnreadable() {
    count++;
    unreadable++;
  }

  String file() {
    return file;
  }

  int count() {
    return count;
  }

  public int unreadable() {
    return unreadable;
  }

  /** The number of decisions that were compared with a label. */
  public int checked() {
    return right + wrong + imprecise;
  }

  /** Whether some decision differs from its label. */
  public boolean differs() {
    return wrong + imprecise > 0;
  }

  /** The first differences. */
  List<String> differences() {
    return List.copyOf(differences);
  }

  /** The counts in the order of {@link CheckReport#COLUMNS}. */
  List<Integer> counts() {
    return List.of(count, right, wrong, imprecise, unlabelled, unreadable);
  }
}
