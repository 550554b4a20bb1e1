package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.text.Listing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The modes of all operations. They can be switched while calls run: a call that is decided after a
 * switch has the new mode. Thread-safe.
 */
public final class EnforcementModes {

  private volatile Modes now;

  /** The modes at one time. Immutable. */
  private record Modes(EnforcementMode general, Map<String, EnforcementMode> single) {}

  /**
   * Creates the modes.
   *
   * @param general the mode of every operation that is not listed
   * @param single the modes of single operations
   */
  public EnforcementModes(EnforcementMode general, Map<String, EnforcementMode> single) {
    this.now = new Modes(general, Map.copyOf(single));
  }

  /** The mode of an operation. */
  public EnforcementMode of(String operation) {
    Modes modes = now;
    return modes.single.getOrDefault(operation, modes.general);
  }

  /** Such as {@code observe}, or {@code enforce for `Decrypt` and `Encrypt`, otherwise observe}. */
  @Override
  public String toString() {
    Set<String> all =
        KmsCatalogue.bundled().operations().stream()
            .map(KmsOperation::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> enforced =
        all.stream().filter(operation -> of(operation) == EnforcementMode.ENFORCE).toList();
    if (enforced.isEmpty()) {
      return "observe";
    }
    return enforced.size() == all.size()
        ? "enforce"
        : "enforce for " + Listing.firstOf(enforced) + ", otherwise observe";
  }

  /** Switches all operations, those with a mode of their own included. */
  public synchronized void switchAll(EnforcementMode mode) {
    now = new Modes(mode, Map.of());
  }

  /** Switches one operation. */
  public synchronized void switchOne(String operation, EnforcementMode mode) {
    Map<String, EnforcementMode> single = new HashMap<>(now.single);
    single.put(operation, mode);
    now = new Modes(now.general, Map.copyOf(single));
  }
}
