package io.kmspolicy.model.request;

import java.util.Collection;
import java.util.Locale;

/**
 * The condition context of a request, read lazily: a key is asked for only when a test needs it.
 *
 * <p>Implementations must give the same answer for the same name for the whole of a decision and
 * must not block. {@link RequestContext} is the ready-made one.
 */
public interface ConditionContext {

  /**
   * The name by which contexts are asked for a key: in lower case. Equal names are mostly the same
   * object while they are in use, so that finding one takes no comparing of characters.
   *
   * @param key the key's name in any case, such as {@code aws:SourceIp}
   */
  static String name(String key) {
    return SharedNames.INSTANCE.of(key.toLowerCase(Locale.ROOT));
  }

  /**
   * What is known of a condition key.
   *
   * @param key the key's name in lower case, such as {@code aws:sourceip}
   */
  ContextValue get(String key);

  /**
   * The names of the keys that are known to be present under a prefix, without the prefix and in
   * the spelling of the request. The case of an encryption context key matters to grants (rule
   * 5.9), and only the request knows it.
   *
   * @param prefix a prefix in lower case, such as {@code kms:encryptioncontext:}
   */
  Collection<String> namesUnder(String prefix);

  /**
   * Whether the request may hold keys under a prefix that {@link #namesUnder} does not list,
   * because it is not known of some key whether it is there.
   *
   * @param prefix a prefix in lower case
   */
  default boolean mayHoldOthersUnder(String prefix) {
    return false;
  }
}
