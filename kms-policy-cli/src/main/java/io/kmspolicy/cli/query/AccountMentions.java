package io.kmspolicy.cli.query;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.resource.Arn;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The accounts of callers that conditions of key policies, resource control policies and endpoint
 * policies name, by id or by a pattern.
 */
final class AccountMentions {

  private static final Set<String> IDS = Set.of("kms:calleraccount", "aws:principalaccount");
  private static final String ARN = "aws:principalarn";
  private static final int ARN_FIELDS = 6;
  private static final int ACCOUNT = 4;

  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> patterns = new LinkedHashSet<>();

  /** Adds those of the policies of a key. */
  void add(PolicySet policies) {
    add(policies.key());
    add(policies.vpcEndpoint());
    if (policies.resourceControl() instanceof OrganizationLayer.Levels levels) {
      levels.levels().forEach(level -> add(level.policies()));
    }
  }

  private void add(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      add(attached.policies());
    }
  }

  private void add(List<NamedPolicy> policies) {
    for (NamedPolicy policy : policies) {
      policy
          .document()
          .statements()
          .forEach(statement -> statement.condition().tests().forEach(this::add));
    }
  }

  private void add(Condition test) {
    String key = test.key().toLowerCase(Locale.ROOT);
    test.values()
        .forEach(
            value -> {
              if (IDS.contains(key)) {
                add(value.text());
              } else if (key.equals(ARN)) {
                String[] parts = value.text().split(":", ARN_FIELDS);
                add(parts.length == ARN_FIELDS ? parts[ACCOUNT] : "");
              }
            });
  }

  private void add(String account) {
    if (Arn.isAccountId(account)) {
      accounts.add(account);
    } else if (account.matches("[0-9*?]*[0-9?][0-9*?]*")) {
      patterns.add(account);
    }
  }

  /** The ids of accounts. */
  Collection<String> accounts() {
    return accounts;
  }

  /** Patterns that match some account ids. */
  Collection<String> patterns() {
    return patterns;
  }
}
