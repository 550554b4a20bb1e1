package io.kmspolicy.analysis.fleet;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The sentences about risks. */
final class RiskSentences {

  private static final int MAX_NAMES = 3;
  private static final String UNLESS =
      "Unless a resource control policy that is not known forbids it, ";

  private final List<ActionGroup> groups;

  /**
   * Sentences about actions.
   *
   * @param groups the group of each action, by its number
   */
  RiskSentences(List<ActionGroup> groups) {
    this.groups = List.copyOf(groups);
  }

  /** What a subject may do with a key, as a sentence. */
  String may(String subject, BitSet actions, String also) {
    return subject + " may " + deeds(actions) + count(actions) + also + ".";
  }

  /** A sentence that holds if no policy that is not known forbids what it says. */
  static String unlessForbidden(String sentence) {
    return UNLESS + sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  /** How much harm the actions can do: one of a worse group outweighs all of the others. */
  int weight(BitSet actions) {
    int weight = 0;
    for (ActionGroup group : groupsOf(actions)) {
      weight +=
          switch (group) {
            case CHANGE_POLICY -> 16;
            case ADMINISTER -> 8;
            case GRANT -> 4;
            case USE -> 2;
            case VIEW -> 1;
          };
    }
    return weight * (groups.size() + 1) + actions.cardinality();
  }

  private Set<ActionGroup> groupsOf(BitSet actions) {
    Set<ActionGroup> found = EnumSet.noneOf(ActionGroup.class);
    actions.stream().mapToObj(groups::get).forEach(found::add);
    return found;
  }

  private String deeds(BitSet actions) {
    Set<ActionGroup> found = groupsOf(actions);
    List<String> deeds = new ArrayList<>();
    add(found, ActionGroup.CHANGE_POLICY, "change its key policy", deeds);
    add(found, ActionGroup.ADMINISTER, "administer it", deeds);
    add(found, ActionGroup.GRANT, "create or end grants", deeds);
    add(found, ActionGroup.USE, "use it", deeds);
    add(found, ActionGroup.VIEW, "view it", deeds);
    return list(deeds);
  }

  private static void add(
      Set<ActionGroup> found, ActionGroup group, String deed, List<String> deeds) {
    if (found.contains(group)) {
      deeds.add(deed);
    }
  }

  private String count(BitSet actions) {
    return " (" + actions.cardinality() + " of " + groups.size() + " actions)";
  }

  /** The conditions of what a subject may do. */
  static String under(Collection<String> keys) {
    return ", under conditions" + (keys.isEmpty() ? "" : " on " + firstOf(keys));
  }

  /** The first names, and how many there are besides. */
  static String firstOf(Collection<String> names) {
    List<String> shown = new ArrayList<>(names.stream().limit(MAX_NAMES).toList());
    if (names.size() > MAX_NAMES) {
      shown.add((names.size() - MAX_NAMES) + " more");
    }
    return list(shown);
  }

  private static String list(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }
}
