package io.kmspolicy.replay.suggest;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The uses of one key by recorded calls. Bounded. Not thread-safe. */
final class KeyUses {

  private static final int MAX_USES = 2_000;
  private static final int MAX_UNNAMED = 1_000;

  private final Map<ObservedUse, ObservedContexts> uses = new LinkedHashMap<>();
  private final Set<UnnamedCall> unnamed = new LinkedHashSet<>();
  private boolean isFull;

  /** The contexts of a use; those of nobody if there are too many uses. */
  ObservedContexts of(ObservedUse use) {
    ObservedContexts known = uses.get(use);
    if (known != null) {
      return known;
    }
    ObservedContexts made = new ObservedContexts();
    if (uses.size() >= MAX_USES) {
      isFull = true;
    } else {
      uses.put(use, made);
    }
    return made;
  }

  void add(UnnamedCall call) {
    if (unnamed.size() >= MAX_UNNAMED) {
      isFull = true;
    } else {
      unnamed.add(call);
    }
  }

  Map<ObservedUse, ObservedContexts> uses() {
    return uses;
  }

  Set<UnnamedCall> unnamed() {
    return unnamed;
  }

  /** Whether there were more uses than are kept. */
  boolean isFull() {
    return isFull;
  }
}
