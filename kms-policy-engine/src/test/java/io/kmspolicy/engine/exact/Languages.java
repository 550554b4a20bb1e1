package io.kmspolicy.engine.exact;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import dk.brics.automaton.BasicOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The languages of patterns as automata of another library. */
public final class Languages {

  /** Rule 2.15: an ARN has five colons, and its last field may have more. */
  private static final int ARN_FIELDS = 6;

  private static final Map<Character, Automaton> VARIANTS = new ConcurrentHashMap<>();

  private Languages() {}

  /** All texts. */
  public static Automaton all() {
    return BasicAutomata.makeAnyString();
  }

  /** The texts that match a glob (rule 2.16). */
  public static Automaton glob(String pattern, boolean ignoreCase) {
    return glob(pattern, ignoreCase, BasicAutomata.makeAnyChar());
  }

  private static Automaton glob(String pattern, boolean ignoreCase, Automaton wild) {
    List<Automaton> parts = new ArrayList<>();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      parts.add(
          switch (c) {
            case '*' -> wild.repeat();
            case '?' -> wild;
            default -> ignoreCase ? variants(c) : BasicAutomata.makeChar(c);
          });
    }
    return determined(BasicOperations.concatenate(parts));
  }

  /** The characters that are equal to one without regard to letter case (rule 3.10). */
  private static Automaton variants(char c) {
    return VARIANTS.computeIfAbsent(
        c,
        one -> {
          List<Automaton> equal = new ArrayList<>();
          for (int other = Character.MIN_VALUE; other <= Character.MAX_VALUE; other++) {
            if (String.valueOf((char) other).equalsIgnoreCase(String.valueOf(one))) {
              equal.add(BasicAutomata.makeChar((char) other));
            }
          }
          return determined(BasicOperations.union(equal));
        });
  }

  /** The texts that an ARN pattern of six fields matches field by field; else none (rule 2.15). */
  public static Automaton arnLike(String pattern) {
    String[] fields = pattern.split(":", ARN_FIELDS);
    if (fields.length < ARN_FIELDS) {
      return BasicAutomata.makeEmpty();
    }
    Automaton noColon = BasicAutomata.makeAnyChar().minus(BasicAutomata.makeChar(':'));
    List<Automaton> parts = new ArrayList<>();
    for (int i = 0; i < ARN_FIELDS; i++) {
      boolean isLast = i == ARN_FIELDS - 1;
      parts.add(glob(fields[i], false, isLast ? BasicAutomata.makeAnyChar() : noColon));
      if (!isLast) {
        parts.add(BasicAutomata.makeChar(':'));
      }
    }
    return determined(BasicOperations.concatenate(parts));
  }

  /** The ARNs. */
  public static Automaton arns() {
    return arnLike("arn:*:*:*:*:*");
  }

  /** The texts of a prefix and the name of an identity, perhaps behind a path. */
  public static Automaton identities(String prefix, boolean hasPath) {
    Automaton name =
        BasicAutomata.makeCharSet("_+=,.@-")
            .union(BasicAutomata.makeCharRange('a', 'z'))
            .union(BasicAutomata.makeCharRange('A', 'Z'))
            .union(BasicAutomata.makeCharRange('0', '9'))
            .repeat(1);
    Automaton rest = hasPath ? path().concatenate(name) : name;
    return determined(BasicAutomata.makeString(prefix).concatenate(rest));
  }

  private static Automaton path() {
    return BasicAutomata.makeCharRange('!', '~')
        .repeat()
        .concatenate(BasicAutomata.makeChar('/'))
        .optional();
  }

  /** The texts of a prefix and a name, perhaps behind a path. */
  static Automaton roles(String prefix, String name) {
    Automaton rest = path().concatenate(BasicAutomata.makeString(name));
    return determined(BasicAutomata.makeString(prefix).concatenate(rest));
  }

  /** The texts in one of several languages. */
  public static Automaton union(List<Automaton> languages) {
    return determined(BasicOperations.union(languages));
  }

  private static Automaton determined(Automaton language) {
    Automaton minimal = language.clone();
    minimal.minimize();
    return minimal;
  }

  /** The texts of a universe that are in each language or not in it, by the bits of a number. */
  static Automaton combination(Automaton universe, List<Automaton> languages, int bits) {
    Automaton texts = universe;
    for (int i = 0; i < languages.size(); i++) {
      boolean isIn = (bits >> i & 1) == 1;
      texts = isIn ? texts.intersection(languages.get(i)) : texts.minus(languages.get(i));
    }
    return texts;
  }
}
