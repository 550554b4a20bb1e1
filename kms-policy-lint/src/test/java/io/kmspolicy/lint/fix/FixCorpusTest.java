package io.kmspolicy.lint.fix;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No suggestion for a certain implicit denial of the corpora leaves it denied, or passes a
 * permissions boundary without KMS. The corpora are those in the directory that {@code
 * -Dkmspolicy.corpus} names, or those beside the checkout, or else those of the engine's tests;
 * {@code -Dkmspolicy.seed} takes the same scenarios again, and {@code -Dkmspolicy.fixes} more.
 */
final class FixCorpusTest {

  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  private static Path corpora() {
    String property = System.getProperty("kmspolicy.corpus", "");
    if (!property.isEmpty()) {
      return Path.of(property);
    }
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      Path candidate = place.resolveSibling("shared").resolve("corpus");
      if (place.getParent() != null && Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return Path.of("../kms-policy-engine/src/test/resources/corpus");
  }

  private static List<String> lines(Path corpora) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(corpora)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        try (Stream<String> all = Files.lines(file)) {
          all.filter(line -> line.contains("\"implicitDeny\"")).forEach(lines::add);
        }
      }
    }
    return lines;
  }

  @Test
  void of_deniedScenarios_suggestsNothingThatLeavesThemDeniedOrPassesABoundary()
      throws IOException {
    Path corpora = corpora();
    long seed = Long.getLong("kmspolicy.seed", System.nanoTime());
    int maximum = Integer.getInteger("kmspolicy.fixes", 100);
    List<String> lines = lines(corpora);
    Collections.shuffle(lines, new Random(seed));
    int suggested = 0;
    int read = 0;
    for (String line : lines) {
      if (read >= maximum) {
        break;
      }
      Scenario scenario;
      try {
        scenario = ScenarioReader.create().read(line);
      } catch (PolicySyntaxException refused) {
        continue;
      }
      if (!scenario.expected().equals(Optional.of(Decision.IMPLICIT_DENY))) {
        continue;
      }
      read++;
      Fix fix =
          FixGenerator.of(
              new DeniedRequest(scenario.request(), scenario.policies(), AwsDenial.none(), true));
      assertThat(fix.suggestions().isEmpty()).isNotEqualTo(fix.reasons().isEmpty());
      suggested += fix.suggestions().isEmpty() ? 0 : 1;
      fix.suggestions().forEach(one -> check(scenario, one, seed));
    }
    System.out.println(
        "seed " + seed + ", " + corpora + ": " + read + " denials, " + suggested + " with a fix");
    assertThat(suggested).as("seed %d", seed).isPositive();
  }

  private static void check(Scenario scenario, Suggestion one, long seed) {
    PolicySet after = scenario.policies();
    for (Piece piece : one.pieces()) {
      after = PolicyChanges.add(after, piece, scenario.request().resource());
      assertThat(piece.text())
          .as("seed %d, %s", seed, scenario.id())
          .doesNotContain("kms:*", "\"Principal\":\"*\"", "\"AWS\":\"*\"");
    }
    assertThat(REFERENCE.decide(scenario.request(), after))
        .as("seed %d, %s", seed, scenario.id())
        .isIn(Decision.ALLOWED, Decision.INDETERMINATE)
        .isEqualTo(one.after());
    if (scenario.request().caller() instanceof Caller.AccountCaller caller
        && !isServiceLinked(caller)
        && !PolicyChanges.isAcross(scenario.request())) {
      assertThat(REFERENCE.decide(scenario.request(), PolicyChanges.underBoundaryWithoutKms(after)))
          .as("seed %d, %s, %s", seed, scenario.id(), PolicyType.PERMISSIONS_BOUNDARY)
          .isNotEqualTo(Decision.ALLOWED);
    }
  }

  /** No boundary applies to a service-linked role, so a key policy may allow it by its ARN. */
  private static boolean isServiceLinked(Caller caller) {
    return caller instanceof Caller.RoleCaller role
        && role.path() instanceof Caller.RolePath.Known path
        && path.text().startsWith("/aws-service-role/");
  }
}
