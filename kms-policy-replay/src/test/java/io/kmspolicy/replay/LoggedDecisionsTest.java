package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.result.Question;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines of a decision log as a trail. */
class LoggedDecisionsTest {

  private static final String NAMES =
      """
      "contextKeys": ["kms:EncryptionContext:tenant", "kms:EncryptionContextKeys"]\
      """;

  private static final String VALUES =
      """
      "context": {"kms:EncryptionContext:tenant": ["a"]}, "present": ["aws:UserAgent"], \
      "absent": ["kms:ViaService", "kms:EncryptionContext:*"]\
      """;

  private static String line(String keys) {
    return """
    {"kmsPolicyLog": 1, "time": "2026-01-31T12:00:00.5Z", \
    "caller": "arn:aws:sts::111122223333:assumed-role/App/s", \
    "role": "arn:aws:iam::111122223333:role/team/App", "operation": "Decrypt", \
    "decision": "allowed", "mode": "observe", "disposition": "passed", "nanos": 1, \
    "checks": [{"action": "kms:Decrypt", "decision": "allowed", "resource": "%s", %s}]}\
    """
        .formatted(Trails.KEY, keys);
  }

  private static Policies keyPolicy(String condition) {
    KeyPolicies key =
        Trails.key(
            """
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/team/App"},
             "Action": "kms:Decrypt", "Resource": "*", "Condition": {%s}}
            """
                .formatted(condition));
    return Trails.policies(caller -> Trails.NO_POLICIES, (resource, caller) -> key);
  }

  private static String tenant(String tenant) {
    return "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"" + tenant + "\"}";
  }

  private static ReplayReport replay(Policies current, Optional<Policies> next, String... lines) {
    return replay(current, next, ReplayOptions.defaults(), lines);
  }

  private static ReplayReport replay(
      Policies current, Optional<Policies> next, ReplayOptions options, String... lines) {
    try (Replay replay = new Replay(current, next, options)) {
      replay.read("log", Trails.stream(lines));
      return replay.report();
    }
  }

  private static List<String> cells(ReplayReport report) {
    return report.matrix().keySet().stream()
        .map(cell -> cell.aws() + " / " + cell.ours().text())
        .toList();
  }

  @Test
  @DisplayName("With values, a logged call is decided; AWS's answer is not in the log")
  void read_lineWithValues_isDecided() {
    ReplayReport report = replay(keyPolicy(tenant("a")), Optional.empty(), line(VALUES));
    assertThat(cells(report)).containsExactly("not recorded (here: allowed) / allowed");
    assertThat(report.events(Agreement.NO_EVIDENCE)).isOne();
    Question question =
        report.questions().get(Agreement.NO_EVIDENCE).questions().keySet().iterator().next();
    assertThat(question.caller()).isEqualTo("arn:aws:iam::111122223333:role/team/App");
    assertThat(question.contextNames()).containsExactly("tenant");
  }

  @Test
  @DisplayName("2.17: the key behind an alias is of the account that the line names")
  void read_keyBehindAnAlias_isOfItsAccount() {
    PrincipalPolicies principal =
        new PrincipalPolicies(
            Trails.layer(
                PolicyType.IDENTITY,
                """
                {"Effect": "Deny", "Action": "kms:*",
                 "Resource": "arn:aws:kms:*:111122223333:key/*"}
                """),
            PolicyLayer.none(),
            PolicyLayer.none(),
            OrganizationLayer.none(),
            PolicyLayer.none());
    Policies policies =
        Trails.policies(
            caller -> principal,
            (resource, caller) ->
                new KeyPolicies(
                    PolicyLayer.unknown(),
                    GrantLayer.unknown(),
                    OrganizationLayer.none(),
                    KeyManager.CUSTOMER));
    String resource = "\"resource\": \"" + Trails.KEY + "\"";
    String any = line(VALUES).replace(resource, "\"unknownKeyIn\": \"us-west-2\"");
    String own = any.replace("\"us-west-2\"", "\"us-west-2\", \"unknownKeyOf\": \"111122223333\"");
    String other = own.replace("Of\": \"111122223333", "Of\": \"444455556666");
    assertThat(cells(replay(policies, Optional.empty(), own)))
        .containsExactly("not recorded (here: allowed) / denied");
    for (String open : List.of(any, other)) {
      assertThat(cells(replay(policies, Optional.empty(), open)))
          .containsExactly("not recorded (here: allowed) / indeterminate");
    }
  }

  @Test
  @DisplayName("Without values, what a policy asks of them is open: unknown, never absent")
  void read_lineWithoutValues_isOpen() {
    assertThat(cells(replay(keyPolicy(tenant("a")), Optional.empty(), line(NAMES))))
        .containsExactly("not recorded (here: allowed) / indeterminate");
    for (String key : List.of("kms:EncryptionContext:other", "kms:ViaService", "aws:SourceVpce")) {
      String absent = "\"Null\": {\"" + key + "\": \"true\"}";
      assertThat(cells(replay(keyPolicy(absent), Optional.empty(), line(NAMES))))
          .as(key)
          .containsExactly("not recorded (here: allowed) / indeterminate");
    }
  }

  @Test
  @DisplayName("Without values, a key that is listed is present")
  void read_lineWithoutValues_listedKeysArePresent() {
    String present = "\"Null\": {\"kms:EncryptionContext:tenant\": \"false\"}";
    assertThat(cells(replay(keyPolicy(present), Optional.empty(), line(NAMES))))
        .containsExactly("not recorded (here: allowed) / allowed");
  }

  @Test
  @DisplayName("With values, a key that is not listed is unknown, one listed as absent is absent")
  void read_lineWithValues_onlyListedKeysAreAbsent() {
    assertThat(cells(absent("kms:ViaService"))).containsExactly(answered("allowed"));
    assertThat(cells(absent("kms:EncryptionContext:other"))).containsExactly(answered("allowed"));
    assertThat(cells(absent("aws:SourceVpce"))).containsExactly(answered("indeterminate"));
    assertThat(cells(absent("aws:KeyOfTomorrow"))).containsExactly(answered("indeterminate"));
  }

  private static ReplayReport absent(String key) {
    return replay(
        keyPolicy("\"Null\": {\"" + key + "\": \"true\"}"), Optional.empty(), line(VALUES));
  }

  private static String answered(String ours) {
    return "not recorded (here: allowed) / " + ours;
  }

  @Test
  @DisplayName("The clock of the client may err by five minutes (rule 6.15)")
  void read_conditionOnTime_isOpenNearIt() {
    assertThat(cells(before("2026-01-31T12:04:00Z"))).containsExactly(answered("indeterminate"));
    assertThat(cells(before("2026-01-31T12:06:00Z"))).containsExactly(answered("allowed"));
    assertThat(cells(before("2026-01-31T11:54:00Z"))).containsExactly(answered("denied"));
  }

  @Test
  @DisplayName("A permission may begin and end within the error of the clock (rule 6.15)")
  void read_shortPermission_isOpenNearIt() {
    assertThat(cells(between("2026-01-31T11:58:00Z", "2026-01-31T12:02:00Z")))
        .containsExactly(answered("indeterminate"));
    assertThat(cells(between("2026-01-31T12:06:00Z", "2026-01-31T12:08:00Z")))
        .containsExactly(answered("denied"));
    assertThat(cells(between("2026-01-31T11:00:00Z", "2026-01-31T13:00:00Z")))
        .containsExactly(answered("allowed"));
  }

  private static ReplayReport between(String first, String last) {
    String condition =
        "\"DateGreaterThan\": {\"aws:CurrentTime\": \""
            + first
            + "\"}, \"DateLessThan\": {\"aws:CurrentTime\": \""
            + last
            + "\"}";
    return replay(keyPolicy(condition), Optional.empty(), line(VALUES));
  }

  private static ReplayReport before(String time) {
    return replay(
        keyPolicy("\"DateLessThan\": {\"aws:CurrentTime\": \"" + time + "\"}"),
        Optional.empty(),
        line(VALUES));
  }

  private static ReplayReport replayStating(Policies policies, String line) {
    ReplayOptions stated =
        ReplayOptions.defaults()
            .withStated(RequestContext.builder().put("aws:SourceVpce", "vpce-1").build());
    return replay(policies, Optional.empty(), stated, line);
  }

  @Test
  @DisplayName("What is unknown can be stated")
  void read_statedValue_decides() {
    Policies policies = keyPolicy("\"StringEquals\": {\"aws:SourceVpce\": \"vpce-1\"}");
    assertThat(cells(replayStating(policies, line(VALUES)))).containsExactly(answered("allowed"));
  }

  @Test
  @DisplayName("4.2: what is stated of the network does not hold where KMS makes the check itself")
  void read_statedValue_isNotThatOfACheckInAnotherRegion() {
    PolicyLayer identity =
        Trails.layer(
            PolicyType.IDENTITY,
            """
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}
            """);
    Policies policies =
        Trails.policies(
            caller -> Trails.principal(identity, PolicyLayer.none()),
            (resource, caller) -> Trails.key(""));
    String create = line(VALUES).replace("Decrypt", "CreateKey").replace(Trails.KEY, "*");
    String replicate =
        create.replace("\"operation\": \"CreateKey", "\"operation\": \"ReplicateKey");
    assertThat(cells(replayStating(policies, create))).containsExactly(answered("allowed"));
    assertThat(cells(replayStating(policies, replicate)))
        .containsExactly(answered("indeterminate"));
  }

  @Test
  @DisplayName("A logged call breaks if the current policies allow it and the proposed deny it")
  void compare_loggedCall_breaks() {
    ReplayReport report =
        replay(keyPolicy(tenant("a")), Optional.of(keyPolicy(tenant("b"))), line(VALUES));
    assertThat(report.events(Change.BREAKS)).isOne();
    ReplayReport denied =
        replay(keyPolicy(tenant("b")), Optional.of(keyPolicy(tenant("b"))), line(VALUES));
    assertThat(denied.changes()).isEmpty();
  }

  @Test
  @DisplayName("A check that was not evaluated leaves the call open")
  void read_checkNotEvaluated_isOpen() {
    String line =
        line(VALUES)
            .replace(
                "\"checks\": [",
                "\"checks\": [{\"action\": \"s3:PutObject\", \"decision\": \"indeterminate\"},");
    assertThat(cells(replay(keyPolicy(tenant("a")), Optional.empty(), line)))
        .containsExactly(answered("indeterminate"));
  }

  @Test
  @DisplayName("Lines of a log and records of CloudTrail may be mixed; damaged lines are named")
  void read_mixedLines_areAllRead() {
    ReplayReport report =
        replay(
            keyPolicy(tenant("a")),
            Optional.empty(),
            line(VALUES),
            Trails.decrypt("2026-01-31T12:00:00Z"),
            line(VALUES).replace("\"kmsPolicyLog\": 1", "\"kmsPolicyLog\": 2"),
            line(VALUES).replace("2026-01-31T12:00:00.5Z", "yesterday"),
            "{\"kmsPolicyLog\": 1}",
            line(VALUES).replace("\"operation\": \"Decrypt\"", "\"operation\": \"Nothing\""));
    assertThat(report.records().judged()).isEqualTo(2);
    assertThat(report.lost().stream().map(LostRecord::toString))
        .containsExactly(
            "log:3: `kmsPolicyLog` is `2`; version 1 can be read",
            "log:4: `time` is not a time in UTC",
            "log:5: `checks` is missing",
            "log:6: the catalogue has no operation `Nothing`");
  }

  @Test
  @DisplayName("A log does not say whether a change succeeded, so the history does not use it")
  void history_loggedChange_isNoChange() {
    String put =
        line(VALUES)
            .replace("\"operation\": \"Decrypt\"", "\"operation\": \"PutKeyPolicy\"")
            .replace("kms:Decrypt", "kms:PutKeyPolicy");
    try (Replay replay =
        new Replay(
            keyPolicy(tenant("a")), Optional.empty(), ReplayOptions.defaults().withHistory(true))) {
      replay.readChanges("log", Trails.stream(put, line(VALUES)));
      replay.read("log", Trails.stream(line(VALUES)));
      assertThat(cells(replay.report())).containsExactly(answered("allowed"));
      assertThat(replay.report().records().lost()).isZero();
    }
  }
}
