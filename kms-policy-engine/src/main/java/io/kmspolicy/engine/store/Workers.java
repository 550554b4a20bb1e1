package io.kmspolicy.engine.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Threads that share the work on a collection. Half of the processors are left to the application,
 * and a small collection is worked on by the calling thread alone.
 *
 * @param count the number of threads, the calling thread included
 */
public record Workers(int count) {

  private static final int MAX_WORKERS = 4;

  /** With fewer items, starting threads takes longer than the work. */
  private static final int MIN_ITEMS = 256;

  /** As many as this machine can spare. */
  public static Workers spare() {
    return new Workers(
        Math.max(1, Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors() / 2)));
  }

  /** Works on each item once. Returns, or fails with the first failure, when all threads ended. */
  public <T> void forEach(Collection<T> items, Consumer<? super T> work) {
    if (count == 1 || items.size() < MIN_ITEMS) {
      items.forEach(work);
      return;
    }
    List<T> list = List.copyOf(items);
    AtomicInteger next = new AtomicInteger();
    Runnable share =
        () -> {
          for (int i = next.getAndIncrement(); i < list.size(); i = next.getAndIncrement()) {
            work.accept(list.get(i));
          }
        };
    ForkJoinPool pool = new ForkJoinPool(count - 1);
    try {
      List<ForkJoinTask<?>> others = new ArrayList<>();
      for (int i = 1; i < count; i++) {
        others.add(pool.submit(share));
      }
      share.run();
      others.forEach(ForkJoinTask::join);
    } finally {
      pool.shutdown();
    }
  }
}
