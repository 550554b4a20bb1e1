package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.match.ArnContext;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

@Label("2.10-2.13: tests relative to the resource that is asked about")
@AddLifecycleHook(Seeds.class)
class RelativeResourceTest {

  private static final VariableResolver VARIABLES = new VariableResolver(KmsCatalogue.bundled());
  private static final String PLACE = "arn:aws:kms:us-west-2:111122223333:";
  private static final String TAG = "${aws:PrincipalTag/KeyId}";
  private static final String BY_TAG = "arn:aws:kms:*:*:key/" + TAG;

  private static ResourceElement element(boolean isNegated, List<String> texts) {
    List<ResourcePattern> patterns = texts.stream().map(ResourcePattern::of).toList();
    return isNegated
        ? new ResourceElement.NotResource(patterns)
        : new ResourceElement.Resource(patterns);
  }

  private static ResourceMatcher matcher(String arn) {
    return new ResourceMatcher(VARIABLES, KmsResource.parse(arn));
  }

  private static Formula formula(ResourceElement element, PolicyType type, String arn) {
    return new CompiledResource(element, type, true, VARIABLES).specialize(matcher(arn), true);
  }

  private static Formula formula(String pattern, PolicyType type, String key) {
    return formula(element(false, List.of(pattern)), type, PLACE + key);
  }

  @Provide
  Arbitrary<String> arns() {
    return Arbitraries.of(
        PLACE + "key/ab",
        PLACE + "key/b",
        PLACE + "key/a:b",
        PLACE + "key/mrk-ab",
        PLACE + "alias/ab",
        "arn:aws:kms:eu-west-1:444455556666:key/ab",
        "arn:aws:kms:US-WEST-2:111122223333:key/ab",
        "*");
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    return Arbitraries.of(
            BY_TAG,
            "arn:aws:kms:us-west-2:111122223333:key/" + TAG,
            "arn:aws:kms:US-west-2:*:key/" + TAG,
            "arn:aws:k?s:*:*:key/" + TAG,
            "arn:aws:kms:*:*:key/a" + TAG,
            "arn:aws:kms:*:*:key/" + TAG + "b",
            "arn:aws:kms:*:*:key/mrk-" + TAG,
            "arn:aws:kms:*:*:" + TAG,
            "arn:aws:kms:*:*:alias/${aws:PrincipalTag/Alias}",
            "arn:aws:kms:*:*:key/${aws:PrincipalTag/KeyId, 'ab'}",
            "arn:aws:kms:*:*:key/" + TAG + "*",
            "arn:aws:kms:*:*:key/" + TAG + "${aws:PrincipalTag/Alias}",
            "arn:aws:kms:*:*:key/${kms:EncryptionContext:tenant}",
            "arn:aws:kms:*:*:key/${aws:TagKeys}",
            "arn:aws:kms:*:${aws:PrincipalTag/Alias}:key/ab",
            TAG,
            "arn:aws:kms:*:*:key/b")
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<RequestContext> contexts() {
    return Arbitraries.of(
            ContextValue.absent(),
            ContextValue.unknown(),
            ContextValue.presentUnknown(),
            ContextValue.of(),
            ContextValue.of(""),
            ContextValue.of("ab"),
            ContextValue.of("b"),
            ContextValue.of("key/ab"),
            ContextValue.of("a:b"),
            ContextValue.of("111122223333:key/ab"),
            ContextValue.of(PLACE + "key/ab"),
            ContextValue.of("ab", "b"))
        .list()
        .ofSize(4)
        .map(
            four ->
                RequestContext.builder()
                    .set("aws:principaltag/keyid", four.get(0))
                    .set("aws:principaltag/alias", four.get(1))
                    .set("kms:encryptioncontext:tenant", four.get(2))
                    .set("aws:tagkeys", four.get(3))
                    .build());
  }

  @Property(tries = 10_000, seed = "20261202")
  @Label("equal tests of two resources are right for both")
  @StatisticsReport(StatisticsReportMode.OFF)
  void evaluate_equalTestOfAnotherResource_isWhatTheMatcherSays(
      @ForAll("patterns") List<String> texts,
      @ForAll("contexts") RequestContext context,
      @ForAll("arns") String one,
      @ForAll("arns") String other,
      @ForAll PolicyType type,
      @ForAll boolean isNegated) {
    ResourceElement element = element(isNegated, texts);
    Formula made = formula(element, type, one);
    boolean shared = made.equals(formula(element, type, other));

    for (String arn : shared ? List.of(one, other) : List.of(one)) {
      assertThat(made.evaluate(ArnContext.of(context, arn), MatchResult.INDETERMINATE))
          .as("%s, made for %s, about %s in %s", element, one, arn, context)
          .isEqualTo(matcher(arn).match(element, type, true, context));
    }
    Statistics.label("one relative test of two resources")
        .collect(shared && made instanceof RelativeResource && !one.equals(other))
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 3));
  }

  @Property(tries = 5_000, seed = "20261202")
  @Label("without its condition keys, a relative test has one result for every resource")
  void evaluate_absentKeys_doesNotReadTheResource(
      @ForAll("patterns") List<String> texts,
      @ForAll("arns") String one,
      @ForAll("arns") String other,
      @ForAll PolicyType type,
      @ForAll boolean isNegated) {
    if (formula(element(isNegated, texts), type, one) instanceof RelativeResource test) {
      assertThat(test.evaluate(RequestContext.empty(), one))
          .isEqualTo(test.evaluate(RequestContext.empty(), other));
    }
  }

  @Property(tries = 5_000, seed = "20261202")
  @Label("6.13: an open test may match and may fail, whichever resource it was made for")
  void isOpen_relativeTest_canMatchAndFail(
      @ForAll("patterns") List<String> texts, @ForAll("arns") String arn, @ForAll PolicyType type) {
    if (formula(element(false, texts), type, arn) instanceof RelativeResource test
        && test.isOpen()) {
      String name = arn.substring(ArnPattern.headerEnd(arn));
      Set<MatchResult> found = EnumSet.noneOf(MatchResult.class);
      for (int from = 0; from <= name.length(); from++) {
        for (int to = from; to <= name.length(); to++) {
          RequestContext context =
              RequestContext.builder().put(test.key(), name.substring(from, to)).build();
          found.add(test.evaluate(context, arn));
        }
      }

      assertThat(found)
          .as("%s about %s", test, arn)
          .containsExactlyInAnyOrder(MatchResult.MATCH, MatchResult.NO_MATCH);
    }
  }

  @Example
  @Label("one test for the keys of all accounts and Regions that a pattern allows")
  void equals_otherKey_isEqual() {
    Formula test = formula(BY_TAG, PolicyType.IDENTITY, "key/ab");

    assertThat(test).isInstanceOf(RelativeResource.class).hasToString("resource " + BY_TAG);
    assertThat(formula(BY_TAG, PolicyType.IDENTITY, "key/b"))
        .isEqualTo(test)
        .hasSameHashCodeAs(test);
    assertThat(formula(PLACE + "key/" + TAG, PolicyType.IDENTITY, "key/b")).isEqualTo(test);
    assertThat(formula("arn:aws:k?s:*:*:key/" + TAG, PolicyType.IDENTITY, "key/b"))
        .as("it does not match for certain")
        .isNotEqualTo(test);
    assertThat(formula("arn:aws:kms:*:*:key/a" + TAG, PolicyType.IDENTITY, "key/ab"))
        .isNotEqualTo(test);
    assertThat(formula(element(true, List.of(BY_TAG)), PolicyType.IDENTITY, PLACE + "key/b"))
        .isNotEqualTo(test);
  }

  @Example
  @Label("patterns whose meaning needs more than one text keep their resource")
  void specialize_otherForms_nameTheResource() {
    for (String name :
        List.of("${aws:PrincipalTag/KeyId, 'ab'}", TAG + "*", TAG + TAG, "${ aws:username}")) {
      assertThat(formula("arn:aws:kms:*:*:key/" + name, PolicyType.IDENTITY, "key/ab"))
          .as(name)
          .isInstanceOf(ResourceFormula.class);
    }
    assertThat(formula("arn:aws:kms:*:*:key/${kms:ViaService}", PolicyType.KEY, "key/ab"))
        .isInstanceOf(RelativeResource.class);
    assertThat(formula("arn:aws:kms:*:*:key/${aws:PrincipalTag/k}", PolicyType.KEY, "key/ab"))
        .isInstanceOf(RelativeResource.class);
    assertThat(formula("arn:aws:kms:*:*:key/${aws:ResourceTag/k}", PolicyType.KEY, "key/ab"))
        .as("5.17: key policies do not support the key")
        .isInstanceOf(ResourceFormula.class);
    assertThat(formula(TAG, PolicyType.IDENTITY, "key/ab")).isInstanceOf(ResourceFormula.class);
  }

  @Example
  @Label("a decision on a known value reads it once and makes no object")
  void evaluate_knownValue_allocatesNothing() {
    RelativeResource test = (RelativeResource) formula(BY_TAG, PolicyType.IDENTITY, "key/ab");
    String arn = PLACE + "key/b";
    for (String value : List.of("b", "ab")) {
      RequestContext context =
          RequestContext.builder().put("aws:PrincipalTag/KeyId", value).build();

      assertThat(test.evaluate(context, arn)).isEqualTo(MatchResult.of(value.equals("b")));
      assertThat(Allocations.ofMany(() -> test.evaluate(context, arn))).isLessThan(1.0);
    }
    RequestContext open = RequestContext.builder().unknown("aws:PrincipalTag/KeyId").build();
    assertThat(Allocations.ofMany(() -> test.evaluate(open, arn))).isLessThan(1.0);
  }

  @Example
  @Label("a context without a resource has no answer")
  void evaluate_noResource_isRefused() {
    Formula test = formula(BY_TAG, PolicyType.IDENTITY, "key/ab");

    assertThatThrownBy(() -> test.evaluate(RequestContext.empty(), MatchResult.INDETERMINATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(BY_TAG);
  }
}
