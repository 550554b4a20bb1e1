package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The actions and the encryption contexts of the calls of one use. Bounded: of more than {@link
 * #MAX_NAMES} names, none is kept, and of more than {@link #MAX_VALUES} values of a name, none. Not
 * thread-safe.
 */
final class ObservedContexts {

  static final String PREFIX = "kms:encryptioncontext:";

  private static final int MAX_NAMES = 8;
  private static final int MAX_VALUES = 8;
  private static final int MAX_VALUE = 256;

  /** A name that a condition key can have without a doubt about its spelling. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.:/@=+-]{1,128}");

  /** The parts of a value between other characters than letters and digits. */
  private static final Pattern BETWEEN_PARTS = Pattern.compile("[^A-Za-z0-9]+");

  private static final int DIGITS_OF_AN_ID = 6;
  private static final int HEX_DIGITS_OF_AN_ID = 8;
  private static final int CHARACTERS_OF_AN_ID = 16;
  private static final int DIGITS_OF_AN_ACCOUNT = 12;
  private static final String SOME_ID = "00000000";

  private final Set<String> actions = new TreeSet<>();

  /** The values of each name; a set that is full stands for any value. */
  private final Map<String, Set<String>> values = new TreeMap<>();

  private final Set<String> always = new TreeSet<>();
  private boolean isOpen;
  private boolean isFirst = true;

  void add(String action, ConditionContext context, boolean hasContext) {
    actions.add(action);
    if (hasContext && !isOpen) {
      addNames(context);
    }
  }

  private void addNames(ConditionContext context) {
    Collection<String> names = context.namesUnder(PREFIX);
    if (context.mayHoldOthersUnder(PREFIX) || !arePlain(names)) {
      isOpen = true;
      return;
    }
    if (isFirst) {
      always.addAll(names);
      isFirst = false;
    }
    always.retainAll(Set.copyOf(names));
    for (String name : names) {
      Set<String> known = values.computeIfAbsent(name, first -> new TreeSet<>());
      if (known.size() <= MAX_VALUES) {
        known.add(value(context, name));
      }
    }
    isOpen = values.size() > MAX_NAMES || haveVariants(values.keySet());
  }

  private static boolean arePlain(Collection<String> names) {
    return names.stream().allMatch(name -> PLAIN_NAME.matcher(name).matches());
  }

  /** Condition keys do not tell names apart that differ in case only. */
  private static boolean haveVariants(Set<String> names) {
    Set<String> lower = new HashSet<>();
    return !names.stream().allMatch(name -> lower.add(LetterCase.lowerCase(name)));
  }

  /** The value; an id if it cannot be a value of a condition. */
  private static String value(ConditionContext context, String name) {
    String value =
        context.get(PREFIX + LetterCase.lowerCase(name)) instanceof ContextValue.Present present
            ? present.single()
            : null;
    return value == null || value.length() > MAX_VALUE || value.contains("${") ? SOME_ID : value;
  }

  /**
   * Whether a value identifies a single object, such as a message or a file: a condition on it
   * would not describe what a principal does. Account ids do not count.
   */
  static boolean isId(String value) {
    return BETWEEN_PARTS.splitAsStream(value).anyMatch(ObservedContexts::isIdPart);
  }

  private static boolean isIdPart(String part) {
    int length = part.length();
    long digits = part.chars().filter(c -> c >= '0' && c <= '9').count();
    if (digits == length) {
      return length >= DIGITS_OF_AN_ID && length != DIGITS_OF_AN_ACCOUNT;
    }
    boolean isHex = part.chars().allMatch(digit -> digit < 128 && Character.digit(digit, 16) >= 0);
    return digits > 0 && length >= (isHex ? HEX_DIGITS_OF_AN_ID : CHARACTERS_OF_AN_ID);
  }

  Set<String> actions() {
    return actions;
  }

  /** The names that occurred; none if they are not all known. */
  List<String> names() {
    return isOpen ? List.of() : List.copyOf(values.keySet());
  }

  /** The names that every call had. */
  List<String> namesOfAll() {
    return isOpen ? List.of() : List.copyOf(always);
  }

  /** The values of a name; empty if there are many, or if they are ids. */
  List<String> values(String name) {
    Set<String> known = values.getOrDefault(name, Set.of());
    return known.size() > MAX_VALUES || known.stream().anyMatch(ObservedContexts::isId)
        ? List.of()
        : new ArrayList<>(known);
  }
}
