package io.kmspolicy.model.request;

import io.kmspolicy.model.text.LetterCase;
import java.util.Collection;
import java.util.Optional;

/**
 * The condition context of a request. It is read lazily: a key is looked up only when a condition
 * needs it.
 *
 * <p>An implementation must return the same value for the same name throughout a decision and must
 * not block. {@link RequestContext} is the standard implementation.
 */
public interface ConditionContext {
  /**
   * The canonical form of a key's name for {@link #get}: lower case. Equal names are usually the
   * same object (see the interning cache {@code SharedNames}), so that a lookup rarely compares
   * characters.
   *
   * @param key the key's name in any case, such as {@code aws:SourceIp}
   */
  static String name(String key) {
    return SharedNames.INSTANCE.of(LetterCase.lowerCase(key));
  }

  /**
   * The known state of a condition key.
   *
   * @param key the key's name in lower case, such as {@code aws:sourceip}
   */
  ContextValue get(String key);

  /**
   * The bit of a key's name in a filter of names ({@link #nameBits}).
   *
   * @param key the key's name in lower case
   */
  static long bit(String key) {
    int mixed = key.hashCode() * 0x9E3779B1; // Fibonacci hashing (Knuth, TAOCP 3, 6.4)
    return 1L << (mixed >>> 26); // the upper six bits
  }

  /**
   * A Bloom filter with one hash function (Bloom 1970): the bits of the names of all keys that are
   * not absent. A key whose bit is not set is absent, so a decision that reads only such keys needs
   * no lookup. By default all bits are set, which is right for every context.
   */
  default long nameBits() {
    return -1;
  }

  /**
   * The names of the keys with a prefix that are known to be present, without the prefix and in the
   * spelling of the request. Grants compare the names of encryption context keys with their letter
   * case (rule 5.9), and only the request has it.
   *
   * @param prefix a prefix in lower case, such as {@code kms:encryptioncontext:}
   */
  Collection<String> namesUnder(String prefix);

  /**
   * Whether the request may contain keys with a prefix that {@link #namesUnder} does not list,
   * because the presence of some key is unknown.
   *
   * @param prefix a prefix in lower case
   */
  default boolean mayHoldOthersUnder(String prefix) {
    return false;
  }

  /**
   * The names of all keys with a prefix that may be present, as {@link #namesUnder} returns them,
   * for searches that compare many names with them. By default they are not known, which is right
   * for every context.
   *
   * @param prefix a prefix in lower case, such as {@code kms:encryptioncontext:}
   * @return empty if there may be others
   */
  default Optional<Collection<String>> allNamesUnder(String prefix) {
    return Optional.empty();
  }
}
