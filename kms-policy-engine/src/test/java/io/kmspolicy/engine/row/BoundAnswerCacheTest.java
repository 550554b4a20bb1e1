package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which decisions with unknown keys are remembered (rules 6.2, 6.13). */
class BoundAnswerCacheTest {

  private static final String ONE = "aws:one";
  private static final String TWO = "aws:two";
  private static final String THREE = "aws:three";
  private static final int MAX_ANSWERS = 16;

  /** Whether some keys have equal values; unknown if one of them is. */
  private static final class Same extends Formula.Atom {
    private final List<String> names;
    private final List<String> read;

    Same(List<String> names, List<String> read) {
      this.names = names;
      this.read = read;
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      boolean same = true;
      for (String key : read) {
        if (context.get(key) instanceof ContextValue.Unknown) {
          return MatchResult.INDETERMINATE;
        }
        same &= context.get(key).equals(context.get(read.get(0)));
      }
      return MatchResult.of(same);
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public List<String> keys() {
      return names;
    }

    @Override
    public boolean readsOnlyItsKeys() {
      return names.equals(read);
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }

  private record Tests(List<Formula.Atom> all) implements OpenCase {

    @Override
    public Formula deny() {
      throw new AssertionError("not asked");
    }

    @Override
    public Formula allow() {
      throw new AssertionError("not asked");
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      tests.addAll(all);
    }

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      throw new AssertionError("not asked");
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      throw new AssertionError("not asked");
    }
  }

  private static ContextValue value(Random random) {
    int drawn = random.nextInt(8);
    return drawn < 5
        ? ContextValue.unknown()
        : drawn == 5 ? ContextValue.absent() : ContextValue.of("t" + random.nextInt(6));
  }

  @Test
  @DisplayName("6.2, 6.13: contexts with equal results and equal values beside unknown ones agree")
  void decide_anyContexts_computesWhatIsNotAmongTheLastSixteen() {
    Formula.Atom pair = new Same(List.of(ONE, TWO), List.of(ONE, TWO));
    Formula.Atom single = new Same(List.of(TWO), List.of(TWO));
    Formula.Atom wide = new Same(List.of(ONE), List.of(ONE, THREE)); // reads more than it says
    List<Formula.Atom> tests = List.of(pair, single, wide);
    AtomicLong bytes = new AtomicLong();
    BuiltBytes built = new BuiltBytes(bytes);
    built.count(true);
    BoundAnswerCache cache =
        new BoundAnswerCache(
            List.of(new Tests(List.of(pair, single)), new Tests(List.of(wide))), built);
    Map<Object, Decision> last = new LinkedHashMap<>();
    Random random = new Random(16);
    int found = 0;
    for (int i = 0; i < 3_000; i++) {
      RequestContext context =
          RequestContext.builder()
              .set(ONE, random.nextInt(4) == 0 ? ContextValue.unknown() : value(random))
              .set(TWO, value(random))
              .set(THREE, random.nextInt(4) == 0 ? ContextValue.unknown() : ContextValue.absent())
              .build();
      List<Object> same = new ArrayList<>();
      for (Formula.Atom test : tests) {
        MatchResult result = test.evaluate(context, MatchResult.INDETERMINATE);
        same.add(result);
        if (result == MatchResult.INDETERMINATE) {
          test.keys().forEach(key -> same.add(context.get(key)));
        }
      }
      boolean isKept = wide.evaluate(context, MatchResult.MATCH) != MatchResult.INDETERMINATE;
      Decision computed = random.nextBoolean() ? Decision.ALLOWED : Decision.INDETERMINATE;
      Decision known = isKept ? last.get(same) : null;

      assertThat(cache.decide(context, unused -> computed))
          .as("%s", context)
          .isEqualTo(known == null ? computed : known);

      if (known != null) {
        found++;
      } else if (isKept) {
        last.put(same, computed);
        if (last.size() > MAX_ANSWERS) {
          last.remove(last.keySet().iterator().next());
        }
      }
    }
    assertThat(found).isGreaterThan(300);
    assertThat(bytes.get())
        .as("the bytes of sixteen answers")
        .isBetween(MAX_ANSWERS * 100L, MAX_ANSWERS * 1_000L);
  }
}
