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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of a plan or state, with their policies, grants and aliases. */
final class TerraformKeys {

  private static final String[] KEYS = {
    "aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"
  };
  private static final String KEY_ID = "key_id";
  private static final String POLICY = "policy";

  private final TerraformResources before;
  private final TerraformResources now;
  private final TerraformPlace place;
  private final StateSketch sketch;
  private final Map<String, KeySketch> byAddress = new LinkedHashMap<>();
  private final Map<String, KeySketch> byName = new LinkedHashMap<>();

  private TerraformKeys(
      TerraformResources before, TerraformResources now, TerraformPlace place, StateSketch sketch) {
    this.before = before;
    this.now = now;
    this.place = place;
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
    Optional<KmsResource.Key> named = resource.string("arn").flatMap(TerraformKeys::parse);
    Optional<KmsResource.Key> key = named.or(() -> unnamed(resource));
    if (key.isEmpty()) {
      sketch.leaveOut(
          resource.address(),
          resource.because(
              "the account or the Region is not known; state them with --account and --region"));
      return;
    }
    KeySketch found = new KeySketch(resource.address(), key.get(), named.isEmpty());
    Optional<SourceNode.Text> policy = resource.text(POLICY);
    if (policy.isPresent()) {
      found.policy().add(new Candidate(resource.address(), PolicyType.KEY, policy.get()));
    } else {
      found
          .policy()
          .leaveOpen(
              resource.isOpen(POLICY)
                  ? resource.notYet(POLICY)
                  : resource.because("the file does not hold the key policy"));
    }
    byAddress.put(resource.address(), found);
    named.ifPresent(
        known -> {
          byName.put(known.arn(), found);
          byName.put(known.keyId(), found);
        });
  }

  private static Optional<KmsResource.Key> parse(String arn) {
    try {
      return KmsResource.parse(arn) instanceof KmsResource.Key key
          ? Optional.of(key)
          : Optional.empty();
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }

  private Optional<KmsResource.Key> unnamed(TerraformResource resource) {
    if (place.account().isEmpty()) {
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
                    Partition.ofRegion(region),
                    region,
                    place.account(),
                    resource.address(),
                    multiRegion));
  }

  /** The keys that a resource may name: one, or every new one if the file does not say which. */
  private List<KeySketch> keys(TerraformResource resource, String member) {
    Optional<String> name = resource.string(member);
    if (name.isPresent()) {
      return Optional.ofNullable(byName.get(name.get())).stream().toList();
    }
    Optional<KeySketch> referred =
        now.referred(resource, member, KEYS)
            .map(TerraformResource::address)
            .flatMap(address -> Optional.ofNullable(byAddress.get(address)));
    return referred.isPresent()
        ? List.of(referred.get())
        : byAddress.values().stream().filter(KeySketch::isNew).toList();
  }

  private boolean isOne(TerraformResource resource, String member) {
    return resource.string(member).isPresent() || now.referred(resource, member, KEYS).isPresent();
  }

  /** A policy of its own replaces the one of the key; if it is removed, the policy is unknown. */
  private void addPolicies() {
    List<TerraformResource> policies = now.managed("aws_kms_key_policy");
    for (TerraformResource gone : before.managed("aws_kms_key_policy")) {
      boolean stays = policies.stream().anyMatch(policy -> policy.address().equals(gone.address()));
      if (!stays) {
        keys(gone, KEY_ID)
            .forEach(
                key ->
                    key.policy()
                        .leaveOpen(gone.because("the plan removes `" + gone.address() + "`")));
      }
    }
    for (TerraformResource policy : policies) {
      SourceNode document =
          policy.text(POLICY).map(SourceNode.class::cast).orElse(policy.notYet(POLICY));
      for (KeySketch key : keys(policy, KEY_ID)) {
        if (isOne(policy, KEY_ID)) {
          key.policy().replace(new Candidate(policy.address(), PolicyType.KEY, document));
        } else {
          key.policy().leaveOpen(policy.notYet(KEY_ID));
        }
      }
    }
  }

  private void addAlias(TerraformResource alias) {
    if (isOne(alias, "target_key_id")) {
      for (KeySketch key : keys(alias, "target_key_id")) {
        alias.string("name").ifPresent(key.aliases()::add);
      }
    }
  }

  private void addGrant(TerraformResource grant) {
    List<KeySketch> keys = keys(grant, KEY_ID);
    if (keys.isEmpty()) {
      sketch.leaveOut(
          grant.address(),
          grant.because(
              "the file does not define the key `"
                  + grant.string(KEY_ID).orElse("")
                  + "`, on which it grants "
                  + grant.string("grantee_principal").orElse("a principal")
                  + " "
                  + words(grant.elements("operations"))));
    }
    for (KeySketch key : keys) {
      Optional<Unresolved> open =
          isOne(grant, KEY_ID) ? open(grant) : Optional.of(grant.notYet(KEY_ID));
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
