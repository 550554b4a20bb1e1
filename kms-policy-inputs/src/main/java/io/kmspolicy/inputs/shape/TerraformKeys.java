package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of a plan or state, with their policies, grants and aliases. */
final class TerraformKeys {

  private static final String[] KEYS = {
    "aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"
  };
  private static final String KEY_ID = "key_id";
  private static final String TARGET = "target_key_id";
  private static final String POLICY = "policy";
  private static final String KEY_POLICY = "aws_kms_key_policy";

  private final TerraformResources before;
  private final TerraformResources now;
  private final TerraformPlace place;
  private final TerraformDocuments documents;
  private final StateSketch sketch;
  private final Map<String, KeySketch> byAddress = new LinkedHashMap<>();

  private TerraformKeys(
      TerraformResources before, TerraformResources now, TerraformPlace place, StateSketch sketch) {
    this.before = before;
    this.now = now;
    this.place = place;
    this.documents = new TerraformDocuments(place);
    this.sketch = sketch;
  }

  /** Adds the keys. */
  static void add(
      TerraformResources before, TerraformResources now, TerraformPlace place, StateSketch sketch) {
    TerraformKeys keys = new TerraformKeys(before, now, place, sketch);
    now.managed(KEYS).forEach(keys::addKey);
    keys.addPolicies();
    now.managed("aws_kms_grant").forEach(keys::addGrant);
    now.managed("aws_kms_alias").forEach(keys::addAlias);
    sketch.keys().addAll(keys.byAddress.values());
  }

  private void addKey(TerraformResource resource) {
    Optional<KmsResource.Key> named = resource.string("arn").flatMap(TerraformKeys::key);
    Optional<KmsResource.Key> key = named.or(() -> unnamed(resource));
    if (key.isEmpty()) {
      sketch.leaveOut(resource.address(), place.missing(resource));
      return;
    }
    KeySketch found = new KeySketch(resource.address(), key.get(), named.isEmpty());
    if (resource.text(POLICY).isPresent() || resource.isOpen(POLICY)) {
      SourceNode policy = documents.of(resource, POLICY);
      found.policy().add(new Candidate(resource.address(), PolicyType.KEY, policy));
    } else {
      found.policy().leaveAbsent(resource.because("the file does not hold the key policy"));
    }
    byAddress.put(resource.address(), found);
  }

  static Optional<KmsResource.Key> key(String arn) {
    try {
      return KmsResource.parse(arn) instanceof KmsResource.Key key
          ? Optional.of(key)
          : Optional.empty();
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }

  private Optional<KmsResource.Key> unnamed(TerraformResource resource) {
    String account = place.accountOf(resource);
    if (account.isEmpty()) {
      return Optional.empty();
    }
    boolean multiRegion =
        resource.type().contains("replica")
            || resource.value("multi_region").filter(TerraformResource::isTrue).isPresent();
    return place
        .regionOf(resource)
        .map(
            region ->
                UnnamedKey.of(
                    Partition.ofRegion(region), region, account, resource.address(), multiRegion));
  }

  /**
   * The keys that a resource may name.
   *
   * @param isOne whether the file says which one it is, or that it is none of the file
   */
  private record Named(List<KeySketch> keys, boolean isOne) {}

  /** The keys that a resource may name: any, if the file does not say which. */
  private Named named(TerraformResource resource, String member) {
    Optional<String> name = resource.string(member);
    if (name.isEmpty()) {
      return referred(resource, member);
    }
    List<KeySketch> keys =
        byAddress.values().stream()
            .filter(key -> !key.isNew())
            .filter(
                key -> name.get().equals(key.key().arn()) || name.get().equals(key.key().keyId()))
            .toList();
    boolean isOne = keys.stream().noneMatch(TerraformKeys::isMultiRegion);
    if (isOne || name.get().startsWith("arn:")) {
      return new Named(keys, true);
    }
    // The keys with this id in all Regions, of which some may be in other files.
    return place.regionOf(resource).isEmpty()
        ? new Named(keys, false)
        : new Named(keys.stream().filter(key -> isInRegion(resource, key)).toList(), true);
  }

  /** The keys to which a name refers that is not known yet; any, if it may refer to others. */
  private Named referred(TerraformResource resource, String member) {
    List<TerraformResource> to = now.mayRefer(resource, member, KEYS);
    List<KeySketch> keys =
        to.stream()
            .flatMap(key -> Optional.ofNullable(byAddress.get(key.address())).stream())
            .filter(key -> !isMultiRegion(key) || isInRegion(resource, key))
            .toList();
    return keys.isEmpty() || keys.size() < to.size()
        ? new Named(List.copyOf(byAddress.values()), false)
        : new Named(keys, keys.size() == 1);
  }

  private static boolean isMultiRegion(KeySketch key) {
    return key.key().keyId().startsWith("mrk-");
  }

  private boolean isInRegion(TerraformResource resource, KeySketch key) {
    return place.regionOf(resource).filter(key.key().region()::equals).isPresent();
  }

  private static Unresolved notOne(TerraformResource resource, String member) {
    return resource.string(member).isPresent()
        ? resource.because(
            "the file does not say in which Region the key `"
                + resource.string(member).get()
                + "` is")
        : resource.missing(member);
  }

  private void leaveOut(TerraformResource resource, String member, String what) {
    sketch.leaveOut(
        resource.address(),
        resource
            .string(member)
            .map(key -> resource.because("the file does not define the key `" + key + "`, " + what))
            .orElseGet(() -> resource.missing(member)));
  }

  /**
   * A policy of its own replaces the one of the key; if it is removed, the policy is unknown, and
   * so it is if two replace it.
   */
  private void addPolicies() {
    List<TerraformResource> policies = now.managed(KEY_POLICY);
    for (TerraformResource gone : before.managed(KEY_POLICY)) {
      boolean stays =
          policies.stream()
              .filter(policy -> policy.address().equals(gone.address()))
              .anyMatch(policy -> policy.string(KEY_ID).equals(gone.string(KEY_ID)));
      if (!stays) {
        Named from = named(gone, KEY_ID);
        Unresolved removed = gone.because("the plan removes `" + gone.address() + "`");
        from.keys().forEach(key -> key.policy().leaveOpen(removed));
        if (from.keys().isEmpty()) {
          leaveOut(gone, KEY_ID, "from which the plan removes it");
        }
      }
    }
    Map<String, String> old = texts(before);
    Map<String, String> current = texts(now);
    Predicate<String> isSame =
        address -> old.getOrDefault(address, "").equals(current.getOrDefault(address, ""));
    Set<KeySketch> replaced = new HashSet<>();
    List<Runnable> opens = new ArrayList<>();
    for (TerraformResource policy : policies) {
      Named to = named(policy, KEY_ID);
      if (to.keys().isEmpty()) {
        leaveOut(policy, KEY_ID, "of which it is the policy");
      }
      for (KeySketch key : to.keys()) {
        if (!to.isOne()) {
          opens.add(() -> key.policy().leaveOpen(notOne(policy, KEY_ID)));
        } else if (replaced.add(key) && policy.isCurrent()) {
          SourceNode document = documents.of(policy, POLICY);
          key.policy().replace(new Candidate(policy.address(), PolicyType.KEY, document));
          // The plan sets the policy of a key that exists, and leaves what replaces it as it is.
          if (!key.isNew()
              && old.containsKey(key.name())
              && !isSame.test(key.name())
              && isSame.test(policy.address())) {
            opens.add(
                () ->
                    key.policy()
                        .leaveOpen(policy.because("the plan changes it in the key itself, too")));
          }
        } else {
          opens.add(
              () ->
                  key.policy()
                      .leaveOpen(policy.because("another resource also sets the key policy")));
        }
      }
    }
    opens.forEach(Runnable::run);
  }

  /** The texts of the policies of keys, in keys and beside them, by the addresses. */
  private static Map<String, String> texts(TerraformResources all) {
    Map<String, String> texts = new HashMap<>();
    for (String type : Stream.concat(Stream.of(KEYS), Stream.of(KEY_POLICY)).toList()) {
      for (TerraformResource resource : all.managed(type)) {
        if (resource.isCurrent()) {
          texts.put(resource.address(), resource.string(POLICY).orElse(""));
        }
      }
    }
    return texts;
  }

  private void addAlias(TerraformResource alias) {
    Named to = named(alias, TARGET);
    if (to.keys().isEmpty()) {
      leaveOut(alias, TARGET, "of which it is an alias");
    } else if (to.isOne()) {
      to.keys().forEach(key -> alias.string("name").ifPresent(key.aliases()::add));
    } else {
      sketch.leaveOut(alias.address(), notOne(alias, TARGET));
    }
  }

  private void addGrant(TerraformResource grant) {
    Named to = named(grant, KEY_ID);
    if (to.keys().isEmpty()) {
      leaveOut(
          grant,
          KEY_ID,
          "on which it grants "
              + grant.string("grantee_principal").orElse("a principal")
              + " "
              + words(grant.elements("operations")));
    }
    Optional<Unresolved> open = to.isOne() ? open(grant) : Optional.of(notOne(grant, KEY_ID));
    for (KeySketch key : to.keys()) {
      if (open.isPresent()) {
        key.openGrants().add(open.get());
      } else {
        key.grants().add(entry(grant));
      }
    }
  }

  private static String words(List<SourceNode> texts) {
    return texts.stream()
        .filter(SourceNode.Text.class::isInstance)
        .map(text -> ((SourceNode.Text) text).text())
        .collect(Collectors.joining(", "));
  }

  private static Optional<Unresolved> open(TerraformResource grant) {
    return List.of("grantee_principal", "retiring_principal", "operations", "constraints").stream()
        .filter(grant::isOpen)
        .map(grant::notYet)
        .findFirst();
  }

  /** The grant as {@code ListGrants} would print it. */
  private static SourceNode entry(TerraformResource grant) {
    List<Member> members = new ArrayList<>();
    Place place = grant.node().place();
    text(grant, "grant_id", "GrantId", members);
    text(grant, "name", "Name", members);
    text(grant, "grantee_principal", "GranteePrincipal", members);
    text(grant, "retiring_principal", "RetiringPrincipal", members);
    grant
        .value("operations")
        .ifPresent(value -> members.add(new Member("Operations", value.place(), value)));
    List<Member> constraints = new ArrayList<>();
    for (SourceNode constraint : grant.elements("constraints")) {
      pairs(constraint, "encryption_context_equals", "EncryptionContextEquals", constraints);
      pairs(constraint, "encryption_context_subset", "EncryptionContextSubset", constraints);
    }
    if (!constraints.isEmpty()) {
      members.add(new Member("Constraints", place, new Members(constraints, place)));
    }
    return new Members(members, place);
  }

  private static void text(TerraformResource grant, String from, String to, List<Member> members) {
    grant.text(from).ifPresent(value -> members.add(new Member(to, value.place(), value)));
  }

  private static void pairs(SourceNode constraint, String from, String to, List<Member> members) {
    constraint
        .member(from)
        .filter(pairs -> !pairs.members().isEmpty() || pairs instanceof Elements)
        .ifPresent(pairs -> members.add(new Member(to, pairs.place(), pairs)));
  }
}
