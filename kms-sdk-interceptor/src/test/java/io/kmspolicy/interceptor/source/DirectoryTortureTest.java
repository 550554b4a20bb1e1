package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.WatchedDirectories;
import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Calls of an enforcing client while its policy directory is removed, copied slowly, truncated,
 * broken and linked in loops: no call is stopped that every complete state allows. Some damages
 * long in {@code mvn test}; {@code -Dkms.policy.torture=PT10M} makes it a real one.
 */
class DirectoryTortureTest {

  static final Duration REMOVAL = Duration.ofSeconds(1);

  private static final Duration CHANGE = Duration.ofMillis(250);
  private static final Caller CALLER =
      ((Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session"))
          .ofRole("arn:aws:iam::111122223333:role/App");

  private final FakeAws aws = new FakeAws();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final LongAdder calls = new LongAdder();
  private final Queue<Long> wrong = new ConcurrentLinkedQueue<>();
  private final List<long[]> slow = new ArrayList<>();

  @TempDir private Path temporary;

  @Test
  void torture_writersThatDamageTheDirectory_stopNoCallWrongly() throws Exception {
    Duration length = Duration.parse(System.getProperty("kms.policy.torture", "PT10S"));
    long seed = Long.getLong("kms.policy.torture.seed", System.nanoTime());
    System.out.println("directory torture: seed " + seed);
    aws.service = new LivePolicyKms().service();
    Path root = temporary.resolve("policies");
    TorturedDirectory tortured =
        new TorturedDirectory(root, temporary.resolve("spare"), new Random(seed));
    RefreshSettings quick =
        RefreshSettings.defaults()
            .every(Duration.ofMillis(200), Duration.ofHours(1))
            .retryAfter(Duration.ofMillis(20))
            .lookEvery(Duration.ofMillis(10));
    try (WatchedDirectory watched = WatchedDirectories.open(root, quick, CHANGE, REMOVAL)) {
      KmsPolicyInterceptor interceptor =
          KmsPolicyInterceptor.builder()
              .caller(CALLER)
              .source(watched)
              .mode(EnforcementMode.ENFORCE)
              .build();
      try (KmsClient client = aws.kms(interceptor)) {
        Eventually.isTrue("the policies", () -> isStopped(client, TorturedDirectory.SHUT));
        List<Thread> threads = callers(client);
        int damages = damage(tortured, client, length);
        running.set(false);
        for (Thread thread : threads) {
          thread.join();
        }
        wrong.removeIf(this::isExcused);
        System.out.printf(
            "directory torture: %d s, %,d calls, %d damages, %,d stopped, %,d stale, %d wrong"
                + " stops, %d slow writers%n",
            length.toSeconds(),
            calls.sum(),
            damages,
            interceptor.counts().calls(Disposition.STOPPED),
            interceptor.counts().calls(Disposition.STALE),
            wrong.size(),
            slow.size());
        assertThat(wrong).isEmpty();
        assertThat(damages).isPositive();
        assertThat(interceptor.counts().calls(Disposition.STALE)).isPositive();
        assertThat(interceptor.counts().failures()).isZero();
      }
    }
  }

  private List<Thread> callers(KmsClient client) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(new Thread(() -> callOn(client), "torture-caller-" + i));
    }
    threads.forEach(Thread::start);
    return threads;
  }

  private void callOn(KmsClient client) {
    while (running.get()) {
      if (isStopped(client, TorturedDirectory.OPEN)) {
        wrong.add(System.nanoTime());
      }
      calls.increment();
      if (calls.sum() % 64 == 0) {
        Eventually.pause(1);
      }
    }
  }

  /** Damages the directory until the time is over; every damage ends in enforcing again. */
  private int damage(TorturedDirectory tortured, KmsClient client, Duration length)
      throws Exception {
    long end = System.nanoTime() + length.toNanos();
    int damages = 0;
    while (System.nanoTime() - end < 0) {
      long start = System.nanoTime();
      long slowest = tortured.torture();
      damages++;
      Eventually.isTrue("enforcing again", () -> isStopped(client, TorturedDirectory.SHUT));
      if (slowest > CHANGE.toNanos() / 2) {
        slow.add(new long[] {start, System.nanoTime() + REMOVAL.toNanos()});
      }
    }
    return damages;
  }

  /** A writer that the machine held up for as long as a directory takes to settle. */
  private boolean isExcused(long nanos) {
    return slow.stream().anyMatch(time -> nanos - time[0] >= 0 && nanos - time[1] <= 0);
  }

  private static boolean isStopped(KmsClient client, KmsResource.Key key) {
    try {
      client.encrypt(r -> r.keyId(key.arn()).plaintext(SdkBytes.fromUtf8String("text")));
      return false;
    } catch (KmsAccessDeniedException e) {
      return true;
    }
  }
}
