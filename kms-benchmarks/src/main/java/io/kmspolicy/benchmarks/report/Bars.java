package io.kmspolicy.benchmarks.report;

import io.kmspolicy.benchmarks.report.Bar.Sense;
import io.kmspolicy.benchmarks.report.Bar.Unit;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** The bars: what a user would have instead, or what a user would notice. */
final class Bars {

  private static final String CAFFEINE_FRESH = "LimitBenchmark.caffeineGetFreshString";
  private static final Key NONE = Key.of("CallCosts.none");

  private static final int FEW = 10;
  private static final int SOME = 1_000;
  private static final int MANY = 10_000;
  private static final int KEYS_OF_A_LARGE_FLEET = 100_000;

  /**
   * The noise of the allocation profiler and of rare work, such as compilation, is below this
   * value.
   */
  private static final double NO_BYTES = 0.05;

  /** A string object without its characters, with compressed references. */
  private static final int STRING_BYTES = 24;

  private static final double REPLAYED_A_SECOND = 150_000;
  private static final long REPLAY_BYTES = 256L << 20;
  private static final double MICROS_A_SECOND = 1e6;
  private static final double NANOS_A_MICRO = 1e3;

  private final List<Bar> bars = new ArrayList<>();

  private Bars() {}

  /** All bars on times and allocation. */
  static List<Bar> all() {
    Bars bars = new Bars();
    bars.addDecisions();
    bars.addRealFleet();
    bars.addInterceptor();
    bars.addHostile();
    bars.addChanges();
    bars.addCommands();
    bars.addPeers();
    return bars.bars;
  }

  /** The bars for retained memory. */
  static List<Bar> ofMemory(MemoryFigures memory) {
    return List.of(
        counted(
            "retained for each of %,d keys with policies of their own".formatted(memory.keys()),
            2_000,
            Unit.BYTES,
            memory.bytesPerKey()),
        counted("a cached row of the real fleet", 256, Unit.BYTES, memory.real().bytesPerRow()),
        counted(
            "`rowBytes()` and the heap of the real fleet's rows, the larger to the smaller",
            1.25,
            Unit.TIMES,
            memory.real().countedShare()),
        counted(
            "rows held of the real fleet, to `maximumRowBytes`",
            1.25,
            Unit.TIMES,
            memory.real().boundedShare()),
        counted(
            "rows held that all differ, to `maximumRowBytes`",
            1.25,
            Unit.TIMES,
            memory.ownRowShare()));
  }

  private static Bar counted(String name, double limit, Unit unit, double value) {
    return new Bar(name, Sense.AT_MOST, limit, unit, true, round -> OptionalDouble.of(value));
  }

  private void addDecisions() {
    for (int statements : new int[] {FEW, SOME, MANY}) {
      Key fresh = Key.of("DecisionBenchmark.warmFreshString", statements);
      addRatio(
          "`warmFreshString` to `caffeineGetFreshString`",
          fresh,
          Key.of(CAFFEINE_FRESH, statements),
          0.6);
      add(
          named("`warmFreshString` allocates beyond the string", fresh),
          NO_BYTES,
          Unit.BYTES,
          round -> beyondString(round.bytes(fresh)));
    }
    Key conditions = Key.of("DecisionBenchmark.conditions", SOME);
    addRatio(
        "`conditions` to `LimitBenchmark.decisionCache`",
        conditions,
        Key.of("LimitBenchmark.decisionCache", SOME),
        1.5);
    add(
        named("`conditions` allocates", conditions),
        NO_BYTES,
        Unit.BYTES,
        round -> round.bytes(conditions));
    for (String name : List.of("firstMeeting", "firstMeetingWildcards", "firstMeetingConsole")) {
      Key few = Key.of("DecisionBenchmark." + name, FEW);
      Key many = Key.of("DecisionBenchmark." + name, MANY);
      addMicros(named("`" + name + "`", many), many, 30);
      addRatio("`" + name + "` to the same at 10", many, few, 2);
    }
    addRatio(
        "`newSession` to `caffeineGetFreshString`",
        Key.of("SessionBenchmark.newSession"),
        Key.of("SessionBenchmark.caffeineGetFreshString"),
        2);
    String tests = "ManyTestsBenchmark.later";
    for (int number : new int[] {20, 100, 500}) {
      addRatio("tests on a key, to one test,", Key.of(tests, number), Key.of(tests, 1), 2);
    }
  }

  /** Decisions on a real fleet, to a cache of decisions that is asked in new strings. */
  private void addRealFleet() {
    for (Draw draw : Draw.values()) {
      Key cache = realFleet("decisionCacheFresh", draw, MANY);
      Key fresh = realFleet("fresh", draw, MANY);
      String to = " to `decisionCacheFresh`";
      addRatio(quoted(fresh) + to, fresh, cache, 1.1);
      Key known = realFleet("known", draw, MANY);
      addRatio(quoted(known) + to, known, cache, 1);
      add(
          named(quoted(fresh) + " allocates beyond the string", fresh),
          16,
          Unit.BYTES,
          round -> beyondString(round.bytes(fresh)));
      Key large = realFleet("fresh", draw, KEYS_OF_A_LARGE_FLEET);
      addRatio(
          quoted(large) + to,
          large,
          realFleet("decisionCacheFresh", draw, KEYS_OF_A_LARGE_FLEET),
          1.5);
      bars.add(
          new Bar(
              named("what " + quoted(fresh) + " gains by a second thread" + to, fresh),
              Sense.AT_LEAST,
              0.9,
              Unit.TIMES,
              round -> ratio(gain(round, fresh), gain(round, cache))));
    }
  }

  private static Key realFleet(String method, Draw draw, int keys) {
    return Key.of("RealFleetBenchmark." + method + " " + draw, keys);
  }

  private static String quoted(Key key) {
    return "`" + key.benchmark() + "`";
  }

  /** How many times as many decisions two threads make as one. */
  private static OptionalDouble gain(Round round, Key one) {
    return map(round.ratio(one, one.with(2)), ratio -> 2 * ratio);
  }

  private static OptionalDouble ratio(OptionalDouble above, OptionalDouble below) {
    return below.isPresent() ? map(above, value -> value / below.getAsDouble()) : below;
  }

  private void addInterceptor() {
    Key allowed = Key.of("CallCosts.allowed");
    Key denied = Key.of("CallCosts.denied");
    add(
        "`allowed` beyond `none`",
        6,
        Unit.PERCENT,
        round -> map(round.ratio(allowed, NONE), ratio -> 100 * (ratio - 1)));
    add(
        "`denied` to `none`",
        20,
        Unit.PERCENT,
        round -> map(round.ratio(denied, NONE), ratio -> 100 * ratio));
  }

  private void addHostile() {
    for (HostileShape shape : HostileShape.values()) {
      addTail("`%s` once met", "later", shape, 1_000);
      addTail("`%s` at first", "first", shape, 5_000);
      addTail("an explanation on `%s`", "explanation", shape, 50_000);
    }
  }

  private void addTail(String name, String method, HostileShape shape, double micros) {
    addMicros(
        name.formatted(shape) + ", percentile 99.9",
        Key.of("HostileBenchmark." + method + " " + shape),
        micros);
  }

  private void addChanges() {
    addMicros(
        "one changed key policy of 100,000, published", Key.of("PublishBenchmark.one"), 1_000);
    addRatio(
        "the longest processor time of a decision meanwhile, to the same with nothing published",
        Key.of("PublishBenchmark.whileOneCpu"),
        Key.of("PublishBenchmark.whileNoneCpu"),
        2);
    Key compile = Key.of("CompileBenchmark.compile", MANY);
    addRatio("`compile` to `tokens`", compile, Key.of("CompileBenchmark.tokens", MANY), 10);
    for (String policies : List.of("console", "managed")) {
      String benchmark = "CompileBenchmark." + policies;
      addRatio(
          "`" + benchmark + "` to `tokens` of the same",
          Key.of(benchmark),
          Key.of(benchmark + "Tokens"),
          12);
    }
  }

  private void addCommands() {
    addRatio(
        "`ReadBenchmark.read` to `IamPolicy.fromJson`",
        Key.of("ReadBenchmark.read"),
        Key.of("ReadBenchmark.iamPolicy"),
        1.5);
    addMicros("`evaluate`, a scenario", Key.of("EvaluateBenchmark.evaluate"), 100);
    for (String command : List.of("lint", "explain")) {
      addMicros(
          "processor time of `" + command + "`", Key.of("StartBenchmark." + command), 350_000);
    }
    String fleet = "processor time of `%s` on 400 keys and 2,000 roles";
    addMicros(fleet.formatted("check"), Key.of("FleetQueries.check"), 10 * MICROS_A_SECOND);
    addMicros(fleet.formatted("report"), Key.of("FleetQueries.report"), 30 * MICROS_A_SECOND);
    Key replay = Key.of("ReplayMemory.replay");
    addMicros("processor time of `replay`, a record", replay, MICROS_A_SECOND / REPLAYED_A_SECOND);
    add("resident memory of `replay`", REPLAY_BYTES, Unit.BYTES, round -> round.bytes(replay));
    addMicros("`prove`, ten statements", Key.of("ProveBenchmark.tenStatements"), 50_000);
    addMicros(
        "`prove`, 300 roles and 1,000 keys",
        Key.of("ProveBenchmark.fleetChange"),
        60 * MICROS_A_SECOND);
  }

  private void addPeers() {
    addPeer("cedar", 1_000);
    addPeer("casbin", 500);
    addPeer("eventRuler", 50);
  }

  private void addPeer(String peer, double limit) {
    Key key = Key.of("PeerBenchmark." + peer, SOME);
    Key warm = Key.of("DecisionBenchmark.warm", SOME);
    bars.add(
        new Bar(
            named("`" + peer + "` to `warm`", key),
            Sense.AT_LEAST,
            limit,
            Unit.TIMES,
            round -> round.ratio(key, warm)));
  }

  private void add(String name, double limit, Unit unit, Function<Round, OptionalDouble> value) {
    bars.add(new Bar(name, Sense.AT_MOST, limit, unit, value));
  }

  private void addMicros(String name, Key key, double limit) {
    add(name, limit, Unit.MICROS, round -> map(round.nanos(key), nanos -> nanos / NANOS_A_MICRO));
  }

  private void addRatio(String name, Key key, Key to, double limit) {
    add(named(name, key), limit, Unit.TIMES, round -> round.ratio(key, to));
  }

  private static String named(String name, Key key) {
    return key.statements() == 0 ? name : name + " at %,d".formatted(key.statements());
  }

  private static OptionalDouble beyondString(OptionalDouble bytes) {
    return map(bytes, all -> Math.max(0, all - STRING_BYTES));
  }

  private static OptionalDouble map(OptionalDouble value, DoubleUnaryOperator change) {
    return value.isPresent() ? OptionalDouble.of(change.applyAsDouble(value.getAsDouble())) : value;
  }
}
