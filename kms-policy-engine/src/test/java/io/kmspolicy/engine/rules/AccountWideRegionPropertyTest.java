package io.kmspolicy.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Rule 2.7: the Region of account-wide patterns, known and unknown, beside tests of the Region. */
@Label("2.7: account-wide patterns in a Region, for a request without a resource")
class AccountWideRegionPropertyTest {

  private static final List<String> REGIONS =
      List.of("us-west-2", "us-east-1", "eu-west-1", "sa-east-1");
  private static final List<String> PATTERNS =
      List.of(
          "*",
          "arn:aws:kms:us-west-2:111122223333:*",
          "arn:aws:kms:us-east-1:111122223333:*",
          "arn:aws:kms:us-*:111122223333:*",
          "arn:aws:kms:eu-west-?",
          "arn:aws:kms:us-west-2:111122223333:key/*",
          "arn:aws:kms:us-west-2:444455556666:*");
  private static final List<String> TESTED = List.of("us-west-2", "us-*", "eu-west-1");
  private static final List<String> OPERATORS = List.of("StringLike", "StringNotLike");

  @Property(tries = 1_500, seed = "20261202", edgeCases = EdgeCasesMode.NONE)
  @Label("6.13: what is certain for an unknown Region is the answer in every Region")
  void decide_unknownRegion_agreesWithEveryRegion(@ForAll Random random) {
    List<Says> statements = statements(random);
    Decision byReference =
        decision(
            statements, PolicyEvaluator.reference(), asked -> asked.unknown("aws:RequestedRegion"));
    Decision byTables =
        decision(
            statements, PolicyEvaluator.tables(), asked -> asked.unknown("aws:RequestedRegion"));

    assertThat(byTables).as("%s", text(statements)).isEqualTo(byReference);
    for (String region : REGIONS) {
      Decision known = in(region, statements, PolicyEvaluator.reference());
      assertThat(in(region, statements, PolicyEvaluator.tables()))
          .as("%s in %s", text(statements), region)
          .isEqualTo(known);
      if (byReference == Decision.DENIED) { // by whichever of the two
        assertThat(known)
            .as("%s in %s", text(statements), region)
            .isIn(Decision.DENIED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY);
      } else if (byReference != Decision.INDETERMINATE) {
        assertThat(known).as("%s in %s", text(statements), region).isEqualTo(byReference);
      }
    }
  }

  private static Decision in(String region, List<Says> statements, PolicyEvaluator evaluator) {
    return decision(statements, evaluator, asked -> asked.withText("aws:RequestedRegion", region));
  }

  private static Decision decision(
      List<Says> statements, PolicyEvaluator evaluator, UnaryOperator<Ask> context) {
    Ask asked = Ask.action("kms:CreateKey").on("*").identity(statements.toArray(new Says[0]));
    return context.apply(asked).decide(evaluator);
  }

  private static List<Says> statements(Random random) {
    List<Says> statements = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Says says = random.nextInt(3) == 0 ? Says.deny("kms:*") : Says.allow("kms:*");
      String[] patterns =
          random.nextBoolean()
              ? new String[] {one(PATTERNS, random)}
              : new String[] {one(PATTERNS, random), one(PATTERNS, random)};
      Says on = random.nextInt(4) == 0 ? says.onAllBut(patterns) : says.on(patterns);
      statements.add(
          random.nextInt(3) == 0
              ? on.when(one(OPERATORS, random), "aws:RequestedRegion", one(TESTED, random))
              : on);
    }
    return statements;
  }

  private static String one(List<String> texts, Random random) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static String text(List<Says> statements) {
    return Says.document(statements.toArray(new Says[0]));
  }
}
