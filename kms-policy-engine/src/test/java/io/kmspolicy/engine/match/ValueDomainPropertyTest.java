package io.kmspolicy.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Promise: what a question leaves out of a statement makes no difference to the question. */
@Label("the values that a key may have")
@AddLifecycleHook(Seeds.class)
class ValueDomainPropertyTest {

  private static final String KEY = "aws:PrincipalArn";
  private static final ConditionMatcher MATCHER =
      new ConditionMatchers(KmsCatalogue.bundled()).reading(MatchResult.INDETERMINATE);

  /** What may stand for {@code *} in a value of the domain; none has a colon. */
  private static final List<String> RUNS = List.of("", "a", "b", "app", "role/app", "ab/a");

  private static Statement statement(String operator, List<String> values) {
    String json =
        values.stream()
            .map(value -> "'" + value + "'")
            .collect(
                Collectors.joining(
                    ",",
                    "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'"
                        + operator
                        + "':{'"
                        + KEY
                        + "':[",
                    "]}}}"));
    PolicyLayer.Attached layer = (PolicyLayer.Attached) Policies.layer(PolicyType.IDENTITY, json);
    return layer.policies().get(0).document().statements().get(0);
  }

  private static MatchResult result(Statement statement, String value) {
    return MATCHER.match(
        statement.condition(),
        PolicyType.IDENTITY,
        true,
        RequestContext.builder().put(KEY, value).build());
  }

  @Provide
  Arbitrary<String> operators() {
    return Arbitraries.of(
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "ArnEquals",
        "ArnLike",
        "ArnNotLike",
        "Bool",
        "Null");
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    Arbitrary<String> account = Arbitraries.of("1", "2", "*", "?", "1*");
    Arbitrary<String> name =
        Arbitraries.of("a", "b", "*", "?", "role/", "app", "A", "/")
            .list()
            .ofMaxSize(3)
            .map(parts -> String.join("", parts));
    Arbitrary<String> arn =
        account.flatMap(of -> name.map(end -> "arn:aws:iam::" + of + ":" + end));
    Arbitrary<String> other =
        Arbitraries.of("*", "a", "arn:*", "arn:aws:iam::1*", "*app", "${aws:username}", "true");
    return Arbitraries.frequencyOf(Tuple.of(5, arn), Tuple.of(1, other))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> domains() {
    Arbitrary<String> account = Arbitraries.of("1", "2", "*");
    Arbitrary<String> name =
        Arbitraries.of("a", "b", "*", "?", "role/", "app", "A")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(parts -> String.join("", parts));
    return account
        .flatMap(of -> name.map(end -> "arn:aws:iam::" + of + ":" + end))
        .list()
        .ofMinSize(1)
        .ofMaxSize(2);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 2_000)
  @Label("a narrowed statement has the result of the statement for every value of the domain")
  void narrow_anyTest_keepsItsResult(
      @ForAll("operators") String operator,
      @ForAll("patterns") List<String> values,
      @ForAll("domains") List<String> patterns) {
    Statement statement = statement(operator, values);
    Optional<Statement> narrowed = new ValueDomain(KEY, patterns).narrow(statement);
    for (String pattern : patterns) {
      for (String run : RUNS) {
        for (String one : List.of("a", "x")) {
          String value = pattern.replace("*", run).replace("?", one);
          assertThat(narrowed.map(kept -> result(kept, value)).orElse(MatchResult.NO_MATCH))
              .as("%s %s for %s of %s: %s", operator, values, value, patterns, narrowed)
              .isEqualTo(result(statement, value));
        }
      }
    }
  }

  private static String left(String operator, String value, String pattern) {
    return new ValueDomain(KEY, List.of(pattern))
        .narrow(statement(operator, List.of(value)))
        .map(kept -> kept.condition().tests().isEmpty() ? "always" : "perhaps")
        .orElse("never");
  }

  @Example
  @Label("a test that every value of the domain passes, or none, is settled")
  void narrow_settledTests_areGone() {
    String role = "arn:aws:iam::1:role/app";
    assertThat(left("StringEquals", role, role)).isEqualTo("always");
    assertThat(left("StringEquals", role, "arn:aws:iam::1:role/*")).isEqualTo("perhaps");
    assertThat(left("StringEquals", role, "arn:aws:iam::2:role/*")).isEqualTo("never");
    assertThat(left("StringNotEquals", role, "arn:aws:iam::2:role/*")).isEqualTo("always");
    assertThat(left("StringLike", "arn:aws:iam::1:*", "arn:aws:iam::1:role/*")).isEqualTo("always");
    assertThat(left("StringLike", "arn:aws:iam::1:*b", "arn:aws:iam::1:role/*"))
        .isEqualTo("perhaps");
    assertThat(left("StringNotLike", "arn:aws:iam::1:*", "arn:aws:iam::1:*")).isEqualTo("never");
    assertThat(left("ArnLike", "arn:aws:iam::*:role/*", "arn:aws:iam::*:role/a*"))
        .isEqualTo("always");
    assertThat(left("ArnLike", "arn:aws:iam::*:user/*", "arn:aws:iam::*:role/a*"))
        .isEqualTo("never");
    assertThat(left("StringEqualsIgnoreCase", role.toUpperCase(Locale.ROOT), role))
        .isEqualTo("perhaps");
    assertThat(left("StringLike", "arn:aws:iam::?:role/a", "arn:aws:iam::*:role/a"))
        .isEqualTo("perhaps");
    assertThat(left("Null", "true", role)).isEqualTo("perhaps");
  }
}
