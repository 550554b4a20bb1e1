package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.replay.result.OurAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: what a call from an address shows is not taken for one that a service may have made. */
class SourceOfCallTest {

  private static final String ADDRESS = "203.0.113.7";

  private static final String ALLOW =
      """
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
       "Action": "kms:*", "Resource": "*"}\
      """;
  private static final String STATEMENTS =
      ALLOW
          + """
      , {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*",
       "Condition": {"StringNotEquals": {"kms:ViaService": "lambda.us-west-2.amazonaws.com"}}}\
      """;

  private static String from(String source, String session) {
    String record =
        Trails.record(
            "2026-11-24T09:00:00Z", session, "Decrypt", "{\"encryptionContext\": {\"a\": \"b\"}}");
    assertThat(record).contains(ADDRESS);
    return record.replace(ADDRESS, source);
  }

  private static Map<OurAnswer, Long> answers(
      PrincipalPolicies principal, String statements, List<String> records) {
    KeyPolicies key = Trails.key(statements);
    try (Replay replay =
        new Replay(
            Trails.policies(caller -> principal, (resource, caller) -> key),
            Optional.empty(),
            ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records.toArray(String[]::new)));
      return Trails.answers(replay.report());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("equal events from an address and from a service that nothing names, in both orders")
  void replay_equalCallsFromAddressAndService_areDecidedApart(boolean addressFirst) {
    List<String> records = new ArrayList<>();
    for (String session : List.of("one", "one", "two", "two")) {
      records.add(from(ADDRESS, session));
      records.add(from("lambda.amazonaws.com", session));
    }
    if (!addressFirst) {
      Collections.reverse(records);
    }

    assertThat(answers(Trails.NO_POLICIES, STATEMENTS, records))
        .containsOnly(Map.entry(OurAnswer.DENIED, 4L), Map.entry(OurAnswer.INDETERMINATE, 4L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS Internal", "ec2.amazonaws.com"})
  @DisplayName(
      "a call with the address of the caller and a service as its agent may be a service's")
  void replay_agentIsAService_isOpen(String agent) {
    List<String> records = new ArrayList<>();
    for (String session : List.of("one", "one", "two", "two")) {
      String direct = from(ADDRESS, session);
      records.add(agent("aws-sdk-java/2.30.0", direct));
      records.add(agent(agent, direct));
    }

    assertThat(answers(Trails.NO_POLICIES, STATEMENTS, records))
        .containsOnly(Map.entry(OurAnswer.DENIED, 4L), Map.entry(OurAnswer.INDETERMINATE, 4L));
  }

  private static String agent(String agent, String record) {
    return record.replace("\"eventType\"", "\"userAgent\": \"" + agent + "\", \"eventType\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"role/aws:ec2-infrastructure", "role/aws-service-role/a/Linked"})
  @DisplayName("4.14: a service may call KMS itself as a session of its role, under its name")
  void replay_roleOfAService_isOpen(String role) {
    String name = role.substring(role.lastIndexOf('/') + 1);
    String record =
        from(ADDRESS, "s")
            .replace("role/App\"", role + "\"")
            .replace("assumed-role/App/", "assumed-role/" + name + "/");
    String named =
        record.replace("\"accountId\"", "\"invokedBy\": \"backup.amazonaws.com\", \"accountId\"");

    assertThat(record).contains(role);
    for (String value : List.of("true", "false")) {
      String denied =
          """
          {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"},
          {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*",
           "Condition": {"Bool": {"aws:ViaAWSService": "%s"}}}\
          """
              .formatted(value);
      assertThat(answers(Trails.NO_POLICIES, denied, List.of(record, named)))
          .containsOnly(Map.entry(OurAnswer.INDETERMINATE, 2L));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("rule 4.2: the policy of the endpoint limits the calls that go through an endpoint")
  void replay_endpointPolicy_limitsCallsThroughAnEndpoint(boolean publicFirst) {
    PrincipalPolicies limited =
        new PrincipalPolicies(
            PolicyLayer.of(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            OrganizationLayer.none(),
            Trails.layer(
                PolicyType.VPC_ENDPOINT,
                """
                {"Effect": "Allow", "Principal": "*", "Action": "kms:Encrypt", "Resource": "*"}\
                """));
    List<String> records = new ArrayList<>();
    for (String session : List.of("one", "one", "two", "two")) {
      records.add(from(ADDRESS, session));
      records.add(
          from(ADDRESS, session)
              .replace(
                  "\"sourceIPAddress\"", "\"vpcEndpointId\": \"vpce-1\", \"sourceIPAddress\""));
      records.add(from("AWS Internal", session));
    }
    if (!publicFirst) {
      Collections.reverse(records);
    }

    assertThat(answers(limited, ALLOW, records))
        .containsOnly(
            Map.entry(OurAnswer.ALLOWED, 4L),
            Map.entry(OurAnswer.DENIED, 4L),
            Map.entry(OurAnswer.INDETERMINATE, 4L));
  }
}
