package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.result.UsageReport.Use;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Promise: a part that is reported as unused can be removed without a recorded call noticing. */
class UsageTest {

  private static final String ROLE =
      "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/App\"}";

  private static final String USE =
      "{\"Sid\": \"Use\", \"Effect\": \"Allow\", \"Principal\": {\"AWS\":"
          + " [\"arn:aws:iam::111122223333:role/App\", \"arn:aws:iam::111122223333:role/Old\"]},"
          + " \"Action\": [\"kms:Decrypt\", \"kms:GenerateDataKey*\", \"kms:DescribeKey\"],"
          + " \"Resource\": \"*\"}";
  private static final String TWICE =
      "{\"Sid\": \"Twice\", \"Effect\": \"Allow\", "
          + ROLE
          + ", \"Action\": \"kms:DescribeKey\", \"Resource\": \"*\"}";
  private static final String OTHER =
      "{\"Sid\": \"Other\", \"Effect\": \"Allow\", "
          + ROLE
          + ", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}";
  private static final String DENY =
      "{\"Sid\": \"Deny\", \"Effect\": \"Deny\", \"Principal\": \"*\","
          + " \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\":"
          + " {\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"b\"}}}";

  private static final String SERVICE =
      "\"type\": \"AWSService\", \"invokedBy\": \"logs.amazonaws.com\"";
  private static final String PARTNER = "\"type\": \"AWSAccount\", \"accountId\": \"444455556666\"";

  private static final String GRANTS =
      """
      {"Grants": [{"GrantId": "g1", "GranteePrincipal": "arn:aws:iam::111122223333:role/App",
        "Operations": ["Decrypt", "Encrypt"]},
       {"GrantId": "g2", "GranteePrincipal": "arn:aws:iam::111122223333:role/Old",
        "Operations": ["Decrypt"]}]}
      """;

  private static UsageReport usage(String statements, String grants, String... records) {
    GrantLayer listed =
        grants.isEmpty()
            ? GrantLayer.none()
            : new GrantLayer.Known(GrantReader.create().read(grants));
    KeyPolicies key = Trails.key(statements, listed);
    Policies policies = Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> key);
    ReplayOptions options = ReplayOptions.defaults().withUsage(true);
    try (Replay replay = new Replay(policies, Optional.empty(), options)) {
      replay.read("trail", Trails.stream(records));
      return replay
          .usage(
              List.of((KmsResource.Key) KmsResource.parse(Trails.KEY)),
              List.of(Caller.parse("arn:aws:iam::111122223333:user/ann")))
          .orElseThrow();
    }
  }

  private static UsageReport.Part part(UsageReport report, String name) {
    return report.parts().stream()
        .filter(part -> part.name().contains(name))
        .findFirst()
        .orElseThrow();
  }

  private static String call(String time, String operation, String tenant, String more) {
    return Trails.record(
        time, "s", operation, "{\"encryptionContext\": {\"tenant\": \"" + tenant + "\"}}", more);
  }

  @Test
  void usage_statements_areNeededNeverNeededOrNeverMatched() {
    UsageReport report =
        usage(
            USE + ", " + TWICE + ", " + OTHER + ", " + DENY,
            "",
            call("2026-11-24T09:00:00Z", "Decrypt", "a", ""),
            call("2026-11-24T10:00:00Z", "Decrypt", "a", ""),
            Trails.record("2026-11-24T11:00:00Z", "s", "DescribeKey", "{}"));

    assertThat(part(report, "Use").use()).isEqualTo(Use.NEEDED);
    assertThat(part(report, "Use").lastNeeded()).contains(Instant.parse("2026-11-24T10:00:00Z"));
    assertThat(part(report, "Twice").use()).isEqualTo(Use.NEVER_NEEDED);
    assertThat(part(report, "Other").use()).isEqualTo(Use.NEVER_MATCHED);
    assertThat(part(report, "Deny").use()).isEqualTo(Use.NEVER_MATCHED);
  }

  @Test
  void usage_actionsAndPrincipals_thatNoCallUsed_areListed() {
    UsageReport report = usage(USE, "", call("2026-11-24T09:00:00Z", "Decrypt", "a", ""));

    assertThat(part(report, "Use").unusedActions())
        .containsExactly("kms:GenerateDataKey*", "kms:DescribeKey");
    assertThat(part(report, "Use").unusedPrincipals())
        .containsExactly("arn:aws:iam::111122223333:role/Old");
  }

  @Test
  void usage_denyStatement_isNeededByACallThatItStopped() {
    UsageReport report =
        usage(
            USE + ", " + DENY,
            "",
            call("2026-11-24T09:00:00Z", "Decrypt", "b", "\"errorCode\": \"AccessDenied\""));

    assertThat(part(report, "Deny").use()).isEqualTo(Use.NEEDED);
    assertThat(part(report, "Use").use()).isEqualTo(Use.NEVER_MATCHED);
  }

  @Test
  void usage_grants_areNeededOrNeverMatched() {
    UsageReport report = usage(OTHER, GRANTS, call("2026-11-24T09:00:00Z", "Decrypt", "a", ""));

    assertThat(part(report, "grant g1").use()).isEqualTo(Use.NEEDED);
    assertThat(part(report, "grant g1").unusedActions()).containsExactly("Encrypt");
    assertThat(part(report, "grant g2").use()).isEqualTo(Use.NEVER_MATCHED);
  }

  /** The identity policies are unknown here, so a statement may be needed. */
  @Test
  void usage_openDecision_isNeverCalledUnneeded() {
    String delegating =
        "{\"Sid\": \"Tag\", \"Effect\": \"Allow\", "
            + ROLE
            + ", \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\":"
            + " {\"aws:PrincipalTag/team\": \"a\"}}}";

    UsageReport report = usage(delegating, "", call("2026-11-24T09:00:00Z", "Decrypt", "a", ""));

    assertThat(part(report, "Tag").use()).isIn(Use.POSSIBLY_NEEDED, Use.NEEDED);
  }

  private static String by(String identity, String record) {
    return record.replaceAll(
        "\"userIdentity\": .*?\\}\\}\\}, ", "\"userIdentity\": {" + identity + "}, ");
  }

  private static String allow(String sid, String principal) {
    return ("{\"Sid\": \"%s\", \"Effect\": \"Allow\", \"Principal\": {%s},"
            + " \"Action\": [\"kms:Decrypt\", \"kms:Encrypt\"], \"Resource\": \"*\"}")
        .formatted(sid, principal);
  }

  /** AWS allowed the calls, and the records do not name who made them. */
  @Test
  void usage_partsThatUnnamedCallersMayNeed_areNotCalledUnused() {
    UsageReport report =
        usage(
            allow("Logs", "\"Service\": \"logs.us-west-2.amazonaws.com\"")
                + ", "
                + allow("Partner", "\"AWS\": \"arn:aws:iam::444455556666:role/Partner\"")
                + ", "
                + allow("Stranger", "\"AWS\": \"arn:aws:iam::777788889999:role/Stranger\"")
                + ", "
                + OTHER,
            GRANTS,
            by(SERVICE, call("2026-11-24T09:00:00Z", "Decrypt", "a", "")),
            by(PARTNER, call("2026-11-24T09:00:00Z", "Decrypt", "a", "")));

    assertThat(part(report, "Logs").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Partner").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Stranger").use()).isEqualTo(Use.NEVER_MATCHED);
    assertThat(part(report, "Other").use()).isEqualTo(Use.NEVER_MATCHED);
    assertThat(part(report, "grant g2").use()).isEqualTo(Use.NOT_KNOWN);
  }

  /** A statement that named callers use, too. */
  @Test
  void usage_actionsAndPrincipalsOfUnnamedCallers_areNotListed() {
    UsageReport report =
        usage(
            allow(
                "Shared",
                "\"Service\": \"logs.us-west-2.amazonaws.com\", \"AWS\":"
                    + " [\"arn:aws:iam::111122223333:role/App\","
                    + " \"arn:aws:iam::111122223333:role/Old\"]"),
            "",
            call("2026-11-24T09:00:00Z", "Decrypt", "a", ""),
            by(SERVICE, call("2026-11-24T09:00:00Z", "Encrypt", "a", "")));

    assertThat(part(report, "Shared").unusedActions()).isEmpty();
    assertThat(part(report, "Shared").unusedPrincipals())
        .containsExactly("arn:aws:iam::111122223333:role/Old");
  }

  @Test
  void usage_denyStatement_mayHaveStoppedAnUnnamedCaller() {
    UsageReport report =
        usage(
            USE + ", " + DENY,
            "",
            by(
                SERVICE,
                call("2026-11-24T09:00:00Z", "Decrypt", "b", "\"errorCode\": \"AccessDenied\"")));

    assertThat(part(report, "Deny").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Use").use()).isEqualTo(Use.NEVER_MATCHED);
  }

  @Test
  void usage_callOnAKeyThatTheRecordDoesNotName_mayHaveNeededEachKey() {
    UsageReport report =
        usage(
            OTHER + ", " + allow("Old", "\"AWS\": \"arn:aws:iam::111122223333:role/Old\""),
            "",
            call("2026-11-24T09:00:00Z", "Encrypt", "a", "")
                .replace("{\"ARN\": \"" + Trails.KEY + "\"}", ""));

    assertThat(part(report, "Other").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Old").use()).isEqualTo(Use.NEVER_MATCHED);
  }

  /** Rule 6.15: the statement begins to apply between the earliest and the latest time. */
  @Test
  void usage_statementThatBeginsDuringTheCall_isNotCalledUnused() {
    String later =
        OTHER
            .replace("kms:Encrypt", "kms:Decrypt")
            .replace(
                "\"Resource\": \"*\"",
                "\"Resource\": \"*\", \"Condition\": {\"DateGreaterThan\":"
                    + " {\"aws:CurrentTime\": \"2026-11-24T08:59:30Z\"}}");

    UsageReport report = usage(later, "", call("2026-11-24T09:00:00Z", "Decrypt", "a", ""));

    assertThat(part(report, "Other").use()).isIn(Use.POSSIBLY_NEEDED, Use.NEEDED);
  }

  /** The policies deny what AWS allowed: they were not in force, and the call needed something. */
  @Test
  void usage_callThatContradictsThePolicies_mayHaveNeededWhatItMatches() {
    UsageReport report =
        usage(USE + ", " + DENY, "", call("2026-11-24T09:00:00Z", "Decrypt", "b", ""));

    assertThat(part(report, "Use").use()).isEqualTo(Use.POSSIBLY_NEEDED);
  }

  /** The error says nothing about authorization; a key that does not exist allows nothing. */
  @Test
  void usage_callWithoutEvidence_mayHaveNeededWhatItMatches() {
    UsageReport report =
        usage(
            USE + ", " + OTHER + ", " + DENY,
            GRANTS,
            call("2026-11-24T09:00:00Z", "Decrypt", "b", "\"errorCode\": \"ThrottlingException\""),
            call("2026-11-24T09:00:00Z", "Encrypt", "b", "\"errorCode\": \"NotFoundException\""));

    assertThat(part(report, "Use").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Deny").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "grant g1").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Other").use()).isEqualTo(Use.NEVER_MATCHED);
  }

  /** A decision log names neither the Region of a call nor, without a check, its key. */
  @Test
  void usage_loggedCallWithoutACheck_mayHaveNeededEachKey() {
    String line =
        """
        {"kmsPolicyLog": 1, "time": "2026-11-24T09:00:00Z", "operation": "Decrypt", \
        "decision": "indeterminate", "mode": "observe", "disposition": "passed", "nanos": 1, "checks": []}\
        """;

    UsageReport report = usage(USE + ", " + OTHER + ", " + DENY, GRANTS, line);

    assertThat(part(report, "Use").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Deny").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "grant g1").use()).isEqualTo(Use.NOT_KNOWN);
    assertThat(part(report, "Other").use()).isEqualTo(Use.NEVER_MATCHED);
  }
}
