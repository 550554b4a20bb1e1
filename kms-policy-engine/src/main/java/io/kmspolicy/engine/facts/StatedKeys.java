package io.kmspolicy.engine.facts;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys that somebody states for a request. What is stated holds, also where another
 * value would follow from the caller or the key. Immutable.
 *
 * @param keys the keys with their values; also the keys that are stated to be absent, and those
 *     that are stated to be unknown, with {@link RequestContext#unknownPrefixes}
 * @param absentPrefixes prefixes in lower case; all keys that begin with one are absent, unless
 *     they are stated otherwise
 * @param nothingElse whether all keys are absent that are not stated, that do not follow from
 *     anything, and that a request can lack
 */
public record StatedKeys(RequestContext keys, Set<String> absentPrefixes, boolean nothingElse) {

  static final String ENCRYPTION_CONTEXT = "kms:encryptioncontext:";

  private static final StatedKeys NONE = new StatedKeys(RequestContext.empty(), Set.of(), false);

  /** Copies the set. */
  public StatedKeys {
    absentPrefixes = Set.copyOf(absentPrefixes);
  }

  /** Nothing is stated. */
  public static StatedKeys none() {
    return NONE;
  }

  /** These keys, and no more. */
  public static StatedKeys of(RequestContext keys) {
    return new StatedKeys(keys, Set.of(), false);
  }

  /** The same, and everything else that a request can lack is absent. */
  public StatedKeys withNothingElse() {
    return new StatedKeys(keys, absentPrefixes, true);
  }

  /**
   * The value of a key, or what is stated for all requests where that is unknown or only known to
   * be present: what is known of one request takes precedence over such a statement.
   *
   * @param name the key in lower case
   */
  public static ContextValue orStated(String name, ContextValue known, RequestContext stated) {
    if (known.isOpen()) {
      ContextValue value = stated.values().get(name);
      return value == null ? known : value;
    }
    return known;
  }

  /** The stated value of a key; null if nothing is stated. */
  @Nullable ContextValue get(String name) {
    ContextValue stated = keys.values().get(name);
    if (stated != null) {
      return stated;
    }
    for (String prefix : keys.unknownPrefixes()) {
      if (!prefix.isEmpty() && name.startsWith(prefix)) { // `*` alone takes nothing back
        return ContextValue.unknown();
      }
    }
    boolean isList = name.equals(DerivedKey.ENCRYPTION_CONTEXT_KEYS.keyName());
    if (isList && hasUnknownPair()) { // the list has the names of the pairs (rule 6.12)
      return ContextValue.unknown();
    }
    for (String prefix : absentPrefixes) {
      if (name.startsWith(prefix)) {
        return ContextValue.absent();
      }
    }
    return statesEncryptionContext() ? ofEncryptionContext(name, isList) : null;
  }

  private boolean hasUnknownPair() {
    return keys.unknownPrefixes().stream().anyMatch(one -> one.startsWith(ENCRYPTION_CONTEXT))
        || keys.values().tailMap(ENCRYPTION_CONTEXT).entrySet().stream()
            .takeWhile(pair -> pair.getKey().startsWith(ENCRYPTION_CONTEXT))
            .anyMatch(pair -> pair.getValue().isOpen());
  }

  /**
   * One pair states the whole encryption context, because nobody sends a part of one. So does the
   * statement that no pair is there; a pair that is absent or unknown says nothing of others.
   */
  boolean statesEncryptionContext() {
    for (Map.Entry<String, ContextValue> pair :
        keys.values().tailMap(ENCRYPTION_CONTEXT).entrySet()) {
      if (!pair.getKey().startsWith(ENCRYPTION_CONTEXT)) {
        break;
      }
      if (pair.getValue() instanceof ContextValue.Present
          || pair.getValue() instanceof ContextValue.PresentUnknown) {
        return true;
      }
    }
    return absentPrefixes.contains(ENCRYPTION_CONTEXT);
  }

  private @Nullable ContextValue ofEncryptionContext(String name, boolean isList) {
    if (name.startsWith(ENCRYPTION_CONTEXT)) {
      return ContextValue.absent();
    }
    if (!isList) {
      return null;
    }
    if (keys.mayHoldOthersUnder(ENCRYPTION_CONTEXT)) {
      return ContextValue.unknown();
    }
    List<String> names = List.copyOf(keys.namesUnder(ENCRYPTION_CONTEXT));
    return names.isEmpty() ? ContextValue.absent() : new ContextValue.Present(names);
  }
}
