package io.kmspolicy.lint;

import static io.kmspolicy.lint.OpaquePolicies.PARTNER;
import static io.kmspolicy.lint.OpaquePolicies.policy;
import static io.kmspolicy.lint.OpaquePolicies.statement;
import static io.kmspolicy.lint.OpaquePolicies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Findings about a value that is not known, beside those with each value that it may be. */
class OpaqueValuesLintTest {

  /** Other values than those that the linter tries. */
  private static final List<String> VALUES =
      List.of(
          "*",
          "444455556666",
          "111122223333",
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::444455556666:root",
          "arn:aws:iam::444455556666:role/Partner",
          "arn:aws:iam::111122223333:role/Admin",
          "arn:aws:iam::111122223333:user/Alice",
          "arn:aws:sts::444455556666:assumed-role/Partner/s",
          "arn:aws-cn:iam::444455556666:root",
          "arn:aws:iam::444455556666:role/*",
          "AIDACKCEVSQ6C2EXAMPLE",
          "AROACKCEVSQ6C2EXAMPLE",
          "ec2.amazonaws.com",
          "not a name",
          "",
          "arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321",
          "arn:aws:kms:*:*:key/*",
          "o-zyxwvutsrq",
          "s3.eu-west-1.amazonaws.com",
          "0",
          "2020-05-05T00:00:00Z");

  private static final List<String> GIVEN_AWAY =
      List.of("WILDCARD_PRINCIPAL", "CROSS_ACCOUNT_WITHOUT_ORG", "FOREIGN_ADMINISTRATION");

  /** No value contradicts a finding that counts, unless AWS refuses the policy with it. */
  @Test
  void lint_everyValue_hasTheFindingsThatCount() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int compared = 0;
    for (int run = 0; run < 25; run++) {
      String json = random(random);
      List<Finding> findings = new PolicyLinter().lint(List.of(text(json)));
      assertThat(findings)
          .as("seed %d", seed)
          .noneMatch(one -> OpaqueText.in(one.message() + one.fix() + one.statement()))
          .noneMatch(one -> one.message().contains("made-up"));
      for (String value : VALUES) {
        String known = OpaqueText.replaced(json, part -> value);
        PolicyText text = new PolicyText("key.json", 1, known, PolicyType.KEY, "");
        List<Finding> real = new PolicyLinter().lint(List.of(text));
        if (real.stream().anyMatch(one -> one.rule() == LintRule.INVALID_DOCUMENT)) {
          continue;
        }
        compared++;
        // What a Deny of an opaque principal may take back counts as given away.
        String open = withoutOpenDeny(json);
        PolicyText given = text.withText(OpaqueText.replaced(open, part -> value));
        List<String> possible = new ArrayList<>(subjects(real));
        subjects(new PolicyLinter().lint(List.of(given))).stream()
            .filter(one -> GIVEN_AWAY.contains(one.substring(0, one.indexOf(' '))))
            .forEach(possible::add);
        assertThat(possible)
            .as("seed %d: %s in %s", seed, value, OpaqueText.shown(json))
            .containsAll(subjects(findings));
      }
    }
    assertThat(compared).as("seed %d", seed).isGreaterThan(100);
  }

  private static String withoutOpenDeny(String json) {
    String open = json;
    for (String principal : List.of(PARTNER, OpaqueText.of(Kind.ANY, "!Ref Other"))) {
      String deny = "\"Deny\",\"Principal\":{\"AWS\":\"";
      open = open.replace(deny + principal, deny + "arn:aws:iam::222233334444:role/Nobody");
    }
    return open;
  }

  private static List<String> subjects(List<Finding> findings) {
    return findings.stream()
        .filter(one -> one.rule() != LintRule.PLACEHOLDER)
        .map(one -> one.rule() + " " + one.location().pointer())
        .collect(Collectors.toList());
  }

  private static String random(Random random) {
    List<String> principals =
        List.of(
            "*",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::444455556666:role/Partner",
            "arn:aws:iam::111122223333:role/Admin",
            PARTNER,
            OpaqueText.of(Kind.ANY, "!Ref Other"));
    List<String> actions =
        List.of("kms:*", "kms:Decrypt", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:Decript");
    List<String> conditions =
        List.of(
            "",
            ",\"Condition\":{\"StringEquals\":{\"kms:CallerAccount\":\"" + PARTNER + "\"}}",
            ",\"Condition\":{\"StringLike\":{\"aws:PrincipalArn\":\"" + PARTNER + "\"}}",
            ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"}}");
    List<String> statements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      statements.add(
          statement(
              "\"Effect\":\""
                  + (random.nextInt(4) == 0 ? "Deny" : "Allow")
                  + "\",\"Principal\":{\"AWS\":\""
                  + pick(principals, random)
                  + "\"},\"Action\":\""
                  + pick(actions, random)
                  + "\""
                  + pick(conditions, random)));
    }
    return policy(statements.toArray(String[]::new));
  }

  private static String pick(List<String> texts, Random random) {
    return texts.get(random.nextInt(texts.size()));
  }
}
