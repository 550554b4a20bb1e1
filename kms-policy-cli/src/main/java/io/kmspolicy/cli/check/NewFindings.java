package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the findings after a change with those before. A finding is old if a document of the
 * same name had one of the same rule, statement and message. Statements without a {@code Sid} are
 * compared as a group, because their numbers change when others are added.
 */
final class NewFindings {

  private final Map<Identity, Integer> before = new HashMap<>();
  private final Subjects subjects;

  /** What a document of a version is about, if versions of other forms are compared. */
  interface Subjects {
    /**
     * What a document is about.
     *
     * @param name the folder or file of the version
     * @param policy the name of the document
     */
    String of(String name, String policy);
  }

  /**
   * What a finding has in common with the same finding of another version.
   *
   * @param policy what the document is about, or its name below the folder or in the file of its
   *     version
   * @param statement the {@code Sid}; empty if the statement has none
   */
  private record Identity(LintRule rule, String policy, String statement, String message) {}

  /** A comparison with no finding before. */
  NewFindings() {
    this.subjects = NewFindings::below;
  }

  /**
   * A comparison with the findings of a run.
   *
   * @param name the folder or file of the run
   */
  NewFindings(String name, LintRun run) {
    this(name, run, NewFindings::below);
  }

  /**
   * A comparison with the findings of a run.
   *
   * @param name the folder or file of the run
   * @param subjects what documents are about
   */
  NewFindings(String name, LintRun run, Subjects subjects) {
    this.subjects = subjects;
    run.result()
        .findings()
        .forEach(finding -> before.merge(identity(name, run, finding), 1, Integer::sum));
  }

  /** The findings of a run that are new. */
  List<Finding> in(String name, LintRun run) {
    Map<Identity, Integer> left = new HashMap<>(before);
    List<Finding> found = new ArrayList<>();
    for (Finding finding : run.result().findings()) {
      Identity identity = identity(name, run, finding);
      int known = left.getOrDefault(identity, 0);
      if (known == 0) {
        found.add(finding);
      } else {
        left.put(identity, known - 1);
      }
    }
    return found;
  }

  private Identity identity(String name, LintRun run, Finding finding) {
    boolean isNumber = finding.statement().startsWith("#");
    return new Identity(
        finding.rule(),
        subjects.of(name, run.policyOf(finding)),
        isNumber ? "" : finding.statement(),
        finding.message().replace(name + "/", ""));
  }

  /** The name of a document without the folder or the file of its version. */
  static String below(String name, String policy) {
    Path root = Path.of(name);
    if (policy.startsWith(name + "#")) {
      return policy.substring(name.length());
    }
    Path path = Path.of(policy);
    return path.startsWith(root) ? root.relativize(path).toString() : policy;
  }
}
