package io.kmspolicy.model.text;

import java.util.Locale;

/** Numbers with their nouns. */
public final class Counts {

  private Counts() {}

  /** The number with the noun, which has its plural with an s. */
  public static String of(long number, String noun) {
    return of(number, noun, noun + "s");
  }

  /** The number with the noun in its number. */
  public static String of(long number, String noun, String plural) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
  }
}
