package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.model.request.Decision;
import java.util.function.IntFunction;

/** Compares the decisions of an engine with the expected ones before the engine is timed. */
final class Answers {

  private static final int SAMPLE = 100;

  private Answers() {}

  /**
   * Checks the first requests of a workload.
   *
   * @param decide the engine's decision on the request with a number
   * @throws IllegalStateException if the engine makes a wrong decision
   */
  static void check(String engine, Workload workload, IntFunction<Decision> decide) {
    int sample = Math.min(SAMPLE, workload.requests().size());
    for (int number = 0; number < sample; number++) {
      Request request = workload.requests().get(number);
      Decision right = workload.answer(request);
      Decision given = decide.apply(number);
      if (given != right) {
        throw new IllegalStateException(
            engine + " says `" + given.text() + "` for " + request + ", and not " + right.text());
      }
    }
  }
}
