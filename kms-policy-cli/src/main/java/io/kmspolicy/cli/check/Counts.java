package io.kmspolicy.cli.check;

import java.util.Locale;

/** Numbers with their nouns. */
final class Counts {

  private Counts() {}

  /** The number with the noun, which has its plural with an s. */
  static String of(long number, String noun) {
    return of(number, noun, noun + "s");
  }

  static String of(long number, String noun, String plural) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
  }
}
