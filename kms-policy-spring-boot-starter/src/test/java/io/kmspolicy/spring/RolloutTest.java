package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.OperationsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Promise: whoever introduces the interceptor learns at each step why nothing is confirmed yet, and
 * what to do about it: from the log, from the report, from the endpoint and from the decision log.
 * Each row of the table in {@code docs/operations.md} is one of these tests.
 */
@ExtendWith(OutputCaptureExtension.class)
class RolloutTest {

  private static final int CALLS = 20;
  private static final String ALLOW =
      """
      {"Version": "2012-10-17",
       "Statement": {"Sid": "Use", "Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
      """;
  private static final String DELEGATE =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
                     "Resource": "*"}}
      """;
  private static final String DESCRIPTION =
      """
      {"KeyMetadata": {"KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab", "AWSAccountId": "111122223333",
        "Arn": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT",
        "Origin": "AWS_KMS", "MultiRegion": false}}
      """;
  private static final String ORGANIZATION_ONLY =
      """
      {"Version": "2012-10-17",
       "Statement": {"Sid": "OrgOnly", "Effect": "Deny", "Principal": "*", "Action": "kms:*",
                     "Resource": "*", "Condition": {
                       "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}
      """;
  private static final String EVERYTHING = "none = boundary, session, scp, rcp, grants, endpoint\n";
  private static final String KEY = "111122223333/keys/us-west-2/" + LocalKms.ALLOWED;

  private final LocalKms local = new LocalKms();
  @TempDir private Path root;
  private Path directory;

  /** How the calls name the key. */
  private String named = LocalKms.ALLOWED;

  /**
   * What an operator reads after some calls.
   *
   * @param state the interceptor in one line, as the log has it at the start
   * @param report the text of the report
   * @param endpoint what the endpoint shows
   * @param decisions the decision log
   */
  private record Told(String state, String report, String endpoint, String decisions) {}

  @BeforeEach
  void write() throws IOException {
    directory = root.resolve("policies");
    write("111122223333/roles/App/identity/use.json", ALLOW);
    write(KEY + "/policy.json", DELEGATE);
    write(KEY + "/key.json", DESCRIPTION);
    write("directory.properties", EVERYTHING);
  }

  @AfterEach
  void close() {
    local.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void remove(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  /** Calls KMS some times with the policies of the directory, and looks at what is told. */
  private Told play(Path policies, String... settings) {
    return play(() -> true, policies, settings);
  }

  /** Warnings are written on a thread that ends with the context, so that they are awaited. */
  private Told play(BooleanSupplier logged, Path policies, String... settings) {
    Path decisions = root.resolve("decisions.jsonl");
    StringBuilder state = new StringBuilder();
    StringBuilder told = new StringBuilder();
    StringBuilder endpoint = new StringBuilder();
    LocalKms.watching(policies, "kms.policy.decision-log=" + decisions)
        .withPropertyValues(settings)
        .run(
            context -> {
              try (KmsClient client = client(context)) {
                for (int call = 0; call < CALLS; call++) {
                  LocalKms.encrypt(client, named);
                }
              }
              KmsPolicyInterceptor interceptor = context.getBean(KmsPolicyInterceptor.class);
              KmsPolicyEndpoint shown = context.getBean(KmsPolicyEndpoint.class);
              Eventually.isTrue(
                  "the reasons",
                  () ->
                      interceptor.report().indeterminate().stream()
                              .noneMatch(open -> open.kind().text().equals("not-evaluated"))
                          && interceptor.report().stopped().stream()
                              .allMatch(RolloutTest::isExplained)
                          && logged.getAsBoolean());
              state.append(interceptor);
              told.append(interceptor.report().text());
              endpoint.append(shown.report());
            });
    return new Told(state.toString(), told.toString(), endpoint.toString(), read(decisions));
  }

  /** The reasons of all calls are found; the sample has the first 100. */
  private static boolean isExplained(DriftReport.Stopped stopped) {
    return stopped.reasons().values().stream().mapToLong(calls -> calls).sum() == stopped.calls();
  }

  private static BooleanSupplier logged(CapturedOutput log, String text) {
    return () -> log.getAll().contains(text);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KmsClient client(ApplicationContext context) {
    return local.client(context.getBean(KmsClientBuilder.class));
  }

  /** The signs of the row that describes a meaning are among what is told. */
  private static void assertDocumented(String meaning, Told told, CapturedOutput log) {
    String all = log.getAll() + told.report() + told.endpoint() + told.decisions();
    assertThat(OperationsTable.signs(OperationsTable.seen(meaning)))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(all).contains(text));
  }

  private static void assertOpen(Told told, String reason, String line, String missing) {
    assertThat(told.report())
        .contains("indeterminate because\n  20 × Encrypt on key/")
        .contains(line);
    assertThat(told.endpoint()).contains("reason=" + reason).contains(line);
    assertThat(told.decisions()).contains("\"missing\":[" + missing);
  }

  @Test
  @DisplayName("A directory that does not exist: nothing is loaded, and the source says why")
  void missingDirectory_isNamed(CapturedOutput log) throws IOException {
    Told told = play(root.resolve("polices"), "kms.policy.await=0s");
    assertThat(told.state()).contains("checks KMS calls as role App (111122223333)");
    assertThat(log.getAll()).contains("the layer `directory` cannot be loaded").contains("polices");
    assertOpen(
        told,
        "unknown-caller",
        "neither the caller nor the key is known: the policies are not loaded, see the source",
        "\"identity\"");
    assertThat(told.endpoint()).contains("never_loaded").contains("polices");
    assertDocumented("the policy directory does not exist", told, log);
  }

  @Test
  @DisplayName("A misspelled caller: it is not in the directory, and the nearest one is named")
  void misspelledCaller_isNamedWithTheNearest(CapturedOutput log) throws IOException {
    Told told = play(directory, "kms.policy.caller=arn:aws:iam::111122223333:role/Apq");
    assertThat(log.getAll())
        .contains(
            "the caller role Apq (111122223333) is not in the policy directory, which leaves its"
                + " calls indeterminate; did you mean `role App (111122223333)`?");
    assertOpen(
        told,
        "unknown-caller",
        "by role Apq (111122223333): unknown-caller: identity (correct the name of the caller, or"
            + " add its folder to the policies)",
        "\"identity\"]");
    assertDocumented("the caller is misspelled", told, log);
  }

  @Test
  @DisplayName(
      "No directory.properties: the layers without files are unknown, and how to state them")
  void noProperties_namesTheLayers(CapturedOutput log) throws IOException {
    remove("directory.properties");
    Told told =
        play(
            logged(
                log,
                "unknown in each of the first 20 checks that are indeterminate: boundary, session,"
                    + " scp,"),
            directory);
    assertThat(told.state()).contains("unknown: boundary, session, scp, rcp, grants, endpoint");
    assertOpen(
        told,
        "unknown-layer",
        "unknown-layer: boundary, session, scp, rcp, endpoint, grants (load what is missing, or"
            + " state in directory.properties that there are none: none = boundary, session, scp,"
            + " rcp, endpoint, grants; rcp is unknown, too, for a key without key.json)",
        "\"boundary\",\"session\",\"scp\",\"rcp\",\"endpoint\",\"grants\"]");
    assertDocumented("there is no `directory.properties`", told, log);
  }

  @Test
  @DisplayName("A key without a policy: the key is named")
  void keyWithoutPolicy_isNamed(CapturedOutput log) throws IOException {
    remove(KEY + "/policy.json");
    Told told =
        play(
            logged(
                log, "unknown in each of the first 20 checks that are indeterminate: key-policy"),
            directory);
    assertOpen(
        told,
        "unknown-key",
        "Encrypt on key/"
            + LocalKms.ALLOWED
            + " by role App (111122223333): unknown-key: key-policy (add the folder of the key with"
            + " its policy.json, or name the key by its ARN)",
        "\"key-policy\"]");
    assertDocumented("the key has no `policy.json`", told, log);
  }

  @Test
  @DisplayName("An alias that is in no file: the alias is named, the nearest one, and what to add")
  void unknownAlias_isNamedWithTheNearest(CapturedOutput log) throws IOException {
    String orders = "arn:aws:kms:us-west-2:111122223333:alias/orders";
    local.kms().addAlias("alias/orders", LocalKms.ALLOWED);
    write(
        KEY + "/aliases.json",
        "{\"Aliases\": [{\"AliasName\": \"alias/order\", \"AliasArn\":"
            + " \"arn:aws:kms:us-west-2:111122223333:alias/order\", \"TargetKeyId\": \""
            + LocalKms.ALLOWED
            + "\"}]}");
    named = "alias/orders";
    Told told =
        play(
            logged(
                log,
                "the alias "
                    + orders
                    + " is not in the policy directory, which leaves calls by it indeterminate; did"
                    + " you mean `arn:aws:kms:us-west-2:111122223333:alias/order`?; list it in"
                    + " aliases.json of its key, as `aws kms list-aliases` prints it"),
            directory);
    String line =
        "20 × Encrypt on "
            + orders
            + " by role App (111122223333): unknown-key: alias/orders, which key is meant (list the"
            + " alias in aliases.json of its key, as `aws kms list-aliases` prints it, or name the"
            + " key by its ARN)";
    assertThat(told.report()).contains(line);
    assertThat(told.endpoint()).contains("reason=unknown-key").contains(line);
    assertThat(told.decisions()).contains("\"missing\":[\"alias/orders\",");
    assertDocumented("the directory has no such alias", told, log);
  }

  @Test
  @DisplayName(
      "An unknown permissions boundary: the layer is named, and how to state that there is none")
  void unknownBoundary_isNamed(CapturedOutput log) throws IOException {
    write("directory.properties", EVERYTHING.replace("boundary, ", ""));
    Told told =
        play(
            logged(
                log,
                "unknown in each of the first 20 checks that are indeterminate: boundary; load"),
            directory);
    assertOpen(
        told,
        "unknown-layer",
        "unknown-layer: boundary (load what is missing, or state in directory.properties that"
            + " there are none: none = boundary)",
        "\"boundary\"]");
    assertDocumented("it is not known whether the role has a permissions boundary", told, log);
  }

  @Test
  @DisplayName("An RCP with aws:PrincipalOrgID: the condition key is named, and how to state it")
  void organizationsPolicy_namesTheConditionKey(CapturedOutput log) throws IOException {
    write("111122223333/resource-control/root/OrgOnly.json", ORGANIZATION_ONLY);
    String logged =
        "the condition key `aws:PrincipalOrgID` is unknown, which leaves calls indeterminate, such"
            + " as Encrypt on key/"
            + LocalKms.ALLOWED
            + " by role App (111122223333), where it is tested by resource control policy OrgOnly"
            + " at root: statement \"OrgOnly\" at"
            + " 111122223333/resource-control/root/OrgOnly.json:2:15; if it is the same for every"
            + " call, state kms.policy.assertions=context:aws:PrincipalOrgID=VALUE";
    Told told = play(logged(log, logged), directory);
    assertThat(log.getAll()).containsOnlyOnce("the condition key");
    assertOpen(
        told,
        "unknown-condition-key",
        "unknown-condition-key: aws:PrincipalOrgID (state"
            + " kms.policy.assertions=context:aws:PrincipalOrgID=VALUE)",
        "\"aws:PrincipalOrgID\"]");
    assertDocumented("a policy, here an RCP, tests", told, log);
  }

  @Test
  @DisplayName("Under such an RCP a denial names the Allow that is missing, and the RCP")
  void organizationsPolicy_denialNamesTheMissingAllow(CapturedOutput log) throws IOException {
    write("111122223333/resource-control/root/OrgOnly.json", ORGANIZATION_ONLY);
    write(
        "111122223333/roles/App/identity/use.json",
        ALLOW.replace(
            "\"Resource\": \"*\"",
            "\"Resource\": \"*\", \"Condition\": {\"StringEquals\":"
                + " {\"kms:EncryptionContext:tenant\": \"blue\"}}"));
    Told told = play(directory);
    String line =
        "role App (111122223333): nothing allows it: the caller's identity policies do not allow"
            + " kms:Encrypt on key/"
            + LocalKms.ALLOWED
            + "; statement `Use` of the identity policy `use` (";
    assertThat(told.report())
        .contains("Encrypt would be stopped: 20 (denied)\n  20: " + line)
        .contains(
            "would allow it, but for `StringEquals kms:EncryptionContext:tenant`, which wants"
                + " `blue`; RCP `OrgOnly` may deny it as well")
        .doesNotContain(LocalKms.TENANT);
    assertThat(told.endpoint())
        .contains(line)
        .contains("layer=identity")
        .contains("nearMiss=StringEquals kms:EncryptionContext:tenant")
        .doesNotContain(LocalKms.TENANT);
    assertDocumented("the calls are certain to be refused", told, log);
  }

  @Test
  @DisplayName("A wrong property, and a client that is built by hand: nothing is checked, and why")
  void nothingChecked_isNamed(CapturedOutput log) throws IOException {
    Told nothing = new Told("", "", "", "");
    LocalKms.watching(directory, "kms.policy.mode=strict")
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(log.getAll()).contains("strict");
    assertDocumented("a property of the Spring Boot application is wrong", nothing, log);
    LocalKms.watching(directory)
        .withBean("byHand", KmsClient.class, () -> local.client(KmsClient.builder()))
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(log.getAll()).contains("[byHand]");
    assertDocumented("the application builds these clients without", nothing, log);
  }

  @Test
  @DisplayName("With all of it stated, the calls are confirmed and nothing is open")
  void everythingStated_isConfirmed(CapturedOutput log) throws IOException {
    write("111122223333/resource-control/root/OrgOnly.json", ORGANIZATION_ONLY);
    Told told = play(directory, "kms.policy.assertions=context:aws:PrincipalOrgID=o-a1b2c3d4e5");
    assertThat(told.report()).doesNotContain("indeterminate because");
    assertThat(told.endpoint()).contains("confirmedAllowed=20").contains("indeterminate=[]");
    assertThat(told.decisions()).doesNotContain("\"missing\"");
    assertDocumented("all is known", told, log);
  }
}
