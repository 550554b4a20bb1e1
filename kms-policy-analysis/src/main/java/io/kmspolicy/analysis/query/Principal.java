package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.facts.CallerFacts.Identity;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A principal of a query.
 *
 * @param name the name in the output
 * @param caller the caller of the requests; for a role, any of its sessions
 * @param isAnybody whether it stands for all callers of its account that are not listed
 * @param open what is not known of the caller
 * @param otherKinds other kinds of callers that it stands for, to which other rules apply
 */
public record Principal(
    String name, Caller caller, boolean isAnybody, Open open, List<Kind> otherKinds) {

  /** The short name of the callers of all accounts that are not listed. */
  static final String ANYONE = "anyone";

  /** What {@link #ANYONE} stands for: a key policy is one half of the permission (rule 4.9). */
  private static final String ANYONE_ELSEWHERE =
      ANYONE + " (any principal whose own account allows it)";

  /** An account id that stands for any other account, unless some policy names it. */
  static final String OTHER_ACCOUNT = "999999999999";

  private static final String NOBODY = "anybody-else";

  /** What is not known of a caller; the caller of the principal has some value instead. */
  public enum Open {
    /** All is known, or the caller says what is not. */
    NOTHING,
    /** The path of a user. */
    PATH,
    /** The account of anyone. */
    ACCOUNT
  }

  /**
   * A kind of callers.
   *
   * @param text what they are, as part of a sentence
   * @param caller one of them
   */
  public record Kind(String text, Caller caller) {}

  /** Copies the list. */
  public Principal {
    otherKinds = List.copyOf(otherKinds);
  }

  /** One caller. */
  private Principal(String name, Caller caller) {
    this(name, caller, false, Open.NOTHING, List.of());
  }

  /** The callers that are not listed. */
  private Principal(String name, Caller caller, List<Kind> otherKinds) {
    this(name, caller, true, Open.NOTHING, otherKinds);
  }

  /** The principal that a caller is; for a role, any of its sessions. */
  static Principal of(Caller caller) {
    return new Principal(caller.arn(), caller);
  }

  /** A user whose path is not known. */
  static Principal ofUnknownPath(Caller.IamUser user) {
    return new Principal(user.arn(), user, false, Open.PATH, List.of());
  }

  /**
   * The callers of an account that are not listed.
   *
   * @param hasRoot whether the root user is listed
   */
  static Principal anybodyElseOf(String partition, String accountId, boolean hasRoot) {
    return new Principal(
        "anybody else of account " + accountId,
        new Caller.IamUser(partition, accountId, NOBODY),
        hasRoot ? sessions(partition, accountId) : sessionsAndRoot(partition, accountId));
  }

  /**
   * The callers of the accounts that no policy names, whose own accounts allow everything.
   *
   * @param accountId one of these accounts
   * @param open whether policies may tell these accounts apart
   */
  static Principal anyone(String partition, String accountId, Open open) {
    return new Principal(
        ANYONE_ELSEWHERE,
        new Caller.IamUser(partition, accountId, NOBODY),
        true,
        open,
        sessionsAndRoot(partition, accountId));
  }

  /** The services that no policy and no grant names. */
  static Principal anyService() {
    return new Principal(
        "a service that no policy names",
        new Caller.ServicePrincipal(NOBODY + ".amazonaws.com"),
        List.of());
  }

  private static List<Kind> sessionsAndRoot(String partition, String accountId) {
    List<Kind> kinds = new ArrayList<>(sessions(partition, accountId));
    kinds.add(new Kind("the root user", new Caller.RootUser(partition, accountId)));
    return kinds;
  }

  /**
   * Roles that unique ids and providers may name, those that no organization policy binds, and
   * sessions that any user may have made, a listed one, too.
   */
  private static List<Kind> sessions(String partition, String accountId) {
    return List.of(
        new Kind(
            "a role",
            new Caller.AnyRoleSession(partition, accountId, NOBODY, Caller.RolePath.unknown())),
        new Kind(
            "a service-linked role",
            new Caller.AnyRoleSession(
                partition,
                accountId,
                "AWSServiceRoleForAnybodyElse",
                new Caller.RolePath.Known("/aws-service-role/" + NOBODY + ".amazonaws.com/"))),
        new Kind(
            "a session of a federated user",
            new Caller.FederatedUser(
                partition, accountId, NOBODY, Caller.FederatingUser.unknown())));
  }

  /** Parses an ARN or a service principal; the ARN of a role gives any session of the role. */
  static Principal parse(String name) {
    return new Principal(name, Caller.parse(name));
  }

  /** The same name for a caller that more is known about. */
  Principal as(UnaryOperator<Caller> described) {
    return new Principal(name, described.apply(caller));
  }

  /**
   * The name of the principal; for a role and a user, the ARN without the path, which is unique in
   * an account; for anyone, the word without what it stands for.
   */
  public String bareName() {
    if (name.equals(ANYONE_ELSEWHERE)) {
      return ANYONE;
    }
    if (caller instanceof Caller.IamUser user && !isAnybody) {
      return user.withoutPath().arn();
    }
    return caller instanceof Caller.AnyRoleSession any
        ? any.withPath(Caller.RolePath.unknown()).arn()
        : name;
  }

  /** This principal, and one of each other kind of callers that it stands for. */
  public List<Principal> ofEachKind() {
    return Stream.concat(Stream.of(this), otherKinds.stream().map(this::of)).toList();
  }

  /** The callers of one kind only. The name tells the accounts apart. */
  Principal of(Kind kind) {
    return new Principal(name + " " + kind.caller().arn(), kind.caller(), true, open, List.of());
  }

  /** A text about the principal, without the account that stands for any other account. */
  String described(String text) {
    return isAnyone() && caller instanceof Caller.AccountCaller member
        ? text.replace("account " + member.accountId(), "its account")
        : text;
  }

  /** Whether it stands for all callers of the accounts that no policy names. */
  public boolean isAnyone() {
    return isAnybody && name.startsWith(ANYONE_ELSEWHERE);
  }

  /** How much of the caller is known. */
  Identity identity() {
    if (open == Open.PATH) {
      return Identity.WITHOUT_PATH;
    }
    boolean isAnyOfKind = caller instanceof Caller.ServicePrincipal || open == Open.ACCOUNT;
    return !isAnybody ? Identity.KNOWN : isAnyOfKind ? Identity.KIND : Identity.ACCOUNT;
  }

  /** Whether this is a user or a role with an unknown path. */
  boolean isOfUnknownPath() {
    return open == Open.PATH
        || (caller instanceof Caller.RoleCaller role
            && !(role.path() instanceof Caller.RolePath.Known));
  }

  /**
   * The principal that a name in a key policy matches; empty for kinds of names that never match a
   * caller of KMS. The account of a unique id is not known, nor is that of a session which a
   * provider signed in.
   *
   * @param partition the partition of the key
   */
  static Optional<Principal> named(PrincipalName name, String partition) {
    if (name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal
        || name instanceof PrincipalName.DeletedIdentity
        || name instanceof PrincipalName.FederatedProvider) {
      return Optional.of(anyone(partition, OTHER_ACCOUNT, Open.NOTHING));
    }
    if (name instanceof PrincipalName.Account account) {
      String own = account.partition().isEmpty() ? partition : account.partition();
      return Optional.of(of(new Caller.RootUser(own, account.accountId())));
    }
    boolean callsKms =
        name instanceof PrincipalName.User
            || name instanceof PrincipalName.Role
            || name instanceof PrincipalName.AssumedRoleSession
            || name instanceof PrincipalName.FederatedUser
            || name instanceof PrincipalName.Service;
    return callsKms ? Optional.of(parse(name.text())) : Optional.empty();
  }
}
