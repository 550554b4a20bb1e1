package io.kmspolicy.junit;

import io.kmspolicy.testing.Policies;

/** The entry point of assertions on policies, to be imported statically. */
public final class PolicyAssertions {

  private PolicyAssertions() {}

  /** Assertions on the answers of policies. */
  public static PoliciesAssert assertThat(Policies policies) {
    return new PoliciesAssert(policies);
  }
}
