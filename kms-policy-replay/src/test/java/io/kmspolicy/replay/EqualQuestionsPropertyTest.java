package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.judge.CompletedPolicies;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.JudgedCheck;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
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
          "\"Bool\": {\"aws:ViaAWSService\": \"false\"}",
          "\"StringLike\": {\"kms:ViaService\": \"ssm.*\"}",
          "\"StringEquals\": {\"kms:RecipientAttestation:PCR0\": \"x\"}");

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
    PrincipalPolicies principal = principal();
    KeyPolicies key = Trails.key(String.join(", ", statements));
    PrincipalPolicies ofOne = random.nextInt(4) == 0 ? principal() : principal;
    KeyPolicies forOne = random.nextInt(4) == 0 ? Trails.key(statement()) : key;
    return Trails.policies(
        caller -> isOne(caller) ? ofOne : principal,
        (resource, caller) -> isOne(caller) ? forOne : key);
  }

  /** A source may answer differently for a session. */
  private static boolean isOne(Caller caller) {
    return caller.arn().endsWith("/s2");
  }

  private PrincipalPolicies principal() {
    return Trails.principal(
        random.nextBoolean() ? PolicyLayer.of() : PolicyLayer.unknown(), PolicyLayer.none());
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
            time, one(List.of("s1", "s2", "s3")), one(List.of("Decrypt", "Encrypt")), context, more)
        .replace("203.0.113.7", one(List.of("203.0.113.7", "203.0.113.200")));
  }

  private static String decisions(Judge judge, MappedEvent event) {
    Judgment judgment = judge.judge((MappedEvent.Checks) event);
    return judgment.answer() + " " + judgment.checks().stream().map(JudgedCheck::decision).toList();
  }

  @Property(tries = 100)
  void judge_manyEvents_decidesEachAsIfItWereTheFirst(@ForAll long seed) {
    random.setSeed(seed);
    Policies policies = policies();
    List<TrailEvent> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      TrailReader.read("trail", Trails.stream(record()), events::add, lost -> {});
    }
    EventMapper mapper =
        new EventMapper(PolicySource.unknown(), policies.keys(), RequestContext.empty(), false);
    try (CompletedPolicies kept = new CompletedPolicies(policies.source(), policies.keys())) {
      Judge keeping = new Judge(kept);
      for (TrailEvent event : events) {
        try (CompletedPolicies fresh = new CompletedPolicies(policies.source(), policies.keys())) {
          String first = decisions(new Judge(fresh), mapper.map(event));
          assertThat(decisions(keeping, mapper.map(event))).isEqualTo(first);
        }
      }
    }
    assertThat(events).hasSize(EVENTS);
  }

  private static final List<String> OUTCOMES =
      List.of(
          "",
          "",
          "",
          "\"errorCode\": \"AccessDenied\", \"errorMessage\": \"User: s1 is not authorized, with an"
              + " explicit deny in a resource-based policy\"",
          "\"errorCode\": \"AccessDenied\", \"errorMessage\": \"User: s2 is not authorized, because"
              + " no identity-based policy allows it\"",
          "\"errorCode\": \"KMSInvalidStateException\"",
          "\"errorCode\": \"ThrottlingException\"",
          "\"additionalEventData\": {\"recipient\": {\"attestationDocumentModuleId\": \"i\"}}");

  /** A record that may fail, and that a service may have sent for the caller. */
  private String anyRecord() {
    String made = record();
    String more = one(OUTCOMES);
    String whole =
        more.isEmpty() ? made : made.substring(0, made.lastIndexOf('}')) + ", " + more + "}";
    return random.nextInt(5) == 0
        ? whole.replace(
            "\"type\": \"AssumedRole\"",
            "\"type\": \"AssumedRole\", \"invokedBy\": \""
                + one(List.of("ssm.amazonaws.com", "AWS Internal"))
                + "\"")
        : whole;
  }

  /** The numbers of a report, as text. */
  private static void add(ReplayReport report, Map<String, Long> to) {
    report.matrix().forEach((cell, events) -> to.merge(cell.toString(), events, Long::sum));
    report.questions().forEach((kind, asked) -> add(kind, asked, to));
    report.changes().forEach((kind, asked) -> add(kind, asked, to));
  }

  private static void add(Object kind, ReplayReport.Asked asked, Map<String, Long> to) {
    asked
        .questions()
        .forEach((question, count) -> to.merge(kind + " " + question, count.events(), Long::sum));
  }

  @Property(tries = 50)
  void replay_manyEvents_countsEachAsIfItWereAlone(@ForAll long seed) {
    random.setSeed(seed);
    Policies policies = policies();
    Optional<Policies> proposed = random.nextBoolean() ? Optional.of(policies()) : Optional.empty();
    List<String> few = new ArrayList<>();
    for (int i = 0; i < EVENTS / 3; i++) {
      few.add(anyRecord());
    }
    List<String> records = new ArrayList<>();
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < EVENTS; i++) {
      String time = "T09:%02d:%02dZ".formatted(random.nextInt(60), random.nextInt(60));
      records.add(one(few).replaceFirst("T09:..:..Z", time));
    }
    for (String record : records) {
      try (Replay alone = new Replay(policies, proposed, ReplayOptions.defaults())) {
        alone.read("trail", Trails.stream(record));
        add(alone.report(), expected);
      }
    }
    Map<String, Long> counted = new TreeMap<>();
    try (Replay together = new Replay(policies, proposed, ReplayOptions.defaults())) {
      together.read("trail", Trails.stream(records.toArray(String[]::new)));
      add(together.report(), counted);
    }
    assertThat(counted).isEqualTo(expected);
    assertThat(expected).isNotEmpty();
  }
}
