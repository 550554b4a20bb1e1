package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.call.EventExplainer;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: where a record does not name the role of a session, the directory tells its path. */
class RolePathTest {

  private static final String ISSUER = "arn:aws:iam::111122223333:role/App";
  private static final String STATEMENT =
      """
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/team/App"},
       "Action": "kms:Decrypt", "Resource": "*"}\
      """;

  private static Policies policies(Caller role) {
    return policies(role, STATEMENT);
  }

  private static Policies policies(Caller role, String statement) {
    return Policies.of(
        new PolicyDirectoryBuilder()
            .principal(role, PolicyLayer.of(), PolicyLayer.none())
            .key(
                (KmsResource.Key) KmsResource.parse(Trails.KEY),
                Trails.layer(PolicyType.KEY, statement),
                GrantLayer.none())
            .none(LayerName.SESSION)
            .none(LayerName.SERVICE_CONTROL)
            .none(LayerName.RESOURCE_CONTROL)
            .none(LayerName.VPC_ENDPOINT)
            .build());
  }

  private static Caller role(String path) {
    return Caller.parse("arn:aws:iam::111122223333:role" + path + "App");
  }

  private static final Caller WITHOUT_PATH =
      ((Caller.AnyRoleSession) role("/")).withPath(Caller.RolePath.unknown());

  private static Map<OurAnswer, Long> replayed(Policies policies, String issuer) {
    String record = Trails.decrypt("2026-11-24T09:00:00Z");
    assertThat(record).contains(ISSUER);
    try (Replay replay = new Replay(policies, Optional.empty(), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(record.replace(ISSUER, issuer)));
      return Trails.answers(replay.report());
    }
  }

  @Test
  @DisplayName("A record without the role has the path of the directory")
  void replay_recordWithoutIssuer_hasThePathOfTheDirectory() {
    assertThat(replayed(policies(role("/team/")), "")).containsOnlyKeys(OurAnswer.ALLOWED);
    assertThat(replayed(policies(role("/other/")), "")).containsOnlyKeys(OurAnswer.DENIED);
    assertThat(replayed(policies(WITHOUT_PATH), "")).containsOnlyKeys(OurAnswer.INDETERMINATE);
  }

  @Test
  @DisplayName("The role in the record takes precedence: it was the role then")
  void replay_recordWithIssuer_keepsItsPath() {
    assertThat(replayed(policies(role("/other/")), "arn:aws:iam::111122223333:role/team/App"))
        .containsOnlyKeys(OurAnswer.ALLOWED);
  }

  @Test
  @DisplayName("The caller of an error message has the path of the directory")
  void explain_errorMessage_hasThePathOfTheDirectory() {
    DeniedCall call =
        DeniedCall.parse(
                "User: arn:aws:sts::111122223333:assumed-role/App/s is not authorized to perform:"
                    + " kms:Decrypt on resource: "
                    + Trails.KEY
                    + " because no resource-based policy allows the kms:Decrypt action")
            .orElseThrow();
    assertThat(List.of(role("/team/"), role("/other/"), WITHOUT_PATH))
        .extracting(role -> explained(policies(role), call))
        .containsExactly(OurAnswer.ALLOWED, OurAnswer.DENIED, OurAnswer.INDETERMINATE);
  }

  @Test
  @DisplayName("The message of the interceptor is read: AWS's answer is not recorded")
  void parse_messageOfTheInterceptor_namesCallerActionAndKey() {
    DeniedCall call =
        DeniedCall.parse(
                "software.amazon.awssdk.services.kms.model.KmsException:"
                    + " `arn:aws:sts::111122223333:assumed-role/App/s` may not `kms:Decrypt` on `"
                    + Trails.KEY
                    + "`: implicitDeny, nothing allows it: the key policy does not allow"
                    + " kms:Decrypt on key/x; stopped in the client, nothing was sent (Service: Kms)")
            .orElseThrow();
    assertThat(call.answer()).isEqualTo(new AwsAnswer.NotRecorded("implicitDeny"));
    assertThat(call.caller().arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/App/s");
    assertThat(List.of(role("/team/"), role("/other/"), WITHOUT_PATH))
        .extracting(role -> explained(policies(role), call))
        .containsExactly(OurAnswer.ALLOWED, OurAnswer.DENIED, OurAnswer.INDETERMINATE);
  }

  @Test
  @DisplayName("What follows from the caller and the key of an error message is known")
  void explain_errorMessage_knowsTheAccountAndTheRegion() {
    DeniedCall call =
        DeniedCall.parse(
                "User: arn:aws:sts::111122223333:assumed-role/App/s is not authorized to perform:"
                    + " kms:Decrypt on resource: "
                    + Trails.KEY)
            .orElseThrow();
    String inAccount =
        STATEMENT.substring(0, STATEMENT.length() - 1)
            + ", \"Condition\": {\"StringEquals\": {\"kms:CallerAccount\": \"%s\","
            + " \"aws:RequestedRegion\": \"us-west-2\"}}}";
    Caller role = role("/team/");
    assertThat(explained(policies(role, inAccount.formatted("111122223333")), call))
        .isEqualTo(OurAnswer.ALLOWED);
    assertThat(explained(policies(role, inAccount.formatted("444455556666")), call))
        .isEqualTo(OurAnswer.DENIED);
  }

  private static OurAnswer explained(Policies policies, DeniedCall call) {
    try (EventExplainer explainer = new EventExplainer(policies, ReplayOptions.defaults())) {
      return explainer.explain(call).ours();
    }
  }
}
