package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Patterns of ARNs, whole and cut off, beside the plain reading of their fields. */
class ArnMatcherTest {

  private static final int FIELDS = 6;

  /** Patterns of one to seven fields. */
  private static List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    for (String first : List.of("arn", "*", "a??", "a", "")) {
      for (String second : List.of("", ":a", ":*", ":?")) {
        for (String middle : List.of("", "::", ":::", ":a::")) {
          for (String last : List.of("", ":", ":a", ":*", ":?a:*")) {
            patterns.add(first + second + middle + last);
          }
        }
      }
    }
    return patterns;
  }

  private static boolean isWild(String pattern) {
    return pattern.contains("*") || pattern.contains("?");
  }

  private static String[] fields(String text) {
    return text.split(":", FIELDS);
  }

  private static String filledUp(String pattern) {
    return isWild(pattern) ? pattern + ":*".repeat(FIELDS - fields(pattern).length) : pattern;
  }

  private static boolean isArn(String text) {
    return text.startsWith("arn:") && fields(text).length == FIELDS;
  }

  private static MatchResult like(String pattern, String value, MatchResult unreadable) {
    String[] patterns = fields(filledUp(pattern));
    if (pattern.matches("[*]+")) {
      return MatchResult.INDETERMINATE;
    }
    boolean isPattern = patterns.length == FIELDS && Glob.parse(patterns[0]).matches("arn");
    if (!isPattern || !isArn(value)) {
      return unreadable;
    }
    boolean matches = true;
    for (int i = 0; i < FIELDS; i++) {
      matches &= Glob.parse(patterns[i]).matches(fields(value)[i]);
    }
    // Whether missing fields count as `*` is not documented.
    boolean isOpen = !pattern.equals(filledUp(pattern));
    MatchResult open = matches ? MatchResult.INDETERMINATE : unreadable;
    return isOpen ? open : MatchResult.of(matches);
  }

  @Test
  @DisplayName("2.15: a pattern with a wildcard and fewer than six fields is filled up with `*`")
  void filledUp_anyPattern_hasSixFieldsIfItIsWild() {
    for (String pattern : patterns()) {
      assertThat(ArnMatcher.filledUp(Glob.parse(pattern)))
          .as(pattern)
          .isEqualTo(Glob.parse(filledUp(pattern)));
      assertThat(ArnMatcher.hasAllFields(PolicyTemplate.pattern(pattern, true)))
          .as(pattern)
          .isEqualTo(pattern.equals(filledUp(pattern)));
    }
  }

  @Test
  @DisplayName("2.15, 3.17: an ARN is compared field by field; other values are not readable")
  void like_anyPattern_comparesFieldByField() {
    List<String> values =
        List.of(
            "arn:a::::",
            "arn:a::::a",
            "arn:::a::xa:b",
            "arn:x:a::::a",
            "arn:a:::",
            "arm:a::::a",
            "arn",
            ":arn:a:::a",
            "");
    for (String pattern : patterns()) {
      ArnMatcher matcher = new ArnMatcher(Glob.parse(pattern));
      for (String value : values) {
        for (MatchResult unreadable : List.of(MatchResult.NO_MATCH, MatchResult.INDETERMINATE)) {
          assertThat(matcher.like(value, unreadable))
              .as("%s like %s", value, pattern)
              .isEqualTo(like(pattern, value, unreadable));
        }
      }
    }
  }

  @Test
  @DisplayName("6.13: the example of a pattern is a shortest ARN that it matches for certain")
  void example_anyPattern_isAShortestArn() {
    for (String pattern : patterns()) {
      String[] fields = fields(pattern);
      boolean canMatch = fields.length == FIELDS && Glob.parse(fields[0]).matches("arn");
      String rest = pattern.substring(pattern.indexOf(':') + 1);
      String shortest = "arn:" + rest.replace("*", "").replace('?', 'x');

      assertThat(new ArnMatcher(Glob.parse(pattern)).example().orElse("none"))
          .as(pattern)
          .isEqualTo(canMatch ? shortest : "none");
    }
  }

  @Test
  @DisplayName("2.3: the sixth field of an ARN begins after the fifth colon")
  void headerEnd_anyText_isAfterTheFifthColon() {
    for (String text : patterns()) {
      String[] fields = fields(text);
      int end = fields.length < FIELDS ? -1 : text.length() - fields[FIELDS - 1].length();

      assertThat(ArnPattern.headerEnd(text)).as(text).isEqualTo(end);
      assertThat(ArnMatcher.isArn(text)).as(text).isEqualTo(isArn(text));
    }
  }

  @Test
  @DisplayName("2.3: a plain part has no wildcard, no capital letter and nothing beyond ASCII")
  void isPlain_anyCharacter_isThatOfItsPart() {
    for (char c = 0; c < 0x100; c++) {
      boolean isWildcard = c == '*' || c == '?';
      boolean isPlain = c < 0x80 && !isWildcard && !Character.isUpperCase(c);
      String text = "A*a" + c + "?Z";

      assertThat(ArnPattern.isPlain(text, 2, 4)).as(text).isEqualTo(isPlain);
      assertThat(ArnPattern.hasNoWildcard(text, 2, 4)).as(text).isEqualTo(!isWildcard);
      assertThat(ArnPattern.isPlain(text, 2, 3)).isTrue();
    }
  }
}
