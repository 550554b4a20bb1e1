package io.kmspolicy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: a result never reads as safe where calls of the trail were not judged. */
class UnjudgedCallsTest {

  private static final String KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";

  /** The policy of a key as a statement for each principal. */
  private static final String ADMIN =
      allow("Adm", "\"AWS\": \"arn:aws:iam::111122223333:role/Adm\"");

  private static final String APP = allow("App", "\"AWS\": \"arn:aws:iam::111122223333:role/App\"");
  private static final String LOGS = allow("Logs", "\"Service\": \"logs.us-west-2.amazonaws.com\"");

  private static final String SERVICE =
      "{\"type\": \"AWSService\", \"invokedBy\": \"logs.amazonaws.com\"}";

  @TempDir Path directory;

  private static String allow(String sid, String principal) {
    return "{\"Sid\": \"%s\", \"Effect\": \"Allow\", \"Principal\": {%s}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"
        .formatted(sid, principal);
  }

  private static String role(String name) {
    return ("{\"type\": \"AssumedRole\", \"principalId\": \"AROAEXAMPLE:s\", \"arn\":"
            + " \"arn:aws:sts::111122223333:assumed-role/%s/s\", \"accountId\": \"111122223333\","
            + " \"sessionContext\": {\"sessionIssuer\": {\"type\": \"Role\", \"arn\":"
            + " \"arn:aws:iam::111122223333:role/%s\"}}}")
        .formatted(name, name);
  }

  /** A Decrypt that AWS allowed. */
  private static String decrypt(String identity) {
    return ("{\"eventVersion\": \"1.11\", \"userIdentity\": %s, \"eventTime\":"
            + " \"2026-11-24T09:00:00Z\", \"eventSource\": \"kms.amazonaws.com\", \"eventName\":"
            + " \"Decrypt\", \"awsRegion\": \"us-west-2\", \"sourceIPAddress\": \"203.0.113.7\","
            + " \"requestParameters\": {\"encryptionContext\": {\"tenant\": \"a\"}},"
            + " \"eventType\": \"AwsApiCall\", \"resources\": [{\"ARN\":"
            + " \"arn:aws:kms:us-west-2:111122223333:key/%s\"}]}\n")
        .formatted(identity, KEY);
  }

  private void policies(String name, String... statements) throws IOException {
    Path key = directory.resolve(name + "/111122223333/keys/us-west-2/" + KEY + "/policy.json");
    Files.createDirectories(key.getParent());
    Files.writeString(
        key,
        "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}");
    Files.writeString(
        directory.resolve(name + "/directory.properties"),
        "none = identity, boundary, session, scp, rcp, grants," + " endpoint\n");
  }

  private void trail(String... records) throws IOException {
    Files.writeString(directory.resolve("trail.jsonl"), String.join("", records));
  }

  @BeforeEach
  void policiesOfAService_andWithoutIt() throws IOException {
    policies("before", ADMIN, APP, LOGS);
    policies("after", ADMIN, APP);
    trail(decrypt(role("App")), decrypt(SERVICE));
  }

  private CommandRun replay(String... more) {
    List<String> arguments = new ArrayList<>(List.of("replay", "--policies", "before"));
    arguments.addAll(List.of(more));
    arguments.add("trail.jsonl");
    return CommandRun.in(directory, "", arguments.toArray(new String[0]));
  }

  private CommandRun check(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "--before", "before", "--after", "after", "--trail", "trail.jsonl"));
    arguments.addAll(List.of(more));
    return CommandRun.in(directory, "", arguments.toArray(new String[0]));
  }

  @Test
  void proposed_callOfAService_mayBreak() throws IOException {
    CommandRun run = replay("--proposed", "after");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .contains("The proposed policies change nothing for the events that were judged.\n")
        .endsWith(
            """

            1 event not judged: the proposed policies may break it
                     1  a caller of the type AWSService
            """);
    JsonNode json = new ObjectMapper().readTree(replay("--proposed", "after", "--json").out());
    assertThat(json.at("/records/unjudgedCalls/a caller of the type AWSService").asInt())
        .isEqualTo(1);
  }

  /** What AWS denied cannot break, and an event that is no call needs no policy. */
  @Test
  void proposed_deniedCallsAndEventsOfAws_breakNothing() throws IOException {
    trail(
        decrypt(role("App")),
        decrypt(SERVICE).replace("\"eventTime\"", "\"errorCode\": \"AccessDenied\", \"eventTime\""),
        decrypt(SERVICE).replace("AwsApiCall", "AwsServiceEvent"));

    CommandRun run = replay("--proposed", "after");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .endsWith("The proposed policies change nothing for the events that were judged.\n");
  }

  /** What the policies of the key say of the service is the same before and after. */
  @Test
  void proposed_callOfAServiceOnAKeyThatStaysAsItIs_doesNotBreak() throws IOException {
    policies("same", ADMIN, APP, LOGS);

    assertThat(replay("--proposed", "same").status()).isZero();
    policies("after", ADMIN, APP, LOGS);
    assertThat(check().out())
        .contains(
            "  replay      passed     1 event judged, 0 break, 1 not judged and not affected\n");
    policies("after", ADMIN, APP);
    assertThat(replay("--proposed", "after").status()).isEqualTo(3);
  }

  /** The identity policies of the other account are not compared. */
  @Test
  void proposed_callOfAnotherAccountOnAKeyThatStaysAsItIs_mayBreak() throws IOException {
    policies("same", ADMIN, APP, LOGS);
    trail(
        decrypt(role("App")),
        decrypt("{\"type\": \"AWSAccount\", \"accountId\": \"444455556666\"}"));

    assertThat(replay("--proposed", "same").status()).isEqualTo(3);
  }

  @Test
  void check_callOfAService_isUndecided() {
    CommandRun text = check();

    assertThat(text.status()).isEqualTo(3);
    assertThat(text.out())
        .contains(
            "  replay      indeterminate 1 event judged, 0 break, 1 not judged and may break\n",
            "1  a caller of the type AWSService\n");
    assertThat(check("--fail-on", "replay=certain").status()).isZero();
    assertThat(check("--format", "sarif").out())
        .contains("1 event not judged: a caller of the type AWSService");
    assertThat(check("--format", "markdown").out()).contains("1 not judged and may break");
  }

  /** The policies before the change are not those in force: what it does to the call is open. */
  @Test
  void proposed_callThatBothPoliciesDeny_isNamed() throws IOException {
    trail(decrypt(role("App")), decrypt(role("Ghost")));

    CommandRun run = replay("--proposed", "after");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .doesNotContain("change nothing")
        .contains(
            "1 event, 1 question: AWS allowed, and neither the current nor the proposed policies"
                + " allow\n         1  arn:aws:iam::111122223333:role/Ghost Decrypt");
    assertThat(check().status()).isEqualTo(3);
    assertThat(check("--format", "sarif").out()).contains("role/Ghost Decrypt");
  }

  /** The directory is not what was in force, so nothing is known of what the calls needed. */
  @Test
  void suggest_withAFalseDenial_writesNothing() throws IOException {
    trail(decrypt(role("App")), decrypt(role("Ghost")));

    assertNothingIsSuggested(1, "AWS allowed Decrypt by arn:aws:iam::111122223333:role/Ghost");
  }

  private void assertNothingIsSuggested(int status, String reason) {
    CommandRun run = replay("--suggest", "out");

    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).contains("; nothing is written\n", "not written: " + reason);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void suggest_withoutAJudgedEvent_writesNothing() throws IOException {
    trail(decrypt(SERVICE));

    assertNothingIsSuggested(2, "no call on the key was judged");
  }

  @Test
  void unused_statementOfAService_isListedApart() {
    assertThat(replay("--unused").out())
        .contains(
            "1 statements and grants: may be needed by calls that were not judged, or whose key or"
                + " answer is not recorded\n            key policy of arn:aws:kms:us-west-2:111122223333:key/"
                + KEY
                + ": statement \"Logs\"");
  }

  /** The calls of others are left out by choice: they may have needed what no chosen call did. */
  @Test
  void unused_statementThatOnlyCallsOfOthersNeed_isNotCalledUnused() {
    assertThat(replay("--unused", "--caller-account", "111122223333").out())
        .contains("1 statements and grants: never matched")
        .contains("1 statements and grants: may be needed by calls");
  }

  @Test
  void unused_lostRecords_mayHaveNeededWhatIsListed() throws IOException {
    trail(decrypt(role("App")), "no record\n");

    assertThat(replay("--unused").out())
        .contains("1 record could not be read: it may need what no other call needed\n");
    trail(decrypt(role("App")));
    assertThat(replay("--unused").out()).doesNotContain("could not be read");
  }
}
