package io.kmspolicy.benchmarks.process;

import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The time of {@code evaluate} on one scenario of each hostile shape, as whole processes: by the
 * compiled tables and by the reference. Linux only.
 *
 * <pre>
 * java -jar benchmarks.jar hostile [DIRECTORY]      in the directory of the project
 * </pre>
 *
 * <p>The scenarios are written into the directory; without one it is temporary.
 */
public final class HostileEvaluations {

  private static final int RUNS = 3;

  private HostileEvaluations() {}

  /**
   * Measures and prints.
   *
   * @param args the directory for the scenarios
   */
  public static void main(String[] args) throws IOException {
    Path directory =
        args.length > 0
            ? Files.createDirectories(Path.of(args[0]))
            : Files.createTempDirectory("hostile");
    for (HostileShape shape : HostileShape.values()) {
      String file = write(shape, directory).toString();
      for (List<String> options : List.of(List.<String>of(), List.of("--reference"))) {
        for (int run = 0; run < RUNS; run++) {
          System.out.printf(
              Locale.ROOT,
              "%-15s %-10s %s%n",
              shape,
              options.isEmpty() ? "tables" : "reference",
              ProcessCost.of(evaluate(file, options)));
        }
      }
    }
  }

  private static List<String> evaluate(String file, List<String> options) throws IOException {
    List<String> words = new ArrayList<>(List.of("evaluate", "-q", file));
    words.addAll(options);
    return CommandLineJar.command(List.of(), words);
  }

  /** Writes the first request of a shape as a scenario without an expected decision. */
  static Path write(HostileShape shape, Path directory) throws IOException {
    HostileCase hostile = shape.make(0, HostileShape.MAX_GRANTS);
    AuthorizationRequest request =
        new AuthorizationRequest(
            hostile.caller(),
            "kms:Decrypt",
            hostile.resource(),
            hostile.contexts().get(0),
            "",
            KeyManager.CUSTOMER,
            "");
    Scenario scenario =
        new Scenario(
            shape.name(),
            request,
            PolicySet.of(withoutPolicies(hostile.own()), hostile.key()),
            new Scenario.Expectation.None());
    return Files.writeString(
        directory.resolve(shape.name().toLowerCase(Locale.ROOT) + ".jsonl"),
        ScenarioWriter.compact().write(scenario) + "\n");
  }

  /** A scenario states that no identity policy is attached as an empty list. */
  private static PrincipalPolicies withoutPolicies(PrincipalPolicies own) {
    return new PrincipalPolicies(
        PolicyLayer.of(),
        own.permissionsBoundary(),
        own.session(),
        own.serviceControl(),
        own.vpcEndpoint());
  }
}
