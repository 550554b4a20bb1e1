package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The static analysis of single statements. */
class StatementAnalysisTest {

  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";
  private static final KmsResource RESOURCE = KmsResource.parse(KEY);
  private static final StatementAnalysis IDENTITY = StatementAnalysis.of(PolicyType.IDENTITY, true);
  private static final StatementAnalysis OLD = StatementAnalysis.of(PolicyType.IDENTITY, false);

  private static Statement statement(PolicyType type, String json) {
    PolicyLayer.Attached layer = (PolicyLayer.Attached) Policies.layer(type, json);
    return layer.policies().get(0).document().statements().get(0);
  }

  private static Statement when(String condition) {
    return statement(
        PolicyType.IDENTITY,
        "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':" + condition + "}");
  }

  @Test
  @DisplayName("2.1, 2.2: an action element matches an action, does not, or perhaps does")
  void action_patterns_areMatched() {
    Statement statement =
        statement(
            PolicyType.IDENTITY, "{'Effect':'Allow','NotAction':'kms:Decrypt','Resource':'*'}");
    assertThat(IDENTITY.action(statement, "kms:Decrypt")).isEqualTo(MatchResult.NO_MATCH);
    assertThat(IDENTITY.action(statement, "kms:Encrypt")).isEqualTo(MatchResult.MATCH);
    assertThat(StatementAnalysis.action("k*:Encrypt", "kms:Encrypt"))
        .isEqualTo(MatchResult.INDETERMINATE);
  }

  @Test
  @DisplayName("4.8: a principal matches in any form, with or without a permissions boundary")
  void principal_forms_areMatched() {
    Caller alice = Caller.parse("arn:aws:iam::111122223333:user/alice");
    StatementAnalysis key = StatementAnalysis.of(PolicyType.KEY, true);
    Statement account = statement(PolicyType.KEY, Policies.DELEGATING);
    Statement allBut =
        statement(
            PolicyType.KEY,
            "{'Effect':'Deny','NotPrincipal':{'AWS':'111122223333'},'Action':'*','Resource':'*'}");
    assertThat(key.principal(account, alice)).isEqualTo(MatchResult.MATCH);
    assertThat(key.principal(account, Caller.parse("logs.amazonaws.com")))
        .isEqualTo(MatchResult.NO_MATCH);
    assertThat(key.principal(allBut, alice)).isEqualTo(MatchResult.INDETERMINATE);
  }

  @Test
  @DisplayName(
      "2.3, 2.10: a resource element matches a resource, does not, or, with a variable, perhaps"
          + " does")
  void resource_patterns_areMatched() {
    ResourcePattern variable =
        ResourcePattern.of("arn:aws:kms:*:111122223333:key/${aws:PrincipalTag/k}");
    ResourcePattern never =
        ResourcePattern.of("arn:aws:kms:*:444455556666:key/${aws:PrincipalTag/k}");
    Statement statement =
        statement(
            PolicyType.IDENTITY, "{'Effect':'Allow','Action':'*','NotResource':'" + KEY + "'}");
    assertThat(IDENTITY.resource(variable, RESOURCE)).isEqualTo(MatchResult.INDETERMINATE);
    assertThat(IDENTITY.resource(never, RESOURCE)).isEqualTo(MatchResult.NO_MATCH);
    assertThat(OLD.resource(variable, RESOURCE)).isEqualTo(MatchResult.NO_MATCH);
    assertThat(IDENTITY.resource(ResourcePattern.of(KEY), RESOURCE)).isEqualTo(MatchResult.MATCH);
    assertThat(IDENTITY.resource(statement, RESOURCE)).isEqualTo(MatchResult.NO_MATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:*:*:key/${aws:PrincipalTag/k}, true, false",
    "arn:aws:kms:*:*:alias/${aws:PrincipalTag/k}, false, false",
    "arn:aws:s3:*:*:key/${aws:PrincipalTag/k}, false, false",
    "arn:aws:kms:*:*:${aws:PrincipalTag/k}, true, false",
    "arn:aws:kms:*:*:key/a, true, true",
    "arn:aws:kms:*:*:alias/a, false, false",
  })
  @DisplayName("2.10, 2.17: a pattern can match a key if it does for some value of its variables")
  void canMatch_variables_areAnyText(String pattern, boolean withVariables, boolean without) {
    ResourcePattern resource = ResourcePattern.of(pattern);
    assertThat(IDENTITY.canMatch(resource, ResourceKind.KEY)).isEqualTo(withVariables);
    assertThat(OLD.canMatch(resource, ResourceKind.KEY)).isEqualTo(without);
  }

  @Test
  @DisplayName("6.13: whether a condition holds always, never or sometimes is exact")
  void condition_oneKeyTwice_isExact() {
    RequestContext any = StatementAnalysis.anyContext();
    assertThat(IDENTITY.condition(when("{'StringEquals':{'aws:PrincipalTag/t':'a'}}"), any))
        .isEqualTo(MatchResult.INDETERMINATE);
    assertThat(
            IDENTITY.condition(
                when(
                    "{'StringEquals':{'aws:PrincipalTag/t':'a'},"
                        + "'StringNotEquals':{'aws:PrincipalTag/t':'a'}}"),
                any))
        .isEqualTo(MatchResult.NO_MATCH);
    assertThat(IDENTITY.condition(when("{'StringLikeIfExists':{'aws:PrincipalTag/t':'*'}}"), any))
        .isEqualTo(MatchResult.MATCH);
  }

  @Test
  @DisplayName("3.3: a test without its key")
  void withoutKey_operators_differ() {
    assertThat(IDENTITY.withoutKey(when("{'StringEquals':{'x:A':'a'}}").condition().tests().get(0)))
        .isEqualTo(MatchResult.NO_MATCH);
    assertThat(
            IDENTITY.withoutKey(when("{'StringNotEquals':{'x:A':'a'}}").condition().tests().get(0)))
        .isEqualTo(MatchResult.MATCH);
  }

  @Test
  @DisplayName("6.13: a condition implies another if no value satisfies the first only")
  void implies_conditions_areCompared() {
    Statement narrow = when("{'StringEquals':{'aws:PrincipalTag/t':'ab'}}");
    Statement wide = when("{'StringLike':{'aws:PrincipalTag/t':'a*'}}");
    assertThat(IDENTITY.implies(narrow, wide)).isTrue();
    assertThat(IDENTITY.implies(wide, narrow)).isFalse();
    Statement never =
        when(
            "{'StringEquals':{'aws:PrincipalTag/u':'a'},"
                + "'StringNotEquals':{'aws:PrincipalTag/u':'a'}}");
    assertThat(IDENTITY.implies(never, wide)).isTrue();
    Statement always = when("{'StringLikeIfExists':{'aws:PrincipalTag/u':'*'}}");
    assertThat(IDENTITY.implies(narrow, always)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "STRING_EQUALS, anything, true",
    "NUMERIC_EQUALS, 7.5, true",
    "NUMERIC_EQUALS, seven, false",
    "NUMERIC_EQUALS, ${aws:PrincipalTag/t}, false",
    "DATE_LESS_THAN, 2026-01-01, true",
    "DATE_LESS_THAN, yesterday, false",
    "BOOL, True, true",
    "BOOL, FALSE, true",
    "BOOL, yes, false",
    "BOOL, ${aws:SecureTransport}, true",
    "BINARY_EQUALS, QUI=, true",
    "BINARY_EQUALS, ?, false",
    "IP_ADDRESS, 10.0.0.0/8, true",
    "IP_ADDRESS, 10.0.0, false",
    "ARN_LIKE, arn:aws:iam::*:role/*, true",
    "ARN_LIKE, arn:aws:iam, false",
    "ARN_LIKE, ${aws:PrincipalArn}, true",
  })
  @DisplayName("3.17, 2.10: whether a comparison can parse a policy value")
  void canRead_values_byFamily(Comparison comparison, String value, boolean expected) {
    assertThat(IDENTITY.canRead(comparison, value)).isEqualTo(expected);
    assertThat(OLD.canRead(comparison, value)).isEqualTo(expected && !value.contains("${"));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @DisplayName("2.15, 2.16: a key whose value has a known end settles tests on it")
  @CsvSource({
    "ArnLike, arn:aws:iam::111122223333:role/BreakGlass, never",
    "ArnNotLike, arn:aws:iam::111122223333:role/BreakGlass, always",
    "ArnNotEquals, arn:aws:iam::111122223333:role/team/BreakGlass, always",
    "StringNotEquals, arn:aws:iam::111122223333:role/BreakGlass, always",
    "StringEquals, arn:aws:iam::111122223333:role/*, never",
    "ArnLike, arn:aws:iam::111122223333:role/*, always",
    "ArnLike, arn:aws:iam::*:role/*, always",
    "StringLike, *, always",
    "StringNotLike, *, never",
    "ArnLike, arn:aws:iam::111122223333:role/team/*, open",
    "ArnLike, arn:aws:iam::111122223333:role/App, open",
    "ArnLike, arn:aws:iam::111122223333:role/*/App, open",
    "ArnLike, arn:aws:iam::111122223333:role/????App, open",
    "ArnLike, arn:aws:iam::111122223333:user/App, never",
    "ArnLike, '${aws:PrincipalArn}', open",
    "ArnNotLike, *, open",
    "StringEqualsIgnoreCase, ARN:aws:iam::111122223333:role/app, open"
  })
  void given_roleOfUnknownPath_settlesTests(String operator, String value, String expected) {
    Statement statement = when("{'" + operator + "':{'AWS:PrincipalARN':'" + value + "'}}");
    List<String> values =
        List.of("arn:aws:iam::111122223333:role/App", "arn:aws:iam::111122223333:role/*/App");
    Optional<Statement> given = StatementAnalysis.given(statement, "aws:PrincipalArn", values);
    String result =
        given
            .map(narrowed -> narrowed.condition().tests().isEmpty() ? "always" : "open")
            .orElse("never");
    assertThat(result).isEqualTo(expected);
  }

  @Test
  @DisplayName("2.15: of several values, those that cannot match are left out")
  void given_severalValues_keepsThePossibleOnes() {
    Statement statement =
        when(
            "{'ArnNotLike':{'aws:PrincipalArn':['arn:aws:iam::1:role/B','arn:aws:iam::1:role/x/A']}}");
    Statement narrowed =
        StatementAnalysis.given(statement, "aws:PrincipalArn", List.of("arn:aws:iam::1:role/*A"))
            .orElseThrow();
    assertThat(narrowed.condition().tests().get(0).values())
        .extracting(value -> value.text())
        .containsExactly("arn:aws:iam::1:role/x/A");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @DisplayName("2.15: the parts of an ARN are compared one by one")
  @CsvSource({
    "ArnLike, arn:aws:iam::111122223333:role/*, never",
    "StringLike, arn:aws:iam::111122223333:role/*, never",
    "StringLike, arn:aws:iam::*:role/App, open",
    "StringLike, *:role/App, open",
    "StringLike, arn:aws:iam::111122223333*, open",
    "ArnLike, arn:aws:iam::9*:role/App, open"
  })
  void given_callerOfAnAccount_settlesTests(String operator, String value, String expected) {
    Statement statement = when("{'" + operator + "':{'aws:PrincipalArn':'" + value + "'}}");
    List<String> values = List.of("arn:aws*:iam::999999999999:*");
    Optional<Statement> given = StatementAnalysis.given(statement, "aws:PrincipalArn", values);
    assertThat(given.isPresent()).isEqualTo(expected.equals("open"));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @DisplayName("2.3: a pattern of ARNs includes another one if each of its parts does")
  @CsvSource({
    "arn:aws:kms:*:1:key/*, arn:aws:kms:us-west-2:1:key/abc, true",
    "arn:aws:kms:*:1:key/*, arn:aws:kms:us-*:1:key/a*, true",
    "arn:aws:kms:*:1:key/a?c, arn:aws:kms:us-west-2:1:key/abc, true",
    "arn:aws:kms:*:1:key/a?c, arn:aws:kms:us-west-2:1:key/a*c, false",
    "arn:aws:kms:*:1:key/*, arn:aws:kms:us-west-2:2:key/abc, false",
    "arn:aws:kms:*, arn:aws:kms:us-west-2:1:key/abc, false",
    "arn:aws:kms:*:1:*, arn:aws:kms:*:1:key/${aws:username}, false",
  })
  void includes_patternsOfArns_comparesPartByPart(String wide, String narrow, boolean expected) {
    assertThat(StatementAnalysis.includes(ResourcePattern.of(wide), ResourcePattern.of(narrow)))
        .isEqualTo(expected);
  }
}
