package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;

/**
 * The spellings of condition keys. A request may have entries of a map, such as the pairs of an
 * encryption context, whose names differ in letter case only, such as {@code t} and {@code T}; they
 * are one key with several values (rule 3.2).
 */
public final class Spellings {

  /**
   * The maps of which a request may have entries that differ in letter case only. The tags of a
   * principal are no such map: IAM compares their names without letter case.
   */
  private static final List<String> MAPS =
      List.of("kms:encryptioncontext:", "aws:requesttag/", "aws:resourcetag/");

  private Spellings() {}

  /**
   * Whether a key is an entry of a map that has other spellings.
   *
   * @param key the key in lower case
   */
  public static boolean mayBeSeveral(String key) {
    for (String map : MAPS) {
      if (key.startsWith(map)) {
        return LetterCase.hasOtherSpelling(key.substring(map.length()));
      }
    }
    return false;
  }

  /** The length of the prefix of a key that is the name of its map; 0 if it is in none. */
  public static int prefixLength(String key) {
    String lower = LetterCase.lowerCase(key);
    for (String map : MAPS) {
      if (lower.startsWith(map)) {
        return map.length();
      }
    }
    return 0;
  }

  /**
   * In how many spellings a request has a key.
   *
   * @param key the key in lower case
   */
  static int count(String key, ConditionContext context) {
    int length = prefixLength(key);
    int prefix = length > 0 ? length : Math.max(key.indexOf('/'), key.indexOf(':')) + 1;
    String name = key.substring(prefix);
    int count = 0;
    for (String spelling : context.namesUnder(key.substring(0, prefix))) {
      count += LetterCase.lowerCase(spelling).equals(name) ? 1 : 0;
    }
    return count;
  }
}
