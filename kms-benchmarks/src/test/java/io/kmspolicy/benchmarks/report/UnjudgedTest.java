package io.kmspolicy.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.HostileBenchmark;
import io.kmspolicy.benchmarks.curve.CurveBenchmark;
import io.kmspolicy.benchmarks.curve.ManyTestsBenchmark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: each bar is judged by five rounds. */
class UnjudgedTest {

  private static final Pattern UNJUDGED = Pattern.compile(Unjudged.BENCHMARKS);

  /** Answers every question, and remembers it. */
  private static final class Asked extends HashMap<Key, Measurement> {

    private static final long serialVersionUID = 1;

    private final Map<Key, Measurement> answered = new HashMap<>();

    @Override
    public Measurement get(Object key) {
      return answered.computeIfAbsent((Key) key, unused -> new Measurement(1, 1));
    }
  }

  @Test
  @DisplayName("no bar reads a benchmark that the suite does not run in every round")
  void benchmarks_unjudged_areReadByNoBar() {
    Asked asked = new Asked();
    Round round = new Round(asked);
    Bars.all().forEach(bar -> bar.judge(List.of(round)));
    Set<String> judged =
        asked.answered.keySet().stream()
            .map(key -> key.benchmark().split(" ", 2)[0])
            .collect(Collectors.toSet());

    assertThat(judged).contains("HostileBenchmark.first", "ManyTestsBenchmark.later");
    assertThat(
            Stream.of(HostileBenchmark.class, CurveBenchmark.class, ManyTestsBenchmark.class)
                .flatMap(
                    type ->
                        Stream.of(type.getDeclaredMethods())
                            .map(method -> name(type, method.getName())))
                .filter(name -> UNJUDGED.matcher(name).matches())
                .map(UnjudgedTest::shortName))
        .contains(
            "HostileBenchmark.firstWithCompilation",
            "ManyTestsBenchmark.first",
            "CurveBenchmark.sessions")
        .doesNotContainAnyElementsOf(judged);
  }

  private static String name(Class<?> type, String method) {
    return type.getName() + "." + method;
  }

  private static String shortName(String name) {
    return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
  }
}
