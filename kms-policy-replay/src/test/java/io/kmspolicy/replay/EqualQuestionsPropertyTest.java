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
import io.kmspolicy.replay.judge.CompletedPolicies;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.JudgedCheck;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.judge.StatedNone;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Promise: a kept decision is the decision that would be made. */
class EqualQuestionsPropertyTest {

  private static final int EVENTS = 60;

  private static final List<String> CONDITIONS =
      List.of(
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\"}",
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": [\"b\", \"c\"]}",
          "\"StringLike\": {\"kms:EncryptionContext:object\": \"o1*\"}",
          "\"Null\": {\"kms:EncryptionContext:object\": \"true\"}",
          "\"ForAllValues:StringEquals\": {\"kms:EncryptionContextKeys\": [\"tenant\","
              + " \"object\"]}",
          "\"StringNotEquals\": {\"aws:SourceVpce\": \"vpce-1\"}",
          "\"IpAddress\": {\"aws:SourceIp\": \"203.0.113.0/25\"}",
          "\"StringEquals\": {\"aws:PrincipalTag/team\": \"x\"}",
          "\"StringLike\": {\"aws:userid\": \"*:s1\"}",
          "\"DateLessThan\": {\"aws:CurrentTime\": \"2026-11-24T09:30:00Z\"}",
          "\"Bool\": {\"aws:ViaAWSService\": \"false\"}");

  private final Random random = new Random();

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String statement() {
    StringBuilder text = new StringBuilder("{\"Effect\": \"");
    text.append(random.nextInt(3) == 0 ? "Deny" : "Allow");
    text.append("\", \"Principal\": {\"AWS\": \"");
    text.append(
        one(
            List.of(
                "*",
                "arn:aws:iam::111122223333:root",
                "arn:aws:iam::111122223333:role/App",
                "arn:aws:sts::111122223333:assumed-role/App/s1")));
    text.append("\"}, \"Action\": \"");
    text.append(one(List.of("kms:*", "kms:Decrypt", "kms:ReEncrypt*")));
    text.append("\", \"Resource\": \"*\"");
    if (random.nextInt(4) > 0) {
      text.append(", \"Condition\": {").append(one(CONDITIONS)).append('}');
    }
    return text.append('}').toString();
  }

  private Policies policies() {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(5); i++) {
      statements.add(statement());
    }
    PrincipalPolicies principal =
        new PrincipalPolicies(
            random.nextBoolean() ? PolicyLayer.of() : PolicyLayer.unknown(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            OrganizationLayer.none(),
            PolicyLayer.none());
    KeyPolicies key =
        new KeyPolicies(
            Trails.layer(PolicyType.KEY, String.join(", ", statements)),
            GrantLayer.none(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER);
    return Trails.policies(caller -> principal, (resource, caller) -> key);
  }

  private String record() {
    String context =
        one(
            List.of(
                "{}",
                "{\"encryptionContext\": {\"tenant\": \"a\"}}",
                "{\"encryptionContext\": {\"tenant\": \"b\", \"object\": \"o1\"}}",
                "{\"encryptionContext\": {\"object\": \"o12\", \"Tenant\": \"a\"}}",
                "null"));
    String time = "2026-11-24T09:%02d:%02dZ".formatted(random.nextInt(60), random.nextInt(60));
    String more = random.nextInt(3) == 0 ? "\"vpcEndpointId\": \"vpce-1\"" : "";
    return Trails.record(
            time, one(List.of("s1", "s2")), one(List.of("Decrypt", "Encrypt")), context, more)
        .replace("203.0.113.7", one(List.of("203.0.113.7", "203.0.113.200")));
  }

  private static String decisions(Judge judge, MappedEvent event) {
    Judgment judgment = judge.judge((MappedEvent.Checks) event);
    return judgment.answer() + " " + judgment.checks().stream().map(JudgedCheck::decision).toList();
  }

  @Property(tries = 200)
  void judge_manyEvents_decidesEachAsIfItWereTheFirst(@ForAll long seed) {
    random.setSeed(seed);
    Policies policies = policies();
    StatedNone none = new StatedNone(Set.of());
    List<TrailEvent> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      TrailReader.read("trail", Trails.stream(record()), events::add, lost -> {});
    }
    EventMapper mapper = new EventMapper(policies.keys(), RequestContext.empty(), false);
    try (CompletedPolicies kept = new CompletedPolicies(policies.source(), policies.keys(), none)) {
      Judge keeping = new Judge(kept);
      for (TrailEvent event : events) {
        try (CompletedPolicies fresh =
            new CompletedPolicies(policies.source(), policies.keys(), none)) {
          String first = decisions(new Judge(fresh), mapper.map(event));
          assertThat(decisions(keeping, mapper.map(event))).isEqualTo(first);
        }
      }
    }
    assertThat(events).hasSize(EVENTS);
  }
}
