package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.policy.PrincipalName;
import java.util.List;

/**
 * An Allow statement of a key policy that a call needs.
 *
 * @param statement the number of the statement, counted from 0
 * @param names the principals of the statement that name the caller; empty for {@code NotPrincipal}
 */
public record AllowingStatement(int statement, List<PrincipalName> names) {

  /** Copies the list. */
  public AllowingStatement {
    names = List.copyOf(names);
  }
}
