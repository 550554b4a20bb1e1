package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.Formula.Constant;
import io.kmspolicy.engine.table.Formula.Join;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The estimated size of a residual policy. The cache of rows keeps to its bytes by this sum, so
 * each part that a policy holds has to count, and a test that compiled policies own must not.
 */
class ResidualBytesTest {

  /** The policy with its list, its graph and the analysis of unknown keys, without cases. */
  private static final int NO_CASES = 288;

  /** A case, with its place in the list, whose formulas are constants. */
  private static final int CASE = 56;

  private static final int STATEMENT = 28;
  private static final int BRANCH = 60;

  /** A conjunction or a disjunction, and a part of it. */
  private static final int JOIN = 56;

  private static final int PART = 4;

  /** A test that was made for one resource. */
  private static final int OWN_TEST = 160;

  /** A text in a run of comparisons. */
  private static final int TEXT = 68;

  private static final String TAG = "aws:PrincipalTag/t";
  private static final String SERVICE = "kms:ViaService";

  /** A test that belongs to no compiled policy. */
  private static final class Own extends Formula.Atom {

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public List<String> keys() {
      return List.of("aws:username");
    }

    @Override
    public boolean isOpen() {
      return false;
    }
  }

  private static ResidualPolicy.Case of(String operator, String key, String... values) {
    String statement =
        "{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*','Condition':{'%s':{'%s':['%s']}}}"
            .formatted(operator, key, String.join("','", values));
    return Residuals.of(
        AuthorizationRequest.of(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "kms:Decrypt",
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
            RequestContext.empty()),
        PolicySet.builder().key(Policies.key(statement).key()).build());
  }

  /** The test of a compiled condition. */
  private static Formula compiled(String operator, String key, String... values) {
    Set<Formula.Atom> tests = new LinkedHashSet<>();
    of(operator, key, values).addTests(tests);
    return tests.iterator().next();
  }

  private static Formula equalTo(String key, String... values) {
    return compiled("StringEquals", key, values);
  }

  /** Different texts of one key. */
  private static List<Formula> equal(int count, String key) {
    List<Formula> tests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tests.add(equalTo(key, "v" + i));
    }
    return tests;
  }

  private static Formula any(List<Formula> parts) {
    return new Join(/* all= */ false, parts);
  }

  private static int bytes(Formula deny, Formula allow, List<ResidualPolicy.Row> rows) {
    return RowBytes.of(List.of(new ResidualPolicy.Case(deny, allow, rows, List.of())));
  }

  private static int bytes(Formula deny, Formula allow) {
    return bytes(deny, allow, List.of());
  }

  @Test
  @DisplayName("Each case of the boundary and each statement that may match counts")
  void of_casesAndStatements_countsEach() {
    ResidualPolicy.Case constant =
        new ResidualPolicy.Case(Constant.NO_MATCH, Constant.MATCH, List.of(), List.of());
    ResidualPolicy.Row row = of("StringEquals", TAG, "a").rows().get(0);

    assertThat(RowBytes.of(List.<ResidualPolicy.Case>of())).isEqualTo(NO_CASES);
    assertThat(RowBytes.of(List.of(constant, constant))).isEqualTo(NO_CASES + 2 * CASE);
    assertThat(bytes(Constant.NO_MATCH, Constant.MATCH, List.of(row, row, row)))
        .isEqualTo(NO_CASES + CASE + 3 * STATEMENT);
  }

  @Test
  @DisplayName("A test has a branch; itself it counts only if no compiled policy owns it")
  void of_tests_countsTheirBranches() {
    Formula shared = equalTo(TAG, "a");
    Formula own = new Own();
    int none = NO_CASES + CASE;

    assertThat(bytes(shared, Constant.MATCH)).isEqualTo(none + BRANCH);
    assertThat(bytes(shared, shared)).isEqualTo(none + 2 * BRANCH);
    assertThat(bytes(Constant.NO_MATCH, own)).isEqualTo(none + BRANCH + OWN_TEST);
    assertThat(bytes(own, own)).isEqualTo(none + 2 * (BRANCH + OWN_TEST));
  }

  @Test
  @DisplayName(
      "A join counts with its parts, also inside another join; what is never settled has a branch")
  void of_joins_countsTheirParts() {
    Formula pair = new Join(/* all= */ true, List.of(equalTo(TAG, "a"), new Own()));
    int inside = JOIN + 2 * PART + OWN_TEST;
    int none = NO_CASES + CASE;

    assertThat(bytes(pair, Constant.MATCH)).isEqualTo(none + 2 * BRANCH + inside);
    assertThat(bytes(Constant.NO_MATCH, any(List.of(pair, Constant.INDETERMINATE, pair))))
        .isEqualTo(none + 5 * BRANCH + JOIN + 3 * PART + 2 * inside);
  }

  /** What texts in runs add to the size of the same number of tests that no run has. */
  private static int texts(List<Formula> denying, List<Formula> allowing) {
    List<Formula> ownDenying = denying.stream().<Formula>map(test -> compiledOther()).toList();
    List<Formula> ownAllowing = allowing.stream().<Formula>map(test -> compiledOther()).toList();
    return bytes(any(denying), any(allowing)) - bytes(any(ownDenying), any(ownAllowing));
  }

  private static Formula compiledOther() {
    return compiled("StringLike", SERVICE, "a*");
  }

  @Test
  @DisplayName("The texts of a run count if enough tests, of both formulas, compare one key")
  void of_comparisonsOfOneKey_countsTheTextsOfTheirRun() {
    int few = ComparisonRun.MIN_FOLLOWING;

    assertThat(texts(equal(few, TAG), List.of())).isZero();
    assertThat(texts(equal(few + 1, TAG), List.of())).isEqualTo((few + 1) * TEXT);
    assertThat(texts(List.of(), equal(few + 1, TAG))).isEqualTo((few + 1) * TEXT);
    assertThat(texts(equal(2, TAG), equal(few, TAG))).isEqualTo((few + 2) * TEXT);
    assertThat(texts(List.of(any(equal(few + 1, TAG))), List.of()))
        .as("in a join of a join, which is one operand more")
        .isEqualTo((few + 1) * TEXT + few * BRANCH + JOIN + (few + 1) * PART);
  }

  @Test
  @DisplayName("Tests of other keys, and tests that compare no texts, make no run longer")
  void of_otherTests_makeNoRun() {
    int few = ComparisonRun.MIN_FOLLOWING;
    List<Formula> twoKeys = new ArrayList<>(equal(few, TAG));
    twoKeys.addAll(equal(few, SERVICE));
    List<Formula> patterns = new ArrayList<>(equal(few, TAG));
    patterns.add(compiled("StringLike", TAG, "a*"));
    List<Formula> oneOfTwo = new ArrayList<>(equal(few + 1, TAG));
    oneOfTwo.addAll(equal(few, SERVICE));
    List<Formula> several = new ArrayList<>(equal(few, TAG));
    several.add(equalTo(TAG, "a", "b", "c"));

    assertThat(texts(twoKeys, List.of())).isZero();
    assertThat(texts(patterns, List.of())).isZero();
    assertThat(texts(oneOfTwo, List.of())).isEqualTo((few + 1) * TEXT);
    assertThat(texts(several, List.of())).isEqualTo((few + 3) * TEXT);
  }
}
