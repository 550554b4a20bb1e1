package io.kmspolicy.model.policy;

import java.util.List;

/**
 * A policy as its JSON states it. Reading is strict, so a document that exists is one whose every
 * part is understood.
 *
 * @param version the stated language version
 * @param id the optional {@code Id}; no effect on evaluation
 * @param statements the statements in their order; may be empty (rule 1.3)
 */
public record PolicyDocument(PolicyVersion version, Label id, List<Statement> statements) {

  /** Copies the list. */
  public PolicyDocument {
    statements = List.copyOf(statements);
  }
}
