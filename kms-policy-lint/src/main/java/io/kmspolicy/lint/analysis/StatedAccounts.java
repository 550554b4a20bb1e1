package io.kmspolicy.lint.analysis;

import java.util.Set;

/**
 * The accounts that the user states.
 *
 * @param own the account that owns the policies; empty if not stated
 * @param organization the accounts of one organization; empty if none is stated
 */
public record StatedAccounts(String own, Set<String> organization) {

  /** Copies the set. */
  public StatedAccounts {
    organization = Set.copyOf(organization);
  }

  /** Nothing is stated. */
  public static StatedAccounts none() {
    return new StatedAccounts("", Set.of());
  }

  /** The accounts of the stated organization, if an account is one of them. */
  public Set<String> organizationOf(String account) {
    return organization.contains(account) ? organization : Set.of();
  }
}
