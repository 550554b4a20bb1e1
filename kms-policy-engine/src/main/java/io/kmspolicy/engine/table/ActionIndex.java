package io.kmspolicy.engine.table;

import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.text.LetterCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers the actions of the catalogue from 0 to 63, so that a set of actions is a {@code long}. An
 * action without a number, because the catalogue does not list it or lists more than 64 actions, is
 * decided without tables.
 *
 * <p>Thread-safe.
 */
public final class ActionIndex {

  /** The result for an action without a number. */
  public static final int NONE = -1;

  private static final ActionIndex BUNDLED = new ActionIndex(KmsCatalogue.bundled());

  private static final String RETIRE_GRANT = "kms:RetireGrant";

  private final List<KmsAction> actions;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The numbers by operation name, in the exact spelling that grants use. */
  private final Map<String, Integer> byOperation = new HashMap<>();

  private final ActionPatterns patterns;
  private final long all;
  private final long onKeys;
  private final long onAliases;
  private final long keyless;
  private final long grantable;
  private final ActionBits crossAccount;

  public ActionIndex(KmsCatalogue catalogue) {
    List<KmsAction> listed = catalogue.actions();
    this.actions = List.copyOf(listed.subList(0, Math.min(listed.size(), Long.SIZE)));
    this.all = actions.isEmpty() ? 0 : -1L >>> (Long.SIZE - actions.size());
    this.patterns = new ActionPatterns(actions.stream().map(KmsAction::name).toList());
    long keys = 0;
    long aliases = 0;
    long none = 0;
    long grants = 0;
    long yes = 0;
    long perhaps = 0;
    for (int i = 0; i < actions.size(); i++) {
      KmsAction action = actions.get(i);
      long bit = 1L << i;
      numbers.put(LetterCase.lowerCase(action.name()), i);
      byOperation.put(action.name().substring(action.name().indexOf(':') + 1), i);
      // KMS decides RetireGrant by rules of its own (rule 5.14).
      boolean ordinary = !action.needsNoKey() && !action.name().equals(RETIRE_GRANT);
      keys |= ordinary ? bit : 0;
      aliases |= action.resources().contains(ResourceKind.ALIAS) ? bit : 0;
      none |= action.needsNoKey() ? bit : 0;
      grants |= action.grantable() ? bit : 0;
      yes |= usableAcross(action.crossAccount()) ? bit : 0;
      perhaps |= action.crossAccount() != CrossAccountUse.NO ? bit : 0;
    }
    this.onKeys = keys;
    this.onAliases = aliases;
    this.keyless = none;
    this.grantable = grants;
    this.crossAccount = new ActionBits(yes, perhaps);
  }

  /**
   * The index of the bundled catalogue. All engines share it, with a bounded number of the patterns
   * that their policies have.
   */
  public static ActionIndex bundled() {
    return BUNDLED;
  }

  private static boolean usableAcross(CrossAccountUse use) {
    return switch (use) {
      case YES, SPECIAL, NOT_APPLICABLE -> true;
      case NO, UNKNOWN -> false;
    };
  }

  /** The number of an action, or {@link #NONE}. */
  public int number(String action) {
    Integer number = numbers.get(action);
    if (number == null) {
      number = numbers.get(LetterCase.lowerCase(action));
    }
    return number == null ? NONE : number;
  }

  public String name(int action) {
    return actions.get(action).name();
  }

  /** The action of an operation that a grant lists; empty if it has no number. */
  Optional<KmsAction> operation(String name) {
    return Optional.ofNullable(byOperation.get(name)).map(actions::get);
  }

  public int size() {
    return actions.size();
  }

  /** The actions on keys, except RetireGrant. */
  public long onKeys() {
    return onKeys;
  }

  /** The actions that are also checked on an alias. */
  public long onAliases() {
    return onAliases;
  }

  /** The actions that need no key. */
  public long keyless() {
    return keyless;
  }

  /** The actions that a grant can allow (rule 5.6). */
  long grantable() {
    return grantable;
  }

  /**
   * The actions that work across accounts; indeterminate where the catalogue does not know (rule
   * 5.13).
   */
  public ActionBits crossAccount() {
    return crossAccount;
  }

  /** The actions that an element matches (rules 2.1, 2.2). */
  public ActionBits match(ActionElement element) {
    if (element instanceof ActionElement.Action listed) {
      return any(listed.patterns());
    }
    return element instanceof ActionElement.NotAction excluded
        ? not(any(excluded.patterns()))
        : ActionBits.NONE;
  }

  private ActionBits any(List<ActionPattern> listed) {
    long certain = 0;
    long possible = 0;
    for (ActionPattern pattern : listed) {
      ActionBits bits = patterns.of(pattern.text());
      certain |= bits.certain();
      possible |= bits.possible();
    }
    return new ActionBits(certain, possible);
  }

  private ActionBits not(ActionBits bits) {
    return new ActionBits(all & ~bits.possible(), all & ~bits.certain());
  }

  ActionPatterns patterns() {
    return patterns;
  }

  /** The actions that a grant lists. */
  ActionBits match(List<String> operations) {
    long bits = 0;
    for (String operation : operations) {
      Integer number = byOperation.get(operation);
      bits |= number == null ? 0 : 1L << number;
    }
    return new ActionBits(bits, bits);
  }
}
