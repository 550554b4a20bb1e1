package io.kmspolicy.cli.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scenarios with letters beyond ASCII, and with the numbers, dates and addresses on which class
 * libraries differ: mutations of given ones. {@code scripts/compare-jdks} has them decided on
 * several versions of Java. The same seed and files give the same scenarios.
 */
public final class ScenarioMutations {

  private static final int MAX_DOCUMENTS = 150;

  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern LABEL = Pattern.compile(",?\"(?:expected|rule)\":\"[^\"]*\"");
  private static final Pattern DOCUMENT = Pattern.compile("\"document\":");
  private static final Pattern STATEMENTS = Pattern.compile("\"Statement\":\\[");
  private static final Pattern CONTEXT = Pattern.compile("\"context\":\\{(})?");

  /**
   * Letters that differ in case only, in some version of Unicode or in all, and characters that a
   * library may take for white space, digits, or nothing.
   */
  private static final List<List<String>> ALIKE =
      List.of(
          List.of("k", "K", "\u212a"),
          List.of("s", "S", "\u017f"),
          List.of("i", "I", "\u0130", "\u0131", "i\u0307"),
          List.of("\u00df", "\u1e9e", "ss"),
          List.of("\u00e9", "\u00c9", "e\u0301"),
          List.of("\u03c3", "\u03a3", "\u03c2"),
          List.of("\u00b5", "\u03bc", "\u039c"),
          List.of("\u03c9", "\u2126", "\u03a9"),
          List.of("\u01c4", "\u01c5", "\u01c6"),
          List.of("\u0390", "\u1fd3"),
          List.of("\ufb05", "\ufb06", "st"),
          List.of("\u03b9", "\u0345", "\u1fbe"),
          List.of("\u0432", "\u0412", "\u1c80"),
          List.of("\u10d0", "\u1c90"),
          List.of("\u13a0", "\uab70"),
          List.of("\u026a", "\ua7ae"),
          List.of("\u0264", "\ua7cb"),
          List.of("\u019b", "\ua7dc"),
          List.of("\u1c89", "\u1c8a"),
          List.of("\u2c2f", "\u2c5f"),
          List.of("\u2c2e", "\u2c5e"),
          List.of("\ua7c0", "\ua7c1"),
          List.of("\ua7cc", "\ua7cd"),
          List.of("\ua7ce", "\ua7cf"),
          List.of("\ua7d0", "\ua7d1"),
          List.of("\ua7d2", "\ua7d3"),
          List.of("\ua7d6", "\ua7d7"),
          List.of("\ud801\udc00", "\ud801\udc28"),
          List.of("\ud801\udd70", "\ud801\udd97"),
          List.of("\ud803\udd50", "\ud803\udd70"),
          List.of("\ud83a\udd00", "\ud83a\udd22"),
          List.of("\ud83d\ude00", "\ud83d\ude20"),
          List.of("\u0661", "\uff11", "1", "\ud806\udf51"),
          List.of(" ", "\u00a0", "\u0085", "\u2028", "\u3000", "\u180e", "\u200b", "\ufeff"),
          List.of("\u061d", "\u0890", "\u0891", "\ud80d\udc40", "\u2066", "\u00ad"),
          List.of("\u0870", "\u1c8b", "\ua7dd", "\ud803\udd4a"));

  private static final List<String> WORDS =
      List.of("kelvin", "stra\u00dfe", "istanbul", "alias/app", "\u2c2fword", "x");

  private static final List<String> TEXT_OPERATORS =
      List.of(
          "StringEqualsIgnoreCase",
          "StringNotEqualsIgnoreCase",
          "ForAnyValue:StringEqualsIgnoreCase",
          "ForAllValues:StringNotEqualsIgnoreCase",
          "StringEquals",
          "StringLike",
          "StringNotLike",
          "ArnLike");

  private static final List<List<String>> OPERANDS =
      List.of(
          List.of("NumericEquals", "1", "1.0", "\uff11", "\u0661", "1e3", " 1", "\u00a01", "0x1"),
          List.of("NumericLessThanIfExists", "9", "10", "1.", ".5", "1_0", "NaN", "1d", "-0"),
          List.of("DateEquals", "2026-10-06", "2026-10-06T23:13Z", "1791328433", "\u0662026"),
          List.of("DateLessThan", "2026-10-06T24:00:00Z", "2026-02-29", "20261006", "+12026"),
          List.of("IpAddress", "10.0.0.0/8", "10.0.0.1", "\uff11\uff10.0.0.1", "010.0.0.1", "::1"),
          List.of("NotIpAddress", "::ffff:10.0.0.1", "fe80::1%eth0", "2001:DB8::/32", "1.2.3"),
          List.of("BinaryEquals", "AQ==", "AQ", "A_-=", "Zm 9v", "\uff21Q=="),
          List.of("Bool", "true", "TRUE", "tru\u00e9", "fal\u017fe", "1"),
          List.of("Null", "true", "fal\u017fe", "FALSE"));

  private final Random random;
  private final List<String> lines;

  private ScenarioMutations(Random random, List<String> lines) {
    this.random = random;
    this.lines = lines;
  }

  /**
   * Writes {@code mutated.jsonl} and the folder {@code documents} with policy documents of it.
   *
   * @param args the number of scenarios, the seed, the directory to write to, and files of
   *     scenarios
   */
  public static void main(String[] args) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String file : List.of(args).subList(3, args.length)) {
      lines.addAll(Files.readAllLines(Path.of(file)));
    }
    lines.removeIf(line -> !line.startsWith("{"));
    Path directory = Path.of(args[2]);
    Random random = new Random(Long.parseLong(args[1]));
    List<String> made = new ScenarioMutations(random, lines).make(Integer.parseInt(args[0]));
    Files.writeString(directory.resolve("mutated.jsonl"), String.join("\n", made) + "\n");
    Path documents = Files.createDirectories(directory.resolve("documents"));
    int written = 0;
    for (int i = 0; i < made.size() && written < MAX_DOCUMENTS; i++) {
      String document = document(made.get(i));
      if (!document.isEmpty()) {
        Files.writeString(documents.resolve(String.format("%05d.json", written++)), document);
      }
    }
  }

  private List<String> make(int count) {
    List<String> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String line = LABEL.matcher(oneOf(lines)).replaceAll("");
      made.add(mutated(line));
    }
    return made;
  }

  private String mutated(String line) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> withTest(line, oneOf(TEXT_OPERATORS), word(), word());
      case 3 -> {
        List<String> operands = oneOf(OPERANDS);
        List<String> values = operands.subList(1, operands.size());
        yield withTest(line, operands.get(0), oneOf(values), oneOf(values));
      }
      case 4 -> withTest(line, oneOf(TEXT_OPERATORS), "${aws:PrincipalTag/" + word() + "}", word());
      default -> withOtherStrings(line);
    };
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A word with a few letters, each one of a list of similar ones. */
  private String word() {
    StringBuilder word = new StringBuilder(oneOf(WORDS));
    List<String> alike = oneOf(ALIKE);
    word.insert(place(word.toString()), oneOf(alike));
    return random.nextBoolean() ? word.toString() : oneOf(alike);
  }

  /** An index at which a text can be cut: not inside a character of two units. */
  private int place(String text) {
    return text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
  }

  /**
   * Other spellings of some strings of a line: values, patterns, names of condition keys, and
   * rarely a member's name, which makes an error of the line.
   */
  private String withOtherStrings(String line) {
    String changed = line;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      List<MatchResult> strings = STRING.matcher(changed).results().toList();
      MatchResult string = oneOf(strings);
      while (isMember(string, changed) && random.nextInt(16) != 0) {
        string = oneOf(strings);
      }
      String text = otherwise(string.group(1));
      changed = changed.substring(0, string.start(1)) + text + changed.substring(string.end(1));
    }
    return changed;
  }

  private static boolean isMember(MatchResult string, String line) {
    boolean isName = string.end() < line.length() && line.charAt(string.end()) == ':';
    return isName && string.group(1).indexOf(':') < 0;
  }

  private String otherwise(String text) {
    for (List<String> alike : ALIKE) {
      for (String letter : alike) {
        if (text.contains(letter) && random.nextInt(3) == 0) {
          return text.replace(letter, oneOf(alike));
        }
      }
    }
    int at = text.contains("\\") ? 0 : place(text);
    return text.substring(0, at) + oneOf(oneOf(ALIKE)) + text.substring(at);
  }

  /**
   * A line with a new first statement in one of its documents, and with a value of the key that the
   * statement tests. The names of the key differ in a letter or are equal.
   */
  private String withTest(String line, String operator, String inPolicy, String inRequest) {
    List<String> alike = oneOf(ALIKE);
    String prefix = random.nextBoolean() ? "kms:EncryptionContext:t" : "aws:PrincipalTag/t";
    String name = prefix + oneOf(alike);
    String asked = random.nextInt(3) == 0 ? prefix + oneOf(alike) : name;
    List<MatchResult> places = STATEMENTS.matcher(line).results().toList();
    if (places.isEmpty()) {
      return withOtherStrings(line);
    }
    int at = oneOf(places).end();
    int next = line.indexOf("\"Statement\":", at);
    boolean hasPrincipal =
        line.substring(at, next < 0 ? line.length() : next).contains("Principal\":");
    String statement =
        "{\"Effect\":\"%s\",%s\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"%s\":{\"%s\":[\"%s\"]}}},"
            .formatted(
                random.nextInt(3) == 0 ? "Deny" : "Allow",
                hasPrincipal ? "\"Principal\":\"*\"," : "",
                operator,
                name,
                inPolicy);
    String changed = line.substring(0, at) + statement + line.substring(at);
    Matcher context = CONTEXT.matcher(changed);
    String pair = "\"" + asked + "\":[\"" + inRequest + "\"]";
    return context.find()
        ? changed.substring(0, context.start())
            + "\"context\":{"
            + pair
            + (context.group(1) == null ? "," : "}")
            + changed.substring(context.end())
        : changed.replaceFirst(
            "\"request\":\\{",
            "\"request\":{\"context\":{" + Matcher.quoteReplacement(pair) + "},");
  }

  /** The first policy document of a scenario; empty if it has none. */
  private static String document(String line) {
    Matcher start = DOCUMENT.matcher(line);
    if (!start.find()) {
      return "";
    }
    int depth = 0;
    for (int i = start.end(); i < line.length(); i++) {
      depth += line.charAt(i) == '{' ? 1 : line.charAt(i) == '}' ? -1 : 0;
      if (depth == 0 && line.charAt(i) == '}') {
        return line.substring(start.end(), i + 1);
      }
    }
    return "";
  }
}
