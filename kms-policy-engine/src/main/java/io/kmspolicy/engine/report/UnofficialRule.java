package io.kmspolicy.engine.report;

/** A rule that the engine follows although no known page of AWS states it. */
public enum UnofficialRule {
  PARTITION_WILDCARD("2.6", "a wildcard in the partition of a resource ARN counts"),
  SERVICE_CALLS("4.2", "service control policies do not bind AWS services"),
  ENDPOINT_PRINCIPALS(
      "4.6", "in an endpoint policy a role stands for its sessions and an account for its members"),
  ROOT_ACROSS_ACCOUNTS("4.10", "the root user of another account needs no identity policy"),
  ACCOUNT_SPARED("4.11", "`NotPrincipal` with the account alone spares its members");

  private final String rule;
  private final String claim;

  UnofficialRule(String rule, String claim) {
    this.rule = rule;
    this.claim = claim;
  }

  /** The rule's number in {@code docs/semantics.md}. */
  public String rule() {
    return rule;
  }

  /** The claim that the engine takes for true. */
  public String claim() {
    return claim;
  }
}
