package io.kmspolicy.directory;

import java.util.List;

/**
 * A policy directory that cannot be used, with all its problems. The message lists the problems,
 * one per line, each with its file.
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
