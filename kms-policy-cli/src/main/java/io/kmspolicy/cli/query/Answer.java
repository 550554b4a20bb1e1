package io.kmspolicy.cli.query;

import java.util.List;
import java.util.Locale;

/**
 * One row of a table: whether somebody may do something with a key.
 *
 * @param principal who
 * @param action what
 * @param resource with which key
 * @param result whether
 * @param why under which conditions, or what is not known; empty for the other results
 * @param dependsOn the condition keys, policies and facts on which an open answer depends
 */
record Answer(
    String principal,
    String action,
    String resource,
    Result result,
    String why,
    List<String> dependsOn) {

  /** Copies the list, each thing once. */
  Answer {
    dependsOn = dependsOn.stream().distinct().toList();
  }

  /** The results, as tables show them. */
  enum Result {
    /** In every circumstance. */
    ALLOWED,
    /** In circumstances that the policies name. */
    CONDITIONAL,
    /** Depends on policies or facts that are not known. */
    UNKNOWN,
    /** In no circumstance. */
    DENIED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
