package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.Risk.State;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The risks of a key.
 *
 * @param key the key
 * @param name its first alias, or its id, or its name in a file if it has no id yet
 * @param longName its ARN; or its name in a file, account and Region if it has no id yet
 * @param findings one for each risk, in the order of the risks
 */
public record KeyRisks(KmsResource.Key key, String name, String longName, List<Finding> findings) {

  /**
   * Whether the key has a risk.
   *
   * @param sentence what is wrong; empty if it is not known, or nothing is
   * @param weight how much is at stake: more is worse among findings of one risk
   */
  public record Finding(Risk risk, State state, String sentence, int weight) {

    private static final Comparator<Finding> WORST_FIRST =
        Comparator.comparing(Finding::risk)
            .thenComparing(Finding::state)
            .thenComparing(Comparator.comparingInt(Finding::weight).reversed());

    /** Whether there is something to say. */
    public boolean isFound() {
      return state == State.HOLDS || state == State.MAY_HOLD;
    }
  }

  static final Comparator<KeyRisks> WORST_FIRST =
      Comparator.comparing((KeyRisks risks) -> risks.worst().orElseThrow(), Finding.WORST_FIRST)
          .thenComparing(risks -> risks.key().arn());

  /** Copies the list. */
  public KeyRisks {
    findings = List.copyOf(findings);
  }

  /** The finding about a risk. */
  Finding of(Risk risk) {
    return findings.stream().filter(found -> found.risk() == risk).findFirst().orElseThrow();
  }

  /** The worst risk that is found. */
  public Optional<Finding> worst() {
    return findings.stream().filter(Finding::isFound).findFirst();
  }

  /** Whether what is known tells of each risk. */
  public boolean isKnown() {
    return findings.stream()
        .allMatch(finding -> finding.state() == State.HOLDS || finding.state() == State.ABSENT);
  }
}
