package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.result.UsageReport.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/**
 * Promise: whatever the unknown keys are, a call that was reported as unchanged does not break, and
 * no call needs a statement that was reported as unused.
 */
class OpenDecisionsPropertyTest {

  private static final List<String> NAMES =
      List.of(
          "{\"AWS\": \"arn:aws:iam::111122223333:role/App\"}",
          "{\"AWS\": [\"arn:aws:iam::111122223333:role/App\","
              + " \"arn:aws:iam::111122223333:role/Old\"]}",
          "{\"AWS\": \"arn:aws:sts::111122223333:assumed-role/App/s\"}",
          "{\"AWS\": \"arn:aws:iam::111122223333:role/Old\"}",
          "{\"AWS\": \"arn:aws:iam::111122223333:root\"}",
          "\"*\"");
  private static final List<String> TESTS =
      List.of(
          "\"StringEquals\": {\"aws:PrincipalTag/team\": \"a\"}",
          "\"StringEquals\": {\"aws:PrincipalTag/team\": [\"b\", \"a\"]}",
          "\"StringNotEquals\": {\"aws:PrincipalTag/team\": \"b\"}",
          "\"StringEquals\": {\"aws:PrincipalTag/unit\": \"a\"}",
          "\"StringEquals\": {\"aws:PrincipalTag/unit\": \"${aws:PrincipalTag/team}\"}",
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\"}",
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"b\"}",
          "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"${aws:PrincipalTag/team}\"}");
  private static final String CALL = Trails.decrypt("2026-11-24T09:00:00Z");
  private static final List<String> VALUES = List.of("a", "b", "c");

  private final Random random = new Random();

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String statement(boolean ofKey) {
    StringBuilder text = new StringBuilder("{\"Effect\": \"");
    text.append(random.nextInt(4) == 0 ? "Deny" : "Allow").append('"');
    if (ofKey) {
      text.append(", \"Principal\": ").append(one(NAMES));
    }
    text.append(", \"Action\": ").append(one(List.of("\"kms:*\"", "\"kms:Decrypt\"")));
    text.append(", \"Resource\": \"*\", \"Condition\": {");
    if (random.nextInt(4) != 0) {
      text.append(one(TESTS));
    }
    return text.append("}}").toString();
  }

  private List<String> statements(boolean ofKey) {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      statements.add(statement(ofKey));
    }
    return statements;
  }

  /** The same statements but for one that is left out, or replaced, or added. */
  private List<String> changed(List<String> statements, boolean ofKey) {
    List<String> changed = new ArrayList<>(statements);
    if (random.nextInt(3) != 0) {
      changed.remove(random.nextInt(changed.size()));
    }
    if (changed.isEmpty() || random.nextBoolean()) {
      changed.add(statement(ofKey));
    }
    return changed;
  }

  private static Policies policies(List<String> ofKey, List<String> ofCaller) {
    PrincipalPolicies principal =
        Trails.principal(
            Trails.layer(PolicyType.IDENTITY, String.join(", ", ofCaller)), PolicyLayer.none());
    KeyPolicies key = Trails.key(String.join(", ", ofKey));
    return Trails.policies(caller -> principal, (resource, caller) -> key);
  }

  private static ReplayReport replay(Policies current, Policies next, RequestContext stated) {
    ReplayOptions options = ReplayOptions.defaults().withStated(stated);
    try (Replay replay = new Replay(current, Optional.of(next), options)) {
      replay.read("trail", Trails.stream(CALL));
      return replay.report();
    }
  }

  /** Whether the change breaks the call for some tags of the caller. */
  private static boolean breaksForSome(Policies current, Policies next) {
    for (String team : VALUES) {
      for (String unit : VALUES) {
        RequestContext tags =
            RequestContext.builder()
                .put("aws:PrincipalTag/team", team)
                .put("aws:PrincipalTag/unit", unit)
                .build();
        if (replay(current, next, tags).events(Change.BREAKS) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Property(tries = 100)
  void replay_unchangedCall_breaksWithNoTagOfTheCaller(@ForAll long seed) {
    random.setSeed(seed);
    List<String> ofKey = statements(true);
    List<String> ofCaller = statements(false);
    Policies current = policies(ofKey, ofCaller);
    Policies next =
        policies(
            changed(ofKey, true), random.nextInt(3) == 0 ? changed(ofCaller, false) : ofCaller);

    ReplayReport open = replay(current, next, RequestContext.empty());
    boolean unchanged =
        open.events(Change.BREAKS)
                + open.events(Change.MAY_BREAK)
                + open.events(Change.DENIED_BEFORE)
            == 0;
    boolean breaks = breaksForSome(current, next);
    Statistics.collect(unchanged ? "unchanged" : "changed", breaks ? "breaks" : "does not break");
    assertThat(unchanged && breaks).as("%s, %s", ofKey, ofCaller).isFalse();
  }

  @Property(tries = 100)
  void usage_unusedStatement_isNeededWithNoTagOfTheCaller(@ForAll long seed) {
    random.setSeed(seed);
    List<String> ofKey = statements(true);
    List<String> ofCaller = statements(false);
    Policies current = policies(ofKey, ofCaller);
    for (UsageReport.Part part : usage(current).parts()) {
      boolean unused = part.use() == Use.NEVER_MATCHED || part.use() == Use.NEVER_NEEDED;
      if (unused && part.part().owner().equals(Trails.KEY)) {
        boolean needed =
            breaksForSome(current, policies(without(ofKey, part.part().statement()), ofCaller));
        assertThat(needed).as("%s, %s: %s", ofKey, ofCaller, part).isFalse();
      } else if (unused) {
        boolean needed =
            breaksForSome(current, policies(ofKey, without(ofCaller, part.part().statement())));
        assertThat(needed).as("%s, %s: %s", ofKey, ofCaller, part).isFalse();
      }
      Statistics.collect(part.use());
    }
  }

  private static List<String> without(List<String> statements, int index) {
    List<String> rest = new ArrayList<>(statements);
    rest.set(index, harmless(statements.get(index)));
    return rest;
  }

  /** The statement for another action. */
  private static String harmless(String statement) {
    return statement.replace("kms:*", "kms:Sign").replace("kms:Decrypt", "kms:Sign");
  }

  private static UsageReport usage(Policies policies) {
    ReplayOptions options = ReplayOptions.defaults().withUsage(true);
    try (Replay replay = new Replay(policies, Optional.empty(), options)) {
      replay.read("trail", Trails.stream(CALL));
      return replay
          .usage(
              List.of((KmsResource.Key) KmsResource.parse(Trails.KEY)),
              List.of(Caller.parse("arn:aws:iam::111122223333:role/App")))
          .orElseThrow();
    }
  }
}
