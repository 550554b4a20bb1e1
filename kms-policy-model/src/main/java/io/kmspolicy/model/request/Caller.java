package io.kmspolicy.model.request;

import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The principal that makes a request, as AWS identifies it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns">IAM
 *     ARNs</a>
 */
public sealed interface Caller {

  /**
   * The caller's ARN as STS reports it. For any session of a role it is the ARN of the role, and
   * for a service it is the service principal's name.
   */
  String arn();

  /**
   * Parses an ARN or the name of a service principal. The ARN of a role means any session of the
   * role. The ARN of a role session does not contain the role's path, and the ARN of a federated
   * session does not contain the user who created it. Both are unknown in the result.
   *
   * @throws InvalidNameException if the text is not a valid caller
   */
  static Caller parse(String text) {
    Optional<Arn> arn = Arn.parse(text);
    if (arn.isEmpty()) {
      return parseService(text);
    }
    return parseArn(arn.get(), text);
  }

  /**
   * The same caller with the shortest role ARN that its own ARN permits: a role session belongs to
   * a role without a path. Scenarios use this interpretation. The user who created a federated
   * session stays unknown (rule 4.12).
   */
  default Caller takenLiterally() {
    return this instanceof RoleSession session ? session.withPath(RolePath.root()) : this;
  }

  private static Caller parseService(String text) {
    if (text.indexOf('.') > 0 && text.indexOf(':') < 0 && text.indexOf('/') < 0) {
      return new ServicePrincipal(text);
    }
    throw notACaller(text);
  }

  private static Caller parseArn(Arn arn, String text) {
    if (!Arn.isAccountId(arn.accountId()) || !arn.region().isEmpty()) {
      throw notACaller(text);
    }
    if (arn.service().equals("iam")) {
      if (arn.resource().equals("root")) {
        return new RootUser(arn.partition(), arn.accountId());
      }
      Optional<Caller> user =
          arn.resourceOfKind("user")
              .map(name -> new IamUser(arn.partition(), arn.accountId(), name));
      return user.or(() -> AnyRoleSession.of(arn)).orElseThrow(() -> notACaller(text));
    }
    if (!arn.service().equals("sts")) {
      throw notACaller(text);
    }
    Optional<Caller> session =
        arn.resourceOfKind("assumed-role")
            .filter(name -> name.indexOf('/') > 0 && name.indexOf('/') == name.lastIndexOf('/'))
            .map(name -> RoleSession.of(arn, name));
    return session
        .or(() -> arn.resourceOfKind("federated-user").map(name -> FederatedUser.of(arn, name)))
        .orElseThrow(() -> notACaller(text));
  }

  private static InvalidNameException notACaller(String text) {
    return new InvalidNameException(
        "`"
            + text
            + "` is not a caller; it must be the ARN of a user, a root user, a federated user, a"
            + " role session such as `assumed-role/App/SESSION`, or a role (for any of its"
            + " sessions), or a service principal such as `logs.amazonaws.com`");
  }

  /** A caller that belongs to an account. */
  sealed interface AccountCaller extends Caller {
    /** The partition, such as {@code aws}. */
    String partition();

    /** The account's twelve digits. */
    String accountId();

    /**
     * The identity behind the caller in a few words, such as {@code role App (111122223333)}; the
     * ARN of a federated user.
     */
    default String identity() {
      String name;
      if (this instanceof RoleCaller role) {
        name = "role " + role.roleName();
      } else if (this instanceof IamUser user) {
        name = "user " + user.userName();
      } else if (this instanceof RootUser) {
        name = "the root user";
      } else {
        return arn();
      }
      return name + " (" + accountId() + ")";
    }
  }

  /** The root user of an account. */
  record RootUser(String partition, String accountId) implements AccountCaller {
    @Override
    public String arn() {
      return "arn:" + partition + ":iam::" + accountId + ":root";
    }
  }

  /**
   * An IAM user, including one with temporary credentials of {@code GetSessionToken}.
   *
   * @param name the user's name with its path, without a leading slash
   */
  record IamUser(String partition, String accountId, String name)
      implements AccountCaller, Comparable<IamUser> {
    @Override
    public String arn() {
      return "arn:" + partition + ":iam::" + accountId + ":user/" + name;
    }

    /** The name without its path, which is unique in the account. */
    public String userName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The user of this name without a path. */
    public IamUser withoutPath() {
      return new IamUser(partition, accountId, userName());
    }

    /** By ARN. Hash tables of callers search equal hash codes in a tree. */
    @Override
    public int compareTo(IamUser other) {
      return arn().compareTo(other.arn());
    }
  }

  /** A session of a role. */
  sealed interface RoleCaller extends AccountCaller {
    /** The role's name without its path. */
    String roleName();

    /** The role's path. */
    RolePath path();

    /** The same session of a role with this path. */
    RoleCaller withPath(RolePath rolePath);

    /** Any session of the same role. */
    AnyRoleSession anySession();

    /** The ARN of the role with its path, or empty if the path is unknown. */
    default Optional<String> roleArn() {
      return path() instanceof RolePath.Known known
          ? Optional.of(
              "arn:" + partition() + ":iam::" + accountId() + ":role" + known.text() + roleName())
          : Optional.empty();
    }
  }

  /**
   * A session of a role whose session name is unknown.
   *
   * @param roleName the role's name without its path
   * @param path the role's path
   */
  record AnyRoleSession(String partition, String accountId, String roleName, RolePath path)
      implements RoleCaller, Comparable<AnyRoleSession> {

    private static final int PRIME = 31;

    private static Optional<Caller> of(Arn role) {
      return role.resourceOfKind("role")
          .filter(name -> !name.endsWith("/"))
          .map(name -> "/" + name)
          .map(
              name -> {
                int end = name.lastIndexOf('/') + 1;
                RolePath path = new RolePath.Known(name.substring(0, end));
                return new AnyRoleSession(
                    role.partition(), role.accountId(), name.substring(end), path);
              });
    }

    @Override
    public AnyRoleSession withPath(RolePath rolePath) {
      return new AnyRoleSession(partition, accountId, roleName, rolePath);
    }

    @Override
    public AnyRoleSession anySession() {
      return this;
    }

    /** Written out: the equality that the JVM makes for records is slow in large methods. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof AnyRoleSession that
          && roleName.equals(that.roleName)
          && accountId.equals(that.accountId)
          && partition.equals(that.partition)
          && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      int hash = PRIME * roleName.hashCode() + accountId.hashCode();
      return PRIME * (PRIME * hash + partition.hashCode()) + path.hashCode();
    }

    /** By ARN, then by path; as {@link RoleSession#compareTo}. */
    @Override
    public int compareTo(AnyRoleSession other) {
      int byArn = arn().compareTo(other.arn());
      return byArn != 0 ? byArn : path.toString().compareTo(other.path.toString());
    }

    /** The session of this role with the given name. */
    public RoleSession named(String sessionName) {
      return new RoleSession(partition, accountId, roleName, sessionName, path);
    }

    /** The ARN of the role. It has no path if the path is unknown. */
    @Override
    public String arn() {
      return roleArn()
          .orElseGet(() -> "arn:" + partition + ":iam::" + accountId + ":role/" + roleName);
    }
  }

  /**
   * One session of a role.
   *
   * @param roleName the role's name without its path, as STS reports it
   * @param sessionName the session's name
   * @param path the role's path, which the session's ARN does not contain
   */
  record RoleSession(
      String partition, String accountId, String roleName, String sessionName, RolePath path)
      implements RoleCaller, Comparable<RoleSession> {

    private static RoleSession of(Arn arn, String roleAndSession) {
      int slash = roleAndSession.indexOf('/');
      return new RoleSession(
          arn.partition(),
          arn.accountId(),
          roleAndSession.substring(0, slash),
          roleAndSession.substring(slash + 1),
          RolePath.unknown());
    }

    @Override
    public RoleSession withPath(RolePath rolePath) {
      return new RoleSession(partition, accountId, roleName, sessionName, rolePath);
    }

    @Override
    public AnyRoleSession anySession() {
      return new AnyRoleSession(partition, accountId, roleName, path);
    }

    /**
     * The same session with the path from the role's ARN.
     *
     * @throws InvalidNameException if the ARN does not belong to this session's role
     */
    public RoleSession ofRole(String roleArn) {
      return Arn.parse(roleArn)
          .filter(arn -> arn.service().equals("iam") && arn.accountId().equals(accountId))
          .filter(arn -> arn.partition().equals(partition))
          .flatMap(arn -> arn.resourceOfKind("role"))
          .map(name -> "/" + name)
          .filter(name -> name.endsWith("/" + roleName))
          .map(name -> name.substring(0, name.length() - roleName.length()))
          .map(path -> withPath(new RolePath.Known(path)))
          .orElseThrow(
              () ->
                  new InvalidNameException(
                      "`"
                          + roleArn
                          + "` is not the ARN of the role `"
                          + roleName
                          + "` behind `"
                          + arn()
                          + "`"));
    }

    @Override
    public String arn() {
      return "arn:"
          + partition
          + ":sts::"
          + accountId
          + ":assumed-role/"
          + roleName
          + "/"
          + sessionName;
    }

    /**
     * By ARN, then by path. Whoever assumes a role chooses the name of the session, and hash tables
     * of callers search equal hash codes in a tree.
     */
    @Override
    public int compareTo(RoleSession other) {
      int byArn = arn().compareTo(other.arn());
      return byArn != 0 ? byArn : path.toString().compareTo(other.path.toString());
    }
  }

  /**
   * A federated user session. Its name is chosen freely, so its ARN does not identify the user who
   * created it (rule 4.12).
   *
   * @param name the session's name
   * @param user the IAM user who called {@code GetFederationToken}
   */
  record FederatedUser(String partition, String accountId, String name, FederatingUser user)
      implements AccountCaller, Comparable<FederatedUser> {

    private static FederatedUser of(Arn arn, String name) {
      return new FederatedUser(arn.partition(), arn.accountId(), name, FederatingUser.unknown());
    }

    /** The same session, created by this user. */
    public FederatedUser madeBy(FederatingUser federatingUser) {
      return new FederatedUser(partition, accountId, name, federatingUser);
    }

    @Override
    public String arn() {
      return "arn:" + partition + ":sts::" + accountId + ":federated-user/" + name;
    }

    /** By ARN, then by user; as {@link RoleSession#compareTo}. */
    @Override
    public int compareTo(FederatedUser other) {
      int byArn = arn().compareTo(other.arn());
      return byArn != 0 ? byArn : user.toString().compareTo(other.user.toString());
    }
  }

  /** An AWS service that calls on its own behalf, such as {@code logs.us-east-1.amazonaws.com}. */
  record ServicePrincipal(String name) implements Caller {

    private static final String WILDCARDS = "*?$";

    /**
     * Whether another name of this service may match a text of a condition on {@code
     * aws:PrincipalServiceName}. AWS does not say whether the key has the name of the principal, of
     * a service that has several, such as one for each Region (rule 4.13).
     *
     * @param text a name or a pattern
     */
    public boolean mayAlsoBe(String text) {
      String first = name.substring(0, name.indexOf('.') + 1);
      int fixed = 0;
      while (fixed < text.length() && WILDCARDS.indexOf(text.charAt(fixed)) < 0) {
        fixed++;
      }
      int compared = fixed < text.length() ? Math.min(fixed, first.length()) : first.length();
      return !text.equals(name) && text.regionMatches(true, 0, first, 0, compared);
    }

    @Override
    public String arn() {
      return name;
    }
  }

  /** The user who created a federated session. */
  sealed interface FederatingUser {
    /**
     * A known user.
     *
     * @param name the user's name with its path, without a leading slash
     */
    record Named(String name) implements FederatingUser {}

    /** No user that a policy could name. */
    record Nobody() implements FederatingUser {}

    /** The user is unknown. */
    record Unidentified() implements FederatingUser {}

    /** An unknown user. */
    static FederatingUser unknown() {
      return new Unidentified();
    }
  }

  /** The path of a session's role. */
  sealed interface RolePath {
    /**
     * A known path.
     *
     * @param text the path with a slash at both ends; {@code /} for a role without a path
     */
    record Known(String text) implements RolePath {

      /** Written out as that of {@link AnyRoleSession}. */
      @Override
      public boolean equals(@Nullable Object other) {
        return other instanceof Known that && text.equals(that.text);
      }

      @Override
      public int hashCode() {
        return text.hashCode();
      }
    }

    /** The path is unknown. */
    record Unknown() implements RolePath {
      private static final Unknown INSTANCE = new Unknown();
    }

    /** The path of a role without a path. */
    static RolePath root() {
      return new Known("/");
    }

    /** An unknown path. */
    static RolePath unknown() {
      return Unknown.INSTANCE;
    }
  }
}
