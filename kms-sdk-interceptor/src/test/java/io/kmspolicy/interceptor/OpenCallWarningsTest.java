package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise: an operator learns once why calls are indeterminate, and calls that are certain pay
 * nothing.
 */
class OpenCallWarningsTest {

  private static final String OTHER_KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ac";

  @TempDir private Path root;
  private final List<String> said = new ArrayList<>();
  private PolicyDirectory directory;

  @BeforeEach
  void write() throws IOException {
    Path identity = Files.createDirectories(root.resolve("111122223333/roles/App/identity"));
    String allow =
        """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
        """;
    Files.writeString(identity.resolve("allow.json"), allow);
    Path key =
        Files.createDirectories(root.resolve("111122223333/keys/us-west-2/" + Fixtures.KEY_ID));
    Files.writeString(
        key.resolve("policy.json"),
        allow.replace("\"Action\"", "\"Principal\": {\"AWS\": \"111122223333\"}, \"Action\""));
    directory = PolicyDirectory.load(root);
  }

  private void note(PolicySource source, int calls, String caller, String key) {
    OpenCallWarnings warnings = new OpenCallWarnings(source, Runnable::run, said::add);
    for (int call = 0; call < calls; call++) {
      warnings.note(call(Caller.parse(caller), KmsResource.parse(key)), "");
    }
  }

  private CallDecision call(Caller caller, KmsResource resource) {
    PolicySet policies = directory.policiesFor(caller, resource);
    CheckDecision check =
        new CheckDecision.Evaluated(
            AuthorizationRequest.of(caller, "kms:Decrypt", resource, RequestContext.empty()),
            policies,
            policies,
            Decision.INDETERMINATE);
    return new CallDecision(
        "Decrypt",
        Decision.INDETERMINATE,
        List.of(check),
        EnforcementMode.OBSERVE,
        Disposition.PASSED,
        0);
  }

  @Test
  @DisplayName("A caller that is not in the directory is named once, with the nearest one")
  void note_unknownCaller_isNamedWithTheNearest() {
    note(directory, 3, "arn:aws:iam::111122223333:role/Apq", Fixtures.KEY_ARN);
    assertThat(said)
        .containsExactly(
            "the caller role Apq (111122223333) is not in the policy directory, which leaves its"
                + " calls indeterminate; did you mean `role App (111122223333)`?");
  }

  @Test
  @DisplayName("A key that is not in the directory is named once, with the nearest one")
  void note_unknownKey_isNamedWithTheNearest() {
    note(directory, 3, "arn:aws:sts::111122223333:assumed-role/App/session", OTHER_KEY);
    assertThat(said)
        .containsExactly(
            "the key "
                + OTHER_KEY
                + " is not in the policy directory, which leaves calls on it indeterminate; did you"
                + " mean `"
                + Fixtures.KEY_ARN
                + "`?");
  }

  @Test
  @DisplayName("Layers that are unknown in each of the first twenty checks are named once")
  void note_layersThatAreAlwaysUnknown_areNamed() {
    note(directory, 100, "arn:aws:iam::111122223333:role/App", Fixtures.KEY_ARN);
    assertThat(said)
        .containsExactly(
            "unknown in each of the first 20 checks that are indeterminate: boundary, session, scp,"
                + " rcp, grants, endpoint; load these layers, or state in directory.properties that"
                + " there are none: none = boundary, session, scp, rcp, grants, endpoint");
  }

  @Test
  @DisplayName("The names of made-up keys are bounded")
  void note_manyUnknownKeys_areBounded() {
    OpenCallWarnings warnings = new OpenCallWarnings(directory, Runnable::run, said::add);
    Caller app = Caller.parse("arn:aws:iam::111122223333:role/App");
    List<CheckDecision> checks = new ArrayList<>();
    for (int number = 0; number < 1_000; number++) {
      String arn =
          String.format(
              "arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-%012x", number);
      checks.addAll(call(app, KmsResource.parse(arn)).checks());
    }
    warnings.note(
        new CallDecision(
            "Decrypt",
            Decision.INDETERMINATE,
            checks,
            EnforcementMode.OBSERVE,
            Disposition.PASSED,
            0),
        "");
    assertThat(said).filteredOn(text -> text.startsWith("the key ")).hasSize(99);
  }

  @Test
  @DisplayName("A layer that KMS names for a refusal, and that is unknown here, is named once")
  void note_refusalByAnUnknownLayer_namesTheLayer() {
    OpenCallWarnings warnings = new OpenCallWarnings(directory, Runnable::run, said::add);
    CallDecision call =
        call(
            Caller.parse("arn:aws:iam::111122223333:role/App"),
            KmsResource.parse(Fixtures.KEY_ARN));
    String who = "User: arn:aws:iam::111122223333:role/App is not authorized ";
    warnings.note(call, who + "because no identity-based policy allows the kms:Decrypt action");
    warnings.note(call, who + "or a resource-based policy explicitly denies access");
    for (int number = 0; number < 1_000; number++) {
      warnings.note(call, who + "with an explicit deny in a service control policy: arn:p-1");
    }
    warnings.note(call, who + "with an explicit deny in a resource control policy");
    assertThat(said)
        .filteredOn(text -> text.startsWith("KMS refused"))
        .containsExactly(
            "KMS refused Decrypt on key/"
                + Fixtures.KEY_ID
                + " by role App (111122223333) for an explicit Deny in scp, which is unknown here;"
                + " load this layer");
  }

  @Test
  @DisplayName("Of many calls a sample is examined")
  void note_manyCalls_areSampled() {
    List<Runnable> examinations = new ArrayList<>();
    OpenCallWarnings warnings = new OpenCallWarnings(directory, examinations::add, said::add);
    CallDecision call =
        call(
            Caller.parse("arn:aws:iam::111122223333:role/App"),
            KmsResource.parse(Fixtures.KEY_ARN));
    for (int number = 0; number < 1_024; number++) {
      warnings.note(call, "");
    }
    // The first twenty, and 32, 64, 128, 256, 512 and 1,024.
    assertThat(examinations).hasSize(26);
  }
}
