package io.kmspolicy.lint.lockout;

import static java.util.stream.Collectors.joining;

import io.kmspolicy.lint.lockout.KnownPrincipals.Existence;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.resource.Arn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The users, roles and sessions that a new key policy names and that are not known to exist. KMS
 * refuses a key policy that names a user or role that does not exist (rule 5.21).
 *
 * @param missing those that do not exist
 * @param awaited those that must exist before the policy is set
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html">AWS:
 *     PutKeyPolicy</a>
 */
public record NamedPrincipals(List<Missing> missing, List<Awaited> awaited) {

  /** The number of missing principals for which others of similar names are searched. */
  private static final int NEAREST = 5;

  /** The name of what is found if a policy names what does not exist. */
  public static final String RULE = LintRule.PRINCIPAL_NOT_FOUND.id();

  private static final String SERVICE_LINKED = "role/aws-service-role/";
  private static final String RESERVED = "role/aws-reserved/";

  /**
   * A user or role that does not exist.
   *
   * @param reason since when, as a sentence without a period
   * @param nearest the ARN of the one that was probably meant
   */
  public record Missing(String arn, String reason, Optional<String> nearest) {}

  /**
   * A user, role or session that must exist.
   *
   * @param note what is known of it, as a sentence without a period; empty if nothing is
   */
  public record Awaited(String arn, String note) {}

  /** Copies the lists. */
  public NamedPrincipals {
    missing = List.copyOf(missing);
    awaited = List.copyOf(awaited);
  }

  /** A key policy without users, roles and sessions. */
  public static NamedPrincipals none() {
    return new NamedPrincipals(List.of(), List.of());
  }

  /**
   * The principals of a key policy.
   *
   * @param owner the account of the key; empty if it is not known. Of other accounts no user or
   *     role is taken as missing
   * @param caller who sets the policy, and therefore exists; empty if that is not known
   */
  public static NamedPrincipals of(
      PolicyDocument document,
      String owner,
      Optional<AccountCaller> caller,
      KnownPrincipals known,
      PlannedPrincipals plan) {
    Set<String> existing = new HashSet<>();
    caller.ifPresent(one -> existing.add(one.arn()));
    caller
        .filter(Caller.RoleCaller.class::isInstance)
        .flatMap(role -> ((Caller.RoleCaller) role).roleArn())
        .ifPresent(existing::add);
    List<Missing> missing = new ArrayList<>();
    List<Awaited> awaited = new ArrayList<>();
    for (PrincipalName name : PolicyPrincipals.of(document)) {
      Optional<String> removed = removed(name.text(), plan);
      if (removed.isPresent()) {
        awaited.add(new Awaited(name.text(), removed.get()));
      } else if (plan.isSet() && mustExist(name) && !existing.contains(name.text())) {
        Existence existence = known.of(name);
        if (existence instanceof Existence.Missing found) {
          boolean isNamed = missing.size() + awaited.size() < NEAREST;
          Optional<String> nearest = isNamed ? known.nearest(name) : Optional.empty();
          add(name, owner, found, nearest, plan, missing, awaited);
        } else if (existence instanceof Existence.Unknown && !plan.kept().contains(name.text())) {
          created(name, plan).ifPresent(note -> awaited.add(new Awaited(name.text(), note)));
        }
      }
    }
    return new NamedPrincipals(missing, awaited);
  }

  private static void add(
      PrincipalName name,
      String owner,
      Existence.Missing found,
      Optional<String> nearest,
      PlannedPrincipals plan,
      List<Missing> missing,
      List<Awaited> awaited) {
    String reason = "it was not among the users and roles of its account at " + found.asOf();
    if (plan.kept().contains(name.text()) && !plan.isKnownAt(found.asOf())) {
      return; // The state before the plan is newer, and has it.
    }
    if (plan.created().containsKey(name.text())) {
      created(name, plan).ifPresent(note -> awaited.add(new Awaited(name.text(), note)));
      return;
    }
    doubt(name, owner, found, plan)
        .ifPresentOrElse(
            doubt -> awaited.add(new Awaited(name.text(), reason + ", " + doubt + meant(nearest))),
            () -> missing.add(new Missing(name.text(), reason, nearest)));
  }

  private static String meant(Optional<String> nearest) {
    return nearest.map(arn -> "; did you mean `" + arn + "`?").orElse("");
  }

  /** That the change removes a principal; empty if it does not. */
  private static Optional<String> removed(String arn, PlannedPrincipals plan) {
    return Optional.ofNullable(plan.deleted().get(arn))
        .map(by -> "the same change deletes it, as `" + by + "`")
        .or(
            () ->
                Optional.ofNullable(plan.replaced().get(arn))
                    .map(
                        by ->
                            "the same change replaces it, as `"
                                + by
                                + "`; a policy that was set before names the old one"));
  }

  /** What the change, or a service, does about a principal; empty if the policy waits for it. */
  private static Optional<String> created(PrincipalName name, PlannedPrincipals plan) {
    String creator = plan.created().get(name.text());
    if (creator == null) {
      return ofItsOwn(name).or(() -> Optional.of(""));
    }
    return plan.before().contains(creator)
        ? Optional.empty()
        : Optional.of(
            "`" + creator + "` of the same change creates it; the key policy must depend on it");
  }

  /** Why a principal that was missing may be there all the same; empty if it cannot. */
  private static Optional<String> doubt(
      PrincipalName name, String owner, Existence.Missing found, PlannedPrincipals plan) {
    Optional<String> created = ofItsOwn(name);
    if (created.isPresent()) {
      return created;
    }
    boolean isOfOwner =
        Arn.parse(name.text()).filter(arn -> arn.accountId().equals(owner)).isPresent();
    if (!isOfOwner) {
      return Optional.of("and principals of other accounts than the key's are not judged");
    }
    if (!plan.isKnownAt(found.asOf())) {
      return Optional.of(
          plan.preparedAt()
              .map(prepared -> "before the plan was made at " + prepared)
              .orElse("and the plan does not say when it was made"));
    }
    return plan.others().stream()
        .findFirst()
        .map(resource -> "and `" + resource + "` of the same change may create it");
  }

  /** Those of these principals that are service-linked roles, with what creates them. */
  public static List<Awaited> serviceLinked(List<PrincipalName> principals) {
    return principals.stream()
        .flatMap(name -> serviceLinked(name).map(note -> new Awaited(name.text(), note)).stream())
        .toList();
  }

  /** What creates a role that no resource creates by its name. */
  private static Optional<String> ofItsOwn(PrincipalName name) {
    return resource(name).startsWith(RESERVED)
        ? Optional.of("IAM Identity Center creates it when its permission set is assigned")
        : serviceLinked(name);
  }

  private static String resource(PrincipalName name) {
    return name instanceof PrincipalName.Role
        ? Arn.parse(name.text()).map(Arn::resource).orElse("")
        : "";
  }

  private static Optional<String> serviceLinked(PrincipalName name) {
    String text = resource(name);
    if (!text.startsWith(SERVICE_LINKED)) {
      return Optional.empty();
    }
    String rest = text.substring(SERVICE_LINKED.length());
    String service = rest.substring(0, Math.max(0, rest.indexOf('/')));
    return Optional.of(
        "its service creates it at the first use, or `aws iam create-service-linked-role"
            + " --aws-service-name "
            + service
            + "`");
  }

  /** The refusal of a policy that names users or roles which do not exist; empty if all do. */
  public Optional<Refused> refusal() {
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String names =
        missing.stream().limit(NEAREST).map(NamedPrincipals::sentence).collect(joining("; "));
    int more = missing.size() - NEAREST;
    return Optional.of(
        new Refused(
            "the key policy names what does not exist: "
                + names
                + (more > 0 ? "; and " + more + " more" : "")
                + " ["
                + RULE
                + "]",
            "",
            "correct the name, or create the user or role first"));
  }

  private static String sentence(Missing one) {
    return "`" + one.arn() + "`: " + one.reason() + meant(one.nearest());
  }

  private static boolean mustExist(PrincipalName name) {
    return name instanceof PrincipalName.User
        || name instanceof PrincipalName.Role
        || name instanceof PrincipalName.AssumedRoleSession
        || name instanceof PrincipalName.FederatedUser;
  }
}
