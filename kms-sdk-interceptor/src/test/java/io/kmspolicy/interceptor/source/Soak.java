package io.kmspolicy.interceptor.source;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.KmsPolicyMetrics;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.source.FakeAws.Answer;
import io.kmspolicy.meter.SourceMetrics;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * An enforcing client, called by several threads, over a live source whose policies change all the
 * time and whose loads fail now and then.
 *
 * <p>Keys are of three kinds by their number. Of the first, every policy allows: a stop is wrong.
 * Of the second, every policy denies: a call that goes on once the policies are there is missed.
 * The third change sides: a stop is wrong if the policy has allowed for longer than a source may
 * lag.
 */
final class Soak implements AutoCloseable {

  private static final Caller CALLER =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session");
  private static final int KEYS = 60;
  private static final int KINDS = 3;
  private static final int CALLERS = 4;
  private static final Duration INTERVAL = Duration.ofMillis(200);

  /** Policies may be this old; after that they are unknown and stop nothing. */
  private static final Duration OLDEST = Duration.ofSeconds(2);

  /** What a loaded machine may take on top of that. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final long SEED = 5;

  private final FakeAws aws = new FakeAws();
  private final LivePolicyKms service = new LivePolicyKms();
  private final AwsSource source;
  private final KmsPolicyInterceptor interceptor;
  private final KmsClient client;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final LongAdder calls = new LongAdder();
  private final LongAdder stops = new LongAdder();
  private final LongAdder passedDenials = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Queue<String> missed = new ConcurrentLinkedQueue<>();

  /** Since when the policy of a key allows, in nanoseconds; for those that change sides. */
  private final AtomicLongArray allowedSince = new AtomicLongArray(KEYS);

  private final AtomicIntegerArray denies = new AtomicIntegerArray(KEYS);

  /** The figures of a run. */
  record Figures(
      Duration length,
      long calls,
      long stopped,
      long passedDenials,
      long changes,
      long loads,
      long faults,
      long failures,
      List<String> wrongStops,
      List<String> missedStops,
      long heapBytes,
      long heapGrowthBytes,
      int threadGrowth,
      long rowsHeld) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "soak: %d s, %,d calls (%,d a second), %,d stopped, %,d calls on shut keys let go while"
              + " policies were not known, %,d changes of policies, %,d loads, %,d faults; wrong"
              + " stops %d, missed stops %d, own failures %d; heap %,d kB, grown by %,d kB; threads"
              + " grown by %d; rows held %,d",
          length.toSeconds(),
          calls,
          calls / Math.max(1, length.toSeconds()),
          stopped,
          passedDenials,
          changes,
          loads,
          faults,
          wrongStops.size(),
          missedStops.size(),
          failures,
          heapBytes >> 10,
          heapGrowthBytes >> 10,
          threadGrowth,
          rowsHeld);
    }
  }

  Soak() {
    for (int i = 0; i < KEYS; i++) {
      service.set(LivePolicyKms.key(i), i % KINDS == 1 ? "Deny" : "Allow");
    }
    aws.service = service.service();
    source =
        AwsSource.builder()
            .kms(aws.kms())
            .layers(EnumSet.of(SourceLayer.KEY_POLICY, SourceLayer.GRANTS))
            .share(10_000)
            .refresh(
                RefreshSettings.defaults()
                    .every(INTERVAL, OLDEST)
                    .retryAfter(Duration.ofMillis(20))
                    .lookEvery(Duration.ofMillis(10)))
            .build();
    interceptor =
        KmsPolicyInterceptor.builder()
            .caller(CALLER)
            .source(source)
            .mode(EnforcementMode.ENFORCE)
            .rememberDenials(Duration.ofSeconds(1))
            .build();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new KmsPolicyMetrics(interceptor).bindTo(registry);
    new SourceMetrics(source).bindTo(registry);
    client = aws.kms(interceptor);
  }

  Figures run(Duration length) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Random random = new Random(SEED + i);
      threads.add(new Thread(() -> callOn(random), "soak-caller-" + i));
    }
    threads.add(new Thread(() -> changeOn(new Random(SEED)), "soak-changer"));
    threads.add(new Thread(() -> breakOn(new Random(SEED)), "soak-breaker"));
    threads.forEach(Thread::start);
    Thread.sleep(length.toMillis() / 3);
    long heapBefore = heap();
    int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    Thread.sleep(length.toMillis() * 2 / 3);
    int threadsAfter = ManagementFactory.getThreadMXBean().getThreadCount();
    long heapAfter = heap();
    running.set(false);
    for (Thread thread : threads) {
      thread.join();
    }
    return new Figures(
        length,
        calls.sum(),
        stops.sum(),
        passedDenials.sum(),
        changes.sum(),
        source.statuses().stream().mapToLong(status -> status.counts().refreshes()).sum(),
        faults.sum(),
        interceptor.counts().failures(),
        List.copyOf(wrong),
        List.copyOf(missed),
        heapAfter,
        heapAfter - heapBefore,
        threadsAfter - threadsBefore,
        interceptor.rowStatistics().held());
  }

  /** What is left after a collection, whatever is allocated meanwhile. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  private void callOn(Random random) {
    while (running.get()) {
      int number = random.nextInt(KEYS);
      // Looked at first: the policy that is young now cannot become too old during the call.
      boolean young = isYoung(number);
      boolean outdated = isOutdated(number);
      long start = System.nanoTime();
      boolean stopped = isStopped(LivePolicyKms.key(number));
      long nanos = System.nanoTime() - start;
      calls.increment();
      if (stopped) {
        stops.increment();
        judgeStop(number, start);
        if (outdated && isOutdated(number)) {
          wrong.add("key " + number + " is stopped by a policy that is known to be outdated");
        }
      } else if (number % KINDS == 1) {
        passedDenials.increment();
        if (young && !outdated && !isOutdated(number) && nanos < OLDEST.toNanos() / 4) {
          missed.add("key " + number);
        }
      }
    }
  }

  private boolean isYoung(int number) {
    return source
        .provenance(PolicyType.KEY, CALLER, LivePolicyKms.key(number))
        .endsWith(", 0 s ago");
  }

  private boolean isOutdated(int number) {
    return source.isOutdated(CALLER, LivePolicyKms.key(number));
  }

  private boolean isStopped(KmsResource.Key key) {
    try {
      client.encrypt(r -> r.keyId(key.arn()).plaintext(SdkBytes.fromUtf8String("text")));
      return false;
    } catch (KmsAccessDeniedException e) {
      if (e.getMessage().isEmpty()) {
        throw new IllegalStateException("a denial has no reason", e);
      }
      return true;
    }
  }

  private void judgeStop(int number, long start) {
    if (number % KINDS == 0) {
      wrong.add("key " + number + " is always open");
    } else if (number % KINDS == 2
        && denies.get(number) == 0
        && start - allowedSince.get(number) > OLDEST.plus(GRACE).toNanos()) {
      wrong.add("key " + number + " has been open for long");
    }
  }

  private void changeOn(Random random) {
    while (running.get()) {
      int number = random.nextInt(KEYS / KINDS) * KINDS + 2;
      boolean deny = random.nextBoolean();
      if (deny) {
        denies.set(number, 1);
        service.set(LivePolicyKms.key(number), "Deny");
      } else {
        service.set(LivePolicyKms.key(number), "Allow");
        if (denies.getAndSet(number, 0) == 1) {
          allowedSince.set(number, System.nanoTime());
        }
      }
      if (random.nextInt(10) == 0) {
        service.renew();
      }
      changes.increment();
      Eventually.pause(20);
    }
  }

  private void breakOn(Random random) {
    while (running.get()) {
      Eventually.pause(300 + random.nextInt(500));
      Answer answer =
          switch (random.nextInt(4)) {
            case 0 -> Answer.error(500, "KMSInternalException");
            case 1 -> Answer.ok("{}");
            case 2 -> Answer.ok("{\"Policy\":\"not a policy\"}");
            default -> new Answer(503, "");
          };
      boolean down = random.nextInt(5) == 0;
      service.fault.set(
          () -> {
            faults.increment();
            if (down) {
              throw new UncheckedIOException(new IOException("connection refused"));
            }
            return answer;
          });
      Eventually.pause(random.nextInt(10) == 0 ? 3000 : 100);
      service.fault.set(null);
    }
  }

  @Override
  public void close() {
    running.set(false);
    client.close();
    source.close();
  }
}
