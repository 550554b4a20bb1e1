package io.kmspolicy.model.policy;

import java.util.List;

/**
 * A policy document. The readers are strict: they reject a document with any part that they do not
 * understand.
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
