package io.kmspolicy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.ScenarioFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What a whole run reports: coverage, reports, and its threshold. */
final class PolicyTestRunTest {

  private static final String APP = "arn:aws:iam::111122223333:role/App";

  @TempDir private Path temp;
  private String printed = "";

  /** A class of a user; nested classes that are static run only if they are selected. */
  @PolicyTest("policies/")
  static final class Decrypts {
    @Test
    void app_ownTenant_mayDecrypt(Policies policies) {
      PolicyAssertions.assertThat(policies)
          .caller(APP)
          .on("alias/app")
          .allows("kms:Decrypt", with -> with.encryptionContext("tenant", "a"));
    }
  }

  @PolicyTest("policies/")
  static final class Denies {
    @Test
    void app_otherTenant_isDenied(Policies policies) {
      PolicyAssertions.assertThat(policies)
          .caller(APP)
          .on("alias/app")
          .certainlyDenies("kms:Decrypt", with -> with.encryptionContext("tenant", "b"))
          .and()
          .explicitlyDenies("kms:Encrypt")
          .and()
          .allows("kms:GenerateDataKey", with -> with.encryptionContext("tenant", "a"));
    }
  }

  @PolicyTest("policies/")
  static final class Broken {
    @ParameterizedTest
    @ScenarioSource("broken.jsonl")
    void scenarios(ScenarioFile.Entry scenario, Policies policies) {
      PolicyAssertions.assertThat(policies).answers(scenario);
    }
  }

  @PolicyTest("no-such-policies/")
  static final class Missing {
    @Test
    void never(Policies policies) {
      throw new AssertionError(policies);
    }
  }

  private TestExecutionSummary run(Map<String, String> parameters, Class<?>... classes)
      throws Exception {
    Map<String, String> all = new HashMap<>(parameters);
    all.putIfAbsent("kmspolicy.coverage.directory", temp.toString());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(List.of(classes).stream().map(one -> selectClass(one)).toList())
            .configurationParameters(all)
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      LauncherFactory.create().execute(request, summary);
    } finally {
      System.setOut(out);
    }
    printed = bytes.toString(StandardCharsets.UTF_8);
    return summary.getSummary();
  }

  private static List<String> failures(TestExecutionSummary summary) {
    return summary.getFailures().stream()
        .map(failure -> failure.getException().getMessage())
        .toList();
  }

  @Test
  @DisplayName("A run prints the coverage of all its classes once, and writes a page and JSON")
  void run_twoClasses_reportsTheirCoverageTogether() throws Exception {
    TestExecutionSummary summary = run(Map.of(), Decrypts.class, Denies.class);

    assertThat(failures(summary)).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
    assertThat(printed)
        .isEqualTo(
            """
            policy coverage: 6 of 6 parts are needed by 4 expected answers (100.0 %)
              statements 3 of 3, conditions 1 of 1, values in lists 2 of 2
            the page: FOLDER/policy-coverage.html
            """
                .replace("FOLDER", temp.toString()));
    assertThat(Files.readString(temp.resolve("policy-coverage.html")))
        .contains("Policy coverage: policies/", "by role/App kms:Decrypt");
    assertThat(Files.readString(temp.resolve("policy-coverage.json")))
        .contains("\"percent\": 100.0");
  }

  @Test
  @DisplayName("A run below the minimum fails as a whole, with what is untested")
  void run_belowTheMinimum_fails() throws Exception {
    TestExecutionSummary summary = run(Map.of("kmspolicy.coverage.minimum", "80"), Decrypts.class);

    assertThat(summary.getTestsFailedCount()).isZero();
    assertThat(summary.getContainersFailedCount()).isEqualTo(1);
    assertThat(failures(summary))
        .singleElement()
        .asString()
        .startsWith("policy coverage of 50.0 % is below the minimum of 80 %\n")
        .contains("statement Deny \"NoDirectEncrypt\" (applies to no request)");
    assertThat(failures(run(Map.of("kmspolicy.coverage.minimum", "50"), Decrypts.class))).isEmpty();
  }

  @Test
  void run_invalidMinimum_failsTheClass() throws Exception {
    assertThat(failures(run(Map.of("kmspolicy.coverage.minimum", "most"), Decrypts.class)))
        .singleElement()
        .asString()
        .startsWith("kmspolicy.coverage.minimum: `most` is no minimum");
  }

  @Test
  void run_withoutFolder_writesNothing() throws Exception {
    run(Map.of("kmspolicy.coverage.directory", "none"), Decrypts.class);

    assertThat(printed).startsWith("policy coverage: 3 of 6").doesNotContain("the page");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  @DisplayName("Policies and scenario files that cannot be read fail the class with their place")
  void run_unreadableInput_fails() throws Exception {
    assertThat(failures(run(Map.of(), Missing.class)))
        .singleElement()
        .asString()
        .startsWith("no-such-policies/: there is no such file under ");
    assertThat(failures(run(Map.of(), Broken.class)))
        .singleElement()
        .asString()
        .startsWith("broken.jsonl:1:14: ");
  }
}
