package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.model.request.Decision;
import java.util.function.IntFunction;

/** Compares the answers of an engine with the right ones before the engine is timed. */
final class Answers {

  private static final int SAMPLE = 100;

  private Answers() {}

  /**
   * Asks the first requests of a workload.
   *
   * @param decide gives the engine's answer to the request of a number
   * @throws IllegalStateException if the engine gives a wrong answer
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
