package io.kmspolicy.replay.suggest;

import java.util.LinkedHashMap;
import java.util.Map;

/** The uses of one key by recorded calls. Bounded. Not thread-safe. */
final class KeyUses {

  private static final int MAX_USES = 2_000;

  private final Map<ObservedUse, ObservedContexts> uses = new LinkedHashMap<>();
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

  Map<ObservedUse, ObservedContexts> uses() {
    return uses;
  }

  /** Whether there were more uses than are kept. */
  boolean isFull() {
    return isFull;
  }
}
