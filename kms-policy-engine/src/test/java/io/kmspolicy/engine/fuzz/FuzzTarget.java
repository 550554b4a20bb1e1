package io.kmspolicy.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.GlobSpecification;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.AliasReader;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.KeyMetadataReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.writer.GrantWriter;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The targets of fuzzing. Each takes any bytes and throws if a property does not hold. Every input
 * ever found to break a property is a file under {@code src/test/resources/fuzz}.
 */
enum FuzzTarget {
  /** A policy is refused with problems, or it is read, and what is written again is equal. */
  POLICY {
    @Override
    void check(byte[] input) {
      PolicyReader reader = PolicyReader.forType(PolicyType.KEY);
      read(() -> reader.read(input))
          .ifPresent(
              document -> {
                PolicyDocument again = reader.read(PolicyWriter.compact().write(document));
                assertThat(again).isEqualTo(document);
              });
    }
  },
  /** The same for lists of grants. */
  GRANTS {
    @Override
    void check(byte[] input) {
      GrantReader reader = GrantReader.create();
      read(() -> reader.read(input))
          .ifPresent(
              grants -> {
                List<Grant> again = reader.read(GrantWriter.compact().write(grants));
                assertThat(again).isEqualTo(grants);
              });
    }
  },
  /** The same for scenarios. */
  SCENARIO {
    @Override
    void check(byte[] input) {
      ScenarioReader reader = ScenarioReader.create();
      read(() -> reader.read(input))
          .ifPresent(
              scenario -> {
                String written = ScenarioWriter.compact().write(scenario);
                assertThat(ScenarioWriter.compact().write(reader.read(written))).isEqualTo(written);
              });
    }
  },
  /** Properties of keys and lists of aliases are read or refused. */
  KEYS {
    @Override
    void check(byte[] input) {
      read(() -> KeyMetadataReader.create().read(input));
      read(() -> AliasReader.create().read(input));
    }
  },
  /** A pattern in the first line matches the rest as its plain reading says, in bounded steps. */
  GLOB {
    @Override
    void check(byte[] input) {
      String all = new String(input, StandardCharsets.UTF_8);
      int end = Math.max(0, all.indexOf('\n'));
      String pattern = all.substring(0, end);
      String text = all.substring(Math.min(all.length(), end + 1));
      boolean small = (long) pattern.length() * text.length() < MAX_PLAIN_PRODUCT;
      for (boolean ignoreCase : new boolean[] {false, true}) {
        long steps = GlobSpecification.steps(pattern, text, ignoreCase);
        assertThat(steps).isLessThanOrEqualTo(GlobSpecification.divided(pattern, text));
        if (small) {
          assertThat(Glob.parse(pattern).matches(text, 0, text.length(), ignoreCase))
              .isEqualTo(GlobSpecification.matches(pattern, text, ignoreCase));
        }
      }
    }
  },
  /** Tables and reference decide alike, each in a number of steps that the input bounds. */
  TABLES {
    @Override
    void check(byte[] input) {
      Optional<Scenario> scenario = read(() -> ScenarioReader.create().read(input));
      scenario.ifPresent(one -> checkDecisions(one, input.length));
    }
  };

  private static final int MAX_PLAIN_PRODUCT = 50_000;

  /** The steps of a decision that is independent of the size of its input. */
  private static final long FIXED_STEPS = 1_000;

  private static final long OPEN_TIMES = 8;

  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();
  private static final PolicyEvaluator TABLES_EVALUATOR = PolicyEvaluator.tables();

  /**
   * Checks one input.
   *
   * @throws AssertionError if a property does not hold
   */
  abstract void check(byte[] input);

  /** What a reader makes of the input; empty if it refuses the input with problems. */
  private static <T> Optional<T> read(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (PolicySyntaxException refused) {
      assertThat(refused.problems()).isNotEmpty();
      return Optional.empty();
    }
  }

  private static void checkDecisions(Scenario scenario, int size) {
    StepCounter plain = new StepBudget(StepBudget.OF_AN_EVALUATION).start();
    StepCounter compiled = new StepBudget(StepBudget.OF_AN_EVALUATION).start();
    Decision byReference = decide(REFERENCE, scenario, plain);
    Decision byTables = decide(TABLES_EVALUATOR, scenario, compiled);
    if (!plain.isExhausted() && !compiled.isExhausted()) {
      assertThat(byTables).isEqualTo(byReference);
    }
    if (isKnown(scenario)) {
      // Each value of the request may be compared with each value of the policies.
      // The analysis of an open answer compares them again.
      long times = byTables == Decision.INDETERMINATE ? OPEN_TIMES : 1;
      long bound = FIXED_STEPS + times * (size / 4L) * (1 + size / 1_024);
      assertThat(plain.spent()).isLessThanOrEqualTo(bound);
      assertThat(compiled.spent()).isLessThanOrEqualTo(bound);
    }
  }

  private static Decision decide(
      PolicyEvaluator evaluator, Scenario scenario, StepCounter counter) {
    CountedContext context = new CountedContext(scenario.request().context(), counter);
    return evaluator.decide(scenario.request().in(context), scenario.policies());
  }

  /** Whether every condition key is known, so that no case analysis multiplies the work. */
  private static boolean isKnown(Scenario scenario) {
    return scenario.request().context() instanceof RequestContext context
        && context.unknownPrefixes().isEmpty()
        && context.values().values().stream()
            .allMatch(
                value ->
                    value instanceof ContextValue.Present || value instanceof ContextValue.Absent);
  }
}
