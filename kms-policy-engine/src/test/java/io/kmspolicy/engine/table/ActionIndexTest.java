package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.match.ActionMatcher;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@Label("the actions of patterns")
@AddLifecycleHook(Seeds.class)
class ActionIndexTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();

  private final ActionIndex index = new ActionIndex(CATALOGUE);

  @Example
  @Label("every action of the catalogue has a bit; a 65th would be decided by the reference")
  void size_catalogue_fitsInOneLong() {
    assertThat(CATALOGUE.actions())
        .as("actions that a bit set of 64 can hold; beyond that, widen ActionBits first")
        .hasSizeLessThan(Long.SIZE);
    assertThat(index.size()).isEqualTo(CATALOGUE.actions().size());
  }

  @Example
  @Label("5.6, 5.13, 5.14: the sets of actions are those that the catalogue describes")
  void sets_everyAction_areThoseOfTheCatalogue() {
    for (int i = 0; i < index.size(); i++) {
      KmsAction action = CATALOGUE.actions().get(i);
      String name = action.name();
      assertThat(index.name(i)).isEqualTo(name);
      assertThat(index.number(name)).isEqualTo(i);
      assertThat(index.number(name.toUpperCase(Locale.ROOT))).isEqualTo(i);
      assertThat(index.match(List.of(name.substring("kms:".length()))).possible())
          .as("a grant of %s", name)
          .isEqualTo(1L << i);
      boolean isOrdinary = !action.needsNoKey() && !name.equals("kms:RetireGrant");
      assertThat(index.onKeys() >> i & 1).as("%s on keys", name).isEqualTo(isOrdinary ? 1 : 0);
      assertThat(index.onAliases() >> i & 1)
          .as("%s on aliases", name)
          .isEqualTo(action.resources().contains(ResourceKind.ALIAS) ? 1 : 0);
      assertThat(index.keyless() >> i & 1).as(name).isEqualTo(action.needsNoKey() ? 1 : 0);
      assertThat(index.grantable() >> i & 1).as(name).isEqualTo(action.grantable() ? 1 : 0);
      assertThat(index.crossAccount().get(i))
          .as("%s across accounts", name)
          .isEqualTo(
              switch (action.crossAccount()) {
                case YES, SPECIAL, NOT_APPLICABLE -> MatchResult.MATCH;
                case UNKNOWN -> MatchResult.INDETERMINATE;
                case NO -> MatchResult.NO_MATCH;
              });
    }
    assertThat(index.number("kms:Nothing")).isEqualTo(ActionIndex.NONE);
    assertThat(index.match(List.of("Nothing", "kms:Decrypt"))).isEqualTo(ActionBits.NONE);
  }

  /** Statements with the same four patterns, each for a key of its own. */
  private static PolicyLayer sameActions(int statements) {
    String text =
        IntStream.range(0, statements)
            .mapToObj(
                number ->
                    """
                    {"Effect":"Allow",
                     "Action":["kms:Decrypt","kms:Describe*","kms:GenerateDataKey*","kms:ReEncrypt*"],
                     "Resource":"arn:aws:kms:us-west-2:111122223333:key/%d"}\
                    """
                        .formatted(number))
            .collect(Collectors.joining(",", "{\"Version\":\"2012-10-17\",\"Statement\":[", "]}"));
    return PolicyLayer.of(
        new NamedPolicy("p", PolicyReader.forType(PolicyType.IDENTITY).read(text)));
  }

  @Example
  @Label("a pattern is parsed once, however many statements contain it, and an action's name never")
  void compile_sameActionsInManyStatements_parsesEachPatternOnce() {
    PolicyCompiler compiler =
        new PolicyCompiler(
            CATALOGUE, index, CompileLimits.DEFAULT, new StepBudget(StepBudget.OF_A_CHECK));
    compiler.compile(PolicyType.IDENTITY, sameActions(500));
    compiler.compile(PolicyType.IDENTITY, sameActions(1_000));

    assertThat(index.patterns().parsed()).isEqualTo(3);
  }

  @Example
  @Label("the texts of policies cannot fill the memory with patterns")
  void match_manyDistinctPatterns_keepsABoundedNumber() {
    for (int i = 0; i < 20_000; i++) {
      index.match(element(List.of("kms:Get" + i)));
    }
    index.match(element(List.of("kms:" + "a".repeat(10_000))));

    assertThat(index.patterns().size()).isLessThanOrEqualTo(4_096);
    assertThat(index.patterns().parsed()).isEqualTo(20_000);
  }

  @Example
  @Label("patterns of other services are neither parsed nor kept")
  void match_patternsOfOtherServices_keepsNone() {
    ActionBits bits =
        index.match(element(List.of("s3:Get*", "iam:PassRole", "KMSX:*", "k:*", "kinesis:*")));

    assertThat(bits).isEqualTo(ActionBits.NONE);
    assertThat(index.patterns().size()).isZero();
    assertThat(index.patterns().parsed()).isZero();
  }

  @Example
  @Label("all engines share the numbers of the bundled catalogue's actions")
  void bundled_anyAction_hasTheNumberOfAnIndexOfItsOwn() {
    assertThat(ActionIndex.bundled()).isSameAs(ActionIndex.bundled());
    for (int i = 0; i < index.size(); i++) {
      assertThat(ActionIndex.bundled().name(i)).isEqualTo(index.name(i));
    }
  }

  private static ActionElement element(List<String> patterns) {
    return new ActionElement.Action(patterns.stream().map(ActionPattern::of).toList());
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    Arbitrary<String> listed =
        Arbitraries.of(
            "*",
            "kms:*",
            "KMS:decrypt",
            "kms:De?crypt",
            "k*:Decrypt",
            "*:*",
            "s3:GetObject",
            "s3:*",
            "kmsx:*",
            "K\u212ams:Decrypt",
            "k",
            "kms",
            "kms:",
            ":Decrypt",
            "kms:*Data?ey*",
            "kms:D*",
            "km?:Encrypt",
            "kms:Decrypt:x");
    Arbitrary<String> any = Arbitraries.strings().withChars("kms:*?DcK\u212a").ofMaxLength(6);
    return Arbitraries.oneOf(listed, any).list().ofMaxSize(4);
  }

  @Property(seed = "20261126")
  @Label("2.1, 2.2: the bits of an element are the results of matching action by action")
  void match_anyPatterns_isWhatTheMatcherSays(
      @ForAll("patterns") List<String> texts, @ForAll boolean negated) {
    ActionElement listed = element(texts);
    ActionElement element =
        negated ? new ActionElement.NotAction(((ActionElement.Action) listed).patterns()) : listed;
    ActionBits bits = index.match(element);
    for (int action = 0; action < index.size(); action++) {
      assertThat(bits.get(action))
          .as("%s in %s", index.name(action), element)
          .isEqualTo(ActionMatcher.match(element, index.name(action)));
    }
  }
}
