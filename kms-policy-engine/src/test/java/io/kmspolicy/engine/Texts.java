package io.kmspolicy.engine;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts for tests. */
public final class Texts {

  private Texts() {}

  public static String join(List<Character> characters) {
    return characters.stream().map(String::valueOf).collect(Collectors.joining());
  }

  /** Texts that resemble operands of operators and are often malformed. */
  public static Arbitrary<String> any() {
    Arbitrary<String> signs =
        Arbitraries.of(
                '0', '1', '9', '2', '.', ':', '-', '+', 'T', 'Z', '/', 'e', 'E', 'f', 'a', 'x', '=',
                '$', '{', '}', '*', '?', ' ', ',', '\'', '\u0130', '\ud800', '\u0661', '\u2c2f',
                '\u2c5f')
            .list()
            .ofMaxSize(14)
            .map(Texts::join);
    Arbitrary<String> broken =
        Arbitraries.of(
                "2026-01-01T00:00:00Z",
                "203.0.113.5/24",
                "2001:db8::1",
                "1546257599.0",
                "QUI=",
                "arn:aws:kms:us-west-2:111122223333:key/1",
                "kms:Decrypt",
                "${aws:username, 'x'}",
                "9".repeat(401),
                "1e999")
            .flatMap(text -> Arbitraries.integers().between(0, text.length()).map(text::substring));
    return Arbitraries.oneOf(signs, broken, Arbitraries.strings().ofMaxLength(10));
  }
}
