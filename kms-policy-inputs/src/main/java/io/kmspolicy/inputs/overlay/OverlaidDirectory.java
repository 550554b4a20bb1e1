package io.kmspolicy.inputs.overlay;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.overlay.FilePolicies.Name;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy directory with the changes that a file makes. Keys are matched by their ARNs, users and
 * roles by account and name. What the file does not change stays as the directory has it:
 *
 * <ul>
 *   <li>a plan changes a layer if the layer differs before and after the plan. Policies that the
 *       directory has and the plan did not manage stay attached;
 *   <li>another file says what it defines. Whether it replaces other policies of the directory is
 *       not known, which {@link #open} says.
 * </ul>
 */
public final class OverlaidDirectory implements PolicySource {

  private final PolicyDirectory directory;
  private final FilePolicies now;
  private final Optional<FilePolicies> was;
  private final Map<Name, Caller> held = new LinkedHashMap<>();
  private final Set<KmsResource.Key> heldKeys;

  /**
   * A directory with changes.
   *
   * @param now what the file defines
   * @param was what a plan managed before it; empty for files that do not say so
   */
  public OverlaidDirectory(
      PolicyDirectory directory, FilePolicies now, Optional<FilePolicies> was) {
    this.directory = directory;
    this.now = now;
    this.was = was;
    for (Caller caller : directory.callers()) {
      Name.of(caller).ifPresent(name -> held.put(name, caller));
    }
    this.heldKeys = new LinkedHashSet<>(directory.keys());
  }

  /** The callers of the directory, and the users and roles that only the file has. */
  public List<Caller> callers() {
    List<Caller> all = new ArrayList<>(directory.callers());
    now.callers().stream()
        .filter(caller -> Name.of(caller).filter(held::containsKey).isEmpty())
        .forEach(all::add);
    return all;
  }

  /** The keys of the directory, and those that only the file has. */
  public Set<KmsResource.Key> keys() {
    Set<KmsResource.Key> all = new LinkedHashSet<>(heldKeys);
    all.addAll(now.keys());
    return all;
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return directory.hasVpcEndpointIn(region);
  }

  /** The path that the file gives a role, or that the directory states. */
  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return now.rolePath(session) instanceof Caller.RolePath.Known path
        ? path
        : directory.rolePath(session);
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    PrincipalPolicies own = directory.principal(caller);
    Optional<InputPrincipal> defined = now.principalOf(caller);
    if (defined.isEmpty()) {
      return own;
    }
    boolean isHeld = Name.of(caller).filter(held::containsKey).isPresent();
    Optional<InputPrincipal> before = was.flatMap(managed -> managed.principalOf(caller));
    return new PrincipalPolicies(
        isHeld
            ? identity(
                own.identity(), before.map(InputPrincipal::identity), defined.get().identity())
            : defined.get().identity(),
        isHeld
            ? single(
                own.permissionsBoundary(),
                before.map(InputPrincipal::boundary),
                defined.get().boundary())
            : defined.get().boundary(),
        own.session(),
        own.serviceControl(),
        own.vpcEndpoint());
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    KeyPolicies own = directory.key(resource, caller);
    Optional<InputKey> defined =
        resource instanceof KmsResource.Key key ? now.keyOf(key) : Optional.empty();
    if (defined.isEmpty()) {
      return own;
    }
    InputKey found = defined.get();
    if (!heldKeys.contains(found.key())) {
      return new KeyPolicies(
          found.policy(),
          now.key(found.key(), caller).grants(),
          own.resourceControl(),
          own.manager());
    }
    Optional<PolicyLayer> before = before(found).map(InputKey::policy);
    return new KeyPolicies(
        single(own.key(), before, found.policy()),
        grants(own.grants(), found),
        own.resourceControl(),
        own.manager());
  }

  private Optional<InputKey> before(InputKey key) {
    return was.flatMap(managed -> managed.keyOf(key.key()));
  }

  /** A layer of one document. A layer that the directory does not know cannot be compared. */
  private static PolicyLayer single(
      PolicyLayer own, Optional<PolicyLayer> before, PolicyLayer defined) {
    if (becomesUnknown(before, defined)) {
      return defined;
    }
    return isChanged(before, defined) && !(own instanceof PolicyLayer.Unknown) ? defined : own;
  }

  private static PolicyLayer identity(
      PolicyLayer own, Optional<PolicyLayer> before, PolicyLayer defined) {
    if (becomesUnknown(before, defined)) {
      return defined;
    }
    if (!isChanged(before, defined) || own instanceof PolicyLayer.Unknown) {
      return own;
    }
    List<NamedPolicy> kept = before.isEmpty() ? List.of() : others(own, before.get(), defined);
    if (kept.isEmpty()) {
      return defined;
    }
    List<NamedPolicy> all = new ArrayList<>(kept);
    defined.known().forEach(all::add);
    return new PolicyLayer.Attached(all);
  }

  /** Whether a file changes a layer; one that it does not determine stays. */
  private static boolean isChanged(Optional<PolicyLayer> before, PolicyLayer defined) {
    return !(defined instanceof PolicyLayer.Unknown)
        && (before.isEmpty() || !isSame(before.get(), defined));
  }

  /** Whether a plan changes a layer to what is known only after it is applied. */
  private static boolean becomesUnknown(Optional<PolicyLayer> before, PolicyLayer defined) {
    return defined instanceof PolicyLayer.Unknown
        && before.isPresent()
        && !(before.get() instanceof PolicyLayer.Unknown);
  }

  private static boolean isSame(PolicyLayer one, PolicyLayer other) {
    return one.getClass().equals(other.getClass()) && documents(one).equals(documents(other));
  }

  /** The policies of the directory that the file holds neither before nor after. */
  private static List<NamedPolicy> others(
      PolicyLayer own, PolicyLayer before, PolicyLayer defined) {
    Set<PolicyDocument> named = documents(before);
    named.addAll(documents(defined));
    return own.known().filter(one -> !named.contains(one.document())).toList();
  }

  private static Set<PolicyDocument> documents(PolicyLayer layer) {
    Set<PolicyDocument> documents = new HashSet<>();
    layer.known().forEach(policy -> documents.add(policy.document()));
    return documents;
  }

  /**
   * The grants of the directory, and those that the file adds. A removed grant allows nothing new.
   */
  private GrantLayer grants(GrantLayer own, InputKey defined) {
    List<Grant> added = added(defined);
    if (added.isEmpty() || !(own instanceof GrantLayer.Known known)) {
      return own;
    }
    List<Grant> all = new ArrayList<>(known.grants());
    added.stream().filter(grant -> !all.contains(grant)).forEach(all::add);
    return new GrantLayer.Known(all);
  }

  private List<Grant> added(InputKey defined) {
    List<Grant> before = before(defined).map(InputKey::listedGrants).orElse(List.of());
    return defined.listedGrants().stream().filter(grant -> !before.contains(grant)).toList();
  }

  /**
   * What of the changes is not compared, one line each.
   *
   * @param name the directory
   * @param file the file
   */
  public List<String> open(String name, String file) {
    List<String> lines = new ArrayList<>();
    for (Caller caller : now.callers()) {
      if (Name.of(caller).filter(held::containsKey).isPresent()) {
        addOpen(caller, now.principalOf(caller).orElseThrow(), name, file, lines);
      }
    }
    for (KmsResource.Key key : now.keys()) {
      if (heldKeys.contains(key)) {
        addOpen(now.keyOf(key).orElseThrow(), name, lines);
      }
    }
    return lines;
  }

  private void addOpen(
      Caller caller, InputPrincipal defined, String name, String file, List<String> lines) {
    PrincipalPolicies own = directory.principal(caller);
    Optional<InputPrincipal> before = was.flatMap(managed -> managed.principalOf(caller));
    String arn = "`" + caller.arn() + "`";
    Optional<PolicyLayer> identity = before.map(InputPrincipal::identity);
    Optional<PolicyLayer> boundary = before.map(InputPrincipal::boundary);
    String of = "the identity policies of " + arn;
    addOpen(of, own.identity(), identity, defined.identity(), name, lines);
    of = "the permissions boundary of " + arn;
    addOpen(of, own.permissionsBoundary(), boundary, defined.boundary(), name, lines);
    boolean replaces =
        before.isEmpty()
            && !(defined.identity() instanceof PolicyLayer.Unknown)
            && !others(own.identity(), PolicyLayer.of(), defined.identity()).isEmpty();
    if (replaces) {
      lines.add(
          "`"
              + file
              + "` does not say whether "
              + arn
              + " keeps policies that `"
              + name
              + "` has and the file does not define; they are taken as replaced");
    }
  }

  private void addOpen(InputKey defined, String name, List<String> lines) {
    KmsResource.Key key = defined.key();
    KeyPolicies own = directory.key(key, new Caller.RootUser(key.partition(), key.accountId()));
    Optional<PolicyLayer> before = before(defined).map(InputKey::policy);
    String arn = "`" + key.arn() + "`";
    addOpen("the key policy of " + arn, own.key(), before, defined.policy(), name, lines);
    if (own.grants() instanceof GrantLayer.Unknown && !added(defined).isEmpty()) {
      lines.add(
          "the new grants on "
              + arn
              + " are not compared: `"
              + name
              + "` does not hold its grants");
    }
  }

  /** Adds a changed layer that the directory does not know, or knows otherwise than the plan. */
  private static void addOpen(
      String layer,
      PolicyLayer own,
      Optional<PolicyLayer> before,
      PolicyLayer defined,
      String name,
      List<String> lines) {
    if (!isChanged(before, defined)) {
      return;
    }
    if (own instanceof PolicyLayer.Unknown) {
      lines.add(
          "the change of " + layer + " is not compared: `" + name + "` does not hold this layer");
    } else if (before.isPresent() && !documents(own).containsAll(documents(before.get()))) {
      lines.add(
          "`" + name + "` has other policies as " + layer + " than the plan has before the change");
    }
  }
}
