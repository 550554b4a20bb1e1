import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two key policies about one user and one action whose statements differ in effect and condition.
 *
 * @param before the statements before a change
 * @param after the statements after it
 */
record Z3Pair(List<Statement> before, List<Statement> after) {

  /** A statement: it applies if all its tests hold. */
  record Statement(boolean denies, List<Z3Test> tests) {

    String json() {
      return "{\"Effect\":\""
          + (denies ? "Deny" : "Allow")
          + "\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:user/alice\"},"
          + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{"
          + tests.stream().map(Z3Test::json).collect(Collectors.joining(","))
          + "}}";
    }
  }

  /** A random policy, and another one or a change of the first. */
  static Z3Pair random(Random random) {
    List<Z3Test.Key> all = new ArrayList<>(List.of(Z3Test.Key.values()));
    Collections.shuffle(all, random);
    List<Z3Test.Key> keys = all.subList(0, 1 + random.nextInt(3));
    List<Statement> first = policy(keys, random);
    List<Statement> second =
        switch (random.nextInt(6)) {
          case 0 -> policy(keys, random);
          case 1, 2 -> split(first, keys, random);
          default -> changed(first, keys, random);
        };
    return random.nextBoolean() ? new Z3Pair(first, second) : new Z3Pair(second, first);
  }

  private static List<Statement> policy(List<Z3Test.Key> keys, Random random) {
    List<Statement> statements = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      statements.add(statement(keys, random));
    }
    return statements;
  }

  private static Statement statement(List<Z3Test.Key> keys, Random random) {
    List<Z3Test> tests = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      tests.add(Z3Test.random(keys, random));
    }
    return new Statement(random.nextInt(4) == 0, distinct(tests));
  }

  /** The tests without a second one of an operator, which a document could not hold. */
  private static List<Z3Test> distinct(List<Z3Test> tests) {
    List<Z3Test> distinct = new ArrayList<>();
    for (Z3Test test : tests) {
      if (distinct.stream().noneMatch(one -> one.operator().equals(test.operator()))) {
        distinct.add(test);
      }
    }
    return distinct;
  }

  private static List<Statement> changed(
      List<Statement> original, List<Z3Test.Key> keys, Random random) {
    List<Statement> statements = new ArrayList<>(original);
    int at = random.nextInt(statements.size());
    Statement one = statements.get(at);
    List<Z3Test> tests = new ArrayList<>(one.tests());
    switch (random.nextInt(6)) {
      case 0 -> statements.add(statement(keys, random));
      case 1 -> statements.remove(at);
      case 2 -> {
        tests.add(Z3Test.random(keys, random));
        statements.set(at, new Statement(one.denies(), distinct(tests)));
      }
      default -> {
        int changed = random.nextInt(tests.size());
        tests.set(changed, tests.get(changed).changed(keys, random));
        statements.set(at, new Statement(one.denies(), distinct(tests)));
      }
    }
    return statements;
  }

  /** The same policy in other statements: a statement once for a test and once for its opposite. */
  private static List<Statement> split(
      List<Statement> original, List<Z3Test.Key> keys, Random random) {
    List<Statement> statements = new ArrayList<>(original);
    Statement one = statements.remove(random.nextInt(statements.size()));
    Z3Test.Key key = keys.get(random.nextInt(keys.size()));
    for (String wanted : List.of("true", "false")) {
      List<Z3Test> tests = new ArrayList<>(one.tests());
      tests.add(new Z3Test(key, "Null", List.of(wanted)));
      statements.add(new Statement(one.denies(), distinct(tests)));
    }
    return statements;
  }

  static String json(List<Statement> statements) {
    return statements.stream()
        .map(Statement::json)
        .collect(Collectors.joining(",", "{\"Version\":\"2012-10-17\",\"Statement\":[", "]}"));
  }

  /**
   * The declarations and the assertion that a request is allowed after the change and not before.
   *
   * @param bothReadings whether it has to be so under both readings of rule 3.5, or under one
   */
  String problem(boolean bothReadings) {
    Set<Z3Test.Key> keys = EnumSet.of(Z3Test.Key.TAG);
    int members = 1;
    for (Z3Test test : tests()) {
      keys.add(test.key());
      members += test.key() == Z3Test.Key.NAMES ? 1 : 0;
    }
    StringBuilder text = new StringBuilder();
    for (Z3Test.Key key : keys) {
      text.append(key.declarations(members));
    }
    List<String> readings = List.of(difference(members, true), difference(members, false));
    text.append("(assert ")
        .append(bothReadings ? Z3Test.and(readings) : Z3Test.or(readings))
        .append(")\n");
    return text.toString();
  }

  private List<Z3Test> tests() {
    List<Z3Test> tests = new ArrayList<>();
    before.forEach(statement -> tests.addAll(statement.tests()));
    after.forEach(statement -> tests.addAll(statement.tests()));
    return tests;
  }

  private String difference(int members, boolean emptyIsNull) {
    return Z3Test.and(
        List.of(
            allowed(after, members, emptyIsNull),
            Z3Test.not(allowed(before, members, emptyIsNull))));
  }

  /** Lines 1 and 7 of section 0: no Deny applies, and an Allow does. */
  private static String allowed(List<Statement> statements, int members, boolean emptyIsNull) {
    List<String> denials = new ArrayList<>();
    List<String> permissions = new ArrayList<>();
    for (Statement statement : statements) {
      String applies =
          Z3Test.and(
              statement.tests().stream().map(test -> test.formula(members, emptyIsNull)).toList());
      (statement.denies() ? denials : permissions).add(applies);
    }
    return Z3Test.and(List.of(Z3Test.not(Z3Test.or(denials)), Z3Test.or(permissions)));
  }
}
