package io.kmspolicy.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The meters of an authorizer without an SDK client. */
class AuthorizerMetricsTest {

  private static final PolicySnapshot SNAPSHOT =
      PolicyDirectory.load(Path.of("..", "docs", "examples", "policies")).snapshot();
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final Caller APP = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-1");

  private final MeterRegistry registry = new SimpleMeterRegistry();

  private static void decide(Authorizer authorizer, String action) {
    authorizer.principal(APP).decide(action, KEY, RequestContext.empty());
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }

  @Test
  @DisplayName("Rows and failures of listeners are read from the authorizer")
  void bindTo_authorizer_readsItsCounters() {
    try (Authorizer authorizer =
        Authorizer.builder()
            .policies(SNAPSHOT)
            .listener(
                made -> {
                  throw new IllegalStateException("a defect");
                })
            .build()) {
      new AuthorizerMetrics(authorizer).bindTo(registry);
      decide(authorizer, "kms:Encrypt");
      assertThat(count("kms.policy.authorizer.rows", "event", "made"))
          .isEqualTo((double) authorizer.rowStatistics().made())
          .isPositive();
      assertThat(registry.get("kms.policy.authorizer.rows.held").gauge().value()).isNotNegative();
      assertThat(count("kms.policy.authorizer.listener.failures")).isEqualTo(1);
      assertThat(count("kms.policy.authorizer.budget.exhausted")).isZero();
    }
  }

  @Test
  @DisplayName("The size of the rows, the time of first decisions and the age are read from it")
  void bindTo_authorizer_readsSizesAndTimes() {
    try (Authorizer authorizer = Authorizer.builder().policies(SNAPSHOT).build()) {
      new AuthorizerMetrics(authorizer).bindTo(registry);
      assertThat(registry.get("kms.policy.authorizer.publication.age").gauge().value()).isNaN();
      assertThat(registry.get("kms.policy.authorizer.rows.size").gauge().value()).isZero();
      decide(authorizer, "kms:Encrypt");
      decide(authorizer, "kms:Encrypt");
      FunctionTimer first = registry.get("kms.policy.authorizer.first.decisions").functionTimer();
      assertThat(first.count()).isEqualTo(1);
      assertThat(first.totalTime(TimeUnit.NANOSECONDS))
          .isCloseTo((double) authorizer.firstDecisionTime().toNanos(), within(1.0))
          .isPositive();
      assertThat(registry.get("kms.policy.authorizer.rows.size").gauge().value()).isPositive();
      authorizer.publish(SNAPSHOT);
      assertThat(registry.get("kms.policy.authorizer.publication.age").gauge().value())
          .isBetween(0.0, 600.0);
      assertThat(authorizer)
          .hasToString(
              "Authorizer[open, 1 rows held, 1 made, 0 exhausted checks, 0 listener failures]");
      assertThat(authorizer.principal(APP)).hasToString("PrincipalHandle[" + APP.arn() + "]");
    }
  }

  @Test
  @DisplayName("Two authorizers in one registry need tags; closing removes the meters")
  void bindTo_twoAuthorizers_needTags() {
    try (Authorizer one = Authorizer.builder().build();
        Authorizer two = Authorizer.builder().build()) {
      AuthorizerMetrics first = new AuthorizerMetrics(one);
      first.bindTo(registry);
      assertThatIllegalStateException()
          .isThrownBy(() -> new AuthorizerMetrics(two).bindTo(registry))
          .withMessageContaining("kms.policy.authorizer");
      first.close();
      assertThat(registry.getMeters()).isEmpty();
      new AuthorizerMetrics(one, Tags.of("authorizer", "one")).bindTo(registry);
      new AuthorizerMetrics(two, Tags.of("authorizer", "two")).bindTo(registry);
      assertThat(registry.find("kms.policy.authorizer.rows.held").gauges()).hasSize(2);
    }
  }

  @Test
  @DisplayName("Decisions are counted by action and decision; made-up actions are one")
  void decided_actions_areCounted() {
    DecisionMetrics metrics = new DecisionMetrics(registry, Tags.of("authorizer", "one"));
    try (Authorizer authorizer =
        Authorizer.builder().policies(SNAPSHOT).listener(metrics).build()) {
      decide(authorizer, "kms:Encrypt");
      decide(authorizer, "kms:encrypt");
      for (int i = 0; i < 100; i++) {
        decide(authorizer, "kms:MadeUp" + i);
      }
      assertThat(
              registry
                  .get("kms.policy.authorizer.decisions")
                  .tags("action", "kms:Encrypt", "decision", "implicitDeny", "authorizer", "one")
                  .counter()
                  .count())
          .isEqualTo(2);
      assertThat(
              registry
                  .get("kms.policy.authorizer.decisions")
                  .tags("action", "other", "decision", "indeterminate")
                  .counter()
                  .count())
          .isEqualTo(100);
      assertThat(registry.getMeters()).hasSize(2);
      assertThat(authorizer.listenerFailures()).isZero();
      metrics.close();
      assertThat(registry.getMeters()).isEmpty();
    }
  }
}
