package io.kmspolicy.collect.aws;

import java.util.List;

/**
 * The subjects of a run.
 *
 * @param found what is to be read
 * @param unlisted lists that AWS refused: what they would name is not in the directory
 */
public record Subjects(List<Subject> found, List<Unlisted> unlisted) {

  /** Copies the lists. */
  public Subjects {
    found = List.copyOf(found);
    unlisted = List.copyOf(unlisted);
  }

  /**
   * Something that could not be listed.
   *
   * @param what such as {@code roles}
   * @param why the refusal
   */
  public record Unlisted(String what, String why) {}
}
