package io.kmspolicy.testing;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.model.text.LetterCase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The key of key policies that are compared without the ARN of their key: some key of the only
 * account that the policies name. Where the answer may depend on which key it is, none is assumed.
 */
public final class AssumedKey {

  /** The keys whose values the account of the caller or of the key decides. */
  private static final Set<String> ACCOUNTS =
      Set.of(
          DerivedKey.PRINCIPAL_ACCOUNT.keyName(),
          DerivedKey.CALLER_ACCOUNT.keyName(),
          DerivedKey.RESOURCE_ACCOUNT.keyName());

  private static final String CALLER = DerivedKey.PRINCIPAL_ARN.keyName();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");
  private static final int PARTITION_FIELD = 1;
  private static final int ACCOUNT_FIELD = 4;
  private static final int FIELDS = 6;

  private final Set<String> delegated = new LinkedHashSet<>();
  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> partitions = new LinkedHashSet<>();

  private final String remedy;

  private AssumedKey(String remedy) {
    this.remedy = remedy;
  }

  /**
   * The key.
   *
   * @param remedy how to name the key, for messages
   * @throws TestInputException if the answer may depend on which key it is
   */
  public static KmsResource.Key of(List<NamedPolicy> policies, String remedy) {
    AssumedKey names = new AssumedKey(remedy);
    for (NamedPolicy policy : policies) {
      policy.document().statements().forEach(names::add);
    }
    return names.key();
  }

  private KmsResource.Key key() {
    if (delegated.isEmpty()) {
      throw unknown("the key policy names no account as a principal");
    }
    if (accounts.size() > 1) {
      throw unknown("the key policy names several accounts: " + String.join(", ", accounts));
    }
    if (partitions.size() > 1) {
      throw unknown("the key policy names several partitions: " + String.join(", ", partitions));
    }
    String partition = partitions.isEmpty() ? "aws" : partitions.iterator().next();
    String region =
        Partition.someRegionOf(partition)
            .orElseThrow(() -> unknown("the key policy names the partition `" + partition + "`"));
    return UnnamedKey.some(partition, region, delegated.iterator().next());
  }

  private TestInputException unknown(String reason) {
    return new TestInputException(reason + ", so the answer depends on the key; " + remedy);
  }

  private void add(Statement statement) {
    boolean isWide =
        statement.resource() instanceof ResourceElement.Absent
            || (statement.resource() instanceof ResourceElement.Resource listed
                && listed.patterns().stream().allMatch(pattern -> pattern.text().matches("\\*+")));
    if (!isWide) {
      throw unknown(
          "line "
              + statement.location().line()
              + ", "
              + statement.location().pointer()
              + ": the statement has another resource than `*`");
    }
    if (statement.principal() instanceof PrincipalElement.Principal listed) {
      listed.names().forEach(this::add);
    } else if (statement.principal() instanceof PrincipalElement.NotPrincipal excluded) {
      excluded.names().forEach(this::add);
    }
    statement.condition().tests().forEach(this::add);
  }

  private void add(PrincipalName name) {
    if (name instanceof PrincipalName.Account account) {
      delegated.add(account.accountId());
      accounts.add(account.accountId());
      if (!account.partition().isEmpty()) {
        partitions.add(account.partition());
      }
      return;
    }
    Arn.parse(name.text())
        .ifPresent(
            arn -> {
              partitions.add(arn.partition());
              if (Arn.isAccountId(arn.accountId())) {
                accounts.add(arn.accountId());
              }
            });
  }

  private void add(Condition test) {
    String key = LetterCase.lowerCase(test.key());
    for (ConditionValue value : test.values()) {
      String text = VARIABLE.matcher(value.text()).replaceAll("*");
      if (ACCOUNTS.contains(key)) {
        addAccount(text, test);
      }
      if (text.startsWith("arn:")) {
        addArn(text, key, test);
      } else if (key.equals(CALLER) && text.chars().anyMatch(c -> c >= '0' && c <= '9')) {
        addAccount(text, test);
      }
    }
  }

  private void addArn(String text, String key, Condition test) {
    String[] fields = text.split(":", -1);
    addPartition(fields[PARTITION_FIELD], test);
    if (key.equals(CALLER)) {
      addAccount(fields.length < FIELDS ? text : fields[ACCOUNT_FIELD], test);
    }
  }

  private void addPartition(String partition, Condition test) {
    if (Partition.all().contains(partition)) {
      partitions.add(partition);
    } else if (!partition.equals("*")) {
      throw unknown("a condition on `" + test.key() + "` names the partition `" + partition + "`");
    }
  }

  private void addAccount(String account, Condition test) {
    if (Arn.isAccountId(account)) {
      accounts.add(account);
    } else if (!account.equals("*") && !account.equals("true") && !account.equals("false")) {
      throw unknown("a condition on `" + test.key() + "` names the account `" + account + "`");
    }
  }
}
