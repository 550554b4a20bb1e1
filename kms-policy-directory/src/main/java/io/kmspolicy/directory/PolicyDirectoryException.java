package io.kmspolicy.directory;

import java.util.List;

/**
 * A policy directory that cannot be used, with everything that is wrong with it. The message lists
 * the problems, one a line, each with its file.
 */
public final class PolicyDirectoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  PolicyDirectoryException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order of the files; never empty. */
  public List<String> problems() {
    return problems;
  }
}
