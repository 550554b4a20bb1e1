package io.kmspolicy.engine.budget;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * When a cache does its housekeeping whose entries a garbage collection may end by the hundred
 * thousand, one for each key of a snapshot or for each caller. No decision shall do that work.
 * Handing each write to another thread would wake that thread each time, which takes longer than
 * the write; so what was written within a moment is dealt with at once, on one daemon thread for
 * all caches, which ends when nothing is written.
 */
public final class Housekeeping {

  private static final Executor LATER = new HousekeepingThread();

  private Housekeeping() {}

  /**
   * A cache that does its housekeeping a moment after a write, and then all of it: a cache with an
   * executor of its own removes a thousand collected entries after a write, and keeps the others
   * for the next.
   *
   * @param references what the cache holds weakly
   */
  public static <K, V> Cache<K, V> later(Caffeine<Object, Object> references) {
    Rounds rounds = new Rounds();
    Cache<K, V> cache = references.executor(rounds).evictionListener(rounds).build();
    rounds.cache = cache;
    return cache;
  }

  /** Goes on until a round removed nothing. */
  private static final class Rounds implements Executor, RemovalListener<Object, Object> {

    private final AtomicBoolean removed = new AtomicBoolean();
    private volatile @Nullable Cache<?, ?> cache;

    @Override
    public void execute(Runnable housekeeping) {
      LATER.execute(() -> run(housekeeping));
    }

    @Override
    public void onRemoval(@Nullable Object key, @Nullable Object value, RemovalCause cause) {
      removed.setOpaque(true);
    }

    private void run(Runnable housekeeping) {
      housekeeping.run();
      Cache<?, ?> built = cache;
      while (built != null && removed.getAndSet(false)) {
        built.cleanUp();
      }
    }
  }
}
