package io.kmspolicy.lint.lockout;

import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Suggestions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The users and roles of the accounts of which all are known. Immutable and safe to share between
 * threads.
 */
public final class KnownPrincipals {

  private final Map<String, Account> accounts;

  /**
   * All users and roles of an account, in the form that their ARNs end with.
   *
   * @param folded the names in lower case
   * @param foldedWithoutPath those whose paths are not known, in lower case
   */
  private record Account(
      Instant asOf,
      Set<String> names,
      Set<String> withoutPath,
      Set<String> folded,
      Set<String> foldedWithoutPath) {

    static Account of(Instant asOf, Set<String> names, Set<String> withoutPath) {
      return new Account(
          asOf, Set.copyOf(names), Set.copyOf(withoutPath), folded(names), folded(withoutPath));
    }

    private static Set<String> folded(Set<String> names) {
      return names.stream().map(LetterCase::lowerCase).collect(Collectors.toUnmodifiableSet());
    }
  }

  /** Whether a user or role exists. */
  sealed interface Existence {
    /** It does. */
    record Exists() implements Existence {}

    /**
     * It did not.
     *
     * @param asOf when
     */
    record Missing(Instant asOf) implements Existence {}

    /** It is not known. */
    record Unknown() implements Existence {}
  }

  private KnownPrincipals(Map<String, Account> accounts) {
    this.accounts = Map.copyOf(accounts);
  }

  /** Nothing is known. */
  public static KnownPrincipals none() {
    return new KnownPrincipals(Map.of());
  }

  /**
   * These, and all users and roles of another account.
   *
   * @param asOf when they were all
   * @param names those whose paths are known, such as {@code role/team/App}
   * @param withoutPath those whose paths are not known, without a path
   */
  public KnownPrincipals with(
      String accountId, Instant asOf, Set<String> names, Set<String> withoutPath) {
    Map<String, Account> more = new HashMap<>(accounts);
    more.put(accountId, Account.of(asOf, names, withoutPath));
    return new KnownPrincipals(more);
  }

  /** Whether a principal exists. Only users and roles can be missing. */
  Existence of(PrincipalName name) {
    boolean isJudged = name instanceof PrincipalName.User || name instanceof PrincipalName.Role;
    Optional<Arn> arn = isJudged ? Arn.parse(name.text()) : Optional.empty();
    Account account = arn.map(Arn::accountId).map(accounts::get).orElse(null);
    if (account == null) {
      return new Existence.Unknown();
    }
    String text = arn.get().resource();
    if (account.names.contains(text)) {
      return new Existence.Exists();
    }
    // IAM has no two names of one kind that differ by a path or by the case of letters only;
    // whether
    // KMS finds a role by another spelling is not documented.
    String folded = LetterCase.lowerCase(text);
    boolean isSpelledOtherwise =
        account.folded.contains(folded) || account.foldedWithoutPath.contains(withoutPath(folded));
    return isSpelledOtherwise ? new Existence.Unknown() : new Existence.Missing(account.asOf);
  }

  /** The user or role of the account that was probably meant: of the same name, or a near one. */
  Optional<String> nearest(PrincipalName name) {
    Optional<Arn> arn = Arn.parse(name.text());
    Account account = arn.map(Arn::accountId).map(accounts::get).orElse(null);
    if (account == null) {
      return Optional.empty();
    }
    String text = arn.get().resource();
    return account.names.stream()
        .filter(known -> withoutPath(known).equalsIgnoreCase(withoutPath(text)))
        .findFirst()
        .or(
            () ->
                Suggestions.nearest(
                    text,
                    Stream.concat(account.names.stream(), account.withoutPath.stream())
                        .filter(known -> kind(known).equals(kind(text)))
                        .toList()))
        .map(known -> name.text().substring(0, name.text().length() - text.length()) + known);
  }

  private static String kind(String text) {
    return text.substring(0, text.indexOf('/') + 1);
  }

  private static String withoutPath(String text) {
    return kind(text) + text.substring(text.lastIndexOf('/') + 1);
  }
}
