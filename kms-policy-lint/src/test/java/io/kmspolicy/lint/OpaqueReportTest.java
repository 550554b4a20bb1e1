package io.kmspolicy.lint;

import static io.kmspolicy.lint.OpaquePolicies.PARTNER;
import static io.kmspolicy.lint.OpaquePolicies.allow;
import static io.kmspolicy.lint.OpaquePolicies.policy;
import static io.kmspolicy.lint.OpaquePolicies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of findings show the expression of an open value in its place, and nowhere else. */
class OpaqueReportTest {

  private static List<Finding> identity(String statement) {
    String json = "{\"Version\":\"2012-10-17\",\n\"Statement\":[\n" + statement + "]}";
    return new PolicyLinter()
        .lint(List.of(new PolicyText("a", 1, json, PolicyType.IDENTITY, "").withOpaqueParts()));
  }

  private static Finding only(List<Finding> findings, LintRule rule) {
    return findings.stream().filter(one -> one.rule() == rule).findFirst().orElseThrow();
  }

  @Test
  void texts_ofAStatementUnderACondition_keepTheirOwnWordTrue() {
    String truth = OpaqueText.of(Kind.TRUTH, "!If HasKey");
    Finding grants =
        only(
            identity(
                "{\"Effect\":\"Allow\",\"Action\":\"kms:CreateGrant\",\"Resource\":\"*\","
                    + "\"Condition\":{\"BoolIfExists\":{\"aws:SecureTransport\":\""
                    + truth
                    + "\"}}}"),
            LintRule.GRANT_UNCONSTRAINED);
    assertThat(grants.fix()).contains("`kms:GrantIsForAWSResource` `true`").doesNotContain("!If");
  }

  @Test
  void texts_beside_aChoice_keepTheWordsOfTheRule() {
    String choice = OpaqueText.choice(List.of("Bool", "Null"), "!Ref Word", "Word").orElseThrow();
    Finding grants =
        only(
            identity(
                "{\"Sid\":\""
                    + choice
                    + "\",\"Effect\":\"Allow\",\"Action\":\"kms:CreateGrant\",\"Resource\":\"*\"}"),
            LintRule.GRANT_UNCONSTRAINED);
    assertThat(grants.fix()).contains("add `Bool` `kms:GrantIsForAWSResource`");
    assertThat(grants.statement()).isEqualTo("!Ref Word");
  }

  @Test
  void message_aboutAChoice_namesTheExpressionAndNoneOfItsTexts() {
    String choice =
        OpaqueText.choice(List.of("kms:Decript", "kms:Encript"), "!Ref Action", "Action")
            .orElseThrow();
    Finding unknown =
        only(
            identity(
                "{\"Effect\":\"Allow\",\"Action\":[\""
                    + choice
                    + "\",\"kms:Sign\"],\"Resource\":\"*\"}"),
            LintRule.UNKNOWN_ACTION);
    assertThat(unknown.message()).contains("`!Ref Action`").doesNotContain("Decript");
  }

  @Test
  void note_ofSeveralValues_isOne() {
    List<Finding> notes =
        new PolicyLinter()
            .lint(
                List.of(
                    text(
                        policy(
                            allow("arn:aws:iam::111122223333:root", "kms:*"),
                            allow(PARTNER, "kms:Decrypt"),
                            allow(OpaqueText.of(Kind.ANY, "!Ref Other"), "kms:Decrypt")))));
    assertThat(notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.rule()).isEqualTo(LintRule.PLACEHOLDER);
              assertThat(note.message())
                  .startsWith(
                      "the values of `!Ref Other` and `!Ref Partner` are not known yet; they"
                          + " decide about ");
              assertThat(note.location().line()).isEqualTo(4);
            });
  }

  @Test
  void note_ofTheSameValuesInTheSameFile_isOne() {
    PolicyText key =
        text(policy(allow("arn:aws:iam::111122223333:root", "kms:*"), allow(PARTNER, "kms:Sign")));
    List<PolicyText> texts =
        List.of(
            key.withSource("a.yaml#One"),
            key.withSource("a.yaml#Two"),
            key.withSource("b.yaml#One"));
    assertThat(new PolicyLinter().lint(texts))
        .filteredOn(one -> one.rule() == LintRule.PLACEHOLDER)
        .extracting(one -> one.location().source())
        .containsExactly("a.yaml#One", "b.yaml#One");
  }

  /** What is written as the id of a key is one, unless somebody misuses the parameter. */
  @Test
  void note_ofTheIdOfAKey_isNone() {
    String arn = "arn:aws:kms:us-west-2:111122223333:%s" + OpaqueText.of(Kind.ANY, "!Ref Key");
    String statement =
        "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"" + arn + "\"}";
    assertThat(identity(statement.formatted("key/"))).isEmpty();
    assertThat(identity(statement.formatted("")))
        .extracting(Finding::rule)
        .contains(LintRule.PLACEHOLDER);
  }

  /** The paths of an organization begin with its id, whatever it is. */
  @Test
  void organizationPaths_thatBeginWithAnOpenValue_mayLimitTheAccounts() {
    String open =
        "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\","
            + "\"Condition\":{\"ForAnyValue:StringLike\":{\"aws:PrincipalOrgPaths\":\"%s/*\"}}}";
    String root = allow("arn:aws:iam::111122223333:root", "kms:*");
    List<Finding> findings =
        new PolicyLinter().lint(List.of(text(policy(root, open.formatted(PARTNER)))));
    assertThat(findings).noneMatch(one -> one.rule() == LintRule.WILDCARD_PRINCIPAL);
    assertThat(new PolicyLinter().lint(List.of(text(policy(root, open.formatted("o-*"))))))
        .anyMatch(one -> one.rule() == LintRule.WILDCARD_PRINCIPAL);
  }
}
