package io.kmspolicy.analysis.query;

import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.LetterCase;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The accounts of callers that conditions of key policies, resource control policies and endpoint
 * policies name by id, and whether they tell other accounts apart.
 */
final class AccountMentions {

  private static final Set<String> IDS = Set.of("kms:calleraccount", "aws:principalaccount");
  private static final Pattern ID = Pattern.compile("[0-9]{12}");
  private static final String ARN = "aws:principalarn";
  private static final int ARN_FIELDS = 6;
  private static final int ACCOUNT = 4;

  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> named = new LinkedHashSet<>();
  private boolean distinguishesOtherAccounts;

  /** Adds those of the policies of a key. */
  void add(PolicySet policies) {
    policies.key().known().forEach(this::add);
    policies.vpcEndpoint().known().forEach(this::add);
    policies.resourceControl().known().forEach(this::add);
  }

  private void add(NamedPolicy policy) {
    for (Statement statement : policy.document().statements()) {
      statement.condition().tests().forEach(this::add);
      addNamed(statement);
    }
  }

  private void addNamed(Statement statement) {
    ListedPrincipals.names(statement).forEach(name -> addNamed(name.text()));
    statement.resource().patterns().forEach(pattern -> addNamed(pattern.text()));
    for (Condition test : statement.condition().tests()) {
      test.values().forEach(value -> addNamed(value.text()));
    }
  }

  private void addNamed(String text) {
    Matcher ids = ID.matcher(text);
    while (ids.find()) {
      named.add(ids.group());
    }
  }

  private void add(Condition test) {
    Family family = test.operator().comparison().family();
    String key = LetterCase.lowerCase(test.key());
    test.values()
        .forEach(
            value -> {
              if (IDS.contains(key)) {
                add(value.text());
                distinguishesOtherAccounts |= family != Family.STRING;
              } else if (key.equals(ARN)) {
                add(account(value.text(), family == Family.ARN));
              }
            });
  }

  /** The account of an ARN; all of a pattern whose wildcards may span the account. */
  private static String account(String arn, boolean byParts) {
    String[] parts = arn.split(":", ARN_FIELDS);
    int wildcard = arn.indexOf('*');
    boolean spans =
        !byParts && wildcard >= 0 && wildcard < arn.length() - parts[parts.length - 1].length();
    return parts.length < ARN_FIELDS || spans ? arn : parts[ACCOUNT];
  }

  private void add(String account) {
    if (Arn.isAccountId(account)) {
      accounts.add(account);
    } else if (account.matches(".*[0-9?].*")) {
      distinguishesOtherAccounts = true;
    }
  }

  /** The ids of accounts. */
  Collection<String> accounts() {
    return accounts;
  }

  /** All ids of accounts in the policies, whatever they are there for. */
  Collection<String> named() {
    return named;
  }

  /** Whether a condition may hold for some accounts without an id here, and not for others. */
  boolean distinguishesOtherAccounts() {
    return distinguishesOtherAccounts;
  }
}
