package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.suggest.SuggestedPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Promise: a suggested key policy breaks no recorded call, and allows nothing new. */
class SuggestionPropertyTest {

  private static final int EVENTS = 20;
  private static final KmsResource.Key KEY = (KmsResource.Key) KmsResource.parse(Trails.KEY);

  private static final List<String> CONDITIONS =
      List.of(
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\"}",
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": [\"b\", \"c\"]}",
          "\"Null\": {\"kms:EncryptionContext:object\": \"true\"}",
          "\"StringNotEquals\": {\"aws:SourceVpce\": \"vpce-1\"}",
          "\"StringEquals\": {\"aws:PrincipalTag/team\": \"x\"}",
          "\"StringEquals\": {\"kms:ViaService\": \"ssm.us-west-2.amazonaws.com\"}",
          "\"Bool\": {\"aws:ViaAWSService\": \"false\"}");

  private final Random random = new Random();

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String statement() {
    StringBuilder text = new StringBuilder("{\"Effect\": \"");
    text.append(random.nextInt(4) == 0 ? "Deny" : "Allow");
    text.append("\", \"Principal\": {\"AWS\": ");
    text.append(
        one(
            List.of(
                "\"*\"",
                "\"arn:aws:iam::111122223333:root\"",
                "\"arn:aws:iam::111122223333:role/App\"",
                "[\"arn:aws:iam::111122223333:role/App\", \"arn:aws:iam::111122223333:role/Old\"]",
                "\"arn:aws:sts::111122223333:assumed-role/App/s1\"")));
    text.append("}, \"Action\": ");
    text.append(
        one(
            List.of(
                "\"kms:*\"", "\"kms:Decrypt\"", "[\"kms:Encrypt\", \"kms:D*\"]", "\"kms:Put*\"")));
    text.append(", \"Resource\": \"*\"");
    if (random.nextInt(3) == 0) {
      text.append(", \"Condition\": {").append(one(CONDITIONS)).append('}');
    }
    return text.append('}').toString();
  }

  private Policies policies() {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      statements.add(statement());
    }
    PolicyLayer identity =
        one(
            List.of(
                PolicyLayer.of(),
                PolicyLayer.unknown(),
                Trails.layer(
                    PolicyType.IDENTITY,
                    "{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}")));
    PrincipalPolicies principal = Trails.principal(identity, PolicyLayer.none());
    KeyPolicies key =
        Trails.key(
            String.join(", ", statements),
            random.nextInt(3) == 0 ? GrantLayer.unknown() : GrantLayer.none());
    return Trails.policies(caller -> principal, (resource, caller) -> key);
  }

  private String record() {
    String context =
        one(
            List.of(
                "{}",
                "{\"encryptionContext\": {\"tenant\": \"a\"}}",
                "{\"encryptionContext\": {\"tenant\": \"b\", \"object\": \"o-12345678\"}}",
                "{\"encryptionContext\": {\"object\": \"o12\", \"Tenant\": \"a\"}}",
                "null"));
    String more = random.nextInt(3) == 0 ? "\"vpcEndpointId\": \"vpce-1\"" : "";
    String record =
        Trails.record(
            "2026-11-24T09:%02d:%02dZ".formatted(random.nextInt(60), random.nextInt(60)),
            one(List.of("s1", "s2")),
            one(List.of("Decrypt", "Encrypt", "DescribeKey", "GenerateDataKey", "PutKeyPolicy")),
            context,
            more);
    return random.nextInt(4) == 0
        ? record.replace(
            "\"accountId\": \"111122223333\"",
            "\"accountId\": \"111122223333\", \"invokedBy\": \""
                + one(List.of("ssm.amazonaws.com", "AWS Internal"))
                + '"')
        : record;
  }

  @Property(tries = 150)
  void suggestion_randomPoliciesAndCalls_breaksNothing(@ForAll long seed) {
    random.setSeed(seed);
    Policies policies = policies();
    String[] records = new String[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      records[i] = record();
    }
    List<KeySuggestion> suggestions = suggestions(policies, records);
    Statistics.label("suggested").collect(suggestions.get(0).after().isPresent());

    Policies suggested =
        new Policies(new SuggestedPolicies(policies.source(), suggestions), policies.keys());
    try (Replay replay = new Replay(policies, Optional.of(suggested), ReplayOptions.defaults())) {
      replay.read("trail", Trails.stream(records));

      ReplayReport report = replay.report();

      assertThat(Tuple.of(report.events(Change.BREAKS), report.events(Change.MAY_BREAK)))
          .as(() -> suggestions + "\n" + report.changes())
          .isEqualTo(Tuple.of(0L, 0L));
      assertThat(report.events(Change.NEWLY_ALLOWS)).isZero();
    }
  }

  private static List<KeySuggestion> suggestions(Policies policies, String... records) {
    ReplayOptions options = ReplayOptions.defaults().withSuggestions(true);
    try (Replay replay = new Replay(policies, Optional.empty(), options)) {
      replay.read("trail", Trails.stream(records));
      return replay.suggestions(
          List.of(KEY), List.of(Caller.parse("arn:aws:iam::111122223333:role/App")));
    }
  }
}
