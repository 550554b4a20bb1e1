package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Population;
import java.util.List;

/**
 * A hand-written loop over the statements, which compares the action and matches the resource. It
 * does not stop at the first Allow, because a Deny may follow.
 */
public final class NaivePeer implements Peer<NaivePeer.Question> {

  private static final char ANY = '*';

  private final String[][] actions;
  private final String[] patterns;
  private final boolean[] denies;

  /**
   * A request.
   *
   * @param action the action
   * @param keyArn the key
   */
  public record Question(String action, String keyArn) {}

  /** A peer with the identity statements of a population. */
  public NaivePeer(Population population) {
    List<PeerRule> rules = PeerRule.of(population);
    actions = new String[rules.size()][];
    patterns = new String[rules.size()];
    denies = new boolean[rules.size()];
    for (int i = 0; i < rules.size(); i++) {
      PeerRule rule = rules.get(i);
      actions[i] = rule.actions().toArray(String[]::new);
      patterns[i] = rule.resource() + (rule.isPrefix() ? ANY : "");
      denies[i] = rule.denies();
    }
  }

  @Override
  public Question question(String action, String keyArn) {
    return new Question(action, keyArn);
  }

  @Override
  public boolean allows(Question question) {
    boolean allowed = false;
    for (int i = 0; i < patterns.length; i++) {
      if (names(actions[i], question.action()) && matches(patterns[i], question.keyArn())) {
        if (denies[i]) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  private static boolean names(String[] actions, String action) {
    for (String named : actions) {
      if (named.equals(action)) {
        return true;
      }
    }
    return false;
  }

  /** Matches a pattern with backtracking to the last {@code *}. */
  private static boolean matches(String pattern, String text) {
    int at = 0;
    int resumePattern = -1;
    int resumeText = 0;
    for (int i = 0; i < text.length(); ) {
      if (at < pattern.length() && pattern.charAt(at) == ANY) {
        resumePattern = ++at;
        resumeText = i;
      } else if (at < pattern.length()
          && (pattern.charAt(at) == text.charAt(i) || pattern.charAt(at) == '?')) {
        at++;
        i++;
      } else if (resumePattern >= 0) {
        at = resumePattern;
        i = ++resumeText;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == ANY) {
      at++;
    }
    return at == pattern.length();
  }
}
