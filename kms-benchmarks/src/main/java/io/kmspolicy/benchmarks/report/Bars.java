package io.kmspolicy.benchmarks.report;

import io.kmspolicy.benchmarks.report.Bar.Sense;
import io.kmspolicy.benchmarks.report.Bar.Unit;
import io.kmspolicy.benchmarks.workload.HostileShape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The bars of the workloads. */
final class Bars {

  static final String WARM = "DecisionBenchmark.warm";
  static final String FRESH = "DecisionBenchmark.warmFreshString";
  static final String CAFFEINE = "LimitBenchmark.caffeineGet";
  static final String CAFFEINE_FRESH = "LimitBenchmark.caffeineGetFreshString";
  static final Key CONDITIONS = Key.of("DecisionBenchmark.conditions", 1_000);
  static final Key FLEET = Key.of("DecisionBenchmark.fleet");
  static final String LATER_TESTS = "ManyTestsBenchmark.later";
  static final Key NONE = Key.of("CallCosts.none");

  /** What benchmarks of two computations in turns measure. */
  private static final String MEASURED = "measured";

  private static final String YARDSTICK = "yardstick";

  private static final int FEW = 10;
  private static final int SOME = 1_000;
  private static final int MANY = 10_000;

  /**
   * The noise of the allocation profiler and of rare work, such as compilation, is below this
   * value.
   */
  private static final double NO_BYTES = 0.05;

  /** A string object without its characters, with compressed references. */
  private static final int STRING_BYTES = 24;

  private static final double REPLAY_TO_READING = 1.5;

  private static final double REPLAYED_A_SECOND = 150_000;

  /** In the shorter trail, nearly one event in two was not met before. */
  private static final int[] RECORDS = {100_000, 1_000_000};

  private static final int SESSION_BYTES = 200;
  private static final int CONSOLE_BYTES = 16;
  private static final int MAX_MICROS = 1_000;

  private final List<Bar> bars = new ArrayList<>();

  private Bars() {}

  /** All bars on times and allocation, in the order in which the workloads list them. */
  static List<Bar> all() {
    Bars bars = new Bars();
    bars.addWarm();
    bars.addMixes();
    bars.addReading();
    bars.addInterceptor();
    bars.addPeers();
    bars.addHostile();
    bars.addPublishing();
    bars.addProcesses();
    return bars.bars;
  }

  /** The bars for retained memory. */
  static List<Bar> ofMemory(MemoryFigures memory) {
    return List.of(
        new Bar(
            "retained for each of %,d keys, all included but rows".formatted(memory.keys()),
            Sense.AT_MOST,
            512,
            Unit.BYTES,
            true,
            round -> OptionalDouble.of(memory.bytesPerKey())),
        new Bar(
            "a cached row",
            Sense.AT_MOST,
            256,
            Unit.BYTES,
            true,
            round -> OptionalDouble.of(memory.bytesPerRow())),
        new Bar(
            "retained for each of %,d keys with policies of their own"
                .formatted(memory.consoleKeys()),
            Sense.AT_MOST,
            2_000,
            Unit.BYTES,
            true,
            round -> OptionalDouble.of(memory.bytesPerConsoleKey())),
        new Bar(
            "rows held, to `maximumRowBytes`",
            Sense.AT_MOST,
            1.25,
            Unit.TIMES,
            true,
            round -> OptionalDouble.of(memory.rowShare())),
        new Bar(
            "rows held that all differ, to `maximumRowBytes`",
            Sense.AT_MOST,
            1.25,
            Unit.TIMES,
            true,
            round -> OptionalDouble.of(memory.ownRowShare())));
  }

  private void addWarm() {
    for (int statements : new int[] {FEW, SOME, MANY}) {
      Key warm = Key.of(WARM, statements);
      addRatio("`warm` to `caffeineGet`", warm, Key.of(CAFFEINE, statements), 3);
      addNoBytes("`warm` allocates", warm);
    }
    bars.add(
        new Bar(
            "`warm` to `caffeineGet` at 10,000, to the same at 10",
            Sense.AT_MOST,
            1.2,
            Unit.TIMES,
            round ->
                quotient(
                    round.ratio(Key.of(WARM, MANY), Key.of(CAFFEINE, MANY)),
                    round.ratio(Key.of(WARM, FEW), Key.of(CAFFEINE, FEW)))));
    for (int statements : new int[] {FEW, SOME, MANY}) {
      Key fresh = Key.of(FRESH, statements);
      Key limit = Key.of(CAFFEINE_FRESH, statements);
      addRatio("`warmFreshString` to `caffeineGetFreshString`", fresh, limit, 1.2);
      bars.add(
          new Bar(
              named("`warmFreshString` allocates beyond the string", fresh),
              Sense.AT_MOST,
              NO_BYTES,
              Unit.BYTES,
              round -> beyondString(round.bytes(fresh))));
    }
  }

  private void addMixes() {
    addRatio("`conditions` to `caffeineGet`", CONDITIONS, Key.of(CAFFEINE, SOME), 20);
    addNoBytes("`conditions` allocates", CONDITIONS);
    Key limit = Key.of(CAFFEINE, MANY);
    addRatio("`fleet` to `caffeineGet`", FLEET, limit, 12);
    addRatio("`cold` to `caffeineGet`", Key.of("DecisionBenchmark.cold"), limit, 1_000);
    Key variables = Key.of("DecisionBenchmark.variables");
    addRatio("`variables` to `caffeineGet`", variables, Key.of(CAFFEINE, SOME), 10);
    addNoBytes("`variables` allocates", variables);
    addSessions();
    for (int tests : new int[] {20, 100, 500}) {
      String name = LATER_TESTS + " ONE_KEY";
      addRatio("tests on one key, to one test,", Key.of(name, tests), Key.of(name, 1), 2);
    }
    addRatio(
        "a test of 500 address ranges to `caffeineGet`",
        Key.of(LATER_TESTS + " RANGES", 500),
        Key.of(CAFFEINE, SOME),
        10);
    addFirstMeeting("firstMeeting");
    addFirstMeeting("firstMeetingWildcards");
    addFirstMeeting("firstMeetingConsole");
    bars.add(
        new Bar(
            "throughput of `fleet` with 2 threads to 1",
            Sense.AT_LEAST,
            1.8,
            Unit.TIMES,
            round -> twice(round.ratio(FLEET, new Key(FLEET.benchmark(), 0, 2)))));
    addRatio("`reloading` to `fleet`", Key.of("DecisionBenchmark.reloading"), FLEET, 1.5);
  }

  private void addSessions() {
    Key fresh = Key.of("SessionBenchmark.newSession");
    Key limit = Key.of("SessionBenchmark.caffeineGetFreshString");
    addRatio("`newSession` to `caffeineGetFreshString`", fresh, limit, 20);
    bars.add(
        new Bar(
            "`newSession` allocates beyond the caller's own objects",
            Sense.AT_MOST,
            SESSION_BYTES,
            Unit.BYTES,
            round -> difference(round.bytes(fresh), round.bytes(limit))));
    Key known = Key.of("SessionBenchmark.console");
    addRatio("`console` to `caffeineGet`", known, Key.of("SessionBenchmark.caffeineGet"), 6);
    bars.add(
        new Bar(
            "`console` allocates",
            Sense.AT_MOST,
            CONSOLE_BYTES,
            Unit.BYTES,
            round -> round.bytes(known)));
  }

  private static OptionalDouble difference(OptionalDouble left, OptionalDouble right) {
    return left.isPresent() && right.isPresent()
        ? OptionalDouble.of(left.getAsDouble() - right.getAsDouble())
        : OptionalDouble.empty();
  }

  private void addFirstMeeting(String name) {
    Key few = Key.of("DecisionBenchmark." + name, FEW);
    Key many = Key.of("DecisionBenchmark." + name, MANY);
    addRatio("`" + name + "` to `caffeineGet`", many, Key.of(CAFFEINE, MANY), 1_000);
    addRatio("`" + name + "` to the same at 10", many, few, 2);
  }

  private void addReading() {
    addRatio("`read` to `tokens`", Key.of("ReadBenchmark.read"), Key.of("ReadBenchmark.tokens"), 3);
    for (int records : RECORDS) {
      Key turns = Key.of("ReplayBenchmark.turns", records);
      addRatio(
          "replay to reading the trail",
          turns.part(MEASURED),
          turns.part(YARDSTICK),
          REPLAY_TO_READING);
      bars.add(
          new Bar(
              named("replay, a record", turns),
              Sense.AT_MOST,
              1e6 / REPLAYED_A_SECOND,
              Unit.MICROS,
              round ->
                  microsBeyond(
                      quotient(
                          round.nanos(turns.part(MEASURED)), OptionalDouble.of((double) records)),
                      OptionalDouble.of(0))));
    }
    addCompile("console");
    addCompile("managed");
    Key compile = Key.of("CompileBenchmark.compile", MANY);
    addRatio("`compile` to `tokens`", compile, Key.of("CompileBenchmark.tokens", MANY), 10);
    bars.add(
        new Bar(
            "`compile` for one statement at 10,000, to the same at 1,000",
            Sense.AT_MOST,
            1.5,
            Unit.TIMES,
            round ->
                quotient(
                    round.ratio(compile, Key.of("CompileBenchmark.compile", SOME)),
                    OptionalDouble.of(MANY / (double) SOME))));
  }

  private void addCompile(String name) {
    Key compile = Key.of("CompileBenchmark." + name);
    Key tokens = Key.of("CompileBenchmark." + name + "Tokens");
    addRatio("`CompileBenchmark." + name + "` to `tokens` of the same", compile, tokens, 10);
  }

  private void addInterceptor() {
    Key allowed = Key.of("CallCosts.allowed");
    bars.add(
        new Bar(
            "`allowed` beyond `none`",
            Sense.AT_MOST,
            6,
            Unit.PERCENT,
            round -> percentBeyond(round.ratio(allowed, NONE))));
    bars.add(
        new Bar(
            "`denied` to `none`",
            Sense.AT_MOST,
            20,
            Unit.PERCENT,
            round -> percent(round.ratio(Key.of("CallCosts.denied"), NONE))));
    addRatio(
        "a steady caller's check after 20,000 other callers, to the same after 10",
        Key.of("ManyCallersBenchmark.afterMany"),
        Key.of("ManyCallersBenchmark.afterFew"),
        1.5);
  }

  private void addPeers() {
    addPeer("cedar", 1_000);
    addPeer("casbin", 500);
    addPeer("eventRuler", 50);
  }

  private void addPeer(String peer, double limit) {
    Key key = Key.of("PeerBenchmark." + peer, SOME);
    bars.add(
        new Bar(
            named("`" + peer + "` to `warm`", key),
            Sense.AT_LEAST,
            limit,
            Unit.TIMES,
            round -> round.ratio(key, Key.of(WARM, SOME))));
  }

  private void addHostile() {
    for (HostileShape shape : HostileShape.values()) {
      addTail("`%s` once met, percentile 99.9", later(shape), shape, 1_000);
      double first = shape.isOfGrants() ? 50_000 : 5_000;
      addTail("`%s` at first, percentile 99.9", first(shape), shape, first);
      addTail("an explanation on `%s`, percentile 99.9", explanation(shape), shape, 50_000);
    }
    for (HostileShape shape : List.of(HostileShape.KNOWN_TAG, HostileShape.UNKNOWN_TAG)) {
      bars.add(
          new Bar(
              "`%s` beyond `%s`".formatted(shape, HostileShape.SHORT_VALUE),
              Sense.AT_MOST,
              20,
              Unit.MICROS,
              round ->
                  microsBeyond(
                      round.nanos(later(shape).mean()),
                      round.nanos(later(HostileShape.SHORT_VALUE).mean()))));
    }
  }

  private void addPublishing() {
    addMicros("one changed key policy of 100,000, published", "PublishBenchmark.one", 1_000);
    addRatio(
        "a first decision after equal policies, to a known one",
        Key.of("PublishBenchmark.afterEqual"),
        Key.of("PublishBenchmark.known"),
        2);
    addMeanwhile("one key policy of 100,000 changes", "One");
    addMeanwhile("a service control policy of 500 roles changes", "ServiceControl");
    addMeanwhile("100,000 key policies change", "All");
  }

  private void addMeanwhile(String change, String name) {
    String benchmark = "PublishBenchmark.while" + name;
    addMicros("the longest decision while " + change, benchmark, MAX_MICROS);
    addMicros("the same without garbage collections", benchmark + "Uncollected", MAX_MICROS);
    addMicros(
        "the longest processor time of a decision while " + change, benchmark + "Cpu", MAX_MICROS);
  }

  private void addProcesses() {
    Key turns = Key.of("EvaluateBenchmark.turns");
    addRatio(
        "`evaluate` by tables, to the reference", turns.part(MEASURED), turns.part(YARDSTICK), 1);
    addMicros("`evaluate`, a scenario", "EvaluateBenchmark.tables", 100);
    for (String command : List.of("version", "lint", "explain")) {
      addMicros("processor time of `" + command + "`", "StartBenchmark." + command, 350_000);
    }
  }

  private void addMicros(String name, String benchmark, double limit) {
    bars.add(
        new Bar(
            name,
            Sense.AT_MOST,
            limit,
            Unit.MICROS,
            round -> microsBeyond(round.nanos(Key.of(benchmark)), OptionalDouble.of(0))));
  }

  static Key later(HostileShape shape) {
    return Key.of("HostileBenchmark.later " + shape);
  }

  static Key first(HostileShape shape) {
    return Key.of("HostileBenchmark.first " + shape);
  }

  private static Key explanation(HostileShape shape) {
    return Key.of("HostileBenchmark.explanation " + shape);
  }

  private void addTail(String name, Key key, HostileShape shape, double micros) {
    bars.add(
        new Bar(
            name.formatted(shape),
            Sense.AT_MOST,
            micros,
            Unit.MICROS,
            round -> microsBeyond(round.nanos(key), OptionalDouble.of(0))));
  }

  private static OptionalDouble microsBeyond(OptionalDouble above, OptionalDouble below) {
    return above.isPresent() && below.isPresent()
        ? OptionalDouble.of((above.getAsDouble() - below.getAsDouble()) / 1_000)
        : OptionalDouble.empty();
  }

  private void addRatio(String name, Key key, Key to, double limit) {
    bars.add(
        new Bar(named(name, key), Sense.AT_MOST, limit, Unit.TIMES, round -> round.ratio(key, to)));
  }

  private void addNoBytes(String name, Key key) {
    bars.add(
        new Bar(named(name, key), Sense.AT_MOST, NO_BYTES, Unit.BYTES, round -> round.bytes(key)));
  }

  private static String named(String name, Key key) {
    return key.statements() == 0 ? name : name + " at %,d".formatted(key.statements());
  }

  private static OptionalDouble quotient(OptionalDouble above, OptionalDouble below) {
    return above.isPresent() && below.isPresent()
        ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble beyondString(OptionalDouble bytes) {
    return bytes.isPresent()
        ? OptionalDouble.of(Math.max(0, bytes.getAsDouble() - STRING_BYTES))
        : bytes;
  }

  private static OptionalDouble twice(OptionalDouble ratio) {
    return ratio.isPresent() ? OptionalDouble.of(2 * ratio.getAsDouble()) : ratio;
  }

  private static OptionalDouble percent(OptionalDouble ratio) {
    return ratio.isPresent() ? OptionalDouble.of(100 * ratio.getAsDouble()) : ratio;
  }

  private static OptionalDouble percentBeyond(OptionalDouble ratio) {
    return ratio.isPresent() ? OptionalDouble.of(100 * (ratio.getAsDouble() - 1)) : ratio;
  }
}
