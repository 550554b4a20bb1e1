package io.kmspolicy.engine.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes new inputs of given ones. Most mutations replace whole JSON strings. */
final class Mutator {

  private static final Pattern STRING = Pattern.compile("(\"(?:[^\"\\\\]|\\\\.){0,200}\")(:?)");
  private static final int MAX_LENGTH = 40_000;

  /** Values and tokens that the readers and the rules treat specially. */
  private static final List<String> TOKENS =
      List.of(
          "\"*\"",
          "\"\"",
          "\"?\"",
          "\"${*}\"",
          "\"${aws:PrincipalTag/team, 'x'}\"",
          "\"${\"",
          "\"kms:*\"",
          "\"Deny\"",
          "\"Allow\"",
          "\"Null\"",
          "\"ForAllValues:StringLike\"",
          "\"ForAnyValue:StringNotEqualsIfExists\"",
          "\"NumericLessThan\"",
          "\"1e400\"",
          "\"ArnLike\"",
          "\"2008-10-17\"",
          "\"aws:PrincipalArn\"",
          "\"kms:EncryptionContext:a\"",
          "\"NotAction\"",
          "\"NotResource\"",
          "\"NotPrincipal\"",
          "\"unknown\"",
          "null",
          "true",
          "[]",
          "{}",
          "-0",
          "1e99999",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\u212a\"");

  private final Random random;
  private final List<byte[]> seeds;

  Mutator(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  /** A mutation of some seed: one to three changes. */
  byte[] next() {
    String text = new String(seed(), StandardCharsets.UTF_8);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      text = change(text);
    }
    return text.substring(0, Math.min(text.length(), MAX_LENGTH)).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private String change(String text) {
    return switch (random.nextInt(16)) {
      case 0 -> cut(text);
      case 1 -> repeat(text);
      case 2 -> insert(text, TOKENS.get(random.nextInt(TOKENS.size())));
      case 3 -> insert(text, String.valueOf((char) random.nextInt(256)));
      case 4, 5 -> replace(text, TOKENS.get(random.nextInt(TOKENS.size())));
      default -> exchange(text);
    };
  }

  private String cut(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(20));
    return text.substring(0, from) + text.substring(to);
  }

  /** Repeats a part, so that work that grows faster than its input shows. */
  private String repeat(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(12));
    return text.substring(0, to)
        + text.substring(from, to).repeat(random.nextInt(1 << random.nextInt(10)))
        + text.substring(to);
  }

  private String insert(String text, String token) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + token + text.substring(at);
  }

  private String replace(String text, String by) {
    List<MatchResult> strings = strings(text);
    return strings.isEmpty() ? insert(text, by) : replace(text, pick(strings), by);
  }

  /**
   * Replaces a string by one of another seed that begins with the same letter, if it has some: such
   * strings often play the same role, so the input stays readable.
   */
  private String exchange(String text) {
    List<MatchResult> strings = strings(text);
    if (strings.isEmpty()) {
      return repeat(text);
    }
    MatchResult replaced = pick(strings);
    List<MatchResult> others =
        strings(new String(seed(), StandardCharsets.UTF_8)).stream()
            .filter(other -> role(other).equals(role(replaced)))
            .toList();
    return others.isEmpty() ? repeat(text) : replace(text, replaced, pick(others).group(1));
  }

  /** Whether the string is the name of a member, and its first letter. */
  private static String role(MatchResult string) {
    return string.group(2) + string.group(1).charAt(1);
  }

  private static String replace(String text, MatchResult string, String by) {
    return text.substring(0, string.start(1)) + by + text.substring(string.end(1));
  }

  private MatchResult pick(List<MatchResult> strings) {
    return strings.get(random.nextInt(strings.size()));
  }

  private static List<MatchResult> strings(String text) {
    return STRING.matcher(text).results().toList();
  }
}
