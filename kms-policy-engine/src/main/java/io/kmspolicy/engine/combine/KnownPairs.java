package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The encryption context of a request whose names are all known and few, so that the pairs of many
 * grants are looked up without making the name of a condition key of each (rule 5.9). It has no
 * pairs if they are not known, or if a name has characters other than ASCII, whose letter case is
 * not compared here. Immutable.
 */
record KnownPairs(boolean complete, List<String> names, List<ContextValue> values) {

  /** With more names, comparing each takes longer than a lookup. */
  private static final int FEW = 8;

  private static final KnownPairs UNKNOWN = new KnownPairs(false, List.of(), List.of());

  static KnownPairs of(ConditionContext context) {
    String prefix = GrantConstraintMatcher.CONTEXT_PREFIX;
    Optional<Collection<String>> names = context.allNamesUnder(prefix);
    if (names.isEmpty()
        || names.get().size() > FEW
        || !names.get().stream().allMatch(KnownPairs::isAscii)) {
      return UNKNOWN;
    }
    List<String> lower = names.get().stream().map(LetterCase::lowerCase).toList();
    return new KnownPairs(
        true, lower, lower.stream().map(name -> context.get(prefix + name)).toList());
  }

  /** The value of a pair, whose name is in any letter case; null if it is to be looked up. */
  @Nullable ContextValue find(String name) {
    if (!complete) {
      return null;
    }
    for (int i = 0; i < names.size(); i++) {
      String known = names.get(i);
      if (LetterCase.areSameName(known, name)) {
        return values.get(i);
      }
    }
    return ContextValue.absent();
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > '\u007f') {
        return false;
      }
    }
    return true;
  }
}
