package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.KeyEntry;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.resource.KeyManager;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A fleet whose snapshot is replaced every 100 ms during the decisions. */
@State(Scope.Benchmark)
public class ReloadingState extends FleetState {

  private static final int PERIOD_MILLIS = 100;
  private static final int STRIDE = 7_919;

  private ScheduledExecutorService publisher;
  private ScheduledFuture<?> publishing;
  private PolicySnapshot current;
  private int published;

  /** Starts to replace the snapshot. */
  @Setup(Level.Iteration)
  public void beginPublishing() {
    current = snapshot();
    publisher = Executors.newSingleThreadScheduledExecutor();
    publishing =
        publisher.scheduleAtFixedRate(
            this::publishNext, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Gives one key the key policy and the grants of another. */
  private void publishNext() {
    List<KeyEntry> keys = workload().population().keys();
    int number = published++;
    KeyEntry changed = keys.get(number * STRIDE % keys.size());
    KeyEntry other = keys.get((number * STRIDE + 1) % keys.size());
    current =
        current.toBuilder()
            .key(
                changed.key(),
                new KeyPolicies(
                    other.policy(),
                    GrantLayer.none(),
                    changed.resourceControl(),
                    KeyManager.CUSTOMER))
            .build();
    authorizer().publish(current);
  }

  /** Stops replacing the snapshot. */
  @TearDown(Level.Iteration)
  public void endPublishing() throws InterruptedException {
    boolean failed = publishing.isDone();
    publisher.shutdown();
    if (failed || !publisher.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the publisher failed or does not end");
    }
  }
}
