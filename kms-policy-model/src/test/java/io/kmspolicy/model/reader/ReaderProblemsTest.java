package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.ProblemCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts under {@code problems/}: what is refused, where, and in which words. */
class ReaderProblemsTest {

  static List<ProblemCase> policies() {
    return ProblemCase.load("problems/policies.txt");
  }

  static List<ProblemCase> grants() {
    return ProblemCase.load("problems/grants.txt");
  }

  static List<ProblemCase> scenarios() {
    return ProblemCase.load("problems/scenarios.txt");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void read_badPolicy_reportsEachProblem(ProblemCase bad) {
    String title = bad.title();
    String type = title.substring(title.indexOf('(') + 1, title.length() - 1);
    PolicyReader reader = PolicyReader.forType(PolicyType.valueOf(type));

    assertThat(bad.reportedBy(reader::read)).isEqualTo(bad.problems()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("grants")
  void read_badGrants_reportsEachProblem(ProblemCase bad) {
    assertThat(bad.reportedBy(GrantReader.create()::read)).isEqualTo(bad.problems()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void read_badScenario_reportsEachProblem(ProblemCase bad) {
    assertThat(bad.reportedBy(ScenarioReader.create()::read))
        .isEqualTo(bad.problems())
        .isNotEmpty();
  }

  @Test
  @DisplayName("every code has a case, but for the limits, which have their own test")
  void cases_all_coverEachCode() {
    Set<String> seen =
        Stream.of(policies(), grants(), scenarios())
            .flatMap(List::stream)
            .flatMap(bad -> bad.problems().stream())
            .map(line -> line.substring(0, line.indexOf(' ')))
            .collect(Collectors.toSet());

    assertThat(EnumSet.complementOf(EnumSet.of(ProblemCode.LIMIT_EXCEEDED)))
        .allSatisfy(code -> assertThat(seen).contains(code.text()));
  }
}
