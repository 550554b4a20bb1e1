package io.kmspolicy.model.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A text that a reader rejects, with all its problems. The message lists the problems, one per
 * line, as {@code source:line:column: message (at pointer)}.
 */
public final class PolicySyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public PolicySyntaxException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order in which they were found; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
